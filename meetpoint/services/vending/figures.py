"""What machines count, by site and day, each with the definition that is printed beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from meetpoint.core.encounters.models import EncounterLine
from meetpoint.core.modules.interface import DayFigure, Figure
from meetpoint.core.modules.sums import sum_by_day, sum_with_contacts
from meetpoint.services.vending.models import MachineDay, Result, Vend

MACHINES = _("Vending machines")
KIT = "kit"
"""The unit that makes an item a kit, in every catalogue."""

ByDay = Callable[[int, date, date], Iterable[DayFigure]]


def vended(organisation_id: int) -> QuerySet[EncounterLine]:
    """Return the lines of contacts at machines: a vend is found by its contact, not by the kind of site."""
    vends = Vend.objects.of(organisation_id).filter(encounter__isnull=False)
    return EncounterLine.objects.of(organisation_id).filter(encounter_id__in=vends.values("encounter_id"))


def items_by_day(organisation_id: int, first: date, last: date) -> Iterable[DayFigure]:
    """Return units handed out by machines, those presumed from an opened cabinet included."""
    vends = Vend.objects.of(organisation_id).filter(encounter__isnull=False)
    return sum_with_contacts(organisation_id, vends, first, last, amount=Sum("quantity"))


def doses_by_day(organisation_id: int, first: date, last: date) -> Iterable[DayFigure]:
    """Return naloxone doses handed out by machines, free of charge as everything in them."""
    lines = vended(organisation_id).filter(doses__gt=0)
    return sum_with_contacts(organisation_id, lines, first, last, amount=Sum("doses"))


def kits_by_day(organisation_id: int, first: date, last: date) -> Iterable[DayFigure]:
    """Return naloxone kits handed out by machines."""
    lines = vended(organisation_id).filter(doses__gt=0, item__unit=KIT)
    return sum_with_contacts(organisation_id, lines, first, last, amount=Sum("quantity"))


def _attempts(*results: Result) -> ByDay:
    def attempts(organisation_id: int, first: date, last: date) -> Iterable[DayFigure]:
        rows = Vend.objects.of(organisation_id).filter(result__in=results)
        return sum_by_day(rows, first, last, day="local_date")

    return attempts


def _of_days(column: str) -> ByDay:
    def sums(organisation_id: int, first: date, last: date) -> Iterable[DayFigure]:
        return sum_by_day(MachineDay.objects.of(organisation_id), first, last, day="day", amount=Sum(column))

    return sums


FIGURES = (
    Figure(
        slug="vending_items",
        label=_("Items handed out by machines"),
        group=MACHINES,
        definition=_(
            "Units that vending machines and cabinets handed out."
            " A cabinet that was opened counts as one unit."
        ),
        by_day=items_by_day,
        order=70,
        estimated=True,
    ),
    Figure(
        slug="vending_naloxone_doses",
        label=_("Naloxone doses from machines"),
        group=MACHINES,
        definition=_(
            "Doses handed out by machines, free of charge. They are part of all naloxone doses, too."
        ),
        by_day=doses_by_day,
        order=71,
        estimated=True,
    ),
    Figure(
        slug="vending_not_given",
        label=_("Vends that failed"),
        group=MACHINES,
        definition=_("Attempts at a machine that ended in a jam, an empty slot or another fault."),
        by_day=_attempts(Result.JAM, Result.EMPTY, Result.FAILED),
        order=72,
    ),
    Figure(
        slug="vending_limited",
        label=_("Vends kept back by a limit"),
        group=MACHINES,
        definition=_("Attempts that a machine refused because a personal code had reached its limit."),
        by_day=_attempts(Result.LIMIT),
        order=73,
    ),
    Figure(
        slug="vending_slot_days_empty",
        label=_("Slot-days out of stock"),
        group=MACHINES,
        definition=_("For each day, how many slots were empty at some time of it, all machines together."),
        by_day=_of_days("slots_empty"),
        order=74,
    ),
    Figure(
        slug="vending_minutes_silent",
        label=_("Minutes without word from a machine"),
        group=MACHINES,
        definition=_(
            "Minutes in which a machine in use was not heard from. It may have worked all the same."
        ),
        by_day=_of_days("minutes_silent"),
        order=75,
    ),
)
