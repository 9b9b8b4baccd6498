"""Referrals and consents as FHIR R4B: read again by the library of the standard, field by field."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetpoint.core.access.models import StaffMember
from meetpoint.core.api.tests.programs import uid
from meetpoint.core.consent.deciding.notices import STATEMENT
from meetpoint.core.consent.models import Consent, Disclosure
from meetpoint.core.consent.tests.factories import CLINIC, agreed, under_part2
from meetpoint.core.directory.actions import EntryFacts, add_entry
from meetpoint.core.directory.models import ServiceKind
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.models import Participant
from meetpoint.core.referrals import actions, rules
from meetpoint.core.referrals.fhir.bundles import bundle_of, checked
from meetpoint.core.referrals.fhir.files import file_for_receiver
from meetpoint.core.referrals.fhir.told import Told, pseudonym
from meetpoint.core.referrals.models import Referral
from meetpoint.core.referrals.tests.fhir.bundles import read, refers, to_clinic
from meetpoint.core.referrals.words import Outcome, Provenance, ReferralStatus, SaidBy, Transport, Urgency
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict, NotAllowed

TASK_STATES = {
    "draft",
    "requested",
    "received",
    "accepted",
    "rejected",
    "ready",
    "cancelled",
    "in-progress",
    "on-hold",
    "failed",
    "completed",
    "entered-in-error",
}
"""The value set of Task.status in FHIR R4B, with the two that SDOH Clinical Care leaves out."""
REQUEST_STATES = {"draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown"}


@pytest.fixture(autouse=True)
def own_keys(settings: Any, tmp_path: Any) -> None:
    settings.KEYS = tmp_path


def brought_to(status: str, site: Site, by: Actor) -> Referral:
    """Return a referral in a state."""
    made = to_clinic(site, None, by, draft=status == "draft")
    if status in ("draft", "requested"):
        return made
    return actions.change_status(made.uid, status, by=by, reason="No bed free", said_by="receiver")


def told(referral: Referral, **more: Any) -> Told:
    given: dict[str, Any] = {
        "to": CLINIC,
        "organisation": "Harbor Light",
        "receiver": CLINIC,
        "our_worker": "Ana",
        "names_workers": True,
        "changed_at": clock.now(),
        "person": None,
        "protected": False,
        "consents": (),
        "notice": "",
    }
    return Told(referral=referral, **{**given, **more})


@pytest.mark.parametrize("status", ReferralStatus.values)
def test_every_state_is_a_task_that_the_guide_takes(site: Site, ana: Actor, status: str) -> None:
    referral = brought_to(status, site, ana)
    found = read(checked(bundle_of([told(referral)], at=clock.now())))
    (task,), (request,), (person,) = found["Task"], found["ServiceRequest"], found["Patient"]
    assert task["status"] == status
    assert status in TASK_STATES - {"ready", "received"}
    assert request["status"] in REQUEST_STATES
    assert (task["intent"], request["intent"]) == ("order", "order")
    assert task["code"]["coding"][0] == {
        "system": "http://hl7.org/fhir/CodeSystem/task-code",
        "code": "fulfill",
    }
    assert task["focus"]["reference"] == f"urn:uuid:{request['id']}"
    assert task["for"]["reference"] == request["subject"]["reference"] == f"urn:uuid:{person['id']}"
    assert datetime.fromisoformat(task["authoredOn"]) == referral.made_at.replace(microsecond=0)
    assert task["requester"]["reference"] in {f"urn:uuid:{one['id']}" for one in found["Organization"]}
    if status in rules.NEEDS_REASON:
        assert task["statusReason"]["text"] == "No bed free"
    assert request["identifier"][0]["value"] == referral.slip


def test_reason_that_was_blanked_is_still_said_to_be_one(site: Site, ana: Actor) -> None:
    referral = brought_to("rejected", site, ana)
    referral.status_reason = ""
    (task,) = read(checked(bundle_of([told(referral)], at=clock.now())))["Task"]
    assert task["statusReason"]["text"] == "Not kept."


def test_everything_that_is_pointed_at_is_there(site: Site, ana: Actor, ana_member: StaffMember) -> None:
    facts = EntryFacts(name="Hill Clinic", kind="health", agency="Hill Group", phone="555 0100")
    entry = add_entry(uid(), facts, by=ana)
    referral = to_clinic(site, None, ana, entry_id=entry.pk, provenance="partner_org", urgency="now")
    actions.hand_off(
        referral.uid,
        actions.HandOff(staff_id=ana_member.pk, to="Joe", phone="555 0101", at=clock.now()),
        by=ana,
    )
    actions.change_status(referral.uid, "completed", by=ana, said_by="receiver", outcome="seen")
    referral.refresh_from_db()
    made = file_for_receiver(referral, by=ana)
    found = read(made.text)
    there = {one["id"] for kind in found.values() for one in kind}
    assert refers(found) <= there
    assert {one["name"] for one in found["Organization"]} == {"Harbor Light", "Hill Group"}
    (service,) = found["HealthcareService"]
    assert (service["name"], service["telecom"][0]["value"]) == ("Hill Clinic", "555 0100")
    ours, theirs = found["PractitionerRole"]
    assert (ours["practitioner"]["display"], theirs["practitioner"]["display"]) == ("Ana", "Joe")
    assert theirs["telecom"][0]["value"] == "555 0101"
    (task,) = found["Task"]
    assert (task["priority"], task["businessStatus"]["coding"][0]["code"]) == ("asap", "seen")
    assert task["output"][0]["valueDate"] == referral.linked_on.isoformat()  # type: ignore[union-attr]
    informants = [agent["who"] for one in found["Provenance"] for agent in one["agent"][1:]]
    assert {"display": "Another organisation"} in informants
    assert any("reference" in who for who in informants)


def test_appointment_keeps_the_clock_of_its_place(site: Site, ana: Actor) -> None:
    at = datetime(2026, 3, 20, 14, 30, tzinfo=UTC)
    with clock.stand_at(datetime(2026, 3, 14, tzinfo=UTC)):
        plan = actions.Plan(appointment_at=at, appointment_zone="America/Los_Angeles", transport="ride")
        referral = to_clinic(site, None, ana, plan=plan)
    (request,) = read(checked(bundle_of([told(referral)], at=clock.now())))["ServiceRequest"]
    assert request["occurrenceDateTime"] == "2026-03-20T07:30:00-07:00"
    assert request["orderDetail"][0]["coding"][0]["code"] == "ride"


def test_person_without_a_code_is_a_patient_without_anything(site: Site, ana: Actor) -> None:
    (person,) = read(file_for_receiver(to_clinic(site, None, ana), by=ana).text)["Patient"]
    assert set(person) == {"resourceType", "id"}


def test_nobody_is_named_and_each_receiver_knows_another_pseudonym(
    site: Site, ana: Actor, participant: Participant
) -> None:
    agreed(participant, ana)
    made = file_for_receiver(to_clinic(site, participant, ana), by=ana)
    again = file_for_receiver(to_clinic(site, participant, ana), by=ana)
    (person,), (same,) = read(made.text)["Patient"], read(again.text)["Patient"]
    assert person["identifier"] == same["identifier"]
    mark = pseudonym(participant, CLINIC, ana)
    assert person["identifier"][0]["value"] == f"urn:uuid:{mark}"
    assert "name" not in person
    assert str(participant.uid) not in made.text
    assert participant.handle not in made.text
    assert pseudonym(participant, "Elsewhere", ana) != mark


def test_file_needs_consent_now_and_carries_notice_label_and_consent(
    site: Site, dee: Actor, participant: Participant
) -> None:
    under_part2(dee)
    consent = agreed(participant, dee, recipients=[CLINIC, "A Secret Place"])
    referral = to_clinic(site, participant, dee)
    made = file_for_receiver(referral, by=dee)
    found = read(made.text)
    (told_consent,), (paper,), (task,) = found["Consent"], found["DocumentReference"], found["Task"]
    said = base64.b64decode(paper["content"][0]["attachment"]["data"]).decode()
    assert said == made.notice == task["note"][0]["text"]
    assert said.startswith(STATEMENT)
    for kind in found.values():
        for one in kind:
            labels = {(each["system"], each["code"]) for each in one["meta"]["security"]}
            assert labels == {
                ("http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "R"),
                ("http://terminology.hl7.org/CodeSystem/v3-ActCode", "42CFRPart2"),
            }
    check_consent(told_consent, consent)
    assert "A Secret Place" not in json.dumps(found["Consent"])
    assert Disclosure.objects.of(dee).latest("id").to_name == CLINIC
    Consent.objects.of(dee).update(revoked_at=clock.now() - timedelta(seconds=1), revoked_how="said")
    with pytest.raises(NotAllowed):
        file_for_receiver(referral, by=dee)
    assert Disclosure.objects.of(dee).latest("id").allowed is False


def check_consent(said: Mapping[str, Any], consent: Consent) -> None:
    assert said["status"] == "active"
    assert said["category"][0]["coding"][0]["code"] == "IDSCL"
    assert said["dateTime"] == "2026-03-01"
    assert said["patient"]["reference"]
    assert said["organization"][0]["reference"]
    assert said["sourceAttachment"]["title"]
    provision = said["provision"]
    assert (provision["type"], provision["period"]["end"]) == ("permit", "2100-01-01")
    assert [actor["reference"]["display"] for actor in provision["actor"]] == [CLINIC]
    assert provision["actor"][0]["role"]["coding"][0]["code"] == "IRCP"
    assert provision["purpose"][0]["code"] == "TREAT"
    assert provision["securityLabel"][0]["code"] == "R"
    assert {code["coding"][0]["code"] for code in provision["code"]} == set(consent.scope.split(","))


@pytest.mark.parametrize(
    ("said", "status", "kind"),
    [
        ({}, "active", "permit"),
        ({"expiry": "none", "expires_on": None, "recipients": [], "to_class": True}, "active", "permit"),
    ],
)
def test_consents_stand_as_they_are(
    site: Site, dee: Actor, participant: Participant, said: dict[str, Any], status: str, kind: str
) -> None:
    agreed(participant, dee, **said)
    (consent,) = read(file_for_receiver(to_clinic(site, participant, dee), by=dee).text)["Consent"]
    assert (consent["status"], consent["provision"]["type"]) == (status, kind)
    assert consent["policyRule"] == {"text": "Consent of the person"}


def test_draft_is_nothing_to_hand_over(site: Site, ana: Actor) -> None:
    with pytest.raises(Conflict):
        file_for_receiver(to_clinic(site, None, ana, draft=True), by=ana)


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60).map(str.strip)
MOMENTS = st.integers(946_684_800, 2_082_758_400).map(lambda second: datetime.fromtimestamp(second, UTC))
"""From 2000 to 2036."""


@st.composite
def any_referral(draw: st.DrawFn) -> Told:
    """Anything that the table could hold."""
    status = draw(st.sampled_from(ReferralStatus.values))
    referral = Referral(
        uid=draw(st.uuids()),
        slip="ABCD2345",
        kind=draw(st.sampled_from(ServiceKind.values)),
        to_name=draw(TEXT),
        status=status,
        status_reason=draw(TEXT),
        status_from=draw(st.sampled_from(["", *SaidBy.values])),
        outcome=draw(st.sampled_from(["", *Outcome.values])),
        urgency=draw(st.sampled_from(Urgency.values)),
        provenance=draw(st.sampled_from(["", *Provenance.values])),
        appointment_at=draw(st.none() | MOMENTS),
        appointment_zone=draw(st.sampled_from(["", "America/New_York", "Pacific/Honolulu"])),
        transport=draw(st.sampled_from(["", *Transport.values])),
        handoff_at=draw(st.none() | MOMENTS),
        handoff_to=draw(TEXT),
        handoff_phone=draw(TEXT),
        made_at=draw(MOMENTS),
        sent_at=draw(st.none() | MOMENTS),
        linked_on=draw(st.none() | st.dates(date(2000, 1, 1), date(2036, 1, 1))),
    )
    return told(
        referral,
        receiver=draw(TEXT),
        our_worker=draw(TEXT),
        names_workers=draw(st.booleans()),
        changed_at=draw(MOMENTS),
        person=draw(st.none() | st.uuids()),
        protected=draw(st.booleans()),
        notice=draw(TEXT),
    )


@given(one=any_referral())
@settings(max_examples=150, deadline=None)
def test_any_referral_is_valid(one: Told) -> None:
    found = read(checked(bundle_of([one], at=clock.now())))
    assert refers(found) <= {each["id"] for kind in found.values() for each in kind}
    (task,) = found["Task"]
    assert task["status"] == one.referral.status
    if one.referral.status in rules.NEEDS_REASON:
        assert task["statusReason"]["text"]
    assert UUID(task["id"])
