"""Sessions, groups, notes, stays and rides as tests need them."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from meetpoint.core.organisations.models import Site
from meetpoint.core.people.models import Participant
from meetpoint.core.people.tests.factories import participant
from meetpoint.core.sessions import actions
from meetpoint.core.sessions.models import Note, Ride, Series, Session, Stay
from meetpoint.core.supplies.actions.posting import today_at
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.identifiers import uuid7


def day_at(site: Site) -> date:
    """Today at a site."""
    return today_at(Site.objects.of(site.organisation_id).select_related("organisation").get(pk=site.pk))


def planned(by: Actor, site: Site, *people: Participant, **more: Any) -> Session:
    """A planned session of today, case management unless told otherwise."""
    given: dict[str, Any] = {
        "uid": uuid7(),
        "site_id": site.pk,
        "kind": "case_management",
        "on": day_at(site),
        "at": time(10),
        "minutes": 45,
        "participant_ids": [one.pk for one in people],
    }
    return actions.plan_session(actions.NewSession(**{**given, **more}), by=by)


def held(by: Actor, session: Session, *people: Participant, **more: Any) -> Session:
    """That session, held; with one person without a code where nobody is named."""
    given: dict[str, Any] = {
        "minutes": 45,
        "came": [one.pk for one in people],
        "without_code": 0 if people else 1,
    }
    return actions.hold_session(session.uid, actions.Held(**{**given, **more}), by=by)


def series(by: Actor, site: Site, **more: Any) -> Series:
    """A skills group of one date, today."""
    today = day_at(site)
    given: dict[str, Any] = {
        "uid": uuid7(),
        "site_id": site.pk,
        "kind": "dbt_group",
        "module": "mindfulness",
        "title": "Skills",
        "first_on": today,
        "last_on": today,
        "at": time(14),
        "minutes": 90,
        "capacity": 2,
    }
    return actions.plan_series(actions.NewSeries(**{**given, **more}), by=by)


def stay(by: Actor, site: Site, person: Participant | None = None, **more: Any) -> Stay:
    """A shelter stay that began today."""
    who = person or participant(by)
    given: dict[str, Any] = {
        "uid": uuid7(),
        "site_id": site.pk,
        "participant_id": who.pk,
        "kind": "shelter",
        "from_on": day_at(site),
        "place": "First Night Shelter",
    }
    return actions.add_stay(actions.NewStay(**{**given, **more}), by=by)


def ride(by: Actor, site: Site, **more: Any) -> Ride:
    """A ride of today in our vehicle, that happened."""
    given: dict[str, Any] = {
        "uid": uuid7(),
        "site_id": site.pk,
        "mode": "vehicle",
        "on": day_at(site),
        "from_kind": "site",
        "to_kind": "clinic",
        "outcome": "happened",
    }
    return actions.add_ride(actions.NewRide(**{**given, **more}), by=by)


def note(by: Actor, site: Site, person: Participant, text: str = "Spoke about grief.", **more: Any) -> Note:
    """A counselling note."""
    given = {"uid": uuid7(), "site_id": site.pk, "participant_id": person.pk, "text": text}
    return actions.write_note(actions.NewNote(**{**given, **more}), by=by)
