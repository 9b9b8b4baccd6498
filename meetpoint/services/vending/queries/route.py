"""The refill route: which machines need somebody, the most needed first, and what to bring."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import ngettext

from meetpoint.core.modules.pages import Notice
from meetpoint.core.supplies.models import Item
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.services.vending.models import Outage, OutageKind
from meetpoint.services.vending.queries.machines import MachineState, machines_of, states_of

SOON = timedelta(days=2)
"""A machine that reaches a minimum within two days is worth a stop today (product choice)."""


@dataclass(frozen=True, slots=True)
class ToBring:
    """Units of an item that fill every slot of it on the route."""

    item: Item
    units: int


@dataclass(frozen=True, slots=True)
class Route:
    """Machines to go to, in order, those that can wait, and what fills the first."""

    stops: tuple[MachineState, ...]
    others: tuple[MachineState, ...]
    to_bring: tuple[ToBring, ...]


def refill_route(actor: Actor) -> Route:
    """Return the route of today, over the machines in reach."""
    states = states_of(actor, list(machines_of(actor)))
    soon = clock.now() + SOON
    stops = [state for state in states if is_needed(state, soon)]
    stops.sort(key=need)
    others = sorted((state for state in states if state not in stops), key=need)
    return Route(tuple(stops), tuple(others), tuple(_to_bring(stops)))


def is_needed(state: MachineState, soon: datetime) -> bool:
    """Tell whether a machine is worth a stop."""
    by = state.fill_by
    return bool(state.low) or state.needs_a_look or (by is not None and by <= soon)


def need(state: MachineState) -> tuple[object, ...]:
    """Return what machines are sorted by: no naloxone, then empty slots, faults, low slots, days left."""
    days = state.days
    return (
        not state.lacks_naloxone,
        -len(state.empty),
        not state.needs_a_look,
        -len(state.low),
        float("inf") if days is None else days,
        state.machine.site.name,
    )


def machines_in_need(by: Actor, site_id: int, today: date) -> list[Notice]:
    """Return one sentence for the Today board when slots of machines in reach are empty."""
    open_now = Outage.objects.of(by).filter(ended_at=None, kind=OutageKind.EMPTY, machine__retired_at=None)
    if by.site_ids is not None:
        open_now = open_now.filter(machine__site_id__in=by.site_ids)
    count = open_now.values("machine").distinct().count()
    if not count:
        return []
    text = ngettext(
        "%(number)d vending machine has an empty slot.",
        "%(number)d vending machines have empty slots.",
        count,
    ) % {"number": count}
    return [Notice(text=text, url=reverse("vending:route"), urgency="soon", icon="truck")]


def _to_bring(stops: Sequence[MachineState]) -> Iterable[ToBring]:
    units: dict[int, int] = defaultdict(int)
    items: dict[int, Item] = {}
    for state in stops:
        for level in state.levels:
            if level.room > 0:
                units[level.slot.item_id] += level.room
                items[level.slot.item_id] = level.slot.item
    return [ToBring(items[pk], units[pk]) for pk in sorted(units, key=lambda pk: items[pk].order)]
