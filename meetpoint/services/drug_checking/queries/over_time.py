"""Substances over time, and positivity by what was expected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from meetpoint.core.tenancy.actor import Actor
from meetpoint.services.drug_checking.models import Check, Level, Seen
from meetpoint.services.drug_checking.vocabulary import label_of_substance, substances
from meetpoint.services.drug_checking.vocabulary.expected import label_of_expected

MOST_LINES = 4
"""A chart tells four lines apart, also without colours."""


@dataclass(frozen=True, slots=True)
class Months:
    """In how many samples each substance was seen in each month; `tested` is how many samples were tested."""

    months: tuple[date, ...]
    tested: tuple[int, ...]
    lines: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Positivity:
    """Of the samples tested for a target by methods able to find it, how many held it."""

    expected: str
    target: str
    found: int
    tested: int

    @property
    def percent(self) -> int:
        return round(100 * self.found / self.tested)


@dataclass(frozen=True, slots=True)
class First:
    """The first time that a substance was seen here."""

    label: str
    on: date
    sample_uid: str
    expected: str


def substances_by_month(
    by: Actor, first: date, last: date, level: str, *, chosen: Sequence[str] = ()
) -> Months:
    """Return the substances seen most in a span, or those chosen, by month of collection."""
    rows = (
        Seen.objects.of(by)
        .filter(level=level, sample__collected_on__range=(first, last), sample__voided_at=None)
        .order_by()
    )
    in_reach = rows if by.site_ids is None else rows.filter(sample__site_id__in=by.site_ids)
    if not chosen:
        most = in_reach.values_list("substance").annotate(times=Count("pk")).order_by("-times", "substance")
        known = substances()
        with_effect = [word for word, _times in most if word in known and known[word].has_effect]
        chosen = with_effect[:MOST_LINES]
    month = TruncMonth("sample__collected_on")
    counted: dict[str, dict[date, int]] = defaultdict(dict)
    sums = in_reach.filter(substance__in=chosen).annotate(month=month).values_list("substance", "month")
    for substance, at, times in sums.annotate(times=Count("pk")):
        counted[substance][at] = times
    tested = dict(
        in_reach.annotate(month=month).values_list("month").annotate(times=Count("sample_id", distinct=True))
    )
    months = _months(first, last)
    lines = tuple(
        (label_of_substance(substance), tuple(counted[substance].get(at, 0) for at in months))
        for substance in chosen
    )
    return Months(months, tuple(tested.get(at, 0) for at in months), lines)


def positivity(by: Actor, first: date, last: date, level: str) -> list[Positivity]:
    """Return positivity by what was expected and by target; the two levels are never mixed."""
    rows = Check.objects.of(by).filter(
        level=level, sample__collected_on__range=(first, last), sample__voided_at=None
    )
    in_reach = rows if by.site_ids is None else rows.filter(sample__site_id__in=by.site_ids)
    sums = in_reach.order_by().values_list("sample__counted_as", "target")
    found = sums.annotate(tested=Count("pk"), times=Count("pk", filter=Q(found=True)))
    return [
        Positivity(str(label_of_expected(expected)), target, times, tested)
        for expected, target, tested, times in found.order_by("sample__counted_as", "target")
    ]


def first_seen(by: Actor, first: date, last: date) -> list[First]:
    """Return the substances that a laboratory saw for the first time in a span, the newest first."""
    rows = Seen.objects.of(by).filter(
        level=Level.CONFIRMED,
        is_first=True,
        sample__collected_on__range=(first, last),
        sample__voided_at=None,
    )
    in_reach = rows if by.site_ids is None else rows.filter(sample__site_id__in=by.site_ids)
    return [
        First(
            label=label_of_substance(one.substance),
            on=one.sample.collected_on,
            sample_uid=str(one.sample.uid),
            expected=", ".join(one.sample.expected_labels),
        )
        for one in in_reach.select_related("sample").order_by("-sample__collected_on", "substance")[:30]
    ]


def _months(first: date, last: date) -> tuple[date, ...]:
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return tuple(
        date(first.year + (first.month - 1 + ahead) // 12, (first.month - 1 + ahead) % 12 + 1, 1)
        for ahead in range(count)
    )
