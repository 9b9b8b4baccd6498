"""Reading the ledger: its lines, use by month, and whether it agrees with the balances."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import QuerySet

from meetpoint.core.supplies.models import Balance, Movement
from meetpoint.core.supplies.queries.levels import USE_KINDS
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

_SUM = (
    f"SELECT {{place}}, COALESCE(SUM(quantity), 0) FROM {Movement._meta.db_table}"
    f" WHERE organisation_id = %s AND item_id = %s AND kind IN ({', '.join(['%s'] * len(USE_KINDS))})"
    " AND occurred_at >= %s AND occurred_at < %s"
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
    """Units of an item handed out in a month, voided encounters taken off."""

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
    statement, values = _sums_between(ends, actor.organisation_id, item_id, sites=sites)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        out = dict(cursor.fetchall())
    return [MonthOut(first, -int(out[place])) for place, first in enumerate(firsts)]


def ledger_differences(organisation_id: int) -> list[Difference]:
    """Return where balance and ledger disagree; always empty unless somebody wrote past the actions."""
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERENCES, [organisation_id, organisation_id])
        return [Difference(*row) for row in cursor.fetchall()]


def _sums_between(
    ends: Sequence[datetime], organisation_id: int, item_id: int, *, sites: Sequence[int]
) -> tuple[str, list[Any]]:
    """Return one statement with a sum for each span: each line is read once, from the item's index."""
    at_sites = f" AND site_id IN ({', '.join(['%s'] * len(sites))})" if sites else ""
    kinds = [kind.value for kind in USE_KINDS]
    parts, values = [], list[Any]()
    for place, (start, end) in enumerate(pairwise(ends)):
        parts.append(_SUM.format(place=place) + at_sites)
        moments = [connection.ops.adapt_datetimefield_value(moment) for moment in (start, end)]
        values += [organisation_id, item_id, *kinds, *moments, *sites]
    return " UNION ALL ".join(parts), values


def _midnight(day: date, zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _months_to(today: date, months: int) -> list[date]:
    last = today.year * 12 + today.month - 1
    return [date(index // 12, index % 12 + 1, 1) for index in range(last - months + 1, last + 1)]
