"""The facts of this package: contacts and what was handed out; and what services need to hang theirs on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, Max, Min, Model, OuterRef, QuerySet

from meetpoint.core.encounters.facts.told import AGE_BANDS, SEVERAL
from meetpoint.core.encounters.models import Encounter, EncounterLine, PlaceType
from meetpoint.core.encounters.queries.contacts import encounters_on
from meetpoint.core.modules import facts
from meetpoint.core.modules.facts import FactColumn, FactTable, FactType
from meetpoint.core.modules.registry import registry
from meetpoint.core.modules.spans import Span
from meetpoint.core.modules.sums import rows_with_contacts
from meetpoint.core.people.demographics import GENDER, RACE_ETHNICITY
from meetpoint.core.supplies.facts import ABOUT_ITEMS
from meetpoint.core.supplies.models import Item

OF_CONTACT = (
    facts.day("encounter__local_date", "The local date of the contact."),
    facts.site("encounter__site_id"),
)
"""The columns of every table whose rows hang on a contact."""

WHOSE_CONTACT = facts.person("encounter__participant_id")
"""The column by which such a table counts different people."""

SAID = "One of a few words from a closed list, each of which many people choose."

GIVEN = "It says that a thing was handed out, as in most contacts; never how many, or to whom."

_BAND = "A band of ten years or more, worked out from the year; the year itself is not copied."


def contact_span(organisation_id: int) -> tuple[date, date] | None:
    """Return dates between which all contacts lie, by the time index: a day wider than the first and last."""
    found = Encounter.objects.of(organisation_id).aggregate(first=Min("occurred_at"), last=Max("occurred_at"))
    if found["first"] is None:
        return None
    return found["first"].date() - timedelta(days=1), found["last"].date() + timedelta(days=1)


def of_contacts(model: type[Model], **which: object) -> Callable[[int, date, date], QuerySet[Any]]:
    """Return what gives the rows of a model that hang on the standing contacts of some days."""

    def rows(organisation_id: int, first: date, last: date) -> QuerySet[Any]:
        kept = model.objects.of(organisation_id).filter(**which)  # type: ignore[attr-defined]
        return rows_with_contacts(kept, Span(organisation_id=organisation_id, first=first, last=last))

    return rows


def _contacts(organisation_id: int, first: date, last: date) -> QuerySet[Encounter]:
    lines = EncounterLine.objects.of(organisation_id).filter(encounter=OuterRef("pk"))
    return encounters_on(organisation_id, first, last).annotate(
        got_syringes=Exists(lines.filter(syringes__gt=0)),
        got_naloxone=Exists(lines.filter(item_id__in=_naloxone_items(organisation_id))),
    )


def _naloxone_items(organisation_id: int) -> list[int]:
    """Return the items by number, so that a million contacts are not each joined to the catalogue."""
    kinds = [slug for slug, kind in registry().supply_kinds.items() if kind.counts_as_naloxone]
    return list(Item.objects.of(organisation_id).filter(kind__in=kinds).values_list("pk", flat=True))


def _told(name: str, words: tuple[str, ...], meaning: str, why: str) -> FactColumn:
    return FactColumn(
        name=name,
        type=FactType.WORD,
        source="participant_id",
        meaning=meaning,
        why=why,
        words=words,
        told=name,
    )


CONTACTS = FactTable(
    slug="contacts",
    meaning="One row for each standing contact; a count of a group is one row, too.",
    span=contact_span,
    rows=_contacts,
    columns=(
        facts.day("local_date", "The local date of the contact."),
        facts.site(),
        facts.person("participant_id"),
        facts.count("people", "One, or how many people a count stands for."),
        facts.count("for_others", "How many others the person said they collect for; nobody asks who."),
        facts.flag(
            "count_only", "Whether a group was only counted.", why="It is about how the entry was made."
        ),
        facts.flag("got_syringes", "Whether complete sets were handed out.", why=GIVEN),
        facts.flag("got_naloxone", "Whether naloxone was handed out, in kits or outside.", why=GIVEN),
        facts.word(
            "place_type",
            tuple(PlaceType.values),
            "What kind of place it was, where that is not the site itself.",
            why="A kind of place, never which one.",
        ),
        _told("age_band", AGE_BANDS, "The person’s age in that year, in bands.", _BAND),
        _told("gender", tuple(slug for slug, _label in GENDER), "What the person told.", SAID),
        _told(
            "race_ethnicity",
            (*(slug for slug, _label in RACE_ETHNICITY), SEVERAL),
            "What the person told; whoever told several stands under one word for that.",
            "One of eight broad categories; rare combinations of them are not kept.",
        ),
        FactColumn(
            name="zip3",
            type=FactType.AREA,
            source="participant_id",
            told="zip3",
            meaning="The first three digits of the ZIP code that the person told.",
            why=(
                "Areas of more than 20,000 people; smaller ones stand together as 000"
                " (45 CFR 164.514(b)(2)(i)(B))."
            ),
        ),
    ),
)

SUPPLIES = FactTable(
    slug="supplies",
    meaning="One row for each item handed out in a standing contact.",
    span=contact_span,
    rows=of_contacts(EncounterLine),
    lists=("items",),
    columns=(
        *OF_CONTACT,
        WHOSE_CONTACT,
        FactColumn(
            name="item",
            type=FactType.ITEM,
            source="item_id",
            meaning="What was handed out, by its number in the catalogue.",
            why=ABOUT_ITEMS,
        ),
        facts.count("quantity", "Units handed out."),
        facts.count("syringes", "Complete sets in them, by what a unit held on that day."),
        facts.count("doses", "Naloxone doses in them, by what a unit held on that day."),
    ),
)

FACTS = (CONTACTS, SUPPLIES)
