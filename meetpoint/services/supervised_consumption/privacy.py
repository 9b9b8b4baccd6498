"""Why each column is kept, and until when; a person's part is given, erased, and let go of in time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

from meetpoint.core.modules.interface import Kept, PrivacyPlan
from meetpoint.core.organisations.options import option_value
from meetpoint.core.tenancy.actor import Actor
from meetpoint.services.supervised_consumption.models import (
    Event,
    Observation,
    State,
    Step,
    Visit,
    VisitSubstance,
)
from meetpoint.services.supervised_consumption.options import NOTE_DAYS

ALIAS_DAYS = 1
"""An alias of a visit that nobody ended goes after a day; of one that ended, at once."""

_COUNTED = "as long as the programme reports on it; without the encounter’s participant it names nobody"
_ROOM = Kept(why="which stations there are, and what they are for", until="never removed: it names nobody")
_LICENSE = Kept(why="the capacity that must not be exceeded silently, and who says so", until="never removed")
_RULES = Kept(why="which wording of the rules somebody heard", until="never removed: it names nobody")
_OPENING = Kept(why="how much of the time stations were in use", until=_COUNTED)
_VISIT = Kept(why="what happened in a visit and when, for care on the spot and for counts", until=_COUNTED)
_TOLD = Kept(why="what was told about the visit, counted for funders", until=_COUNTED, personal=True)
_SEEN = Kept(why="what staff saw, for whoever looks next", until=_COUNTED, personal=True)
_EVENT = Kept(why="what was done in an emergency and when: care, incident report, learning", until=_COUNTED)
_CLOCK = Kept(why="by when an authority must be told, by which rule, and that it was", until=_COUNTED)
_WORDS = Kept(
    why="what numbers cannot say, for the report and for the next look", until="the days set", personal=True
)
_STOCK = Kept(why="what left the shelf, so that stock is right and a lot can be recalled", until=_COUNTED)
_SHELF = Kept(why="which item a dose is taken from", until="never removed: it names nobody")
_TRACE = Kept(why="who on the staff did it, for questions afterwards", until=_COUNTED)
_OVER = Kept(
    why="who let whom in beyond the licence, and why", until="never removed: an exception is accounted for"
)


def _all(kept: Kept, *columns: str) -> dict[str, Kept]:
    return dict.fromkeys(columns, kept)


COLUMNS: Mapping[str, Mapping[str, Kept]] = {
    "supervised_consumption.Room": _all(_ROOM, "uid", "site", "version", "added_at"),
    "supervised_consumption.Station": _all(_ROOM, "room", "number", "kind", "paused_at", "removed_at"),
    "supervised_consumption.License": {
        **_all(_LICENSE, "room", "people", "covers", "source", "effective_from", "entered_at"),
        "entered_by": _TRACE,
    },
    "supervised_consumption.HouseRules": {
        **_all(_RULES, "room", "version", "text", "text_es", "written_at"),
        "written_by": _TRACE,
    },
    "supervised_consumption.Opening": {
        **_all(_OPENING, "room", "opened_at", "closed_at", "local_date", "stations", "station_minutes"),
        **_all(_TRACE, "opened_by", "closed_by"),
    },
    "supervised_consumption.Visit": {
        **_all(_VISIT, "uid", "site", "encounter", "local_date", "ticket", "state", "wants", "arrived_at"),
        **_all(_VISIT, "rules_heard_at", "rules_version", "station", "seated_at", "consumed_at"),
        **_all(_VISIT, "left_station_at", "aftercare_at", "departed_at", "exit_kind", "checked_at"),
        **_all(_VISIT, "check_due_at", "wait_minutes", "station_minutes"),
        **_all(_VISIT, "wound_care", "education", "kit_given", "referred"),
        **_all(_TOLD, "place_otherwise", "alone", "link_module", "link_uid"),
        "alias": Kept(
            why="so that somebody without a code can be called, sealed",
            until="the end of the visit, or the next day",
            personal=True,
        ),
        "staff_id": _TRACE,
    },
    "supervised_consumption.VisitSubstance": _all(
        _TOLD, "visit", "substance", "route", "body_site", "tested"
    ),
    "supervised_consumption.Observation": {
        **_all(_SEEN, "uid", "visit", "at", "breaths_per_minute", "spo2_percent", "responsive"),
        **_all(_SEEN, "sedation", "skin"),
        "note": _WORDS,
        "staff_id": _TRACE,
    },
    "supervised_consumption.Override": {
        **_all(_OVER, "visit", "at", "inside", "licensed", "reason"),
        "staff_id": _TRACE,
    },
    "supervised_consumption.Event": {
        **_all(_EVENT, "uid", "site", "visit", "station_number", "local_date", "kind", "recognised_at"),
        **_all(_EVENT, "recorded_at", "resolved_at", "outcome", "first_action_at", "first_action_seconds"),
        **_all(_EVENT, "had_oxygen", "had_naloxone", "had_ems", "naloxone_mg"),
        **_all(_EVENT, "lowest_spo2", "lowest_breaths", "voided_at"),
        **_all(_CLOCK, "report_due_at", "report_rule", "reported_at"),
        "account": _WORDS,
        **_all(_TRACE, "reported_by", "staff_id", "voided_by"),
    },
    "supervised_consumption.Step": {
        **_all(_EVENT, "uid", "event", "kind", "at", "received_at", "oxygen_lpm", "naloxone_mg"),
        **_all(_EVENT, "naloxone_route", "undone_at"),
        **_all(_STOCK, "lot", "item", "units", "lacking", "drawn"),
        "staff_id": _TRACE,
    },
    "supervised_consumption.ShelfDose": _all(_SHELF, "mg", "route", "item"),
}

_GIVEN = ("arrived_at", "departed_at", "exit_kind", "place_otherwise", "alone", "rules_heard_at")


def export(by: Actor, participant_id: int) -> Mapping[str, Any]:
    """Return a participant's visits, what they told, what staff saw and what was done in emergencies."""
    visits = Visit.objects.of(by).filter(encounter__participant_id=participant_id).order_by("pk")
    ids = list(visits.values_list("pk", flat=True))
    told = VisitSubstance.objects.of(by).filter(visit_id__in=ids).order_by("pk")
    seen = Observation.objects.of(by).filter(visit_id__in=ids).order_by("at")
    steps = Step.objects.of(by).filter(event__visit_id__in=ids, undone_at=None).order_by("at")
    return {
        "room_visits": list(visits.values(*_GIVEN)),
        "room_substances": list(
            told.values("visit__arrived_at", "substance", "route", "body_site", "tested")
        ),
        "room_observations": list(
            seen.values("at", "breaths_per_minute", "spo2_percent", "responsive", "sedation", "skin")
        ),
        "room_emergencies": list(steps.values("at", "kind", "naloxone_mg", "naloxone_route")),
    }


def erase(by: Actor, participant_id: int) -> None:
    """Remove what was told and seen in a participant's visits, and cut emergencies loose from them.

    The visits stay as anonymous contacts do, so that what was reported stays true.
    """
    visits = Visit.objects.of(by).filter(encounter__participant_id=participant_id)
    ids = list(visits.values_list("pk", flat=True))
    VisitSubstance.objects.of(by).filter(visit_id__in=ids).delete()
    Observation.objects.of(by).filter(visit_id__in=ids).delete()
    Event.objects.of(by).filter(visit_id__in=ids).update(visit=None, account=None)
    visits.update(alias=None, place_otherwise="", alone="", link_module="", link_uid=None)


def retain(by: Actor, today: date) -> int:
    """Remove aliases of visits that are over, and words that are older than the days set; return how many."""
    midnight = datetime.combine(today, time.min, UTC)
    days = cast("int | None", option_value(by.organisation_id, NOTE_DAYS))
    aliases = Visit.objects.of(by).exclude(alias=None)
    gone = aliases.filter(state=State.LEFT).update(alias=None)
    gone += aliases.filter(arrived_at__lt=midnight - timedelta(days=ALIAS_DAYS)).update(alias=None)
    if days is None:
        return gone
    before = midnight - timedelta(days=days)
    gone += Observation.objects.of(by).filter(at__lt=before).exclude(note=None).update(note=None)
    accounts = Event.objects.of(by).filter(recognised_at__lt=before).exclude(account=None)
    return gone + accounts.update(account=None)


PRIVACY = PrivacyPlan(columns=COLUMNS, export=export, erase=erase, retain=retain)
