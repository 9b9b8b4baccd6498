"""The kinds of chart. Each takes names and series, and returns a Chart with one drawing for each width."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.text import slugify
from django.utils.translation import gettext as _

from meetpoint.core.ui.charts import words
from meetpoint.core.ui.charts.scale import Scale, Value, every, nice_ticks, shown_places
from meetpoint.core.ui.charts.shapes import Bar, Chart, Dot, Drawing, Label, Line, Rule, Series
from meetpoint.core.ui.charts.words import Name


class Size(NamedTuple):
    """The pixels of a drawing, which is shown at its own size so that its text stays readable."""

    name: str
    width: int
    height: int


SIZES = (Size("wide", 720, 280), Size("narrow", 342, 240))
TOP, UNDER, RIGHT = 22, 44, 12
BAR_SHARE, WIDEST_BAR = 0.68, 48


@dataclass(frozen=True)
class Axes:
    """The frame of a drawing: where each place begins and how high each value stands."""

    names: Sequence[Name]
    step: str
    size: Size
    scale: Scale
    left: float

    @property
    def slot(self) -> float:
        """The width of one place."""
        return (self.size.width - self.left - RIGHT) / max(len(self.names), 1)

    def middle(self, place: int) -> float:
        """Return the x of a place."""
        return round(self.left + self.slot * (place + 0.5), 1)

    def rules(self) -> tuple[Rule, ...]:
        """Return the grid lines, the lowest last."""
        end = self.size.width - RIGHT
        return tuple(Rule(x1=self.left, x2=end, y=self.scale.y(t), is_zero=t == 0) for t in self.scale.ticks)

    def labels(self) -> list[Label]:
        """Return the figures at the ticks and the names under the places."""
        ticks = [
            Label(x=self.left - 8, y=self.scale.y(t) + 4, text=words.figure(t), kind="tick", anchor="end")
            for t in self.scale.ticks
        ]
        return ticks + self._names()

    def _names(self) -> list[Label]:
        shorts = [words.short(name, self.step) for name in self.names]
        widest = max((words.width_of(text) for text, _under in shorts), default=0) + 8
        found, said = [], ""
        for place in shown_places(len(shorts), every(len(shorts), self.slot, widest)):
            text, under = shorts[place]
            found.append(Label(x=self.middle(place), y=self.scale.bottom + 18, text=text, kind="place"))
            if under != said:
                found.append(Label(x=self.middle(place), y=self.scale.bottom + 36, text=under, kind="under"))
            said = under
        return found


Painter = Callable[[Axes, Sequence[Series]], Drawing]


def bar_chart(
    title: str, names: Sequence[Name], series: Sequence[Series], *, step: str = "month", note: str = ""
) -> Chart:
    """Return upright bars, side by side where there are several series. `step` is month or day."""
    return _chart(title, names, series, step=step, note=note, paint=_paint_bars, heights=_all_values(series))


def stacked(
    title: str, names: Sequence[Name], series: Sequence[Series], *, step: str = "month", note: str = ""
) -> Chart:
    """Return bars in which the series stand on one another; only for parts of one whole, never negative."""
    totals = [
        sum(value or 0 for value in column) for column in zip(*(one.values for one in series), strict=True)
    ]
    return _chart(title, names, series, step=step, note=note, paint=_paint_stacks, heights=totals)


def line_chart(
    title: str, names: Sequence[Name], series: Sequence[Series], *, step: str = "month", note: str = ""
) -> Chart:
    """Return one line for each series, broken where a number is missing; a point alone is a dot."""
    return _chart(title, names, series, step=step, note=note, paint=_paint_lines, heights=_all_values(series))


def ranked_bars(title: str, pairs: Sequence[tuple[str, Value]], *, name: str = "", note: str = "") -> Chart:
    """Return lying bars, one for each named amount, in the order given: for categories with long names."""
    series = Series(name=name or title, values=tuple(value for _name, value in pairs))
    names = [str(label) for label, _value in pairs]
    drawings = tuple(_paint_ranks(size, pairs) for size in SIZES) if _has_numbers([series]) else ()
    return _assemble(title, names, [series], step="", note=note, drawings=drawings)


def _chart(
    title: str,
    names: Sequence[Name],
    series: Sequence[Series],
    *,
    step: str,
    note: str,
    paint: Painter,
    heights: Sequence[Value],
) -> Chart:
    ticks = nice_ticks(heights)
    drawings = (
        tuple(paint(_axes(names, step, size, ticks), series) for size in SIZES)
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
    columns = zip(*(one.values for one in series), strict=True)
    rows = (
        (words.full(name, step), *(words.figure(value) for value in column))
        for name, column in zip(names, columns, strict=True)
    )
    first = {"month": _("Month"), "day": _("Day")}.get(step, "")
    return Chart(
        slug=f"chart-{slugify(title) or 'one'}",
        title=title,
        description=words.describe(names, series, step),
        note=note,
        key=tuple((tone, one.name) for tone, one in enumerate(series, start=1)) if len(series) > 1 else (),
        header=(first, *(one.name for one in series)),
        rows=tuple(rows),
        drawings=drawings,
    )


def _axes(names: Sequence[Name], step: str, size: Size, ticks: tuple[float, ...]) -> Axes:
    left = round(max(words.width_of(words.figure(tick)) for tick in ticks) + 14)
    return Axes(names, step, size, Scale(ticks, TOP, size.height - UNDER), left)


def _all_values(series: Sequence[Series]) -> list[Value]:
    return [value for one in series for value in one.values]


def _has_numbers(series: Sequence[Series]) -> bool:
    return any(value is not None for value in _all_values(series))


def _says(axes: Axes, place: int, one: Series) -> str:
    return f"{words.full(axes.names[place], axes.step)}: {words.figure(one.values[place])} ({one.name})"


def _paint_bars(axes: Axes, series: Sequence[Series]) -> Drawing:
    width = round(min(axes.slot * BAR_SHARE, WIDEST_BAR * len(series)) / len(series), 1)
    bars = []
    for tone, one in enumerate(series):
        for place, value in enumerate(one.values):
            if value is not None:
                x = axes.middle(place) + (tone - len(series) / 2) * width
                bars.append(
                    _bar(axes, (0, value), x=x, width=width, tone=tone + 1, words=_says(axes, place, one))
                )
    values = _values_on_bars(axes, series[0]) if len(series) == 1 else []
    return _drawing(axes, labels=values, bars=bars)


def _paint_stacks(axes: Axes, series: Sequence[Series]) -> Drawing:
    width = round(min(axes.slot * BAR_SHARE, WIDEST_BAR), 1)
    bars, heights = [], [0.0] * len(axes.names)
    for tone, one in enumerate(series, start=1):
        for place, value in enumerate(one.values):
            if value:
                span = (heights[place], heights[place] + value)
                x = axes.middle(place) - width / 2
                bars.append(_bar(axes, span, x=x, width=width, tone=tone, words=_says(axes, place, one)))
                heights[place] = span[1]
    return _drawing(axes, bars=bars)


def _paint_lines(axes: Axes, series: Sequence[Series]) -> Drawing:
    lines, dots, ends = [], [], []
    for tone, one in enumerate(series, start=1):
        for run in _runs(one.values):
            path = " ".join(f"{axes.middle(place)},{axes.scale.y(value)}" for place, value in run)
            lines.append(Line(path=f"M{path}", tone=tone))
            dots += [_dot(axes, place, tone=tone, one=one) for place, _value in run]
        last = max((place for place, value in enumerate(one.values) if value is not None), default=None)
        if last is not None:
            ends.append(_value_label(axes, last, one))
    return _drawing(axes, labels=_apart(ends), lines=lines, dots=dots)


def _paint_ranks(size: Size, pairs: Sequence[tuple[str, Value]]) -> Drawing:
    most = max((value for _name, value in pairs if value is not None), default=0) or 1
    room = size.width - words.width_of(words.figure(most)) - 16
    bars, labels = [], []
    for place, (name, value) in enumerate(pairs):
        y = place * 44
        length = round(room * max(value or 0, 0) / most, 1)
        labels.append(Label(x=0, y=y + 14, text=str(name), kind="place", anchor="start"))
        labels.append(Label(x=length + 8, y=y + 33, text=words.figure(value), kind="value", anchor="start"))
        if length:
            says = f"{name}: {words.figure(value)}"
            bars.append(Bar(x=0, y=y + 20, width=length, height=16, tone=1, words=says))
    height = len(pairs) * 44
    return Drawing(name=size.name, width=size.width, height=height, labels=tuple(labels), bars=tuple(bars))


def _drawing(
    axes: Axes,
    *,
    labels: Sequence[Label] = (),
    bars: Sequence[Bar] = (),
    lines: Sequence[Line] = (),
    dots: Sequence[Dot] = (),
) -> Drawing:
    return Drawing(
        name=axes.size.name,
        width=axes.size.width,
        height=axes.size.height,
        rules=axes.rules(),
        labels=(*axes.labels(), *labels),
        bars=tuple(bars),
        lines=tuple(lines),
        dots=tuple(dots),
    )


def _bar(axes: Axes, span: tuple[float, float], *, x: float, width: float, tone: int, words: str) -> Bar:
    top, bottom = axes.scale.y(max(span)), axes.scale.y(min(span))
    return Bar(x=round(x, 1), y=top, width=width, height=round(bottom - top, 1), tone=tone, words=words)


def _dot(axes: Axes, place: int, *, tone: int, one: Series) -> Dot:
    value = one.values[place] or 0
    return Dot(x=axes.middle(place), y=axes.scale.y(value), tone=tone, words=_says(axes, place, one))


def _value_label(axes: Axes, place: int, one: Series) -> Label:
    value = one.values[place] or 0
    y = axes.scale.y(max(value, 0)) - 7
    return Label(x=axes.middle(place), y=y, text=words.figure(value), kind="value")


def _values_on_bars(axes: Axes, one: Series) -> list[Label]:
    """Label every bar where the figures fit side by side; otherwise the highest and the last."""
    known = [place for place, value in enumerate(one.values) if value is not None]
    widest = max(words.width_of(words.figure(one.values[place])) for place in known)
    if widest + 4 > axes.slot:
        highest = max(known, key=lambda place: one.values[place] or 0)
        known = [highest] + [place for place in known[-1:] if (place - highest) * axes.slot > widest + 4]
    return [_value_label(axes, place, one) for place in known]


def _apart(ends: Sequence[Label]) -> list[Label]:
    """Move labels at the ends of lines apart, so that none covers another."""
    placed: list[Label] = []
    for label in sorted(ends, key=lambda label: label.y, reverse=True):
        y = min([label.y, *(other.y - 15 for other in placed if other.x == label.x)])
        placed.append(Label(x=label.x, y=y, text=label.text, kind=label.kind, anchor=label.anchor))
    return placed


def _runs(values: Sequence[Value]) -> list[list[tuple[int, float]]]:
    """Return the stretches of known values, each with its places."""
    runs: list[list[tuple[int, float]]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((place, value))
    return [run for run in runs if run]
