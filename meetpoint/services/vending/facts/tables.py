"""The facts of this service: vends, attempts, and what each day of a machine came to."""

from __future__ import annotations

from datetime import date

from django.db.models import Max, Min, QuerySet

from meetpoint.core.encounters.facts.tables import OF_CONTACT, contact_span, of_contacts
from meetpoint.core.modules import facts
from meetpoint.core.modules.facts import FactColumn, FactTable, FactType
from meetpoint.services.vending.models import Access, MachineDay, Result, Vend

_ITEM = FactColumn(
    name="item",
    type=FactType.ITEM,
    source="slot__item_id",
    meaning="The item in the slot, by its number.",
    why="An item of the catalogue; anybody may take it.",
)


def _attempts(organisation_id: int, first: date, last: date) -> QuerySet[Vend]:
    return Vend.objects.of(organisation_id).filter(local_date__range=(first, last))


def _attempt_span(organisation_id: int) -> tuple[date, date] | None:
    found = Vend.objects.of(organisation_id).aggregate(first=Min("local_date"), last=Max("local_date"))
    return (found["first"], found["last"]) if found["first"] else None


def _days(organisation_id: int, first: date, last: date) -> QuerySet[MachineDay]:
    return MachineDay.objects.of(organisation_id).filter(day__range=(first, last))


def _day_span(organisation_id: int) -> tuple[date, date] | None:
    found = MachineDay.objects.of(organisation_id).aggregate(first=Min("day"), last=Max("day"))
    return (found["first"], found["last"]) if found["first"] else None


_ABOUT_ACCESS = "What the machine asked; the answers are not copied."

FACTS = (
    FactTable(
        slug="vends",
        meaning="One row for each standing vend in which a machine handed something out.",
        span=contact_span,
        rows=of_contacts(Vend),
        lists=("items",),
        columns=(
            *OF_CONTACT,
            _ITEM,
            facts.count("quantity", "Units handed out."),
            facts.count(
                "doses",
                "Naloxone doses in them, by what a unit held on that day.",
                source="encounter__lines__doses",
            ),
            facts.word("access", ("", *Access.values), "What the machine asked.", why=_ABOUT_ACCESS),
            facts.flag(
                "over_limit",
                "Whether a limit was found to have been reached already, later.",
                why="It is about how two machines agree; no token is copied.",
            ),
        ),
    ),
    FactTable(
        slug="vend_attempts",
        meaning="One row for each attempt at a machine, whether it handed something out or not.",
        span=_attempt_span,
        rows=_attempts,
        columns=(
            facts.day("local_date", "The local date of the attempt."),
            facts.site(),
            facts.word(
                "result",
                tuple(Result.values),
                "How it ended.",
                why="One of six words about the machine, not about who stood there.",
            ),
        ),
    ),
    FactTable(
        slug="machine_days",
        meaning="One row for each machine and day that is over.",
        span=_day_span,
        rows=_days,
        columns=(
            facts.day("day", "The day, at the machine."),
            facts.site(),
            facts.count("minutes", "Minutes in which the machine was in use."),
            facts.count("minutes_silent", "Minutes in which nothing was heard from it."),
            facts.count("slot_minutes", "Minutes in use, of all slots together."),
            facts.count("slot_minutes_empty", "Minutes in which slots were empty, all together."),
            facts.count("slots_empty", "How many slots were empty at some time of the day."),
        ),
    ),
)
