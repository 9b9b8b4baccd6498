"""A report on paper: a tagged PDF (PDF/UA-1). What stands in it is passed as data, never as markup."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typst
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from meetpoint.core.reports.answering.report import AnsweredRow, Report
from meetpoint.core.reports.asking.template import Layout
from meetpoint.core.reports.documents.pictures import chart_of, svg_of
from meetpoint.core.reports.documents.poster import sentences
from meetpoint.core.reports.documents.words import said_days, said_sites, said_value, without_code
from meetpoint.core.reports.releasing.policies import Policy

TEMPLATE = Path(__file__).with_name("report.typ")


def pdf_of(report: Report, policy: Policy, *, notice: str = "") -> bytes:
    """Return a report as PDF in the reader's language, laid out as its template says.

    `policy` says which counts are too small for a poster.
    """
    content = content_of(report, policy, notice=notice)
    made: bytes = typst.compile(
        TEMPLATE.read_bytes(),
        sys_inputs={"content": json.dumps(content)},
        format="pdf",
        pdf_standards=["ua-1"],
    )
    return made


def content_of(report: Report, policy: Policy, *, notice: str = "") -> dict[str, Any]:
    """Return all words and numbers of the pages."""
    is_poster = report.template.layout is Layout.POSTER
    told = sentences(report, policy)[0] if is_poster else []
    return {
        "layout": report.template.layout.value,
        "language": (get_language() or "en").split("-")[0],
        "title": report.title,
        "organisation": report.organisation.name,
        "lede": f"{said_days(report)} · {said_sites(report)}",
        "running": _running() if report.is_running else "",
        "sections": [
            {"title": title, "note": note, "rows": [_row(row) for row in rows]}
            for title, note, rows in ([] if is_poster else report.sections())
        ],
        "sentences": [[one.before, one.number, one.after] for one in told],
        "definitions": [
            [f"{row.row.code} {row.label}", row.definition] for row in report.rows if row.definition
        ],
        "notes": report.notes,
        "check": report.check,
        "about": " · ".join(part for part in (report.funder, _version(report)) if part),
        "source": report.source,
        "notice": notice,
        "made": date_format(report.made_at, "DATETIME_FORMAT"),
        "words": _words(),
    }


def _running() -> str:
    return _("These days are not over yet: the report shows what is recorded so far.")


def _version(report: Report) -> str:
    return _("version %(version)s") % {"version": report.template.version}


def _words() -> dict[str, str]:
    return {
        "row": _("Row"),
        "asked": _("What is asked"),
        "answer": _("Answer"),
        "means": _("What the figures mean"),
        "before": _("Before you send it"),
        "source": _("Source"),
        "made": _("Made"),
        "page": _("Page"),
        "nothing": _("None."),
        "check": _("To check:"),
        "nothing_yet": _("There is no number yet that is large enough to be shown to everybody."),
    }


def _row(row: AnsweredRow) -> dict[str, Any]:
    chart = chart_of(row)
    return {
        "code": row.row.code,
        "label": row.label,
        "value": " ".join(filter(None, _value(row))),
        "number": _value(row)[0],
        "unit": _value(row)[1],
        "notes": [*row.said_notes, *filter(None, (without_code(row), capfirst(row.missing)))],
        "check": row.check,
        "header": [*row.said_columns, row.said_unit],
        "lines": [[*words, said_value(value)] for words, value in row.said_lines],
        "is_table": row.is_table,
        "chart": {"svg": svg_of(chart), "alt": f"{chart.title}. {chart.description}"} if chart else None,
    }


def _value(row: AnsweredRow) -> tuple[str, str]:
    """Return a value and its unit, either of which may be empty."""
    if row.lacks:
        return _("Not recorded"), ""
    if row.is_table:
        return "", ""
    if not row.is_number:
        return str(row.value or "–"), ""
    estimate = f"({_('estimate')})" if row.estimated else ""
    return said_value(row.value), f"{row.said_unit} {estimate}".strip()
