"""The kinds of chart. Each takes names and series, and returns a Chart with one drawing for each width."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.text import slugify
from django.utils.translation import gettext as _

from meetpoint.core.ui.charts import paint, words
from meetpoint.core.ui.charts.axes import SIZES, TOP, UNDER, Axes, Size
from meetpoint.core.ui.charts.scale import Scale, Value, nice_ticks
from meetpoint.core.ui.charts.shapes import Chart, Drawing, Series
from meetpoint.core.ui.charts.words import Name
from meetpoint.core.ui.numbers import say_number

Painter = Callable[[Axes, Sequence[Series]], Drawing]


def bar_chart(
    title: str, names: Sequence[Name], series: Sequence[Series], *, step: str = "month", note: str = ""
) -> Chart:
    """Return upright bars, side by side where there are several series. `step` is month or day."""
    return _chart(title, names, series, step=step, note=note, painter=paint.bars, heights=_all_values(series))


def stacked(
    title: str, names: Sequence[Name], series: Sequence[Series], *, step: str = "month", note: str = ""
) -> Chart:
    """Return bars in which the series stand on one another; only for parts of one whole, never negative."""
    totals = [
        sum(value or 0 for value in column) for column in zip(*(one.values for one in series), strict=True)
    ]
    return _chart(title, names, series, step=step, note=note, painter=paint.stacks, heights=totals)


def line_chart(
    title: str, names: Sequence[Name], series: Sequence[Series], *, step: str = "month", note: str = ""
) -> Chart:
    """Return one line for each series, broken where a number is missing; a point alone is a dot."""
    return _chart(
        title, names, series, step=step, note=note, painter=paint.lines, heights=_all_values(series)
    )


def ranked_bars(title: str, pairs: Sequence[tuple[str, Value]], *, name: str = "", note: str = "") -> Chart:
    """Return lying bars, one for each named amount, in the order given: for categories with long names."""
    series = Series(name=name or title, values=tuple(value for _name, value in pairs))
    names = [str(label) for label, _value in pairs]
    drawings = tuple(paint.ranks(size, pairs) for size in SIZES) if _has_numbers([series]) else ()
    return _assemble(title, names, [series], step="", note=note, drawings=drawings)


def _chart(
    title: str,
    names: Sequence[Name],
    series: Sequence[Series],
    *,
    step: str,
    note: str,
    painter: Painter,
    heights: Sequence[Value],
) -> Chart:
    ticks = nice_ticks(heights)
    drawings = (
        tuple(painter(_axes(names, step, size, ticks), series) for size in SIZES)
        if _has_numbers(series)
        else ()
    )
    return _assemble(title, names, series, step=step, note=note, drawings=drawings)


def _assemble(
    title: str,
    names: Sequence[Name],
    series: Sequence[Series],
    *,
    step: str,
    note: str,
    drawings: tuple[Drawing, ...],
) -> Chart:
    columns = [column for one in series for column in _columns(one)]
    rows = zip((words.full(name, step) for name in names), *(cells for _head, cells in columns), strict=True)
    first = {"month": _("Month"), "day": _("Day")}.get(step, "")
    return Chart(
        slug=f"chart-{slugify(title) or 'one'}",
        title=title,
        description=words.describe(names, series, step),
        note=note,
        key=tuple((tone, one.name) for tone, one in enumerate(series, start=1)) if len(series) > 1 else (),
        header=(first, *(head for head, _cells in columns)),
        rows=tuple(rows),
        drawings=drawings,
    )


def _axes(names: Sequence[Name], step: str, size: Size, ticks: tuple[float, ...]) -> Axes:
    left = round(max(words.width_of(say_number(tick)) for tick in ticks) + 14)
    return Axes(names, step, size, Scale(ticks, TOP, size.height - UNDER), left)


def _columns(one: Series) -> list[tuple[str, list[str]]]:
    """Return what the table behind a chart says of a series: its numbers, and their ranges."""
    numbers = (one.name, [say_number(value) for value in one.values])
    if not one.ranges:
        return [numbers]
    said = [f"{say_number(span[0])}–{say_number(span[1])}" if span else "" for span in one.ranges]
    return [numbers, (_("By chance between"), said)]


def _all_values(series: Sequence[Series]) -> list[Value]:
    spans = [end for one in series for span in one.ranges if span for end in span]
    return [*(value for one in series for value in one.values), *spans]


def _has_numbers(series: Sequence[Series]) -> bool:
    return any(value is not None for value in _all_values(series))
