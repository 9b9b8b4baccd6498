"""What the service counts, by site and day, each with the definition that is printed beside it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from meetpoint.core.encounters.models import EncounterLine
from meetpoint.core.modules.interface import DayFigure, Figure
from meetpoint.core.modules.sums import sum_by_day, sum_with_contacts
from meetpoint.services.naloxone.catalogue import KIT
from meetpoint.services.naloxone.models import (
    NaloxoneProvision,
    Outcome,
    ReversalReport,
    Supply,
    Training,
    TrainingEvent,
)

NALOXONE = _("Naloxone")


def kits_by_day(organisation_id: int, first: date, last: date) -> Iterable[DayFigure]:
    """Units of naloxone items that are kits."""
    kits = _lines(organisation_id).filter(item__unit=KIT)
    return sum_with_contacts(organisation_id, kits, first, last, amount=Sum("quantity"))


def loose_doses_by_day(organisation_id: int, first: date, last: date) -> Iterable[DayFigure]:
    """Doses handed out outside kits; Ontario reports them on rows of their own."""
    loose = _lines(organisation_id).exclude(item__unit=KIT)
    return sum_with_contacts(organisation_id, loose, first, last, amount=Sum("doses"))


def doses_by_day(organisation_id: int, first: date, last: date) -> Iterable[DayFigure]:
    """All doses, by what each unit held on that day (overdosemeasuresmatter.org: count doses, not kits)."""
    lines = _lines(organisation_id)
    return sum_with_contacts(organisation_id, lines, first, last, amount=Sum("doses"))


def refills_by_day(organisation_id: int, first: date, last: date) -> Iterable[DayFigure]:
    """Contacts in which the naloxone was a refill."""
    refills = NaloxoneProvision.objects.of(organisation_id).filter(supply=Supply.REFILL)
    return sum_with_contacts(organisation_id, refills, first, last)


def trained_with_kit_by_day(organisation_id: int, first: date, last: date) -> Iterable[DayFigure]:
    """Contacts in which somebody was shown how to respond to an overdose."""
    trained = NaloxoneProvision.objects.of(organisation_id).filter(training=Training.GIVEN)
    return sum_with_contacts(organisation_id, trained, first, last)


def trained_in_groups_by_day(organisation_id: int, first: date, last: date) -> Iterable[DayFigure]:
    """Headcounts of group trainings."""
    trainings = TrainingEvent.objects.of(organisation_id).filter(voided_at=None)
    return sum_by_day(trainings, first, last, day="held_on", amount=Sum("people"))


def reversals_by_day(organisation_id: int, first: date, last: date) -> Iterable[DayFigure]:
    """Reversals, by the day on which the programme heard of them."""
    return sum_by_day(_reports(organisation_id), first, last, day="reported_on")


def survived_by_day(organisation_id: int, first: date, last: date) -> Iterable[DayFigure]:
    """Reversals in which the person is said to have survived."""
    survived = _reports(organisation_id).filter(outcome=Outcome.SURVIVED)
    return sum_by_day(survived, first, last, day="reported_on")


def _lines(organisation_id: int) -> QuerySet[EncounterLine]:
    return EncounterLine.objects.of(organisation_id).filter(item__kind="naloxone")


def _reports(organisation_id: int) -> QuerySet[ReversalReport]:
    return ReversalReport.objects.of(organisation_id).filter(voided_at=None)


FIGURES = (
    Figure(
        slug="naloxone_kits",
        label=_("Naloxone kits"),
        group=NALOXONE,
        definition=_("Units of naloxone items that are kits, handed out at contacts."),
        by_day=kits_by_day,
        order=20,
    ),
    Figure(
        slug="naloxone_loose_doses",
        label=_("Naloxone doses outside kits"),
        group=NALOXONE,
        definition=_("Single doses handed out that were not part of a kit."),
        by_day=loose_doses_by_day,
        order=21,
    ),
    Figure(
        slug="naloxone_doses",
        label=_("Naloxone doses"),
        group=NALOXONE,
        definition=_("All doses handed out, in kits and outside, by what each kit held on that day."),
        by_day=doses_by_day,
        order=22,
    ),
    Figure(
        slug="naloxone_refills",
        label=_("Naloxone refills"),
        group=NALOXONE,
        definition=_("Contacts in which the person said that they had had naloxone before."),
        by_day=refills_by_day,
        order=23,
    ),
    Figure(
        slug="naloxone_trained_contacts",
        label=_("Contacts with overdose response training"),
        group=NALOXONE,
        definition=_("Contacts in which somebody was shown how to respond to an overdose."),
        by_day=trained_with_kit_by_day,
        order=24,
    ),
    Figure(
        slug="naloxone_trained_in_groups",
        label=_("People at group trainings"),
        group=NALOXONE,
        definition=_("Headcounts of group trainings. Somebody who came twice counts twice."),
        by_day=trained_in_groups_by_day,
        order=25,
    ),
    Figure(
        slug="reversals_reported",
        label=_("Reversals reported"),
        group=NALOXONE,
        definition=_(
            "Overdoses answered with naloxone, as people told us, by the day on which they told us."
        ),
        by_day=reversals_by_day,
        order=26,
    ),
    Figure(
        slug="reversals_survived",
        label=_("Reversals reported: survived"),
        group=NALOXONE,
        definition=_("Reported reversals in which the person is said to have survived."),
        by_day=survived_by_day,
        order=27,
    ),
)
