"""Sessions and stays through the API; notes have no address."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from meetpoint.core.access.models import StaffMember
from meetpoint.core.api.models import Recipient
from meetpoint.core.api.tests.programs import Program, program, uid
from meetpoint.core.consent.tests.factories import agreed, under_part2
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.tests.factories import participant
from meetpoint.core.sessions.models import Session, Stay
from meetpoint.core.sessions.tests.factories import day_at, held, planned, stay
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock


@pytest.fixture
def asker(dee_member: StaffMember, site: Site) -> Program:
    return program(dee_member)


@pytest.fixture
def partner(dee_member: StaffMember, site: Site) -> Program:
    return program(dee_member, recipient=Recipient.PARTNER)


def session(**said: Any) -> dict[str, Any]:
    given = {"uid": uid(), "site": "plaza", "kind": "case_management", "minutes": 45}
    return {**given, "starts_at": clock.now().isoformat(timespec="seconds"), **said}


def test_session_is_planned_once_held_and_read(asker: Program, dee: Actor) -> None:
    person = participant(dee)
    new = session(participants=[person.uid])
    first, again = asker.post("/sessions", new), asker.post("/sessions", new)
    assert first.status_code == 201, first.content
    assert again["Idempotent-Replayed"] == "true"
    assert asker.post("/sessions", {**new, "kind": "family"}).status_code == 409
    told = {"state": "held", "came": [person.uid], "covered": ["housing"]}
    assert asker.post(f"/sessions/{new['uid']}/outcome", told).json()["state"] == "held"
    read = asker.get(f"/sessions/{new['uid']}").json()
    assert (read["came"], read["without_code"], read["participants"]) == (1, 0, [str(person.uid)])
    (row,) = asker.get("/sessions", kind="case_management", site="plaza").json()["items"]
    assert (row["session"], row["participant"], row["came"]) == (str(new["uid"]), str(person.uid), True)


def test_group_of_people_without_a_code_is_counted_and_lists_nobody(asker: Program) -> None:
    new = session(kind="group")
    asker.post("/sessions", new)
    told = {"state": "held", "without_code": 6, "minutes": 90}
    assert asker.post(f"/sessions/{new['uid']}/outcome", told).status_code == 200
    read = asker.get(f"/sessions/{new['uid']}").json()
    assert (read["came"], read["without_code"], read["minutes"]) == (6, 6, 90)
    assert asker.get("/sessions").json()["items"] == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "moon"}, "kind"),
        ({"site": "pier"}, "site"),
        ({"minutes": 721}, "minutes"),
        ({"starts_at": "2150-01-01T00:00:00Z"}, "on"),
        ({"participants": ["5f3d7a52-3c1b-4d0e-9f2a-111111111111"]}, "participants"),
    ],
)
def test_what_cannot_be_taken_is_named(asker: Program, dee: Actor, wrong: dict[str, Any], field: str) -> None:
    answer = asker.post("/sessions", session(**wrong))
    assert (answer.status_code, set(answer.json()["fields"])) == (422, {field})
    assert not Session.objects.of(dee).exists()


def test_cancelling_needs_a_reason(asker: Program) -> None:
    new = session()
    asker.post("/sessions", new)
    path = f"/sessions/{new['uid']}/outcome"
    assert set(asker.post(path, {"state": "cancelled"}).json()["fields"]) == {"why"}
    assert asker.post(path, {"state": "cancelled", "why": "weather"}).json()["state"] == "cancelled"


def test_stay_is_written_down_once_ended_and_read(asker: Program, dee: Actor, site: Site) -> None:
    person, today = participant(dee), day_at(site)
    start = (today - timedelta(days=4)).isoformat()
    new = {"uid": uid(), "site": "plaza", "participant": person.uid, "kind": "shelter", "from_on": start}
    assert [asker.post("/stays", new).status_code for _turn in range(2)] == [201, 201]
    assert Stay.objects.of(dee).count() == 1
    ended = {"until_on": today.isoformat(), "ended": "planned"}
    assert asker.post(f"/stays/{new['uid']}/end", ended).status_code == 200
    read = asker.get(f"/stays/{new['uid']}").json()
    assert (read["nights"], read["participant"]) == (4, str(person.uid))
    assert len(asker.get("/stays", kind="shelter").json()["items"]) == 1
    assert asker.get("/stays", kind="hospital").json()["items"] == []


def test_partner_is_told_of_counselling_with_a_consent_that_names_it(
    partner: Program, dee: Actor, site: Site
) -> None:
    under_part2(dee)
    person = participant(dee)
    counselling = planned(dee, site, person, kind="counselling")
    plain = planned(dee, site, person)
    stay(dee, site, person)
    assert partner.get("/sessions").json()["items"] == partner.get("/stays").json()["items"] == []
    agreed(person, dee, recipients=["A program"], scope=["attendance"], purposes=["operations"])
    assert partner.get("/sessions").json()["items"] == []
    (row,) = partner.get("/sessions", kind="case_management").json()["items"]
    assert row["session"] == str(plain.uid)
    assert len(partner.get("/stays").json()["items"]) == 1
    assert partner.get(f"/sessions/{counselling.uid}").status_code == 404
    agreed(person, dee, recipients=["A program"], scope=["attendance", "diagnosis"], purposes=["operations"])
    assert len(partner.get("/sessions").json()["items"]) == 2
    assert partner.get(f"/sessions/{counselling.uid}").json()["participants"] == [str(person.uid)]


def test_partner_is_named_nobody_of_a_group(partner: Program, dee: Actor, site: Site) -> None:
    two = participant(dee), participant(dee)
    group = planned(dee, site, *two, kind="group")
    held(dee, group, *two)
    assert partner.get(f"/sessions/{group.uid}").json()["participants"] == []


def test_notes_have_no_address(asker: Program) -> None:
    for path in ("/notes", "/counselling_notes", "/sessions/notes"):
        assert asker.get(path).status_code == 404
    assert not [route for route in registry().api_scopes if route.startswith("sessions:note:")]
