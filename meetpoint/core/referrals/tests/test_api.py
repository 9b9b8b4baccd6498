"""Referrals and follow-up tasks through the API."""

from datetime import timedelta

import pytest

from meetpoint.core.access.models import StaffMember
from meetpoint.core.api.models import Recipient
from meetpoint.core.api.tests.programs import Program, program, uid
from meetpoint.core.consent.models import Disclosure
from meetpoint.core.directory.actions import EntryFacts, add_entry
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.tests.factories import participant
from meetpoint.core.referrals.models import FollowUpTask, Referral
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock


@pytest.fixture
def asker(dee_member: StaffMember, site: Site) -> Program:
    return program(dee_member)


def referral(**said: object) -> dict[str, object]:
    return {"uid": uid(), "site": "plaza", "kind": "housing", "to_name": "Home Again", **said}


def test_referral_is_made_once_with_slip_task_and_accounting(asker: Program, dee: Actor) -> None:
    person = participant(dee)
    entry = add_entry(uid(), EntryFacts(name="Warm Meals", kind="food"), by=dee)
    new = referral(participant=person.uid, entry=entry.uid, made_at="2026-03-14T21:30:00-04:00")
    first, again = asker.post("/referrals", new), asker.post("/referrals", new)
    assert first.status_code == 201, first.content
    assert (again.content, again["Idempotent-Replayed"]) == (first.content, "true")
    assert Referral.objects.of(dee).count() == FollowUpTask.objects.of(dee).count() == 1
    assert Disclosure.objects.of(dee).filter(kind="referral").count() == 1
    read = asker.get(f"/referrals/{new['uid']}").json()
    assert (read["entry"], read["participant"]) == (str(entry.uid), str(person.uid))
    assert (read["local_date"], read["slip"]) == ("2026-03-14", first.json()["slip"])
    assert [step["status"] for step in read["history"]] == ["requested"]
    assert read["notice"]


@pytest.mark.parametrize(
    "other", [{"kind": "food"}, {"to_name": "Elsewhere"}, {"made_at": "2026-01-01T00:00:00Z"}]
)
def test_same_uid_with_other_content_is_a_conflict(asker: Program, other: dict[str, object]) -> None:
    new = referral(made_at="2026-03-14T21:30:00-04:00")
    asker.post("/referrals", new)
    assert asker.post("/referrals", {**new, **other}).status_code == 409


def test_same_uid_for_another_person_is_a_conflict(asker: Program, dee: Actor) -> None:
    new = referral(participant=participant(dee).uid)
    asker.post("/referrals", new)
    assert asker.post("/referrals", {**new, "participant": str(participant(dee).uid)}).status_code == 409
    assert asker.post("/referrals", {**new, "participant": None}).status_code == 409


def test_what_became_of_it_is_written_down(asker: Program) -> None:
    new = referral()
    asker.post("/referrals", new)
    path = f"/referrals/{new['uid']}/status"
    assert asker.post(path, {"status": "completed", "said_by": "receiver"}).json()["status"] == "completed"
    assert asker.post(path, {"status": "requested"}).status_code == 409
    assert asker.get("/referrals", open="true").json()["items"] == []
    assert len(asker.get("/referrals", open="false", kind="housing").json()["items"]) == 1


def test_status_that_needs_a_reason_says_so(asker: Program) -> None:
    new = referral()
    asker.post("/referrals", new)
    answer = asker.post(f"/referrals/{new['uid']}/status", {"status": "cancelled"})
    assert set(answer.json()["fields"]) == {"reason"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "moon"}, "kind"),
        ({"site": "pier"}, "site"),
        ({"entry": "5f3d7a52-3c1b-4d0e-9f2a-111111111111"}, "entry"),
        ({"participant": "5f3d7a52-3c1b-4d0e-9f2a-111111111111"}, "participant"),
        ({"follow_up_on": "2199-01-01"}, "follow_up_on"),
    ],
)
def test_what_cannot_be_taken_is_named(
    asker: Program, dee: Actor, wrong: dict[str, object], field: str
) -> None:
    answer = asker.post("/referrals", referral(**wrong))
    assert (answer.status_code, set(answer.json()["fields"])) == (422, {field})
    assert not Referral.objects.of(dee).exists()


def test_tasks_are_promised_kept_and_taken_back(asker: Program, dee: Actor) -> None:
    due = (clock.now().date() + timedelta(days=7)).isoformat()
    new = {"uid": uid(), "site": "plaza", "what": "Ring back", "due_on": due}
    assert asker.post("/tasks", new).status_code == 201
    assert asker.post("/tasks", new)["Idempotent-Replayed"] == "true"
    assert asker.post("/tasks", {**new, "what": "Ring twice"}).status_code == 409
    assert asker.post(f"/tasks/{new['uid']}/finish").status_code == 204
    assert [task["what"] for task in asker.get("/tasks", done="true").json()["items"]] == ["Ring back"]
    assert asker.post(f"/tasks/{new['uid']}/reopen").status_code == 204
    assert asker.get("/tasks", done="true").json()["items"] == []


def test_reads_for_a_partner_say_so_in_the_accounting(
    dee: Actor, dee_member: StaffMember, site: Site
) -> None:
    program(dee_member, recipient=Recipient.PARTNER).get("/referrals")
    assert Disclosure.objects.of(dee).get().recipient == "other organisation"


def test_draft_is_written_planned_and_sent(asker: Program, dee: Actor) -> None:
    at = (clock.now() + timedelta(days=5)).isoformat()
    new = referral(draft=True, urgency="soon", provenance="partner_org", appointment_at=at, transport="ride")
    assert asker.post("/referrals", new).json()["status"] == "draft"
    read = asker.get(f"/referrals/{new['uid']}").json()
    assert (read["sent_at"], read["urgency"], read["provenance"], read["transport"]) == (
        None,
        "soon",
        "partner_org",
        "ride",
    )
    assert read["appointment_zone"] == "America/New_York"
    assert [task["about"] for task in asker.get("/tasks").json()["items"]] == ["appointment"]
    assert asker.post(f"/referrals/{new['uid']}/status", {"status": "accepted"}).status_code == 422
    assert asker.post(f"/referrals/{new['uid']}/plan", {"transport": "on_foot"}).status_code == 200
    assert asker.get(f"/referrals/{new['uid']}").json()["appointment_at"] is None
    assert asker.post(f"/referrals/{new['uid']}/send", {}).json()["status"] == "requested"
    assert Disclosure.objects.of(dee).filter(kind="referral").count() == 1


def test_appointment_in_no_time_zone_is_named(asker: Program) -> None:
    at = (clock.now() + timedelta(days=5)).isoformat()
    answer = asker.post("/referrals", referral(appointment_at=at, appointment_zone="Moon/Base"))
    assert (answer.status_code, set(answer.json()["fields"])) == (422, {"appointment_zone"})


def test_outcome_and_days_are_told(asker: Program) -> None:
    new = referral()
    asker.post("/referrals", new)
    said = {"status": "completed", "said_by": "receiver", "outcome": "seen"}
    assert asker.post(f"/referrals/{new['uid']}/status", said).status_code == 200
    read = asker.get(f"/referrals/{new['uid']}").json()
    assert (read["outcome"], read["days_to_service"]) == ("seen", 0)
