"""A participant's part is given and erased; counts stay."""

from __future__ import annotations

from meetpoint.core.care.erasure import erase_participant
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.models import Participant
from meetpoint.core.sessions import actions
from meetpoint.core.sessions.models import Attendance, Registration, Ride, Stay
from meetpoint.core.sessions.privacy import export
from meetpoint.core.sessions.tests.factories import held, planned, ride, series, stay
from meetpoint.core.tenancy.actor import Actor


def _lived(dee: Actor, site: Site, person: Participant) -> None:
    held(dee, planned(dee, site, person), person, progress={person.pk: "Wants a room"})
    actions.register(series(dee, site), person, by=dee)
    stay(dee, site, person, unit="Bed 4")
    ride(dee, site, participant_id=person.pk)


def test_copy_holds_everything_but_notes(dee: Actor, site: Site, person: Participant) -> None:
    _lived(dee, site, person)
    mine = export(dee, person.pk)
    assert {name: len(rows) for name, rows in mine.items()} == {
        "sessions": 1,
        "groups": 1,
        "stays": 1,
        "rides": 1,
    }
    assert mine["sessions"][0]["progress"] == "Wants a room"


def test_erasing_leaves_counts_of_nobody(dee: Actor, site: Site, person: Participant) -> None:
    _lived(dee, site, person)
    erase_participant(person, by=dee)
    row, spent, rode = (
        Attendance.objects.of(dee).get(),
        Stay.objects.of(dee).get(),
        Ride.objects.of(dee).get(),
    )
    assert (row.participant, row.came, row.progress, row.people) == (None, True, "", 1)
    assert (spent.participant, spent.place, spent.unit) == (None, "", "")
    assert rode.participant is None
    assert not Registration.objects.of(dee).exists()
    assert not any(export(dee, person.pk).values())
