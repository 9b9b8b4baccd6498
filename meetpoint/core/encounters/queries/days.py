"""Figures by day and month: past days are added up once and kept, young days are counted each time.

How it stays right while others write: whoever adds a day up first claims it (a committed row), then counts,
and keeps the sum only if the claim still stands. Every change of a past day drops its claim inside its own
transaction (`storing.forget_days`), so a count that missed the change is never kept. On PostgreSQL claimers
and changers also take turns on the organisation's row: a change that the count cannot see has not yet
dropped claims, and will drop this one. On SQLite writers take turns anyway.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from itertools import groupby
from uuid import UUID

from django.db import connection, transaction

from meetpoint.core.encounters.models import DaySummed, DayTotal
from meetpoint.core.encounters.storing import last_settled_day, take_turns
from meetpoint.core.modules.interface import DayFigure
from meetpoint.core.modules.registry import registry
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7
from meetpoint.lib.rows import insert_rows

YEARS_KEPT = timedelta(days=3 * 366)
"""How far back charts and reports usually look (product choice); older days are added up when asked for."""

_TOTAL = ("organisation_id", "site_id", "day", "figure", "amount")
_SUMMED = ("organisation_id", "day", "figures", "claim", "done")

# ruff: noqa: S608 - the only names put into the statement are the models' own tables
_KEPT = (
    f"SELECT s.day, t.figure, t.site_id, t.amount FROM {DaySummed._meta.db_table} s"
    f" LEFT JOIN {DayTotal._meta.db_table} t ON t.organisation_id = s.organisation_id AND t.day = s.day"
)

Figures = dict[str, list[DayFigure]]


def figures_by_day(
    organisation_id: int,
    slugs: Iterable[str],
    first: date,
    last: date,
    site_ids: Collection[int] | None = None,
) -> Figures:
    """Return each figure's amounts by site and local date from `first` to `last`, both included.

    Only amounts other than nought are listed, by day then site. Days that are over are added up, all figures
    together, when first asked for. Raises KeyError for a figure that no module declares.
    """
    wanted = list(dict.fromkeys(slugs))
    declared = {slug: registry().figures[slug] for slug in wanted}
    settled = min(last, last_settled_day(clock.now()))
    found: Figures = {slug: [] for slug in wanted}
    if first <= settled:
        _add_up(organisation_id, first, settled, found)
    young = max(first, settled + timedelta(days=1))
    if young <= last:
        for slug, figure in declared.items():
            found[slug] += _summed(figure.by_day(organisation_id, young, last))
    return {slug: _in_order(amounts, site_ids) for slug, amounts in found.items()}


def by_month(
    organisation_id: int,
    slugs: Iterable[str],
    first: date,
    last: date,
    site_ids: Collection[int] | None = None,
) -> dict[str, dict[date, int]]:
    """Return each figure's sum for every month with a day from `first` to `last`, by the month's first day.

    Months without anything are listed with nought, so that a chart has no gaps.
    """
    months = list(_months(first, last))
    sums: dict[str, dict[date, int]] = {}
    for slug, amounts in figures_by_day(organisation_id, slugs, first, last, site_ids).items():
        sums[slug] = dict.fromkeys(months, 0)
        for amount in amounts:
            sums[slug][amount.day.replace(day=1)] += amount.amount
    return sums


def add_up_past_days(organisation_id: int, first: date, last: date) -> None:
    """Add up and keep every day of a span that is over and not yet kept, so that later reads are quick."""
    if first <= min(last, last_settled_day(clock.now())):
        _add_up(organisation_id, first, min(last, last_settled_day(clock.now())), {})


def add_up_lately(by: Actor) -> None:
    """Add up the days of the last three years that changed or ended since; runs every hour."""
    last = last_settled_day(clock.now())
    add_up_past_days(by.organisation_id, last - YEARS_KEPT, last)


def _add_up(organisation_id: int, first: date, last: date, found: Figures) -> None:
    """Put the amounts of past days into `found`: kept ones as they are, others counted month by month."""
    kept = _read_kept(organisation_id, first, last, found)
    for days in _by_month_of(day for day in _days(first, last) if day not in kept):
        counted = _count_and_keep(organisation_id, days)
        for slug in found:
            found[slug] += counted[slug]


def _read_kept(organisation_id: int, first: date, last: date, found: Figures) -> set[date]:
    """Put kept amounts into `found` and return the kept days, in one statement so that both agree."""
    slugs = [*found, ""]
    wanted = ", ".join(["%s"] * len(slugs))
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_KEPT} AND t.figure IN ({wanted}) WHERE s.organisation_id = %s AND s.day BETWEEN %s AND %s"
            " AND s.done AND s.figures = %s",
            [*slugs, organisation_id, first, last, _fingerprint()],
        )
        rows = cursor.fetchall()
    kept: set[date] = set()
    for stored_day, slug, site_id, amount in rows:
        day = date.fromisoformat(stored_day) if isinstance(stored_day, str) else stored_day
        kept.add(day)
        if slug is not None:
            found[slug].append(DayFigure(site_id, day, amount))
    return kept


def _count_and_keep(organisation_id: int, days: Sequence[date]) -> Figures:
    """Count every figure for some days of one month; keep the sums of days that nobody changed meanwhile."""
    claim = _claim(organisation_id, days)
    wanted = set(days)
    counted = {
        slug: [a for a in _summed(figure.by_day(organisation_id, days[0], days[-1])) if a.day in wanted]
        for slug, figure in registry().figures.items()
    }
    _keep(organisation_id, claim, counted)
    return counted


def _claim(organisation_id: int, days: Sequence[date]) -> UUID:
    claim = uuid7()
    with transaction.atomic():
        take_turns(organisation_id)
        DaySummed.objects.of(organisation_id).filter(day__in=days).delete()
        DayTotal.objects.of(organisation_id).filter(day__in=days).delete()
        rows = [(organisation_id, day, _fingerprint(), claim, False) for day in days]
        insert_rows(DaySummed, _SUMMED, rows)
    return claim


def _keep(organisation_id: int, claim: UUID, counted: Figures) -> None:
    with transaction.atomic():
        take_turns(organisation_id)
        mine = DaySummed.objects.of(organisation_id).filter(claim=claim)
        standing = set(mine.values_list("day", flat=True))
        rows = [
            (organisation_id, amount.site_id, amount.day, slug, amount.amount)
            for slug, amounts in counted.items()
            for amount in amounts
            if amount.day in standing
        ]
        insert_rows(DayTotal, _TOTAL, rows)
        mine.filter(day__in=standing).update(done=True)


def _summed(amounts: Iterable[DayFigure]) -> list[DayFigure]:
    sums: dict[tuple[int, date], int] = defaultdict(int)
    for amount in amounts:
        sums[amount.site_id, amount.day] += amount.amount
    return [DayFigure(site_id, day, amount) for (site_id, day), amount in sums.items() if amount]


def _in_order(amounts: Iterable[DayFigure], site_ids: Collection[int] | None) -> list[DayFigure]:
    wanted = (amount for amount in amounts if site_ids is None or amount.site_id in site_ids)
    return sorted(wanted, key=lambda amount: (amount.day, amount.site_id))


@cache
def _fingerprint() -> str:
    return fingerprint_of(registry().figures)


def fingerprint_of(figures: Mapping[str, object]) -> str:
    """Return 64 bits, in hex, that differ when a figure was added or taken away."""
    return sha256("\n".join(sorted(figures)).encode()).hexdigest()[:16]


def _days(first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def _by_month_of(days: Iterable[date]) -> Iterator[list[date]]:
    for _month, group in groupby(days, key=lambda day: (day.year, day.month)):
        yield list(group)


def _months(first: date, last: date) -> Iterator[date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = (month + timedelta(days=32)).replace(day=1)
