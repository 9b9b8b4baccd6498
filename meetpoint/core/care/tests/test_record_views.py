"""One participant's page, what they tell, and joining records."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meetpoint.core.access.models import StaffMember, StaffSession
from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.care.tests.conftest import Contact, SignIn
from meetpoint.core.organisations.models import (
    FieldRule,
    Organisation,
    Requirement,
)
from meetpoint.core.people.actions import merge_participants, tell_demographics
from meetpoint.core.people.models import Demographics
from meetpoint.core.people.queries import find_by_code
from meetpoint.core.people.tests.factories import enrolled, participant
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock


def tire(member: StaffMember) -> None:
    """Let the last proof of identity be eleven minutes old."""
    old = clock.now() - timedelta(minutes=11)
    StaffSession.objects.of(member.organisation_id).filter(member=member).update(fresh_at=old)


def test_record_shows_no_code(work: Client, ana: Actor, contact: Contact) -> None:
    person, card = enrolled(ana)
    encounter = contact(person)
    page = work.get(f"/people/{person.uid}/").content.decode()
    assert card.spoken not in page
    assert str(encounter.uid) in page
    assert f"participant={person.uid}" in page


def test_record_pages_through_a_long_history(work: Client, ana: Actor, contact: Contact) -> None:
    person = participant(ana)
    uids = [str(contact(person, hours=hours).uid) for hours in range(1, 61)]
    address, seen = f"/people/{person.uid}/", []
    while address:
        page = work.get(address).content.decode()
        seen += [uid for uid in uids if uid in page]
        older = re.search(r'rel="next" href="(\?before=[^"]+)"', page)
        address = f"/people/{person.uid}/{older[1]}" if older else ""
    assert seen == uids


@pytest.mark.parametrize(
    "before",
    [
        "nonsense",
        "2026-01-01",
        "2026-01-01T00:00:00",
        "2999-01-01T00:00:00Z",
        "9999-12-31T23:59:59-23:59",
        "0001-01-01T00:00:00+23:59",
    ],
)
def test_address_with_a_strange_moment_still_answers(work: Client, ana: Actor, before: str) -> None:
    assert work.get(f"/people/{participant(ana).uid}/", {"before": before}).status_code == 200


def test_record_reads_the_same_for_one_contact_and_for_thirty(
    work: Client, ana: Actor, contact: Contact
) -> None:
    person = participant(ana)

    def reads() -> int:
        with CaptureQueriesContext(connection) as run:
            work.get(f"/people/{person.uid}/")
        return len(run)

    contact(person)
    reads()
    with_one = reads()
    for hours in range(2, 32):
        contact(person, hours=hours)
    assert reads() == with_one


def test_joined_record_leads_to_the_kept_one(lead: Client, dee: Actor) -> None:
    kept, joined = participant(dee), participant(dee)
    merge_participants(by=dee, kept=kept, joined=joined)
    assert lead.get(f"/people/{joined.uid}/")["Location"] == f"/people/{kept.uid}/"
    assert joined.handle in lead.get(f"/people/{kept.uid}/").content.decode()


PAGES = ["", "card/", "new-code/", "tell/", "correct/", "join/", "copy/", "erase/"]


@pytest.mark.parametrize("page", PAGES)
def test_record_of_another_organisation_is_not_found(page: str, lead: Client, cai: Actor) -> None:
    theirs, card = enrolled(cai)
    for answer in (lead.get(f"/people/{theirs.uid}/{page}"), lead.post(f"/people/{theirs.uid}/{page}")):
        assert answer.status_code in (404, 405)
        assert card.spoken not in answer.content.decode()


@pytest.mark.parametrize("page", [*PAGES, "separate/"])
def test_record_is_closed_to_those_who_only_read(
    page: str, ben_member: StaffMember, sign_in: SignIn, dee: Actor
) -> None:
    address = f"/people/{participant(dee).uid}/{page}"
    browser = sign_in(None, ben_member)
    assert {browser.get(address).status_code, browser.post(address).status_code} <= {403, 405}


@pytest.mark.parametrize("page", ["card/", "copy/", "erase/"])
def test_what_unmasks_or_ends_asks_who_you_are_again(
    page: str, lead: Client, dee: Actor, dee_member: StaffMember
) -> None:
    person, card = enrolled(dee)
    tire(dee_member)
    answer = lead.get(f"/people/{person.uid}/{page}")
    assert answer.status_code == 302
    assert "next=" in answer["Location"]
    assert not AuditEntry.objects.of(dee).filter(action="participant.card_shown").exists()
    assert card.spoken not in answer.content.decode()


def test_card_is_shown_again_and_audited(work: Client, ana: Actor) -> None:
    person, card = enrolled(ana)
    page = work.get(f"/people/{person.uid}/card/")
    assert card.spoken in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert AuditEntry.objects.of(ana).filter(action="participant.card_shown").count() == 1


def test_what_is_told_is_asked_once(work: Client, ana: Actor) -> None:
    person = participant(ana)
    address = f"/people/{person.uid}/tell/"
    wrong = work.post(address, {"birth_year": "85", "gender": "woman"}).content.decode()
    assert "1900" in wrong
    assert 'value="85"' in wrong
    right = {"birth_year": "1985", "race_ethnicity": ["asian", "white"]}
    assert work.post(address, right)["Location"] == f"/people/{person.uid}/"
    assert Demographics.objects.of(ana).get().race_ethnicity == "asian,white"
    assert "asked before" in work.get(address).content.decode()
    assert "asked before" in work.post(address, right).content.decode()
    assert "not asked again" in work.get(f"/people/{person.uid}/").content.decode()


def test_forbidden_question_is_not_shown(work: Client, ana: Actor, org: Organisation) -> None:
    FieldRule.objects.create(
        organisation=org,
        field="participant.zip3",
        requirement=Requirement.FORBIDDEN,
        source="house rule",
        effective_from="2020-01-01",
    )
    Organisation.objects.filter(pk=org.pk).update(policy_version=7)
    person = participant(ana)
    assert "zip3" not in work.get(f"/people/{person.uid}/tell/").content.decode()
    posted = work.post(f"/people/{person.uid}/tell/", {"zip3": "606"})
    assert posted.status_code == 302
    assert Demographics.objects.of(ana).get().zip3 == ""


def test_what_was_told_is_seen_and_corrected_by_those_who_may(lead: Client, work: Client, dee: Actor) -> None:
    person = participant(dee)
    tell_demographics(person, {"birth_year": "1985", "gender": "two_spirit"}, by=dee)
    assert "Two-Spirit" in lead.get(f"/people/{person.uid}/").content.decode()
    assert "Two-Spirit" not in work.get(f"/people/{person.uid}/").content.decode()
    form = lead.get(f"/people/{person.uid}/correct/").content.decode()
    assert 'value="1985"' in form
    lead.post(f"/people/{person.uid}/correct/", {"birth_year": "1958"})
    assert Demographics.objects.of(dee).get().birth_year == 1958
    assert work.get(f"/people/{person.uid}/correct/").status_code == 403


def test_records_are_joined_after_a_look_and_separated_again(lead: Client, dee: Actor) -> None:
    person, (other, card) = participant(dee), enrolled(dee)
    address = f"/people/{person.uid}/join/"
    assert lead.get(address).status_code == 200
    look = lead.post(address, {"code": card.spoken}).content.decode()
    assert person.handle in look
    assert other.handle in look
    other.refresh_from_db()
    assert other.merged_into is None
    assert lead.post(address, {"other": other.uid})["Location"] == f"/people/{person.uid}/"
    assert find_by_code(dee, card.spoken) == person
    assert lead.post(f"/people/{other.uid}/separate/")["Location"] == f"/people/{other.uid}/"
    assert find_by_code(dee, card.spoken) == other


def test_join_with_a_code_that_does_not_fit_says_why(lead: Client, dee: Actor, cai: Actor) -> None:
    (person, own), (_theirs, foreign) = enrolled(dee), enrolled(cai)
    address = f"/people/{person.uid}/join/"
    for typed, message in (
        (own.spoken, "the other code"),
        (foreign.spoken, "Nobody here"),
        ("K7", "this has 2"),
        ("", "Type the code"),
    ):
        assert message in lead.post(address, {"code": typed}).content.decode()


@pytest.mark.parametrize("other", ["nonsense", "00000000-0000-7000-8000-000000000000"])
def test_join_with_a_record_that_is_not_there_is_not_found(lead: Client, dee: Actor, other: str) -> None:
    assert lead.post(f"/people/{participant(dee).uid}/join/", {"other": other}).status_code == 404


def test_record_of_another_organisation_cannot_be_joined_in(lead: Client, dee: Actor, cai: Actor) -> None:
    theirs = participant(cai)
    assert lead.post(f"/people/{participant(dee).uid}/join/", {"other": theirs.uid}).status_code == 404
