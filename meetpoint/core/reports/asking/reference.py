"""The shipped templates written out as a page of the documentation."""

from __future__ import annotations

from collections.abc import Iterator

from meetpoint.core.reports.asking.library import shipped
from meetpoint.core.reports.asking.template import Row, Template

HEAD = """# The rows of every shipped report

Written from the templates by `scripts/list_report_rows.py`; a test keeps it so. How to read a report, and
how to write one, stands in [reports.md](reports.md); what an indicator counts, in
[indicators.md](../algorithms/indicators.md) and with `meetpoint indicators`.
"""


def page() -> str:
    """Return the page, in English."""
    return "\n".join([HEAD, *(part for one in shipped().values() for part in _about(one))])


def _about(template: Template) -> Iterator[str]:
    funder = template.funder["en"] if template.funder else "your own use"
    periods = ", ".join(period.value for period in template.periods)
    yield f"## {template.title['en']}: `{template.slug}`\n"
    yield f"For: {funder}. Version {template.version}; due by {periods}. {_sure(template)}\\"
    if template.source:
        yield f"Source: {template.source['en']}\\"
    if template.check:
        yield f"**To check:** {template.check['en']}"
    yield "\n| row | asked | answered by | to check |\n| --- | --- | --- | --- |"
    yield from (_line(row) for row in template.rows)
    yield ""


def _sure(template: Template) -> str:
    return f"How sure we are: {template.confidence.value.replace('_', ' ')}."


def _line(row: Row) -> str:
    asked = ". ".join(one["en"] for one in (row.label, row.asked) if one)
    return _cells(row.code, asked, _answered(row), row.check["en"] if row.check else "")


def _answered(row: Row) -> str:
    if row.missing:
        return f"not recorded: {row.missing['en']}"
    where = [f"{name} = {' or '.join(words)}" for name, words in row.where.items()]
    by = [f"by {' and '.join(row.by)}"] if row.by else []
    return ", ".join([f"`{row.indicator}`", *where, *by])


def _cells(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
