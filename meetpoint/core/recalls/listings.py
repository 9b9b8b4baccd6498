"""Recalls, the encounters and the people they reached, as lists."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from meetpoint.core.encounters.models import Encounter
from meetpoint.core.encounters.words import whom
from meetpoint.core.people.handles import handle
from meetpoint.core.people.models import Participant
from meetpoint.core.recalls.models import Named, Outcome, Recall, Told
from meetpoint.core.supplies.listings.words import site_choices
from meetpoint.core.supplies.queries import handed_out, places_of
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.listing import ChoiceFilter, Column, DateRangeFilter, Listing, Sort, Status


@dataclass(frozen=True, slots=True)
class RecallRow:
    """A recall with what it names."""

    recall: Recall
    names: str


@dataclass(frozen=True, slots=True)
class EncounterRow:
    """An encounter with what of a recall was handed out in it."""

    encounter: Encounter
    site: str
    lots: str
    units: int


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody whom a recall concerns, and what was said if they were told."""

    person: Participant
    outcome: str
    told_at: datetime | None


def name_in_words(name: Named) -> str:
    """Return a lot number, a range of serial numbers, or both."""
    if not name.serial_from:
        return name.number
    span = f"{name.serial_from}–{name.serial_to}" if name.serial_to != name.serial_from else name.serial_from
    return f"{name.number} ({span})" if name.number else span


def state_of(recall: Recall) -> Status:
    """Say whether a recall is open."""
    return (
        Status("now", gettext("Open")) if recall.is_open else Status("ok", pgettext("one recall", "Closed"))
    )


def _with_names(recalls: Sequence[Recall], actor: Actor) -> Sequence[RecallRow]:
    named: dict[int, list[str]] = {}
    for name in Named.objects.of(actor).filter(recall__in=[one.pk for one in recalls]).order_by("id"):
        named.setdefault(name.recall_id, []).append(name_in_words(name))
    return [RecallRow(recall, ", ".join(named.get(recall.pk, ()))) for recall in recalls]


def _by_state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(closed_at__isnull=value == "open")


RECALLS = Listing(
    slug="recalls",
    caption=_("Recalls"),
    columns=(
        Column(name="recall", label=_("Recall"), value=lambda row: str(row.recall)),
        Column(name="names", label=_("Lots"), value=lambda row: row.names),
        Column(name="state", label=_("State"), value=lambda row: state_of(row.recall)),
        Column(name="opened", label=_("Opened on"), value=lambda row: row.recall.opened_at),
        Column(
            name="closed", label=_("Closed on"), value=lambda row: row.recall.closed_at, hide_on_phone=True
        ),
    ),
    sorts=(Sort(name="opened", label=_("Opened on"), field="opened_at", descending=True),),
    filters=(
        ChoiceFilter(
            name="state",
            label=_("State"),
            choices=(("open", _("Open")), ("closed", pgettext_lazy("one recall", "Closed"))),
            apply=_by_state,
        ),
    ),
    prepare=_with_names,
    url=lambda row: reverse("recalls:detail", args=[row.recall.uid]),
    empty_icon="flag",
    empty_title=_("No recalls"),
    empty_text=_("When a notice comes, open a recall: it finds every shelf, kit and contact that is meant."),
)


def encounters_of(lots: Mapping[int, str]) -> Listing:
    """Return the list of encounters in which some of these lots (id → number) was handed out."""
    return replace(_ENCOUNTERS, prepare=_with_lots(lots))


def people_of(recall: Recall) -> Listing:
    """Return the list of people whom a recall concerns."""
    filters = (
        ChoiceFilter(
            name="state",
            label=_("State"),
            choices=(("waiting", _("To be told")), ("told", _("Told"))),
            default="waiting",
            apply=lambda rows, value: _told(rows, value, recall),
        ),
    )
    return replace(
        _PEOPLE,
        filters=filters,
        prepare=_with_outcomes(recall),
        url=lambda row: reverse("recalls:tell", args=[recall.uid, row.person.uid]),
    )


def _with_lots(lots: Mapping[int, str]) -> Callable[[Sequence[Any], Actor], Sequence[EncounterRow]]:
    def prepare(found: Sequence[Encounter], actor: Actor) -> Sequence[EncounterRow]:
        places = places_of(actor)
        given = handed_out(actor, lots).filter(encounter_id__in=[one.pk for one in found]).order_by()
        by_encounter: dict[int, dict[str, int]] = {}
        for pk, lot_id, units in given.values_list("encounter_id", "lot_id").annotate(units=Sum("quantity")):
            by_encounter.setdefault(pk, {})[lots[lot_id]] = -units
        return [
            EncounterRow(one, places[one.site_id].name, ", ".join(sorted(units)), sum(units.values()))
            for one in found
            for units in [by_encounter[one.pk]]
        ]

    return prepare


def _with_outcomes(recall: Recall) -> Callable[[Sequence[Any], Actor], Sequence[PersonRow]]:
    def prepare(found: Sequence[Participant], actor: Actor) -> Sequence[PersonRow]:
        told = {
            row.participant_id: row
            for row in Told.objects.of(actor).filter(recall=recall, participant__in=[one.pk for one in found])
        }
        return [_person_row(one, told.get(one.pk)) for one in found]

    return prepare


def _person_row(person: Participant, told: Told | None) -> PersonRow:
    if told is None:
        return PersonRow(person, "", None)
    return PersonRow(person, told.outcome, told.told_at)


def _told(rows: QuerySet[Any], value: str, recall: Recall) -> QuerySet[Any]:
    told = Told.objects.of(recall.organisation_id).filter(recall=recall).values("participant_id")
    return rows.filter(pk__in=told) if value == "told" else rows.exclude(pk__in=told)


_ENCOUNTERS = Listing(
    slug="recalled-encounters",
    caption=_("Encounters that this recall reached"),
    columns=(
        Column(name="when", label=_("When"), value=lambda row: row.encounter.occurred_at),
        Column(name="site", label=_("Site"), value=lambda row: row.site),
        Column(name="whom", label=_("For"), value=lambda row: whom(row.encounter)),
        Column(name="lots", label=_("Lots"), value=lambda row: row.lots),
        Column(name="units", label=_("Units"), value=lambda row: row.units, numeric=True),
    ),
    sorts=(Sort(name="when", label=_("When"), field="occurred_at", descending=True),),
    filters=(
        ChoiceFilter(name="site", label=_("Site"), lookup="site_id", choices=site_choices),
        DateRangeFilter(name="day", label=_("Days"), lookup="occurred_at", moments=True),
    ),
    url=lambda row: reverse("encounters:detail", args=[row.encounter.uid]),
    empty_icon="done",
    empty_title=_("No encounters"),
    empty_text=_("As far as the records say, none of this was handed out."),
)

_PEOPLE = Listing(
    slug="people-to-tell",
    caption=_("People to tell"),
    columns=(
        Column(name="person", label=_("Participant"), value=lambda row: handle(row.person.uid)),
        Column(
            name="outcome",
            label=_("State"),
            value=lambda row: (
                Status("ok", str(Outcome(row.outcome).label))
                if row.outcome
                else Status("now", gettext("To be told"))
            ),
        ),
        Column(name="told_at", label=_("When"), value=lambda row: row.told_at),
    ),
    sorts=(Sort(name="created", label=_("Enrolled"), field="created_at", descending=True),),
    empty_icon="done",
    empty_title=_("Nobody to tell"),
    empty_text=_("As far as the records say, nobody with a code received any of this."),
)
