"""Reading the ledger: its lines, use by month, and whether it agrees with the balances."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import QuerySet, Sum
from django.db.models.functions import TruncMonth

from meetpoint.core.supplies.models import Balance, Movement
from meetpoint.core.supplies.queries.levels import USE_KINDS
from meetpoint.core.tenancy.actor import Actor

# ruff: noqa: S608 - the only names put into this statement are the models' own tables
_DIFFERENCES = (
    "SELECT site_id, item_id, lot_id, SUM(moved), SUM(kept) FROM ("
    " SELECT site_id, item_id, lot_id, quantity AS moved, 0 AS kept"
    f" FROM {Movement._meta.db_table} WHERE organisation_id = %s"
    " UNION ALL SELECT site_id, item_id, lot_id, 0, quantity"
    f" FROM {Balance._meta.db_table} WHERE organisation_id = %s) AS both_sides"
    " GROUP BY site_id, item_id, lot_id HAVING SUM(moved) <> SUM(kept)"
    " ORDER BY site_id, item_id, lot_id"
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
    wanted = _months_to(today, months)
    since = datetime(wanted[0].year, wanted[0].month, 1, tzinfo=ZoneInfo(zone))
    moved = Movement.objects.of(actor).filter(item_id=item_id, kind__in=USE_KINDS, occurred_at__gte=since)
    if site_id is not None:
        moved = moved.filter(site_id=site_id)
    elif actor.site_ids is not None:
        moved = moved.filter(site_id__in=actor.site_ids)
    month = TruncMonth("occurred_at", tzinfo=ZoneInfo(zone))
    sums = moved.order_by().annotate(month=month).values_list("month").annotate(units=Sum("quantity"))
    out = {found.date(): -units for found, units in sums}
    return [MonthOut(first, out.get(first, 0)) for first in wanted]


def ledger_differences(organisation_id: int) -> list[Difference]:
    """Return where balance and ledger disagree; always empty unless somebody wrote past the actions."""
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERENCES, [organisation_id, organisation_id])
        return [Difference(*row) for row in cursor.fetchall()]


def _months_to(today: date, months: int) -> list[date]:
    last = today.year * 12 + today.month - 1
    return [date(index // 12, index % 12 + 1, 1) for index in range(last - months + 1, last + 1)]
