"""Rooms, visits and emergencies through the API."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from meetpoint.core.access.models import StaffMember
from meetpoint.core.api.models import Recipient
from meetpoint.core.api.tests.programs import Program, program, uid
from meetpoint.core.consent.models import Disclosure
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.core.people.tests.factories import participant
from meetpoint.lib import clock
from meetpoint.services.supervised_consumption.models import Event, Room, Step, Visit
from meetpoint.services.supervised_consumption.module import MODULE
from meetpoint.services.supervised_consumption.tests.factories import (
    arrived,
    emergency,
    fresh,
    licensed,
    room_at,
    seated,
)


@pytest.fixture
def asker(dee_member: StaffMember, site: Site) -> Program:
    room_at(site)
    return program(dee_member)


def coming(**said: object) -> dict[str, object]:
    return {"uid": uid(), "site": "plaza", "rules_heard": True, **said}


def test_visit_from_check_in_to_the_end(asker, dee, site) -> None:
    somebody = participant(dee)
    uses = [{"substance": "heroin", "route": "inject", "body_site": "arm"}, {"substance": "crack"}]
    new = coming(participant=str(somebody.uid), substances=uses, alone="yes", alias="Blue", rules_heard=False)
    first, again = asker.post("/room-visits", new), asker.post("/room-visits", new)
    assert (first.status_code, again.content) == (201, first.content)
    assert again["Idempotent-Replayed"] == "true"
    assert asker.post("/room-visits", {**new, "wants": "smoking"}).status_code == 409
    one = f"/room-visits/{new['uid']}"
    assert asker.post(f"{one}/station", {"station": 2}).status_code == 422  # the rules come first
    for path, said in (
        ("rules", None), ("station", {"station": 2}), ("use", None), ("told", {"alone": "no"}),
    ):  # fmt: skip
        assert asker.post(f"{one}/{path}", said).status_code == 204, path
    read = asker.get(one).json()
    assert (read["state"], read["station"], read["participant"]) == ("station", 2, str(somebody.uid))
    assert (read["alone"], read["substances"]) == ("no", [])
    assert "Blue" not in asker.get(one).content.decode()
    assert asker.post(f"{one}/aftercare").status_code == 204
    assert asker.post(f"{one}/use").status_code == 409
    assert asker.post(f"{one}/end", {"exit": "normal"}).status_code == 204
    assert asker.post(f"{one}/end", {"exit": "normal"}).status_code == 409
    assert [row["exit"] for row in asker.get("/room-visits", site="plaza", state="left").json()["items"]] == [
        "normal"
    ]
    tomorrow = (clock.now() + timedelta(days=2)).date().isoformat()
    assert asker.get("/room-visits", first_day=tomorrow).json()["items"] == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"identification": "A123"}, "identification"),
        ({"id_number": "A123"}, "id_number"),
        ({"name": "Jo"}, "name"),
        ({"site": "pier"}, "site"),
        ({"participant": "0192071e-7e3c-7b1a-9c55-2f6f0a4b1c2d"}, "participant"),
        ({"alias": "x" * 41}, "alias"),
        ({"substances": [{"substance": "sweets"}]}, "substances.0.substance"),
        ({"wants": ""}, "wants"),
    ],
)
def test_what_cannot_be_taken_is_named_and_no_id_is_ever_taken(asker, dee, wrong, field) -> None:
    answer = asker.post("/room-visits", coming(**wrong))
    assert (answer.status_code, set(answer.json()["fields"])) == (422, {field})
    assert not Visit.objects.of(dee).exists()


def test_site_without_a_room_is_named(dee_member, site) -> None:
    bare = program(dee_member)
    for path in ("/room-visits", "/room-events"):
        refused = bare.post(path, {"uid": uid(), "site": "plaza"})
        assert (refused.status_code, set(refused.json()["fields"])) == (422, {"site"})


def test_no_name_is_taken_where_the_place_forbids_it(asker, dee, org) -> None:
    Organisation.objects.filter(pk=org.pk).update(policy_pack="us-ri", policy_version=78)
    assert asker.post("/room-visits", coming(alias="Blue")).status_code == 422
    assert not Visit.objects.of(dee).exists()
    assert asker.post("/room-visits", coming()).status_code == 201


def test_capacity_is_not_exceeded_by_a_program(asker, dee, site) -> None:
    licensed(site, 1)
    seated(dee, site, 1)
    second = arrived(dee, site)
    station = f"/room-visits/{second.uid}/station"
    refused = asker.post(station, {"station": 2})
    assert refused.status_code == 422
    assert "The licence allows 1" in refused.json()["detail"]
    assert asker.post(station, {"station": 2, "reason": "Freezing outside."}).status_code == 422
    assert fresh(second).state == "waiting"


def test_board_tells_numbers_and_nothing_about_anybody(asker, dee, site) -> None:
    licensed(site, 5)
    visit = seated(dee, site, 2, participant_id=participant(dee).pk, alias="Blue Cap")
    arrived(dee, site)
    emergency(dee, site, station=3)
    room = asker.get("/rooms").json()["items"][0]
    assert (room["site"], room["stations"], room["licensed"]) == ("plaza", [1, 2, 3], 5)
    answer = asker.get(f"/rooms/{room['uid']}/board")
    board = answer.json()
    assert [one["state"] for one in board["stations"]] == ["free", "taken", "event"]
    assert (board["inside"], board["waiting"], board["open"], board["licensed"]) == (1, 1, True, 5)
    told = answer.content.decode()
    for word in (visit.uid, visit.encounter.participant.uid, "Blue"):
        assert str(word) not in told


def test_emergency_with_its_actions(asker, dee, site) -> None:
    visit = seated(dee, site, 1)
    began = clock.now() - timedelta(minutes=2)
    new = {"uid": uid(), "site": "plaza", "station": 1, "at": began.isoformat()}
    assert asker.post("/room-events", new).status_code == 201
    assert asker.post("/room-events", new)["Idempotent-Replayed"] == "true"
    one = f"/room-events/{new['uid']}"
    dose = {"uid": uid(), "kind": "naloxone", "naloxone_mg": "4", "naloxone_route": "IN"}
    slip = {"uid": uid(), "kind": "glucose"}
    for said in (dose, dose, slip):
        assert asker.post(f"{one}/actions", said).status_code == 201
    assert asker.post(f"{one}/actions", {"uid": uid(), "kind": "sang"}).status_code == 422
    assert asker.post(f"/room-actions/{slip['uid']}/undo").status_code == 204
    assert asker.post(f"/room-actions/{uid()}/undo").status_code == 404
    assert asker.post(f"{one}/end", {"outcome": "resolved_on_site"}).status_code == 204
    read = asker.get(one).json()
    assert (read["station"], read["visit"], read["outcome"]) == (1, str(visit.uid), "resolved_on_site")
    assert [(step["kind"], step["naloxone_mg"]) for step in read["actions"]] == [("naloxone", "4.00")]
    assert 100 < read["first_action_seconds"] < 140
    assert Step.objects.of(dee).count() == 2
    (listed,) = asker.get("/room-events", site="plaza").json()["items"]
    assert listed["uid"] == str(new["uid"])


def test_partner_is_told_of_nobody_who_did_not_agree(asker, dee, dee_member, site, monkeypatch) -> None:
    monkeypatch.setitem(registry().by_slug, MODULE.slug, replace(MODULE, part2=True))
    visit = seated(dee, site, 1, participant_id=participant(dee).pk)
    event = emergency(dee, site, station=1)
    partner = program(dee_member, recipient=Recipient.PARTNER)
    for path in ("/room-visits", "/room-events"):
        listed = partner.get(path)
        assert listed.status_code == 403
        assert str(visit.uid) not in listed.content.decode()
    for path in (f"/room-visits/{visit.uid}", f"/room-events/{event.uid}"):
        assert asker.get(path).status_code == 200
        assert partner.get(path).status_code == 404
    assert Disclosure.objects.of(dee).filter(kind="api").count() >= 4


def test_program_of_another_organisation_finds_nothing(cai_member, dee, site) -> None:
    visit, event = seated(dee, site, 1), emergency(dee, site)
    stranger = program(cai_member)
    room = Room.objects.of(dee).get()
    for path in (f"/rooms/{room.uid}/board", f"/room-visits/{visit.uid}", f"/room-events/{event.uid}"):
        assert stranger.get(path).status_code == 404
    assert stranger.post(f"/room-visits/{visit.uid}/end", {"exit": "normal"}).status_code == 404
    assert stranger.post("/room-events", {"uid": uid(), "site": "plaza"}).status_code == 422
    assert Event.objects.of(dee).count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_take_the_same_number_of_questions(asker, dee, site, rows, django_assert_num_queries) -> None:
    for _each in range(rows):
        emergency(dee, site, visit=arrived(dee, site, substances=[("heroin",)]).uid)
    for path, most in (("/room-visits", 9), ("/room-events", 9), ("/rooms", 11)):
        asker.get(path)
        with django_assert_num_queries(most):
            assert len(asker.get(path).json()["items"]) >= 1
