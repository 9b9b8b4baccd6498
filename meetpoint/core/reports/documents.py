"""A report as something that leaves: plain data, a CSV file, a workbook.

Data and CSV name their columns in English, for programs; the workbook speaks the reader's language.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetpoint.core.modules.measures import DataSource
from meetpoint.core.reports.answering import AnsweredRow, Report
from meetpoint.core.ui.export import SheetRows, csv_pieces, xlsx_book

FORMS = ("json", "csv", "xlsx")

_COLUMNS = (
    "code",
    "label",
    "value",
    "unit",
    "estimated",
    "contacts_without_code",
    "missing",
    "notes",
    "definition",
)

SOURCES = {
    DataSource.INVENTORY: gettext_lazy("inventory"),
    DataSource.ENCOUNTER: gettext_lazy("contacts"),
    DataSource.PROGRAMME: gettext_lazy("what the programme entered"),
    DataSource.SURVEY: gettext_lazy("survey"),
}


def as_data(report: Report) -> dict[str, Any]:
    """Return a report as plain JSON values; a row that cannot be answered has the value null and says why."""
    return {
        "report": report.template.slug,
        "version": report.template.version,
        "title": report.title,
        "organisation": report.organisation.slug,
        "period": {"from": report.span.first.isoformat(), "to": report.span.last.isoformat()},
        "sites": [site.slug for site in report.sites],
        "running": report.is_running,
        "made_at": report.made_at.isoformat(timespec="seconds"),
        "check": report.check,
        "rows": [_row_as_data(row) for row in report.rows],
    }


def as_json(report: Report) -> str:
    """Return a report as JSON text."""
    return json.dumps(as_data(report), ensure_ascii=False, indent=2)


def csv_of(report: Report, *, notice: str = "") -> Iterator[bytes]:
    """Yield the lines of a CSV file, one for each row of the report."""
    rows = ([_cell(data[name]) for name in _COLUMNS] for data in map(_row_as_data, report.rows))
    return csv_pieces(_COLUMNS, rows, notice=notice)


def workbook_of(report: Report, *, notice: str = "") -> IO[bytes]:
    """Return a workbook: the rows, what each means, and what the report is about."""
    return xlsx_book([_values(report), _definitions(report), _about(report)], notice=notice)


def _row_as_data(row: AnsweredRow) -> dict[str, Any]:
    return {
        "code": row.row.code,
        "label": row.label,
        "value": _plain(row.answer.value),
        "unit": str(row.unit),
        "estimated": row.is_estimated,
        "contacts_without_code": row.answer.contacts_without_code,
        "missing": row.missing,
        "notes": [str(note) for note in row.answer.notes],
        "definition": row.definition,
    }


def _plain(value: Any) -> int | float | str | None:
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return value if value is None or isinstance(value, int) else str(value)


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
            _cell(data["value"]),
            data["unit"],
            _cell(data["contacts_without_code"]),
            data["missing"],
            _cell(data["notes"]),
        ]
        for data in map(_row_as_data, report.rows)
    )
    return SheetRows(title=_("Report"), header=header, rows=rows, widths=(8, 44, 14, 12, 14, 44, 44))


def _definitions(report: Report) -> SheetRows:
    header = [
        _("Row"),
        _("What is asked"),
        _("Definition"),
        _("Taken from"),
        _("Estimate"),
        _("Adds up over days and sites"),
        _("To be checked against the original form"),
    ]
    rows = (
        [
            row.row.code,
            row.label,
            row.definition or row.missing,
            str(SOURCES[row.measure.source]) if row.measure else "",
            _yes_no(row.measure.estimated) if row.measure else "",
            _yes_no(row.measure.additive) if row.measure else "",
            row.check,
        ]
        for row in report.rows
    )
    return SheetRows(title=_("Definitions"), header=header, rows=rows, widths=(8, 44, 70, 16, 10, 14, 44))


def _about(report: Report) -> SheetRows:
    sites = _("All sites") if report.every_site else ", ".join(site.name for site in report.sites)
    rows: list[list[Any]] = [
        [_("Report"), report.title],
        [_("Version"), report.template.version],
        [_("For"), report.funder],
        [_("Organisation"), report.organisation.name],
        [_("First day"), report.span.first],
        [_("Last day"), report.span.last],
        [_("Sites"), sites],
        [_("Made"), timezone.make_naive(report.made_at)],
        [_("Source"), report.source],
        [_("To be checked against the original form"), report.check],
    ]
    return SheetRows(title=_("About"), header=["", report.title], rows=rows, widths=(36, 80))


def _yes_no(value: bool) -> str:
    return _("Yes") if value else _("No")
