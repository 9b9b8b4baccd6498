"""Turning series into shapes: bars side by side, bars on one another, lines, and lying bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from meetpoint.core.ui.charts import words
from meetpoint.core.ui.charts.axes import RIGHT, Axes, Size
from meetpoint.core.ui.charts.scale import Value
from meetpoint.core.ui.charts.shapes import Bar, Dot, Drawing, Label, Line, Series, Whisker
from meetpoint.core.ui.numbers import say_number

BAR_SHARE, WIDEST_BAR = 0.68, 48
WHISKER_PX = 4
RANK_PX = 44


def _says(axes: Axes, place: int, one: Series) -> str:
    value = say_number(one.values[place])
    span = words.said_range(one.ranges[place]) if one.ranges else ""
    said = f"{value}, {span}" if span else value
    return f"{words.full(axes.names[place], axes.step)}: {said} ({one.name})"


def bars(axes: Axes, series: Sequence[Series]) -> Drawing:
    width = round(min(axes.slot * BAR_SHARE, WIDEST_BAR * len(series)) / len(series), 1)
    bars, whiskers = [], []
    for tone, one in enumerate(series):
        for place, value in enumerate(one.values):
            if value is not None:
                x = axes.middle(place) + (tone - len(series) / 2) * width
                whiskers += _whiskers(axes, place, one, x=x + width / 2)
                bars.append(
                    _bar(axes, (0, value), x=x, width=width, tone=tone + 1, words=_says(axes, place, one))
                )
    values = _values_on_bars(axes, series[0]) if len(series) == 1 else []
    return _drawing(axes, labels=values, bars=bars, whiskers=whiskers)


def stacks(axes: Axes, series: Sequence[Series]) -> Drawing:
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


def lines(axes: Axes, series: Sequence[Series]) -> Drawing:
    axes = replace(axes, right=max(words.width_of(say_number(axes.scale.ticks[-1])), RIGHT))
    lines, dots, ends, whiskers = [], [], [], []
    for tone, one in enumerate(series, start=1):
        for run in _runs(one.values):
            path = " ".join(f"{axes.middle(place)},{axes.scale.y(value)}" for place, value in run)
            lines.append(Line(path=f"M{path}", tone=tone))
            dots += [_dot(axes, place, tone=tone, one=one) for place, _value in run]
            for place, _value in run:
                whiskers += _whiskers(axes, place, one, x=axes.middle(place))
        last = max((place for place, value in enumerate(one.values) if value is not None), default=None)
        if last is not None:
            ends.append(_end_label(axes, last, one))
    return _drawing(axes, labels=_apart(ends), lines=lines, dots=dots, whiskers=whiskers)


def ranks(size: Size, pairs: Sequence[tuple[str, Value]]) -> Drawing:
    most = max((value for _name, value in pairs if value is not None), default=0) or 1
    room = size.width - words.width_of(say_number(most)) - 16
    bars, labels = [], []
    for place, (name, value) in enumerate(pairs):
        y = place * RANK_PX
        length = round(room * max(value or 0, 0) / most, 1)
        labels.append(Label(x=0, y=y + 14, text=str(name), kind="place", anchor="start"))
        labels.append(Label(x=length + 8, y=y + 33, text=say_number(value), kind="value", anchor="start"))
        if length:
            says = f"{name}: {say_number(value)}"
            bars.append(Bar(x=0, y=y + 20, width=length, height=16, tone=1, words=says))
    height = len(pairs) * RANK_PX
    return Drawing(name=size.name, width=size.width, height=height, labels=tuple(labels), bars=tuple(bars))


def _drawing(
    axes: Axes,
    *,
    labels: Sequence[Label] = (),
    bars: Sequence[Bar] = (),
    lines: Sequence[Line] = (),
    dots: Sequence[Dot] = (),
    whiskers: Sequence[Whisker] = (),
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
        whiskers=tuple(whiskers),
    )


def _whiskers(axes: Axes, place: int, one: Series, *, x: float) -> list[Whisker]:
    """Return the range of a value as a line with a foot and a head, where one is told."""
    span = one.ranges[place] if one.ranges else None
    if span is None:
        return []
    x, low, high = round(x, 1), axes.scale.y(span[0]), axes.scale.y(span[1])
    cross = f"M{x - WHISKER_PX},{{y}} {x + WHISKER_PX},{{y}}"
    return [Whisker(path=f"M{x},{low} {x},{high} {cross.format(y=low)} {cross.format(y=high)}")]


def _bar(axes: Axes, span: tuple[float, float], *, x: float, width: float, tone: int, words: str) -> Bar:
    top, bottom = axes.scale.y(max(span)), axes.scale.y(min(span))
    return Bar(x=round(x, 1), y=top, width=width, height=round(bottom - top, 1), tone=tone, words=words)


def _dot(axes: Axes, place: int, *, tone: int, one: Series) -> Dot:
    value = one.values[place] or 0
    return Dot(x=axes.middle(place), y=axes.scale.y(value), tone=tone, words=_says(axes, place, one))


def _value_label(axes: Axes, place: int, one: Series) -> Label:
    y = round(axes.scale.y(one.top(place)) - 7, 1)
    return Label(x=axes.middle(place), y=y, text=say_number(one.values[place] or 0), kind="value")


def _end_label(axes: Axes, place: int, one: Series) -> Label:
    """The figure at the end of a line, beside its last point."""
    y = round(axes.scale.y(one.values[place] or 0) + 4, 1)
    return Label(
        x=axes.middle(place) + 8, y=y, text=say_number(one.values[place]), kind="value", anchor="start"
    )


def _values_on_bars(axes: Axes, one: Series) -> list[Label]:
    """Label every bar where the figures fit side by side; otherwise the highest and the last."""
    known = [place for place, value in enumerate(one.values) if value is not None]
    widest = max(words.width_of(say_number(one.values[place])) for place in known)
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
