"""What the service counts, by site and day, each with the definition that is printed beside it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import DayFigure, Figure
from meetpoint.core.modules.sums import sum_by_day
from meetpoint.services.drug_checking.models import Analysis, Level, Match, Method, Outcome, Sample

GROUP = _("Drug checking")
COLLECTED = "collected_on"


def samples_by_day(organisation_id: int, first: date, last: date) -> Iterable[DayFigure]:
    """Samples, by the day on which they were collected."""
    return sum_by_day(_samples(organisation_id), first, last, day=COLLECTED)


def in_laboratory_by_day(organisation_id: int, first: date, last: date) -> Iterable[DayFigure]:
    """Samples that a laboratory tested."""
    tested = Analysis.objects.of(organisation_id).filter(level=Level.CONFIRMED, voided_at=None)
    rows = _samples(organisation_id).filter(pk__in=tested.values("sample_id"))
    return sum_by_day(rows, first, last, day=COLLECTED)


def strips_by_day(organisation_id: int, first: date, last: date) -> Iterable[DayFigure]:
    """Strips that were read, invalid ones left out, by the day on which their sample was collected."""
    return _strips(organisation_id, first, last)


def positive_strips_by_day(organisation_id: int, first: date, last: date) -> Iterable[DayFigure]:
    """Strips that were positive."""
    return _strips(organisation_id, first, last, outcome=Outcome.POSITIVE.value)


def unexpected_by_day(organisation_id: int, first: date, last: date) -> Iterable[DayFigure]:
    """Samples in which a laboratory found something that was not expected."""
    rows = _samples(organisation_id).filter(confirmed_match=Match.UNEXPECTED)
    return sum_by_day(rows, first, last, day=COLLECTED)


def _samples(organisation_id: int) -> QuerySet[Sample]:
    return Sample.objects.of(organisation_id).filter(voided_at=None)


def _strips(organisation_id: int, first: date, last: date, **more: str) -> Iterable[DayFigure]:
    rows = Analysis.objects.of(organisation_id).filter(
        method=Method.STRIP, voided_at=None, sample__voided_at=None, **more
    )
    fine = rows.exclude(outcome=Outcome.INVALID)
    placed = fine.annotate(site_id=F("sample__site_id"), collected_on=F("sample__collected_on"))
    return sum_by_day(placed, first, last, day=COLLECTED)


FIGURES = (
    Figure(
        slug="drug_samples",
        label=_("Samples checked"),
        group=GROUP,
        definition=_("Samples that came in, by the day on which they were collected."),
        by_day=samples_by_day,
        order=50,
    ),
    Figure(
        slug="drug_samples_in_laboratory",
        label=_("Samples tested in a laboratory"),
        group=GROUP,
        definition=_("Samples with a result by mass spectrometry, by the day on which they were collected."),
        by_day=in_laboratory_by_day,
        order=51,
    ),
    Figure(
        slug="drug_strips_read",
        label=_("Strips read"),
        group=GROUP,
        definition=_(
            "Strips that were read with a sample, without invalid ones. Strips handed out are supplies."
        ),
        by_day=strips_by_day,
        order=52,
    ),
    Figure(
        slug="drug_strips_positive",
        label=_("Strips read: positive"),
        group=GROUP,
        definition=_("Strips that were positive, whatever they look for."),
        by_day=positive_strips_by_day,
        order=53,
    ),
    Figure(
        slug="drug_samples_unexpected",
        label=_("Samples with something unexpected"),
        group=GROUP,
        definition=_(
            "Samples in which a laboratory found a substance with an effect that fits nothing that was"
            " expected."
        ),
        by_day=unexpected_by_day,
        order=54,
    ),
)
