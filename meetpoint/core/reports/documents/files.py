"""A report as a file: plain data, CSV, a workbook.

Data and CSV name their columns in English, for programs; the workbook speaks the reader's language.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetpoint.core.modules.indicators import DataSource
from meetpoint.core.reports.answering.report import AnsweredRow, Report
from meetpoint.core.ui.export import SheetRows, csv_pieces, xlsx_book

FORMS = ("json", "csv", "xlsx")

_COLUMNS = (
    "code",
    "label",
    "breakdown",
    "value",
    "unit",
    "estimated",
    "contacts_without_code",
    "missing",
    "notes",
    "definition",
)

SOURCES = {
    DataSource.INVENTORY.value: gettext_lazy("inventory"),
    DataSource.ENCOUNTER.value: gettext_lazy("contacts"),
    DataSource.PROGRAMME.value: gettext_lazy("what the programme entered"),
    DataSource.SURVEY.value: gettext_lazy("survey"),
}


def as_data(report: Report) -> dict[str, Any]:
    """Return a report as plain JSON values; a row that cannot be answered has the value null and says why.

    A row that is broken down has `lines`: each with its words, by column, and its value.
    """
    return {
        "report": report.template.slug,
        "version": report.template.version,
        "title": report.title,
        "organisation": report.organisation.slug,
        "period": {"from": report.first.isoformat(), "to": report.last.isoformat()},
        "sites": [site.slug for site in report.sites],
        "running": report.is_running,
        "read_at": report.read_at.isoformat(timespec="seconds"),
        "made_at": report.made_at.isoformat(timespec="seconds"),
        "contacts_without_code": report.contacts_without_code,
        "check": report.check,
        "rows": [_row_as_data(row) for row in report.rows],
    }


def as_json(report: Report) -> str:
    """Return a report as JSON text."""
    return json.dumps(as_data(report), ensure_ascii=False, indent=2)


def csv_of(report: Report, *, notice: str = "") -> Iterator[bytes]:
    """Yield the lines of a CSV file, one for each value of the report."""
    rows = ([_cell(data[name]) for name in _COLUMNS] for row in report.rows for data in _by_line(row))
    return csv_pieces(_COLUMNS, rows, notice=notice)


def workbook_of(report: Report, *, notice: str = "") -> IO[bytes]:
    """Return a workbook: the rows, what each means, and what the report is about."""
    return xlsx_book([_values(report), _definitions(report), _about(report)], notice=notice)


def _row_as_data(row: AnsweredRow) -> dict[str, Any]:
    said: dict[str, Any] = {
        "code": row.row.code,
        "label": row.label,
        "value": _plain(row.value),
        "unit": row.said_unit,
        "estimated": row.estimated and not row.lacks,
        "contacts_without_code": row.contacts_without_code,
        "missing": row.missing,
        "notes": row.said_notes,
        "definition": row.definition,
    }
    if row.by:
        names = [one.name for one in row.by]
        said["lines"] = [
            {**dict(zip(names, key, strict=True)), "value": _plain(value)} for key, value in row.lines
        ]
    return said


def _by_line(row: AnsweredRow) -> Iterator[dict[str, Any]]:
    """Yield a row as it stands in a table: once, or once for each of its lines."""
    data = _row_as_data(row)
    if not row.is_table or not row.lines:
        yield {**data, "breakdown": ""}
        return
    for words, value in row.said_lines:
        yield {**data, "breakdown": " / ".join(words), "value": _plain(value)}


def _plain(value: Any) -> int | float | str | None:
    return int(value) if isinstance(value, float) and value == int(value) else value


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return " ".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else value


def _values(report: Report) -> SheetRows:
    header = [
        _("Row"),
        _("What is asked"),
        _("Of these"),
        _("Value"),
        _("Unit"),
        _("Contacts without a code"),
        _("Not recorded"),
        _("Notes"),
    ]
    rows = (
        [
            data["code"],
            data["label"],
            data["breakdown"],
            _cell(data["value"]),
            data["unit"],
            _cell(data["contacts_without_code"]),
            data["missing"],
            _cell(data["notes"]),
        ]
        for row in report.rows
        for data in _by_line(row)
    )
    return SheetRows(title=_("Report"), header=header, rows=rows, widths=(8, 44, 24, 14, 12, 14, 44, 44))


def _definitions(report: Report) -> SheetRows:
    header = [
        _("Row"),
        _("What is asked"),
        _("Definition"),
        _("Taken from"),
        _("Estimate"),
        _("Adds up over days and sites"),
        _("Source of the definition"),
        _("To be checked against the original form"),
    ]
    rows = (
        [
            row.row.code,
            row.label,
            row.definition or row.missing,
            str(SOURCES[row.source]) if row.source else "",
            _yes_no(row.estimated) if row.source else "",
            _yes_no(row.additive) if row.source else "",
            row.reference,
            row.check,
        ]
        for row in report.rows
    )
    return SheetRows(title=_("Definitions"), header=header, rows=rows, widths=(8, 44, 70, 16, 10, 14, 44, 44))


def _about(report: Report) -> SheetRows:
    sites = _("All sites") if report.every_site else ", ".join(site.name for site in report.sites)
    rows: list[list[Any]] = [
        [_("Report"), report.title],
        [_("Version"), report.template.version],
        [_("For"), report.funder],
        [_("Organisation"), report.organisation.name],
        [_("First day"), report.first],
        [_("Last day"), report.last],
        [_("Sites"), sites],
        [_("Everything saved until"), timezone.make_naive(report.read_at)],
        [_("Made"), timezone.make_naive(report.made_at)],
        [_("Contacts without a code"), _cell(report.contacts_without_code)],
        [_("Source"), report.source],
        [_("To be checked against the original form"), report.check],
    ]
    return SheetRows(title=_("About"), header=["", report.title], rows=rows, widths=(36, 80))


def _yes_no(value: bool) -> str:
    return _("Yes") if value else _("No")
