"""Two charts of uncertainty as plain geometry: a fan over years, and intervals of several ways beside
another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from meetpoint.core.ui.charts import words as chart_words
from meetpoint.core.ui.charts.axes import SIZES, TOP, UNDER, Axes, Size
from meetpoint.core.ui.charts.scale import Scale, nice_ticks
from meetpoint.core.ui.charts.shapes import Dot, Label, Line, Rule
from meetpoint.planning.shown.words import say_interval, say_rough, say_signed

Interval = Sequence[float]
ROW_PX, FOREST_TOP = 56, 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Band:
    """A filled span: between the ends of an interval over the years."""

    path: str
    kind: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """A lying interval: a line from end to end, thick for the 50 %."""

    x1: float
    x2: float
    y: float
    kind: str


@dataclass(frozen=True, kw_only=True)
class Picture:
    """The shapes for one width."""

    name: str
    width: int
    height: int
    rules: tuple[Rule, ...] = ()
    labels: tuple[Label, ...] = ()
    bands: tuple[Band, ...] = ()
    spans: tuple[Span, ...] = ()
    lines: tuple[Line, ...] = ()
    dots: tuple[Dot, ...] = ()
    zero_x: float | None = None


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A chart with its words and the table behind it; `key` names what is drawn (fan only)."""

    slug: str
    title: str
    description: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    pictures: tuple[Picture, ...] = ()
    key: tuple[tuple[str, str], ...] = field(default=())
    note: str = ""


def fan(
    slug: str,
    title: str,
    years: Sequence[int],
    then: Sequence[Interval],
    today: Sequence[Interval],
    *,
    known: Mapping[int, int] | None = None,
    note: str = "",
) -> Figure:
    """Return an outcome by year: the fan of a way to spend, the line of going on as today, and what is known
    of the past as dots.
    """
    past = {year: count for year, count in sorted((known or {}).items()) if year < years[0]}
    names = [str(year) for year in (*past, *years)]
    highest = [each[4] for each in (*then, *today)] + list(past.values())
    lowest = [each[1] for each in (*then, *today)]
    ticks = nice_ticks([max(highest), min(0.0, *lowest)])
    pictures = tuple(_fan(size, names, ticks, past, (then, today)) for size in SIZES)
    return Figure(
        slug=slug,
        title=title,
        description=_("In %(year)s: %(then)s (95 %%: %(ends)s); going on as today: %(today)s.")
        % {
            "year": years[-1],
            "then": say_rough(then[-1][0]),
            "ends": say_interval(list(then[-1])),
            "today": say_rough(today[-1][0]),
        },
        header=(_("Year"), _("This way"), "95 %", "50 %", _("As today"), "95 %"),
        rows=tuple(_row(year, one, other) for year, one, other in zip(years, then, today, strict=True)),
        pictures=pictures,
        key=(
            ("line", _("This way")),
            ("band-50", _("50 of 100 tries")),
            ("band-95", _("95 of 100 tries")),
            ("today", _("Going on as today")),
            *([("past", _("Known"))] if past else []),
        ),
        note=note,
    )


def _row(year: int, then: Interval, today: Interval) -> tuple[str, ...]:
    half = _("%(low)s to %(high)s") % {"low": say_rough(then[2]), "high": say_rough(then[3])}
    return (
        str(year),
        say_rough(then[0]),
        say_interval(list(then)),
        half,
        say_rough(today[0]),
        say_interval(list(today)),
    )


def _fan(
    size: Size,
    names: Sequence[str],
    ticks: tuple[float, ...],
    past: Mapping[int, int],
    lines: tuple[Sequence[Interval], Sequence[Interval]],
) -> Picture:
    left = round(max(chart_words.width_of(say_rough(tick)) for tick in ticks) + 14)
    axes = Axes(names, "", size, Scale(ticks, TOP, size.height - UNDER), left)
    then, today = lines
    first = len(past)
    dots = [
        Dot(x=axes.middle(place), y=axes.scale.y(count), tone=1, words=f"{year}: {count}")
        for place, (year, count) in enumerate(past.items())
    ]
    return Picture(
        name=size.name,
        width=size.width,
        height=size.height,
        rules=axes.rules(),
        labels=tuple(axes.labels()),
        bands=(_band(axes, first, then, (1, 4), "band-95"), _band(axes, first, then, (2, 3), "band-50")),
        lines=(
            Line(path=_path(axes, first, [each[0] for each in today]), tone=2),
            Line(path=_path(axes, first, [each[0] for each in then]), tone=1),
        ),
        dots=tuple(dots),
    )


def _band(axes: Axes, first: int, found: Sequence[Interval], ends: tuple[int, int], kind: str) -> Band:
    low, high = ends
    upper = [(axes.middle(first + place), axes.scale.y(each[high])) for place, each in enumerate(found)]
    lower = [(axes.middle(first + place), axes.scale.y(each[low])) for place, each in enumerate(found)]
    if len(found) == 1:
        (x, top), (_x, bottom) = upper[0], lower[0]
        upper, lower = [(x - 12, top), (x + 12, top)], [(x - 12, bottom), (x + 12, bottom)]
    points = " ".join(f"{x},{y}" for x, y in (*upper, *reversed(lower)))
    return Band(path=f"M{points}Z", kind=kind)


def _path(axes: Axes, first: int, values: Sequence[float]) -> str:
    points = [(axes.middle(first + place), axes.scale.y(value)) for place, value in enumerate(values)]
    if len(points) == 1:
        x, y = points[0]
        points = [(x - 12, y), (x + 12, y)]
    return "M" + " ".join(f"{x},{y}" for x, y in points)


def forest(slug: str, title: str, found: Sequence[tuple[str, Interval]], *, note: str = "") -> Figure:
    """Return intervals of differences, one lying line for each name, around nought."""
    ticks = nice_ticks([end for _name, each in found for end in (each[1], each[4])])
    return Figure(
        slug=slug,
        title=title,
        description=" ".join(f"{name}: {say_interval(list(each), signed=True)}." for name, each in found),
        header=(_("Way to spend"), _("Mean"), "95 %", "50 %"),
        rows=tuple(_forest_row(name, each) for name, each in found),
        pictures=tuple(_forest(size, ticks, found) for size in SIZES),
        note=note,
    )


def _forest_row(name: str, found: Interval) -> tuple[str, ...]:
    half = _("%(low)s to %(high)s") % {"low": say_signed(found[2]), "high": say_signed(found[3])}
    return (name, say_signed(found[0]), say_interval(list(found), signed=True), half)


def _forest(size: Size, ticks: tuple[float, ...], found: Sequence[tuple[str, Interval]]) -> Picture:
    width, side = size.width, 34.0
    height = FOREST_TOP + ROW_PX * len(found) + 34
    low, high = ticks[0], ticks[-1]

    def x(value: float) -> float:
        return round(side + (value - low) / (high - low) * (width - 2 * side), 1)

    labels, spans, dots = [], [], []
    for place, (name, each) in enumerate(found):
        y = FOREST_TOP + ROW_PX * place
        labels.append(Label(x=side, y=y + 16, text=name, kind="name", anchor="start"))
        spans += [
            Span(x1=x(each[1]), x2=x(each[4]), y=y + 34, kind="span-95"),
            Span(x1=x(each[2]), x2=x(each[3]), y=y + 34, kind="span-50"),
        ]
        dots.append(Dot(x=x(each[0]), y=y + 34, tone=1, words=f"{name}: {say_signed(each[0])}"))
    step = max(1, -(-len(ticks) // (9 if size.name == "wide" else 5)))
    labels += [Label(x=x(tick), y=height - 10, text=say_signed(tick), kind="tick") for tick in ticks[::step]]
    return Picture(
        name=size.name,
        width=width,
        height=height,
        labels=tuple(labels),
        spans=tuple(spans),
        dots=tuple(dots),
        zero_x=x(0.0),
    )
