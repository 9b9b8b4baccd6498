"""Adding up rows into the figures of a span of days, with one grouped statement that an index can serve."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.expressions import Combinable

from meetpoint.core.modules.interface import DayFigure

WIDEST_OFFSET = timedelta(hours=14)
"""No local date lies further than this from UTC (Pacific/Kiritimati)."""

ROWS = Count("pk")


def sum_with_contacts(
    organisation_id: int, rows: QuerySet[Any], first: date, last: date, *, amount: Combinable = ROWS
) -> Iterator[DayFigure]:
    """Add up rows that hang on an encounter, by its site and local date, from `first` to `last` inclusive.

    Rows of voided encounters are left out. The encounters are found first, by their index (the span in UTC),
    and the rows by theirs: joined alone, SQLite reads a service's whole table for the contacts of two days.
    """
    encounters = rows.model._meta.get_field("encounter").related_model
    contacts = encounters.objects.of(organisation_id).filter(
        occurred_at__gte=datetime.combine(first, time.min, UTC) - WIDEST_OFFSET,
        occurred_at__lt=datetime.combine(last, time.min, UTC) + timedelta(days=1) + WIDEST_OFFSET,
        local_date__range=(first, last),
        voided_at=None,
    )
    spanned = rows.filter(encounter_id__in=contacts.values("pk"))
    return _grouped(spanned, "encounter__site_id", "encounter__local_date", amount)


def sum_by_day(
    rows: QuerySet[Any], first: date, last: date, *, day: str, amount: Combinable = ROWS
) -> Iterator[DayFigure]:
    """Add up rows that carry a site and a date of their own, in the column `day`."""
    return _grouped(rows.filter(**{f"{day}__range": (first, last)}), "site_id", day, amount)


def _grouped(rows: QuerySet[Any], site: str, day: str, amount: Combinable) -> Iterator[DayFigure]:
    sums = rows.order_by().values_list(site, day).annotate(amount=amount)
    return (DayFigure(site_id, on, total) for site_id, on, total in sums if total)
