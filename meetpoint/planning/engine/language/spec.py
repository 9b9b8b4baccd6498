"""What a model may say: axes, moves, factors, the overdose tree, stocks of kits, places and infection, as
data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

When = Mapping[str, tuple[str, ...]]
"""Levels by axis; somebody matches who is at one of the levels on every axis named."""


@dataclass(frozen=True, kw_only=True)
class Factor:
    """Multiplies hazards, never probabilities: by `ratio` for a `share` of exposures, `1 + share (ratio -
    1)` in all.
    """

    name: str
    on: tuple[str, ...]
    ratio: str
    share: str = "1"
    when: When = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Switch:
    """Where a share of those who move goes instead, such as from not injecting to injecting on losing a
    home.
    """

    to: Mapping[str, str]
    share: str
    when: When = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Move:
    """A hazard of going from some classes to others; `to` may be `dead` or `left` by `ends`.

    `rate` is per person-year and may change with time. `at` makes it a one-off with probability `rate` in
    the step that
    holds that time (years since the start). `places` names a capacity, `force` an infection that drives it,
    `counts` the
    outcome to which each move adds. `anchored`: all its hazards are scaled so that their mean over the
    people at the start
    is `rate`.
    """

    name: str
    lane: str
    when: When
    to: Mapping[str, str] = field(default_factory=dict)
    rate: str = "0"
    ends: str = ""
    at: float | None = None
    lasts: str = ""
    places: str = ""
    force: str = ""
    counts: str = ""
    anchored: bool = False
    switch: tuple[Switch, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """Places that fill: moves that name it wait while all are taken."""

    name: str
    places: str
    when: When


@dataclass(frozen=True, kw_only=True)
class Stronger:
    """People who pass an infection on more readily than others who have it, such as in acute HIV."""

    when: When
    ratio: str


@dataclass(frozen=True, kw_only=True)
class Force:
    """The share of `among` who can pass on an infection, relative to the start; some count more."""

    name: str
    infectious: When
    among: When
    stronger: tuple[Stronger, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Setting:
    """Where an overdose happens, and what then happens there (probabilities; ratios are factors on them)."""

    name: str
    share: str
    witnessed: str
    called: str
    death_alone: str
    death_naloxone: str
    death_called: str
    hospital: str
    attended: bool = False


@dataclass(frozen=True, kw_only=True)
class After:
    """A move that some survivors of an overdose make, such as entering treatment from hospital."""

    name: str
    to: Mapping[str, str]
    probability: str
    when: When = field(default_factory=dict)
    counts: str = ""


@dataclass(frozen=True, kw_only=True)
class Overdose:
    """The hazard of overdose by class, the settings of its tree, and what becomes of survivors.

    `anchor` names people whose mean hazard at the start is `rate`. `deaths`, where it is more than 0, is
    how many people
    die of overdose in a year at the start: then every hazard is scaled to that number instead.
    """

    rate: str
    when: When
    settings: tuple[Setting, ...]
    survivor: Mapping[str, str] = field(default_factory=dict)
    after_hospital: tuple[After, ...] = ()
    anchor: When = field(default_factory=dict)
    deaths: str = "0"


@dataclass(frozen=True, kw_only=True)
class Channel:
    """A way by which kits reach people: kits given per year, and how much one counts beside a community
    kit.
    """

    name: str
    given: str
    weight: str
    start: str = "0"


@dataclass(frozen=True, kw_only=True)
class Stock:
    """Kits in circulation: S' = S e^(-loss dt) + given - used, by area and channel."""

    channels: tuple[Channel, ...]
    loss: str
    reach: str
    most: str
    others: str = "0"
    at_risk: When = field(default_factory=dict)
    by: str = ""


@dataclass(frozen=True, kw_only=True)
class Start:
    """Other starting shares of one axis for some people; `when` may name axes that stand before it."""

    axis: str
    when: When
    shares: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """People who come: a number per year, spread over classes by shares on each axis (others as at the
    start).
    """

    name: str
    per_year: str
    shares: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Value:
    """A weight on person-time or on an outcome: QALY weights multiply, costs add."""

    name: str
    amount: str
    when: When = field(default_factory=dict)
    per: str = "person-year"


@dataclass(frozen=True, kw_only=True)
class Lever:
    """A programme that may be planned: its level enters formulas by its name, `usual` is the level when
    none is given.

    Its cost is a price per unit of `volume`: the level itself, or an outcome or watched group by name; with
    `share`, the
    level's share of that group. `needs` names parameters without default that must be entered before it is
    used.
    """

    name: str
    unit: str
    says: str
    usual: float = 0.0
    most: float = float("inf")
    volume: str = ""
    share: bool = False
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Model:
    """One model: everything that both back ends need, but for numbers of parameters and levels of
    programmes.
    """

    name: str
    axes: Mapping[str, tuple[str, ...]]
    start: Mapping[str, Mapping[str, str]]
    people: str
    moves: tuple[Move, ...] = ()
    factors: tuple[Factor, ...] = ()
    overdose: Overdose | None = None
    stock: Stock | None = None
    capacities: tuple[Capacity, ...] = ()
    forces: tuple[Force, ...] = ()
    entries: tuple[Entry, ...] = ()
    qalys: tuple[Value, ...] = ()
    costs: tuple[Value, ...] = ()
    levers: tuple[Lever, ...] = ()
    series: Mapping[str, str] = field(default_factory=dict)
    watch: Mapping[str, When] = field(default_factory=dict)
    start_where: tuple[Start, ...] = ()
