"""Reading the ledger: its lines, use by month, and whether it agrees with the balances."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import QuerySet

from meetpoint.core.supplies.models import Balance, Movement, MovementKind
from meetpoint.core.supplies.queries.levels import OUT_KINDS
from meetpoint.core.tenancy.actor import Actor

# ruff: noqa: S608 - the only names put into these statements are the models' own tables
_DIFFERENCES = (
    "SELECT site_id, item_id, lot_id, SUM(moved), SUM(kept) FROM ("
    " SELECT site_id, item_id, lot_id, quantity AS moved, 0 AS kept"
    f" FROM {Movement._meta.db_table} WHERE organisation_id = %s"
    " UNION ALL SELECT site_id, item_id, lot_id, 0, quantity"
    f" FROM {Balance._meta.db_table} WHERE organisation_id = %s) AS both_sides"
    " GROUP BY site_id, item_id, lot_id HAVING SUM(moved) <> SUM(kept)"
    " ORDER BY site_id, item_id, lot_id"
)

_KINDS = ", ".join(f"'{kind.value}'" for kind in OUT_KINDS)
_WITHIN = "COALESCE(SUM(CASE WHEN occurred_at >= %s AND occurred_at < %s THEN quantity END), 0)"
_SUM = (
    f"SELECT {{place}}, COALESCE(SUM(quantity), 0) FROM {Movement._meta.db_table}"
    f" WHERE organisation_id = %s AND item_id = %s AND kind IN ({_KINDS})"
    " AND occurred_at >= %s AND occurred_at < %s"
)
# The few voided encounters are read apart, so that the sums need nothing but the item's index. The plus
# signs keep SQLite from that index here: it would read every line of the item to find the voided ones.
_VOIDED = (
    f"SELECT {{sums}} FROM {Movement._meta.db_table}"
    f" WHERE +organisation_id = %s AND +item_id = %s AND kind IN ({_KINDS}) AND encounter_id IN"
    f" (SELECT encounter_id FROM {Movement._meta.db_table} WHERE organisation_id = %s"
    f" AND kind = '{MovementKind.TAKEN_BACK.value}' AND occurred_at >= %s AND +item_id = %s)"
)


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where the kept balance is not what the ledger adds up to."""

    site_id: int
    item_id: int
    lot_id: int | None
    ledger: int
    balance: int


@dataclass(frozen=True, slots=True)
class MonthOut:
    """Units of an item handed out in a month, voided encounters left out."""

    month: date
    units: int


def ledger(actor: Actor) -> QuerySet[Movement]:
    """Return the ledger lines at the sites in reach, with item, lot and site fetched."""
    lines = Movement.objects.of(actor).select_related("item", "lot", "site")
    return lines if actor.site_ids is None else lines.filter(site_id__in=actor.site_ids)


def handed_out_by_month(
    actor: Actor, item_id: int, *, zone: str, today: date, months: int = 12, site_id: int | None = None
) -> list[MonthOut]:
    """Return an item's units handed out in each of the last months, oldest first, also empty ones."""
    firsts = _months_to(today, months)
    ends = [_midnight(first, zone) for first in [*firsts, _next_month(firsts[-1])]]
    # An actor who reaches no site at all sees nothing: no site has the id 0.
    sites = [site_id] if site_id is not None else sorted(actor.site_ids or {0})
    if site_id is None and actor.site_ids is None:
        sites = []
    whose = (actor.organisation_id, item_id)
    with connection.cursor() as cursor:
        cursor.execute(*_sums_between(ends, whose, sites))
        out = dict(cursor.fetchall())
        cursor.execute(*_voided_between(ends, whose, sites))
        voided = cursor.fetchone()
    return [MonthOut(first, int(voided[place] - out[place])) for place, first in enumerate(firsts)]


def ledger_differences(organisation_id: int) -> list[Difference]:
    """Return where balance and ledger disagree; always empty unless somebody wrote past the actions."""
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERENCES, [organisation_id, organisation_id])
        return [Difference(*row) for row in cursor.fetchall()]


def _sums_between(
    ends: Sequence[datetime], whose: tuple[int, int], sites: Sequence[int]
) -> tuple[str, list[Any]]:
    """Return one statement with a sum for each span: each line is read once, from the item's index."""
    parts, values = [], list[Any]()
    for place, span in enumerate(pairwise(_stored(ends))):
        parts.append(_SUM.format(place=place) + _at(sites))
        values += [*whose, *span, *sites]
    return " UNION ALL ".join(parts), values


def _voided_between(
    ends: Sequence[datetime], whose: tuple[int, int], sites: Sequence[int]
) -> tuple[str, list[Any]]:
    """Return one statement with what the encounters that were voided since had handed out, by span."""
    organisation_id, item_id = whose
    moments = _stored(ends)
    spans = [moment for span in pairwise(moments) for moment in span]
    statement = _VOIDED.format(sums=", ".join([_WITHIN] * (len(moments) - 1))) + _at(sites)
    return statement, [*spans, *whose, organisation_id, moments[0], item_id, *sites]


def _at(sites: Sequence[int]) -> str:
    return f" AND site_id IN ({', '.join(['%s'] * len(sites))})" if sites else ""


def _stored(moments: Sequence[datetime]) -> list[Any]:
    return [connection.ops.adapt_datetimefield_value(moment) for moment in moments]


def _midnight(day: date, zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _months_to(today: date, months: int) -> list[date]:
    last = today.year * 12 + today.month - 1
    return [date(index // 12, index % 12 + 1, 1) for index in range(last - months + 1, last + 1)]
