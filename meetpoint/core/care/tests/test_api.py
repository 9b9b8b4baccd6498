"""Participants through the API."""

import pytest

from meetpoint.core.access.models import StaffMember
from meetpoint.core.api.tests.programs import Program, program, uid
from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.core.people.actions import merge_participants
from meetpoint.core.people.models import Demographics, Participant
from meetpoint.core.people.tests.factories import enrolled, participant
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock


@pytest.fixture
def asker(dee_member: StaffMember, site: Site) -> Program:
    return program(dee_member)


def test_enrolment_tells_the_code_once(asker: Program, dee: Actor) -> None:
    new = {"uid": uid()}
    first, again = asker.post("/participants", new), asker.post("/participants", new)
    card = first.json()["card"]
    found = asker.post("/participants/find", {"code": card["spoken"]})
    assert found.json()["uid"] == str(new["uid"])
    assert again.json() == {**first.json(), "card": None}
    assert again["Idempotent-Replayed"] == "true"
    assert Participant.objects.of(dee).count() == 1


def test_code_that_nobody_has_is_a_404_and_one_that_cannot_be_a_422(asker: Program, dee: Actor) -> None:
    _person, card = enrolled(Actor.system(dee.organisation_id, "test"))
    Participant.objects.of(dee).get()
    assert asker.post("/participants/find", {"code": card.spoken}).status_code == 200
    assert asker.post("/participants/find", {"code": "?"}).status_code == 422


def test_what_somebody_told_is_shown_only_with_the_scope(
    asker: Program, dee: Actor, dee_member: StaffMember
) -> None:
    person = participant(dee)
    told = {"birth_year": 1984, "race_ethnicity": ["white", "black"], "zip3": "02860"}
    assert asker.post(f"/participants/{person.uid}/told", {"told": told}).status_code == 201
    assert asker.post(f"/participants/{person.uid}/told", {"told": told}).status_code == 409
    read = asker.get(f"/participants/{person.uid}").json()
    assert read["told"] == {"birth_year": 1984, "race_ethnicity": ["black", "white"], "zip3": "028"}
    narrow = program(dee_member, scopes={"people:participant:view", "consent:api:read"})
    blind = narrow.get(f"/participants/{person.uid}").json()
    assert (blind["was_asked"], blind["told"]) == (True, {})


@pytest.mark.parametrize("question", ["name", "identification"])
def test_rhode_islands_pack_is_obeyed_at_this_door(
    asker: Program, dee: Actor, org: Organisation, question: str
) -> None:
    Organisation.objects.filter(pk=org.pk).update(policy_pack="us-ri", policy_version=org.policy_version + 1)
    person = participant(dee)
    answer = asker.post(f"/participants/{person.uid}/told", {"told": {question: "x", "birth_year": 1984}})
    assert answer.status_code == 422
    assert "216-RICR-40-10-25" in answer.json()["detail"]
    assert not Demographics.objects.of(dee).exists()
    assert asker.post("/participants", {"uid": uid(), question: "x"}).status_code == 422


@pytest.mark.parametrize(
    "wrong", [{"birth_year": 1}, {"gender": "x"}, {"race_ethnicity": 5}, {"surname": "x"}]
)
def test_answers_that_cannot_be_are_named(asker: Program, dee: Actor, wrong: dict[str, object]) -> None:
    person = participant(dee)
    answer = asker.post(f"/participants/{person.uid}/told", {"told": wrong})
    assert answer.status_code == 422
    assert {name.removeprefix("told.") for name in answer.json()["fields"]} == set(wrong)


def test_joined_record_answers_with_the_one_that_was_kept(asker: Program, dee: Actor) -> None:
    kept, joined = participant(dee), participant(dee)
    merge_participants(by=dee, kept=kept, joined=joined)
    assert asker.get(f"/participants/{joined.uid}").json()["uid"] == str(kept.uid)
    into = {row["uid"]: row["joined_into"] for row in asker.get("/participants").json()["items"]}
    assert into == {str(kept.uid): None, str(joined.uid): str(kept.uid)}


def test_erased_participant_is_not_there(asker: Program, dee: Actor) -> None:
    person = participant(dee)
    Participant.objects.of(dee).filter(pk=person.pk).update(erased_at=clock.now())
    absent = asker.get(f"/participants/{uid()}").json()
    assert asker.get(f"/participants/{person.uid}").json() == absent
    assert asker.post(f"/participants/{person.uid}/told", {"told": {}}).json() == absent
    assert asker.get("/participants").json()["items"] == []
