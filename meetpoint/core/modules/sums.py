"""Adding up rows into the figures of a span of days, with one grouped statement that an index can serve."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.expressions import Combinable

from meetpoint.core.modules.interface import DayFigure
from meetpoint.core.modules.spans import Answer, Span

WIDEST_OFFSET = timedelta(hours=14)
"""No local date lies further than this from UTC (Pacific/Kiritimati)."""

ROWS = Count("pk")


def sum_with_contacts(
    organisation_id: int, rows: QuerySet[Any], first: date, last: date, *, amount: Combinable = ROWS
) -> Iterator[DayFigure]:
    """Add up rows that hang on an encounter, by its site and local date, from `first` to `last` inclusive.

    Rows of voided encounters are left out.
    """
    spanned = rows_with_contacts(rows, Span(organisation_id=organisation_id, first=first, last=last))
    return _grouped(spanned, "encounter__site_id", "encounter__local_date", amount)


def rows_with_contacts(rows: QuerySet[Any], span: Span) -> QuerySet[Any]:
    """Return the rows that hang on the standing encounters of a span.

    The encounters are found first, by their index (the span in UTC), and the rows by theirs: joined alone,
    SQLite reads a service's whole table for the contacts of two days.
    """
    encounters = rows.model._meta.get_field("encounter").related_model
    contacts = encounters.objects.of(span.organisation_id).filter(
        occurred_at__gte=datetime.combine(span.first, time.min, UTC) - WIDEST_OFFSET,
        occurred_at__lt=datetime.combine(span.last, time.min, UTC) + timedelta(days=1) + WIDEST_OFFSET,
        local_date__range=(span.first, span.last),
        voided_at=None,
    )
    if span.site_ids is not None:
        contacts = contacts.filter(site_id__in=span.site_ids)
    return rows.filter(encounter_id__in=contacts.values("pk"))


def sum_by_day(
    rows: QuerySet[Any], first: date, last: date, *, day: str, amount: Combinable = ROWS
) -> Iterator[DayFigure]:
    """Add up rows that carry a site and a date of their own, in the column `day`."""
    return _grouped(rows.filter(**{f"{day}__range": (first, last)}), "site_id", day, amount)


def _grouped(rows: QuerySet[Any], site: str, day: str, amount: Combinable) -> Iterator[DayFigure]:
    sums = rows.order_by().values_list(site, day).annotate(amount=amount)
    return (DayFigure(site_id, on, total) for site_id, on, total in sums if total)


def counted_by(by_day: Callable[[int, date, date], Iterable[DayFigure]]) -> Callable[[Span], Answer]:
    """Return what answers for a span with the sum of a figure's days, over all sites or some of them."""

    def count(span: Span) -> Answer:
        days = by_day(span.organisation_id, span.first, span.last)
        return Answer(
            value=sum(d.amount for d in days if span.site_ids is None or d.site_id in span.site_ids)
        )

    return count
