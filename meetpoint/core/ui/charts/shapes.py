"""What a chart consists of: the series that go in, and the shapes that a template draws."""

from __future__ import annotations

from dataclasses import dataclass, field

from meetpoint.core.ui.charts.scale import Value


@dataclass(frozen=True, kw_only=True)
class Series:
    """One named row of numbers, one for each label; None where nothing is known, which is not nought.

    `ranges` says for each how low and how high it might be by chance; None where that is not told.
    """

    name: str
    values: tuple[Value, ...]
    ranges: tuple[tuple[float, float] | None, ...] = ()

    def top(self, place: int) -> float:
        """Return how high the drawing of a value reaches."""
        span = self.ranges[place] if self.ranges else None
        return max(span[1] if span else 0, self.values[place] or 0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """A rectangle, with the words that a pointer resting on it shows."""

    x: float
    y: float
    width: float
    height: float
    tone: int
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A run of known points: an SVG path. A gap in the numbers is a gap between two runs."""

    path: str
    tone: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Dot:
    """One point of a line."""

    x: float
    y: float
    tone: int
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Whisker:
    """How low and how high a value might be: an upright SVG path with a foot and a head."""

    path: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Label:
    """Some words at a place; `kind` is tick, place, under or value."""

    x: float
    y: float
    text: str
    kind: str
    anchor: str = "middle"


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """A horizontal grid line; the one at nought is drawn stronger."""

    x1: float
    x2: float
    y: float
    is_zero: bool = False


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """The shapes for one width: `wide` for a page, `narrow` for a phone or a side panel."""

    name: str
    width: int
    height: int
    rules: tuple[Rule, ...] = ()
    labels: tuple[Label, ...] = ()
    bars: tuple[Bar, ...] = ()
    lines: tuple[Line, ...] = ()
    dots: tuple[Dot, ...] = ()
    whiskers: tuple[Whisker, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A chart ready to draw. `header` and `rows` are its numbers as a table; `key` names the tones in use."""

    slug: str
    title: str
    description: str
    note: str = ""
    key: tuple[tuple[int, str], ...] = ()
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    drawings: tuple[Drawing, ...] = field(default=())

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to draw."""
        return not self.drawings
