"""Entries that may be the same: looked for by phone, address and place; a person decides.

Two of three have to agree: nearly the same name (`words.likeness` of 0.75 or more), the same phone, the same
place (the same street line in the same postcode, or at most 150 m apart). Different services of one
organisation at one place are not suggested, nor is one service at several places.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from math import asin, cos, radians, sin, sqrt

from django.db.models import Count

from meetpoint.core.directory.finding.words import likeness
from meetpoint.core.directory.models import DirectoryEntry, NotTheSame
from meetpoint.core.directory.queries import entries_of
from meetpoint.core.tenancy.actor import Actor

ALIKE = 0.75
NEAR_M = 150.0
MOST_IN_GROUP = 12
"""A number that more entries share is that of a switchboard, which says nothing."""
MOST_GROUPS = 400
_EARTH_M = 6_371_000.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Suggestion:
    """Two entries that may be the same, and in what they agree."""

    first: DirectoryEntry
    second: DirectoryEntry
    same_name: bool
    same_phone: bool
    same_place: bool


def suggestions(actor: Actor, most: int = 30) -> list[Suggestion]:
    """Return pairs that may be the same, those that agree in most first; at most seven queries."""
    told_apart = set(NotTheSame.objects.of(actor).values_list("first", "second"))
    seen: set[tuple[int, int]] = set(told_apart)
    found: list[Suggestion] = []
    for group in _groups(actor):
        for first, second in combinations(sorted(group, key=lambda entry: entry.pk), 2):
            key = first.pk, second.pk
            if key in seen:
                continue
            seen.add(key)
            pair = compared(first, second)
            if pair is not None:
                found.append(pair)
    return sorted(found, key=_weight, reverse=True)[:most]


def _weight(pair: Suggestion) -> int:
    return pair.same_name + pair.same_phone + pair.same_place


def _groups(actor: Actor) -> Iterator[list[DirectoryEntry]]:
    entries = entries_of(actor)
    for column in ("phone_key", "place_key", "cell"):
        groups = entries.exclude(**{column: ""}).values(column).annotate(count=Count("pk")).order_by(column)
        shared = groups.filter(count__gt=1, count__lte=MOST_IN_GROUP).values_list(column, flat=True)[
            :MOST_GROUPS
        ]
        together: dict[str, list[DirectoryEntry]] = defaultdict(list)
        rows = entries.filter(**{f"{column}__in": list(shared)}).select_related("service")
        for entry in rows:
            together[getattr(entry, column)].append(entry)
        yield from together.values()


def compared(first: DirectoryEntry, second: DirectoryEntry) -> Suggestion | None:
    """Return in what two entries agree, or None when that is too little."""
    if first.service_id is not None and first.service_id == second.service_id:
        return None
    same_name = likeness(first.name_key, second.name_key) >= ALIKE
    same_phone = bool(first.phone_key) and first.phone_key == second.phone_key
    same_place = _same_place(first, second)
    if same_name + same_phone + same_place < 2 or (not same_name and _same_agency(first, second)):
        return None
    return Suggestion(
        first=first, second=second, same_name=same_name, same_phone=same_phone, same_place=same_place
    )


def _same_agency(first: DirectoryEntry, second: DirectoryEntry) -> bool:
    one = first.service.organization_id if first.service else None
    return one is not None and second.service is not None and one == second.service.organization_id


def _same_place(first: DirectoryEntry, second: DirectoryEntry) -> bool:
    if first.place_key and first.place_key == second.place_key:
        return True
    return metres(first, second) <= NEAR_M


def metres(first: DirectoryEntry, second: DirectoryEntry) -> float:
    """Return how far two entries are apart, by the haversine formula; infinite where that is not known."""
    if None in (first.latitude, first.longitude, second.latitude, second.longitude):
        return float("inf")
    north = [radians(float(entry.latitude or 0)) for entry in (first, second)]
    east = [radians(float(entry.longitude or 0)) for entry in (first, second)]
    half = (
        sin((north[1] - north[0]) / 2) ** 2
        + cos(north[0]) * cos(north[1]) * sin((east[1] - east[0]) / 2) ** 2
    )
    return 2 * _EARTH_M * asin(sqrt(half))
