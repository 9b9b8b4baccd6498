"""From check-in to leaving: what each step keeps, refuses and says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.encounters.actions import void_encounter
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.organisations.errors import FieldForbidden
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.people.tests.factories import participant
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict, DomainError, NotAllowed, NotFound
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.supervised_consumption.actions import rooms
from meetpoint.services.supervised_consumption.actions.moving import (
    Care,
    Look,
    leave,
    look_after,
    note_use,
    observe,
    seat,
    to_aftercare,
)
from meetpoint.services.supervised_consumption.actions.reporting import Account, tell_event
from meetpoint.services.supervised_consumption.actions.visits import (
    CheckIn,
    Told,
    Use,
    agree_to_rules,
    check_in,
    tell_visit,
)
from meetpoint.services.supervised_consumption.errors import (
    CapacityReached,
    NotNow,
    RulesNotHeard,
    StationTaken,
)
from meetpoint.services.supervised_consumption.models import (
    HouseRules,
    Observation,
    Opening,
    Override,
    Station,
    Visit,
    VisitSubstance,
)
from meetpoint.services.supervised_consumption.options import OBSERVE_EVERY
from meetpoint.services.supervised_consumption.privacy import PRIVACY
from meetpoint.services.supervised_consumption.queries.visits import (
    alias_of,
    heard_before,
    here,
    opened,
    timeline,
)
from meetpoint.services.supervised_consumption.tests.factories import (
    LONG_AGO,
    arrived,
    emergency,
    entered,
    fresh,
    licensed,
    respond,
    room_at,
    seated,
    stayed,
    tap,
)


def test_visit_is_a_contact_with_or_without_a_person(ana, site) -> None:
    somebody = participant(ana)
    told = {"substances": [("fentanyl", "smoke")], "place_otherwise": "park", "alone": "yes"}
    one = arrived(ana, site, participant_id=somebody.pk, **told)
    other = arrived(ana, site)
    contacts = Encounter.objects.of(ana).order_by("pk")
    assert [contact.uid for contact in contacts] == [one.uid, other.uid]
    assert [contact.participant_id for contact in contacts] == [somebody.pk, None]
    assert (one.ticket, other.ticket) == (1, 2)
    stored = VisitSubstance.objects.of(ana).get()
    assert (stored.visit_id, stored.substance, stored.route) == (one.pk, "fentanyl", "smoke")
    assert Opening.objects.of(ana).filter(closed_at=None).count() == 1


def test_check_in_sent_twice_is_one_visit(ana, site) -> None:
    uid = uuid7()
    assert arrived(ana, site, uid=uid).pk == arrived(ana, site, uid=uid).pk
    assert (Visit.objects.of(ana).count(), Encounter.objects.of(ana).count()) == (1, 1)


def test_alias_is_sealed_and_goes_with_the_visit(ana, site) -> None:
    visit = arrived(ana, site, alias="Blue Cap")
    assert b"Blue" not in bytes(visit.alias)
    assert alias_of(fresh(visit)) == "Blue Cap"
    leave(visit, "normal", by=ana)
    assert fresh(visit).alias is None


def test_alias_is_not_asked_where_names_are_forbidden(ana, site) -> None:
    Organisation.objects.filter(pk=ana.organisation_id).update(policy_pack="us-ri", policy_version=9)
    with pytest.raises(FieldForbidden):
        arrived(ana, site, alias="Blue")
    assert Encounter.objects.of(ana).count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"alias": "x" * 41},
        {"alias": "a\x00"},
        {"substances": [("sweets", "")]},
        {"substances": [("heroin", "fly")]},
        {"substances": [("heroin", "inject", "ear")]},
        {"substances": [("heroin", "inject", "", "good")]},
        {"place_otherwise": "moon"},
        {"alone": "perhaps"},
        {"wants": "gold"},
    ],
)
def test_check_in_refuses_what_it_cannot_store(ana, site, wrong) -> None:
    with pytest.raises(DomainError):
        arrived(ana, site, **wrong)
    assert Visit.objects.of(ana).count() == 0


def test_nobody_sits_before_the_rules_were_heard(ana, site) -> None:
    visit = arrived(ana, site, rules_heard=False)
    with pytest.raises(RulesNotHeard):
        seat(visit, 1, by=ana)
    agree_to_rules(visit, by=ana)
    seat(visit, 1, by=ana)
    assert fresh(visit).station.number == 1


def test_new_wording_of_the_rules_is_heard_anew(ana, dee, site) -> None:
    somebody, room = participant(ana), room_at(site)
    rooms.write_rules(room, "No sharing.", "No se comparte.", by=dee)
    arrived(ana, site, participant_id=somebody.pk)
    assert heard_before(ana, somebody.pk, site.pk, 1) is not None
    rooms.write_rules(room, "No sharing, no selling.", "", by=dee)
    assert heard_before(ana, somebody.pk, site.pk, 2) is None
    assert HouseRules.objects.of(ana).count() == 2


def test_the_way_through_the_room(ana, site) -> None:
    began = clock.now() - timedelta(hours=1)
    with clock.stand_at(began):
        visit = arrived(ana, site)
    with clock.stand_at(began + timedelta(minutes=10)):
        seat(visit, 2, by=ana)
        note_use(visit, by=ana)
    with clock.stand_at(began + timedelta(minutes=30)):
        to_aftercare(visit, by=ana)
    with clock.stand_at(began + timedelta(minutes=35)):
        seat(visit, 1, by=ana)
    with clock.stand_at(began + timedelta(minutes=45)):
        leave(visit, "normal", by=ana)
    look_after(visit, Care(wound_care=True, kit_given=True), by=ana)
    done = fresh(visit)
    # at a station for 20 minutes, and once more for 10
    assert (done.wait_minutes, done.station_minutes, done.state) == (10, 30, "left")
    assert (done.exit_kind, done.wound_care, done.education) == ("normal", True, False)
    assert done.consumed_at == began + timedelta(minutes=10)
    assert not here(ana, site.pk).exists()


def test_steps_out_of_turn_are_refused(ana, site) -> None:
    visit = arrived(ana, site)
    for step in (lambda: to_aftercare(visit, by=ana), lambda: note_use(visit, by=ana)):
        with pytest.raises(NotNow):
            step()
    leave(visit, "refused", by=ana)
    for step in (lambda: leave(visit, "normal", by=ana), lambda: seat(visit, 1, by=ana)):
        with pytest.raises(NotNow):
            step()


def test_station_is_given_once(ana, site) -> None:
    visit = seated(ana, site, 1)
    other = arrived(ana, site)
    for taken in (1,):
        with pytest.raises(StationTaken):
            seat(other, taken, by=ana)
    rooms.pause_station(room_at(site), 2, paused=True, by=ana)
    with pytest.raises(StationTaken):
        seat(other, 2, by=ana)
    with pytest.raises(DomainError):
        seat(other, 9, by=ana)
    seat(visit, 3, by=ana)
    seat(other, 1, by=ana)
    assert [fresh(one).station.number for one in (visit, other)] == [3, 1]


def test_capacity_is_never_exceeded_silently(ana, dee, site) -> None:
    licensed(site, 1)
    seated(ana, site, 1)
    second = arrived(ana, site)
    with pytest.raises(CapacityReached) as refused:
        seat(second, 2, by=ana)
    assert (refused.value.inside, refused.value.licensed) == (1, 1)
    with pytest.raises(CapacityReached):
        seat(second, 2, reason="  .  ", by=dee)
    with pytest.raises(NotAllowed):
        seat(second, 2, reason="They would use in the toilet.", by=ana)
    assert fresh(second).state == "waiting"
    seat(second, 2, reason="They would use in the toilet.", by=dee)
    kept = Override.objects.of(dee).get()
    assert (kept.inside, kept.licensed, kept.staff_id) == (1, 1, dee.staff_id)
    audited = AuditEntry.objects.of(dee).get(action="visit.over_capacity")
    assert "toilet" not in str(audited.fields)


@pytest.mark.parametrize(("licence", "may"), [(1, False), (2, False), (3, True)])
def test_move_below_at_and_above_the_licence(ana, site, licence, may) -> None:
    for number in (1, 2):
        seated(ana, site, number)
    third = arrived(ana, site)
    licensed(site, licence, "stations")
    if may:
        seat(third, 3, by=ana)
    else:
        with pytest.raises(CapacityReached):
            seat(third, 3, by=ana)
    assert fresh(third).state == ("station" if may else "waiting")


def test_licence_that_counts_everybody_holds_at_the_door(ana, site) -> None:
    licensed(site, 1, "everybody")
    first = arrived(ana, site)
    with pytest.raises(CapacityReached):
        arrived(ana, site)
    seat(first, 1, by=ana)
    leave(first, "normal", by=ana)
    assert arrived(ana, site).ticket == 2
    assert Encounter.objects.of(ana).count() == 2


def test_licence_of_a_later_day_does_not_hold_yet(ana, dee, site) -> None:
    room = room_at(site)
    soon = clock.now().date() + timedelta(days=9)
    rooms.enter_license(room, people=1, covers="stations", source="Licence 13", effective_from=soon, by=dee)
    seated(ana, site, 1)
    assert seated(ana, site, 2).state == "station"
    with pytest.raises(DomainError):
        rooms.enter_license(room, people=1, covers="stations", source=" ", effective_from=LONG_AGO, by=dee)


def test_looks_have_no_due_time_until_an_interval_is_entered(ana, site) -> None:
    visit = seated(ana, site)
    look = Look(uid=uuid7(), spo2_percent=97, breaths_per_minute=14, note="Talks, a little pale.")
    seen = observe(visit, look, by=ana)
    assert observe(visit, look, by=ana).pk == seen.pk
    assert Observation.objects.of(ana).count() == 1
    assert opened(seen.note, f"sc-look:{look.uid}") == "Talks, a little pale."
    assert (fresh(visit).check_due_at, fresh(visit).checked_at) == (None, seen.at)
    entered(ana, OBSERVE_EVERY, 7)
    again = observe(visit, Look(uid=uuid7()), by=ana)
    assert fresh(visit).check_due_at == again.at + timedelta(minutes=7)
    leave(visit, "normal", by=ana)
    observe(visit, Look(uid=uuid7()), by=ana)
    assert fresh(visit).check_due_at is None


def test_what_was_told_can_be_told_anew(ana, site) -> None:
    visit = arrived(ana, site, substances=[("heroin", "inject")], alone="yes")
    tell_visit(visit, Told(substances=[Use("crack", "smoke"), Use("crack", "smoke")]), by=ana)
    assert list(VisitSubstance.objects.of(ana).values_list("substance", flat=True)) == ["crack"]
    assert fresh(visit).alone == ""


def test_voided_contact_frees_its_station(ana, site) -> None:
    visit = seated(ana, site, 1)
    void_encounter(visit.uid, reason="mistake", by=ana)
    assert seated(ana, site, 1).station.number == 1
    with pytest.raises(NotFound):
        to_aftercare(visit, by=ana)


def test_room_closes_when_everybody_has_left(ana, site) -> None:
    now = clock.now()
    with clock.stand_at(now - timedelta(minutes=60)):
        rooms.open_room(room_at(site), by=ana)
        visit = arrived(ana, site)
    with pytest.raises(Conflict):
        rooms.close_room(room_at(site), by=ana)
    leave(visit, "normal", by=ana)
    with clock.stand_at(now):
        rooms.close_room(room_at(site), by=ana)
        rooms.close_room(room_at(site), by=ana)
    opening = Opening.objects.of(ana).get()
    assert (opening.stations, opening.station_minutes) == (3, 180)
    assert rooms.open_room(room_at(site), by=ana).pk != opening.pk


def test_forgotten_closing_counts_for_a_day_and_a_half(ana, site) -> None:
    with clock.stand_at(clock.now() - timedelta(days=9)):
        rooms.open_room(room_at(site, 1), by=ana)
    rooms.close_room(room_at(site), by=ana)
    assert Opening.objects.of(ana).get().station_minutes == 36 * 60


def test_stations_change_around_who_is_there(ana, dee, site) -> None:
    room = room_at(site)
    assert rooms.add_room(room.uid, site.pk, [rooms.Placed(number=1)], by=dee).pk == room.pk
    with pytest.raises(Conflict):
        rooms.add_room(uuid7(), site.pk, [rooms.Placed(number=1)], by=dee)
    seated(ana, site, 2)
    with pytest.raises(DomainError):
        rooms.change_stations(room, [rooms.Placed(number=1)], by=dee)
    rooms.change_stations(
        room, [rooms.Placed(number=2, kind="smoking"), rooms.Placed(number=7, paused=True)], by=dee
    )
    kept = Station.objects.of(dee).filter(removed_at=None).order_by("number")
    assert [(one.number, one.kind, one.paused_at is None) for one in kept] == [
        (2, "smoking", True), (7, "any", False),
    ]  # fmt: skip
    for wrong in ([], [rooms.Placed(number=1)] * 2):
        with pytest.raises(DomainError):
            rooms.change_stations(room, wrong, by=dee)


def test_other_people_cannot(ana, ben, cai, other_site, site) -> None:
    visit = arrived(ana, site)
    with pytest.raises(NotAllowed):
        seat(visit, 1, by=ben)
    with pytest.raises(NotFound):
        check_in(CheckIn(uid=uuid7(), site_id=site.pk), by=cai)
    with pytest.raises(NotFound):
        check_in(CheckIn(uid=uuid7(), site_id=other_site.pk), by=cai)
    elsewhere = replace(ana, site_ids=frozenset())
    with pytest.raises(NotAllowed):
        seat(visit, 1, by=elsewhere)


def test_stay_is_counted(ana, site) -> None:
    assert stayed(ana, site, 25).station_minutes == 25


def test_timeline_tells_visit_care_and_emergency_of_its_person_alone(ana, site) -> None:
    somebody = participant(ana)
    visit = seated(ana, site, 1, participant_id=somebody.pk)
    event = emergency(ana, site, station=1)
    respond(ana, site, tap(event.uid, kind="naloxone"), tap(event.uid, "end"))
    tell_event(event, Account(kind="opioid_od", outcome="resolved_on_site"), by=ana)
    look_after(visit, Care(wound_care=True, kit_given=True), by=ana)
    nobody = seated(ana, site, 2, alias="Blue Cap")
    emergency(ana, site, station=2)
    (told,) = timeline(ana, somebody.pk, clock.now() + timedelta(minutes=1), 9)
    assert told.detail == (
        "At a station · wound care · took naloxone along · Opioid overdose, with naloxone, Came round here"
    )
    assert str(visit.uid) in told.url
    to_aftercare(visit, by=ana)
    leave(visit, "normal", by=ana)
    (told,) = timeline(ana, somebody.pk, clock.now() + timedelta(minutes=1), 9)
    assert told.detail.startswith("Left when they wished")
    other = participant(ana)
    assert timeline(ana, other.pk, clock.now() + timedelta(minutes=1), 9) == []
    assert fresh(nobody).encounter.participant_id is None
    for person in (somebody, other):
        given = PRIVACY.export(ana, person.pk)
        assert len(given["room_visits"]) == (person == somebody)
