"""The doors by which a referral leaves as FHIR: the page, the API, the person's own copy."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from django.urls import reverse

from meetpoint.core.access.models import StaffMember
from meetpoint.core.api.models import Recipient
from meetpoint.core.api.tests.programs import Program, program, uid
from meetpoint.core.consent.deciding.notices import STATEMENT
from meetpoint.core.consent.models import Consent, Disclosure
from meetpoint.core.consent.tests.factories import CLINIC, agreed, under_part2
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.models import Participant
from meetpoint.core.referrals import actions
from meetpoint.core.referrals.fhir.files import file_for_person
from meetpoint.core.referrals.tests.fhir.bundles import read, refers, to_clinic
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock


@pytest.fixture(autouse=True)
def own_keys(settings: Any, tmp_path: Any) -> None:
    settings.KEYS = tmp_path


def test_page_hands_over_a_file(sign_in: Any, ana_member: StaffMember, ana: Actor, site: Site) -> None:
    referral = to_clinic(site, None, ana)
    before = Disclosure.objects.of(ana).count()
    answer = sign_in(None, ana_member).post(reverse("referrals:download", args=[referral.uid]))
    assert answer["Content-Type"].startswith("application/fhir+json")
    assert f"referral-{referral.slip}.fhir.json" in answer["Content-Disposition"]
    assert read(answer.content.decode())["Task"]
    assert Disclosure.objects.of(ana).count() == before + 1


def test_file_of_a_part_2_programme_says_so_in_its_header(
    sign_in: Any, dee_member: StaffMember, dee: Actor, site: Site, participant: Participant
) -> None:
    under_part2(dee)
    agreed(participant, dee)
    url = reverse("referrals:download", args=[to_clinic(site, participant, dee).uid])
    browser = sign_in(None, dee_member)
    assert browser.post(url)["Disclosure-Notice"] == STATEMENT
    Consent.objects.of(dee).update(revoked_at=clock.now(), revoked_how="said")
    assert browser.post(url).status_code == 403


def test_program_reads_what_a_file_says(dee: Actor, dee_member: StaffMember, site: Site) -> None:
    referral = to_clinic(site, None, dee)
    answer = program(dee_member).get(f"/fhir/referrals/{referral.uid}")
    assert read(answer.content.decode())["ServiceRequest"][0]["identifier"][0]["value"] == referral.slip
    assert Disclosure.objects.of(dee).latest("id").what == "referral_fhir"


@pytest.fixture
def partner(dee_member: StaffMember, site: Site) -> Program:
    return program(dee_member, recipient=Recipient.PARTNER)


def test_partner_cannot_tell_a_referral_that_may_not_be_told_from_none(
    partner: Program, dee: Actor, site: Site, participant: Participant
) -> None:
    under_part2(dee)
    agreed(participant, dee)
    hidden = to_clinic(site, participant, dee)
    there, nowhere = partner.get(f"/fhir/referrals/{hidden.uid}"), partner.get(f"/fhir/referrals/{uid()}")
    assert (there.status_code, there.content) == (nowhere.status_code, nowhere.content)
    assert there.status_code == 404
    agreed(participant, dee, recipients=["A program"], scope=["referrals"], purposes=["operations"])
    answer = partner.get(f"/fhir/referrals/{hidden.uid}")
    assert answer["Disclosure-Notice"].startswith(STATEMENT)
    found = read(answer.content.decode())
    actors = [one["provision"]["actor"][0]["reference"]["display"] for one in found["Consent"]]
    assert actors == ["A program"]


def test_partner_closes_no_loop_of_which_it_may_not_know(
    partner: Program, dee: Actor, site: Site, participant: Participant
) -> None:
    under_part2(dee)
    agreed(participant, dee)
    hidden, anonymous = to_clinic(site, participant, dee), to_clinic(site, None, dee)
    draft = to_clinic(site, None, dee, draft=True)
    said = {"status": "completed", "said_by": "receiver"}
    answers = [
        partner.post("/referrals/slip", {**said, "slip": slip})
        for slip in (hidden.slip, draft.slip, "22222222")
    ]
    assert {(answer.status_code, answer.content) for answer in answers} == {(422, answers[0].content)}
    assert partner.post("/referrals/slip", {**said, "slip": anonymous.slip}).status_code == 200
    agreed(participant, dee, recipients=["A program"], scope=["referrals"], purposes=["operations"])
    assert partner.post("/referrals/slip", {**said, "slip": hidden.slip}).status_code == 200


def test_partner_is_told_neither_drafts_nor_the_workers_of_others(
    partner: Program, dee: Actor, dee_member: StaffMember, site: Site
) -> None:
    draft, sent = to_clinic(site, None, dee, draft=True), to_clinic(site, None, dee)
    given = actions.HandOff(staff_id=dee_member.pk, to="Joe", at=clock.now())
    actions.hand_off(sent.uid, given, by=dee)
    for path in ("/fhir/referrals", "/referrals"):
        assert partner.get(f"{path}/{draft.uid}").status_code == 404
    assert [row["uid"] for row in partner.get("/referrals").json()["items"]] == [str(sent.uid)]
    assert "Joe" not in partner.get(f"/fhir/referrals/{sent.uid}").content.decode()
    assert "Joe" in program(dee_member).get(f"/fhir/referrals/{sent.uid}").content.decode()


def test_library_of_the_standard_is_not_loaded_before_it_is_asked_for() -> None:
    said = (
        "import django, sys; django.setup();"
        "import meetpoint.web.urls, meetpoint.core.referrals.urls, meetpoint.core.referrals.fhir.files;"
        "sys.exit(any(name.startswith('fhir') for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", said], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_person_gets_all_referrals_and_all_answers(site: Site, dee: Actor, participant: Participant) -> None:
    under_part2(dee)
    yes = agreed(participant, dee, recipients=[CLINIC, "Elsewhere"])
    to_clinic(site, participant, dee)
    agreed(participant, dee, answer="refused", signed_how="", signed_by="", signed_on=None)
    taken_back = agreed(participant, dee, recipients=["Long Ago"])
    Consent.objects.of(dee).filter(pk=taken_back.pk).update(revoked_at=clock.now(), revoked_how="said")
    to_clinic(site, None, dee)
    made = file_for_person(participant, by=dee)
    found = read(made.text)
    there = {one["id"] for kind in found.values() for one in kind}
    assert refers(found) <= there
    assert (len(found["ServiceRequest"]), len(found["Patient"])) == (1, 1)
    assert len([one for one in found["Organization"] if one["name"] == "Harbor Light"]) == 1
    states = [(one["status"], one["provision"]["type"]) for one in found["Consent"]]
    assert states == [("active", "permit"), ("rejected", "deny"), ("inactive", "permit")]
    named = [actor["reference"]["display"] for actor in found["Consent"][0]["provision"]["actor"]]
    assert (found["Consent"][0]["id"], named) == (str(yes.uid), [CLINIC, "Elsewhere"])
    entry = Disclosure.objects.of(dee).latest("id")
    assert (entry.recipient, entry.participant_id, entry.allowed) == ("participant", participant.pk, True)


def test_person_who_was_never_referred_gets_a_file_all_the_same(dee: Actor, participant: Participant) -> None:
    found = read(file_for_person(participant, by=dee).text)
    assert set(found) == {"Patient", "Organization"}
