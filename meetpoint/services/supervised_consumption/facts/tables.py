"""The facts of this service: visits, what was used, emergencies, and when rooms were open."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, CharField, Max, Min, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from meetpoint.core.encounters.facts.tables import (
    OF_CONTACT,
    SAID,
    WHOSE_CONTACT,
    contact_span,
    of_contacts,
)
from meetpoint.core.encounters.facts.told import AGE_BANDS
from meetpoint.core.modules import facts
from meetpoint.core.modules.facts import FactColumn, FactTable, FactType
from meetpoint.core.people.demographics import GENDER
from meetpoint.services.supervised_consumption.models import (
    Alone,
    Event,
    EventOutcome,
    EventType,
    ExitKind,
    Opening,
    Route,
    Substance,
    Visit,
    VisitSubstance,
)
from meetpoint.services.supervised_consumption.rules import GROUPS, PRIVATE, PUBLIC, SEMIPUBLIC

GROUP = Case(
    When(place_otherwise__in=sorted(PUBLIC), then=Value("public")),
    When(place_otherwise__in=sorted(SEMIPUBLIC), then=Value("semipublic")),
    When(place_otherwise__in=sorted(PRIVATE), then=Value("private")),
    When(place_otherwise="other", then=Value("other")),
    default=Value("not_said"),
    output_field=CharField(),
)
"""`rules.grouped_place`, for the database."""


GROUP_LABELS = (
    ("private", _("A private place")),
    ("semipublic", _("A semi-public place")),
    ("public", _("A public place")),
    ("other", _("Somewhere else")),
    ("not_said", _("Not said")),
)


def used_a_station(organisation_id: int) -> QuerySet[Visit]:
    """Return standing visits in which somebody had a station, which is what a visit to the room means."""
    return Visit.objects.of(organisation_id).filter(encounter__voided_at=None, seated_at__isnull=False)


def _visits(organisation_id: int, first: date, last: date) -> QuerySet[Visit]:
    rows: QuerySet[Visit] = of_contacts(Visit)(organisation_id, first, last)
    return rows.annotate(
        place_group=GROUP,
        had_station=Q(seated_at__isnull=False),
        had_aftercare=Q(aftercare_at__isnull=False),
        was_checked=Q(link_uid__isnull=False),
    )


def _substances(organisation_id: int, first: date, last: date) -> QuerySet[VisitSubstance]:
    return VisitSubstance.objects.of(organisation_id).filter(
        visit__in=used_a_station(organisation_id).filter(local_date__range=(first, last))
    )


def live(organisation_id: int) -> QuerySet[Event]:
    """Return the events that stand."""
    return Event.objects.of(organisation_id).filter(voided_at=None)


def _events(organisation_id: int, first: date, last: date) -> QuerySet[Event]:
    return live(organisation_id).filter(local_date__range=(first, last))


def _event_span(organisation_id: int) -> tuple[date, date] | None:
    found = live(organisation_id).aggregate(first=Min("local_date"), last=Max("local_date"))
    return (found["first"], found["last"]) if found["first"] else None


def closed(organisation_id: int) -> QuerySet[Opening]:
    """Return the openings that are over: how long they were is known."""
    return Opening.objects.of(organisation_id).filter(closed_at__isnull=False)


def _openings(organisation_id: int, first: date, last: date) -> QuerySet[Opening]:
    return closed(organisation_id).filter(local_date__range=(first, last))


def _opening_span(organisation_id: int) -> tuple[date, date] | None:
    found = closed(organisation_id).aggregate(first=Min("local_date"), last=Max("local_date"))
    return (found["first"], found["last"]) if found["first"] else None


def _told(name: str, words: tuple[str, ...], why: str) -> FactColumn:
    return FactColumn(
        name=name,
        type=FactType.WORD,
        source="encounter__participant_id",
        meaning="What the person told about themselves.",
        why=why,
        words=words,
        told=name,
    )


_GIVEN = "It says that something was given in a visit, as in many; never to whom."
_DONE = "It says what was done in an emergency, not for whom."

FACTS = (
    FactTable(
        slug="room_visits",
        meaning="One row for each standing visit to a room, also those that ended without a station.",
        span=contact_span,
        rows=_visits,
        columns=(
            *OF_CONTACT,
            WHOSE_CONTACT,
            _told("age_band", AGE_BANDS, "A band of ten years or more; the year itself is not copied."),
            _told("gender", tuple(slug for slug, _label in GENDER), SAID),
            facts.flag("had_station", "Whether the person had a station.", why=_GIVEN),
            facts.word("exit", ("", *ExitKind.values), "How the visit ended.", why=SAID, source="exit_kind"),
            facts.word(
                "place_group",
                GROUPS,
                "Where the person would have used otherwise, as a broad group.",
                why="A group of places, never which one.",
                labels=GROUP_LABELS,
            ),
            facts.word("alone", ("", *Alone.values), "Whether they would have been alone.", why=SAID),
            facts.count("station_minutes", "Minutes at stations."),
            facts.count("wait_minutes", "Minutes from check-in to the first station."),
            facts.flag("had_aftercare", "Whether the person went on to aftercare.", why=_GIVEN),
            facts.flag("wound_care", "Whether wounds were cared for.", why=_GIVEN),
            facts.flag("education", "Whether safer use was talked about.", why=_GIVEN),
            facts.flag("kit_given", "Whether naloxone was taken along.", why=_GIVEN),
            facts.flag("referred", "Whether a referral was made.", why=_GIVEN),
            facts.flag("was_checked", "Whether what was used had been checked here.", why=_GIVEN),
        ),
    ),
    FactTable(
        slug="room_substances",
        meaning="One row for each substance that was reported in a visit with a station.",
        span=contact_span,
        rows=_substances,
        columns=(
            facts.day("visit__local_date", "The local date of the visit."),
            facts.site("visit__site_id"),
            facts.word("substance", tuple(Substance.values), "What it was said to be.", why=SAID),
            facts.word("route", ("", *Route.values), "How it was used.", why=SAID),
        ),
    ),
    FactTable(
        slug="room_events",
        meaning="One row for each standing emergency in a room.",
        span=_event_span,
        rows=_events,
        columns=(
            facts.day("local_date", "The local date on which it was recognised."),
            facts.site(),
            facts.word(
                "what",
                ("", *EventType.values),
                "What kind of emergency it was.",
                why=_DONE,
                source="kind",
            ),
            facts.word("outcome", ("", *EventOutcome.values), "How it ended, in a few words.", why=_DONE),
            facts.flag("had_naloxone", "Whether naloxone was given.", why=_DONE),
            facts.flag("had_oxygen", "Whether oxygen was given.", why=_DONE),
            facts.flag("had_ems", "Whether an ambulance was called or came.", why=_DONE),
            facts.count(
                "seconds",
                "Seconds until the first action; empty where none is in the log.",
                source="first_action_seconds",
            ),
        ),
    ),
    FactTable(
        slug="room_openings",
        meaning="One row for each time a room was open, once it was closed.",
        span=_opening_span,
        rows=_openings,
        columns=(
            facts.day("local_date", "The local date on which it opened."),
            facts.site("room__site_id"),
            facts.count("station_minutes", "Minutes open, times the stations in use when it closed."),
        ),
    ),
)
