"""The charts of a board's page, made from the rows of a report that are drawn."""

from __future__ import annotations

from datetime import date

from django.template.loader import render_to_string

from meetpoint.core.reports.answering.report import AnsweredRow
from meetpoint.core.reports.asking.template import Shown
from meetpoint.core.ui.charts import Chart, Series, line_chart, ranked_bars


def chart_of(row: AnsweredRow) -> Chart | None:
    """Return the chart of a row that is drawn, or None: not drawn, or nothing was found."""
    numbers = [(words, value) for words, value in row.said_lines if isinstance(value, int | float)]
    if row.row.shown is Shown.NUMBERS or not row.is_table or not numbers:
        return None
    if row.row.shown is Shown.BARS:
        return ranked_bars(row.label, [(words[0], value) for words, value in numbers], name=row.said_unit)
    step = row.by[0].name
    days = [
        date.fromisoformat(f"{key[0]}-01" if step == "month" else str(key[0])) for key, _value in row.lines
    ]
    values = [value if isinstance(value, int | float) else None for _key, value in row.lines]
    return line_chart(row.label, days, [Series(name=row.said_unit, values=tuple(values))], step=step)


def svg_of(chart: Chart) -> str:
    """Return the wide drawing of a chart, with its colours in it, for paper."""
    wide = next(drawing for drawing in chart.drawings if drawing.name == "wide")
    return render_to_string("reports/chart.svg", {"drawing": wide})
