"""A visit outlives the correction of its contact."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from meetpoint.core.encounters.actions import correct_encounter
from meetpoint.core.encounters.entry import NewEncounter
from meetpoint.core.people.tests.factories import participant
from meetpoint.lib import clock
from meetpoint.lib.errors import DomainError
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.supervised_consumption.actions.moving import to_aftercare
from meetpoint.services.supervised_consumption.models import Room
from meetpoint.services.supervised_consumption.tests.factories import arrived, emergency, fresh, seated
from meetpoint.services.supervised_consumption.tests.pages import tiles_of, to


def corrected(visit, by, **more):
    contact = fresh(visit).encounter
    new = NewEncounter(
        uid=uuid7(),
        site_id=contact.site_id,
        occurred_at=contact.occurred_at,
        participant_id=contact.participant_id,
    )
    return correct_encounter(contact.uid, replace(new, **more), by=by)


def test_correcting_the_contact_keeps_the_visit(ana, ana_s, site, django_capture_on_commit_callbacks) -> None:
    visit = seated(ana, site, 2, substances=[("heroin", "inject")])
    event = emergency(ana, site, station=2)
    before = Room.objects.of(ana).get().version
    somebody = participant(ana)
    with django_capture_on_commit_callbacks(execute=True):
        recorded = corrected(visit, ana, participant_id=somebody.pk)
    after = fresh(visit)
    assert (after.encounter_id, after.encounter.participant_id) == (recorded.id, somebody.pk)
    assert (after.station.number, after.substances.count()) == (2, 1)
    event.refresh_from_db()
    assert event.visit_id == visit.pk
    room = Room.objects.of(ana).get()
    assert room.version == before + 1
    assert "sc-free" in tiles_of(ana_s, room).content.decode()  # the other two
    to_aftercare(visit, by=ana)
    page = ana_s.get(to("visit", visit.uid)).content.decode()
    assert str(recorded.uid) in page
    corrected(visit, ana)
    assert fresh(visit).encounter.replaces_id == recorded.id


def test_another_time_is_that_of_the_check_in(ana, site) -> None:
    with clock.stand_at(clock.now() - timedelta(days=1)):
        arrived(ana, site)
    visit = seated(ana, site)
    came = visit.arrived_at - timedelta(minutes=30)
    corrected(visit, ana, occurred_at=came)
    assert (fresh(visit).arrived_at, fresh(visit).wait_minutes) == (came, 30)
    corrected(visit, ana, occurred_at=visit.arrived_at - timedelta(days=1))
    after = fresh(visit)
    assert (after.local_date, after.ticket) == (after.encounter.local_date, 2)
    corrected(visit, ana, occurred_at=visit.arrived_at - timedelta(days=2))
    assert fresh(visit).ticket == 2


def test_visit_stays_one_person_in_one_room(ana, dee, site, other_site) -> None:
    visit = arrived(dee, site)
    for wrong in ({"count_only": True, "people": 3}, {"site_id": other_site.pk}):
        with pytest.raises(DomainError):
            corrected(visit, dee, **wrong)
    assert fresh(visit).encounter.voided_at is None
