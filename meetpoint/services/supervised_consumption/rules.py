"""Predicates and formulas of the room. No thresholds stand here: those come from the medical director."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from meetpoint.services.supervised_consumption.models import (
    Covers,
    EventOutcome,
    PlaceOtherwise,
    State,
    StationKind,
    StepKind,
)
from meetpoint.services.supervised_consumption.models.events import OVERDOSES

LEADS_TO: dict[str, frozenset[str]] = {
    State.WAITING: frozenset({State.STATION, State.LEFT}),
    State.STATION: frozenset({State.AFTERCARE, State.LEFT}),
    State.AFTERCARE: frozenset({State.STATION, State.LEFT}),
    State.LEFT: frozenset(),
}
"""From registration over the room to aftercare (MQI Dublin); back to a station when somebody uses again."""

STEADY = timedelta(minutes=2)
"""A device's clock that is off by less is believed (product choice, as in core.field)."""

OLDEST_TAP = timedelta(days=7)
"""A tap that is older was written under a wrong clock (product choice)."""

FEWEST_STAYS = 5
"""With fewer recent stays no wait is told (product choice)."""

MOST_STAYS = 20
"""How many recent stays a wait rests on (product choice)."""

PUBLIC = frozenset(
    {
        PlaceOtherwise.STREET,
        PlaceOtherwise.SIDEWALK,
        PlaceOtherwise.BETWEEN_CARS,
        PlaceOtherwise.UNDER_BRIDGE,
        PlaceOtherwise.PARK,
    }
)
SEMIPUBLIC = frozenset({PlaceOtherwise.PUBLIC_RESTROOM, PlaceOtherwise.SUBWAY})
PRIVATE = frozenset({PlaceOtherwise.OWN_PLACE, PlaceOtherwise.FRIENDS_PLACE})
GROUPS = ("private", "semipublic", "public", "other", "not_said")
"""Grouped counterfactual places (jamanetwork.com/journals/jamanetworkopen/fullarticle/2794323). Which of
OnPoint's places falls into which group is our reading of it."""

NOT_AN_ACTION = frozenset({StepKind.EMS_ARRIVED.value, StepKind.BREATHING.value})
"""Taps that say what happened, not what somebody did: they are no first action."""


def can_move(state: str, to: str) -> bool:
    """Tell whether a visit may go on from one state to another."""
    return to in LEADS_TO[state]


def fits(wanted: str, kind: str) -> bool:
    """Tell whether a station is for the use that somebody wants."""
    return StationKind.ANY in (wanted, kind) or wanted == kind


def counted(states: Iterable[str], covers: str) -> int:
    """Return how many of those who are here a licence counts."""
    inside = {
        Covers.STATIONS: {State.STATION},
        Covers.INSIDE: {State.STATION, State.AFTERCARE},
        Covers.EVERYBODY: {State.STATION, State.AFTERCARE, State.WAITING},
    }[Covers(covers)]
    return sum(state in inside for state in states)


def adds_one(before: str, after: str, covers: str) -> bool:
    """Tell whether a move makes the number that a licence counts larger. `before` is "" for who comes in."""
    return counted([after], covers) > (counted([before], covers) if before else 0)


def expected_wait(position: int, places: int, stays: Sequence[int]) -> int | None:
    """Return minutes: ceil(position / places) × mean stay, as the domain's formula has it.

    `position` counts from 1 among those who wait, `places` are stations that can be used at once, `stays`
    minutes of recent stays. None when there are too few of them, or no place.
    """
    if places < 1 or len(stays) < FEWEST_STAYS:
        return None
    return round(math.ceil(position / places) * sum(stays) / len(stays))


def whole_minutes(since: datetime, until: datetime) -> int:
    """Return the minutes between two moments, never fewer than nought."""
    return max(0, round((until - since).total_seconds() / 60))


def believed(at: datetime, sent_at: datetime, received_at: datetime) -> datetime:
    """Return when something was tapped, by our clock.

    A device whose clock is off now was off by as much when it was tapped. What then lies in the future, or
    too long ago, was tapped under yet another clock: the best that is known is when it came.
    """
    off = received_at - sent_at
    moment = at if abs(off) < STEADY else at + off
    if received_at < moment <= received_at + STEADY:
        return received_at
    return moment if received_at - OLDEST_TAP <= moment <= received_at else received_at


def report_hours(kind: str, outcome: str, overdose: int | None, death: int | None) -> int | None:
    """Return within how many hours an event must be reported; None where no clock of this place covers it."""
    if outcome == EventOutcome.DEATH:
        return death
    return overdose if kind in OVERDOSES else None


def is_below(reading: int | None, limit: object) -> bool:
    """Tell whether a reading lies below a limit; never where either is missing."""
    return reading is not None and isinstance(limit, int) and reading < limit


def grouped_place(place: str) -> str:
    """Return the group of a counterfactual place."""
    for group, places in (("public", PUBLIC), ("semipublic", SEMIPUBLIC), ("private", PRIVATE)):
        if place in places:
            return group
    return "other" if place == PlaceOtherwise.OTHER else "not_said"


@dataclass(frozen=True, slots=True)
class Shelved:
    """A product on the shelf: what one unit holds, how it is given, which item of stock it is."""

    mg: Decimal
    route: str
    item_id: int


@dataclass(frozen=True, slots=True)
class Taken:
    """Units of an item that a dose took from the shelf."""

    item_id: int
    units: int


def taken_from(mg: Decimal | None, route: str, shelf: Sequence[Shelved]) -> Taken | None:
    """Return what a dose was taken from; None where that cannot be told.

    Of the products that are given that way (of all, where it was not said) it is the largest of which whole
    units make the dose; with one product alone, as many units of it as hold the dose, at least one.
    """
    fitting = [one for one in shelf if route in ("", one.route)]
    if mg is not None:
        whole = [one for one in fitting if mg % one.mg == 0]
        if whole:
            best = max(whole, key=lambda one: one.mg)
            return Taken(best.item_id, int(mg / best.mg))
    if len(fitting) != 1:
        return None
    units = 1 if mg is None else math.ceil(mg / fitting[0].mg)
    return Taken(fitting[0].item_id, max(1, units))
