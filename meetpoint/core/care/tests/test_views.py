"""The participants' pages, as staff use them."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meetpoint.core.access.models import StaffMember, StaffSession
from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.care.tests.conftest import Contact
from meetpoint.core.care.views import people as people_views
from meetpoint.core.consent.models import Disclosure
from meetpoint.core.organisations.models import (
    CodeScheme,
    FieldRule,
    Organisation,
    Requirement,
    Setting,
    Site,
)
from meetpoint.core.people import codes, recipes
from meetpoint.core.people.actions import merge_participants, tell_demographics
from meetpoint.core.people.models import Demographics, Participant, ParticipantCode
from meetpoint.core.people.queries import find_by_code, newest_code
from meetpoint.core.people.tests.factories import enrolled, participant
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7

SignIn = Callable[[Client | None, StaffMember], Client]
ERROR = re.compile(r'<p class="error"[^>]*>(?:<svg.*?</svg>)?([^<]*)</p>', re.S)
SHORT = re.compile(r'face-code[^"]*">([^<]+)<')


@pytest.fixture
def work(ana_member: StaffMember, sign_in: SignIn) -> Client:
    return sign_in(None, ana_member)


@pytest.fixture
def lead(dee_member: StaffMember, sign_in: SignIn) -> Client:
    return sign_in(None, dee_member)


@pytest.fixture
def deriving(org: Organisation, monkeypatch: pytest.MonkeyPatch) -> Organisation:
    monkeypatch.setattr(recipes, "ARGON2_TIME", 1)
    monkeypatch.setattr(recipes, "ARGON2_MEMORY_KIB", 64)
    Organisation.objects.filter(pk=org.pk).update(
        code_scheme=CodeScheme.DERIVED, code_recipe="mother_month_year"
    )
    return org


def tire(member: StaffMember) -> None:
    """Let the last proof of identity be eleven minutes old."""
    old = clock.now() - timedelta(minutes=11)
    StaffSession.objects.of(member.organisation_id).filter(member=member).update(fresh_at=old)


# --- finding ------------------------------------------------------------------------------------


def test_code_leads_straight_to_the_person(work: Client, ana: Actor) -> None:
    person, card = enrolled(ana)
    answer = work.post("/people/", {"code": card.spoken.lower()})
    assert (answer.status_code, answer["Location"]) == (302, f"/people/{person.uid}/")


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Type the code"),
        ("ABC", "this has 3"),
        ("K7M-4QX8", "One character"),
        ("K7M-4QX7", "Nobody here"),
    ],
)
def test_wrong_code_says_what_to_check_and_keeps_it(work: Client, typed: str, message: str) -> None:
    answer = work.post("/people/", {"code": typed})
    assert answer.status_code == 200
    assert message in answer.content.decode()
    assert f'value="{typed}"' in answer.content.decode() or not typed


def test_code_of_another_programme_reads_like_one_that_nobody_has(work: Client, cai: Actor) -> None:
    _theirs, card = enrolled(cai)
    own, foreign = (work.post("/people/", {"code": code}) for code in (codes.draw().spoken, card.spoken))
    assert foreign.status_code == own.status_code == 200
    said = [ERROR.findall(answer.content.decode()) for answer in (own, foreign)]
    assert said[0] == said[1] != []


def test_guessing_is_slowed_down(work: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = people_views.Limit(slug="participant-code", burst=2, every_seconds=60)
    monkeypatch.setattr(people_views, "TRIES", limit)
    pages = [work.post("/people/", {"code": codes.draw().spoken}).content.decode() for _ in range(3)]
    assert ["too many tries" in page for page in pages] == [False, False, True]


def test_lately_seen_people_are_masked(work: Client, ana: Actor, contact: Contact) -> None:
    person, card = enrolled(ana)
    contact(person)
    page = work.get("/people/").content.decode()
    assert person.handle in page
    assert card.spoken not in page


def test_people_page_without_a_site(work: Client, site: Site) -> None:
    Site.objects.of(site.organisation_id).update(closed_on="2020-01-01")
    assert work.get("/people/").status_code == 200


@pytest.mark.parametrize("path", ["", "new/", "codes/"])
def test_people_are_closed_to_those_who_only_read(
    path: str, ben_member: StaffMember, sign_in: SignIn
) -> None:
    assert sign_in(None, ben_member).get(f"/people/{path}").status_code == 403


# --- enrolling ----------------------------------------------------------------------------------


def test_new_participant_gets_a_card_at_once_and_only_once(work: Client, ana: Actor) -> None:
    form = {"uid": str(uuid7())}
    page = work.post("/people/new/", form).content.decode()
    spoken = SHORT.search(page)[1]  # type: ignore[index]
    person = find_by_code(ana, spoken)
    assert person is not None
    assert "<svg" in page
    assert "Print" in page
    again = work.post("/people/new/", form)
    assert again["Location"] == f"/people/{person.uid}/"
    assert Disclosure.objects.of(ana).get().what == "participant card"


def test_new_participant_with_a_broken_form_is_asked_again(work: Client, ana: Actor) -> None:
    assert "Give a card" in work.get("/people/new/").content.decode()
    assert work.post("/people/new/", {"uid": "nonsense"}).status_code == 200
    assert not Participant.objects.of(ana).exists()


def test_new_participant_by_answers(work: Client, ana: Actor, deriving: Organisation) -> None:
    answers = {"mother": "María", "month": "7", "year": "1985"}
    assert "First two letters" in work.get("/people/new/").content.decode()
    assert "MA0785" in work.post("/people/new/", {**answers, "uid": uuid7()}).content.decode()
    in_use = work.post("/people/new/", {**answers, "uid": uuid7()}).content.decode()
    assert "add a digit" in in_use
    assert 'value="María"' in in_use
    second = work.post("/people/new/", {**answers, "uid": uuid7(), "not_theirs": "1"}).content.decode()
    assert "MA0785-2" in second
    assert Participant.objects.of(ana).count() == 2


def test_recipe_with_a_choice_is_asked_as_one(
    work: Client, org: Organisation, deriving: Organisation
) -> None:
    Organisation.objects.filter(pk=org.pk).update(code_recipe="letters_digits")
    answers = {"gender": "F", "letters": "rosa", "digits": "1974"}
    assert 'type="radio"' in work.get("/people/new/").content.decode()
    assert "FROSA1974" in work.post("/people/new/", {**answers, "uid": uuid7()}).content.decode()


def test_wrong_answer_is_named_beside_its_field(work: Client, deriving: Organisation) -> None:
    page = work.post("/people/new/", {"uid": uuid7(), "mother": "Ana", "month": "13", "year": "85"}).content
    assert "Write a number from 1 to 12." in page.decode()


def test_person_who_does_not_answer_gets_a_random_code(
    work: Client, ana: Actor, deriving: Organisation
) -> None:
    page = work.post("/people/new/", {"uid": uuid7(), "kind": "random"}).content.decode()
    assert find_by_code(ana, SHORT.search(page)[1])  # type: ignore[index]


def test_card_carries_the_legal_text_and_no_name(work: Client, org: Organisation) -> None:
    for name, text in (("people.card_law", "N.C.G.S. § 90-113.27"), ("people.card_law_es", "Ley <b>")):
        Setting.objects.create(
            organisation=org, name=name, value=text, effective_from="2020-01-01", verified_by="Dee"
        )
    page = work.post("/people/new/", {"uid": uuid7()}).content.decode()
    assert "N.C.G.S. § 90-113.27" in page
    assert "Ley &lt;b&gt;" in page
    assert "Ana" not in page


def test_card_is_shown_though_printing_is_refused(
    work: Client, monkeypatch: pytest.MonkeyPatch, ana: Actor
) -> None:
    monkeypatch.setattr("meetpoint.core.consent.gate.PERMISSION_OF", {"print": "consent:backup:make"})
    page = work.post("/people/new/", {"uid": uuid7()}).content.decode()
    assert SHORT.search(page)
    assert "does not include printing" in page


# --- the record -----------------------------------------------------------------------------------


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


# --- a lost code --------------------------------------------------------------------------------------


def test_lost_code_gives_a_new_card_once(work: Client, ana: Actor) -> None:
    person, lost = enrolled(ana)
    address = f"/people/{person.uid}/new-code/"
    form = {"reason": "lost", "uid": uuid7(), "replacing": newest_code(ana, person)}
    assert f'value="{form["replacing"]}"' in work.get(address).content.decode()
    spoken = SHORT.search(work.post(address, form).content.decode())[1]  # type: ignore[index]
    assert find_by_code(ana, spoken) == person
    assert find_by_code(ana, lost.spoken) is None
    assert "replaced a moment ago" in work.post(address, form).content.decode()
    assert find_by_code(ana, spoken) == person


def test_lost_code_without_a_reason_is_asked_again(work: Client, ana: Actor) -> None:
    person, card = enrolled(ana)
    page = work.post(f"/people/{person.uid}/new-code/", {"uid": uuid7(), "replacing": "x"})
    assert page.status_code == 200
    assert find_by_code(ana, card.spoken) == person


def test_lost_code_by_answers_that_somebody_has(work: Client, ana: Actor, deriving: Organisation) -> None:
    answers = {"mother": "María", "month": "7", "year": "1985", "reason": "other"}
    work.post("/people/new/", {**answers, "uid": uuid7()})
    person = participant(ana)
    address = f"/people/{person.uid}/new-code/"
    assert "add a digit" in work.post(address, {**answers, "uid": uuid7()}).content.decode()
    sure = work.post(address, {**answers, "uid": uuid7(), "not_theirs": "1", "replacing": "nonsense"})
    assert "MA0785-2" in sure.content.decode()
    assert find_by_code(ana, "MA07852") == person


# --- telling -------------------------------------------------------------------------------------------


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


# --- joining ----------------------------------------------------------------------------------------------


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


# --- leaving ----------------------------------------------------------------------------------------------


def test_copy_is_given_as_a_page_and_as_data(lead: Client, dee: Actor, contact: Contact) -> None:
    person = participant(dee)
    contact(person)
    address = f"/people/{person.uid}/copy/"
    assert "accounting of disclosures" in lead.get(address).content.decode()
    assert not Disclosure.objects.of(dee).exists()
    assert "What this programme keeps about you" in lead.post(address, {"as": "page"}).content.decode()
    file = lead.post(address, {"as": "data"})
    assert file["Content-Type"].startswith("application/json")
    assert file.json()["parts"]
    assert Disclosure.objects.of(dee).count() == 2


def test_erasure_needs_its_word(lead: Client, dee: Actor, contact: Contact) -> None:
    person, card = enrolled(dee)
    contact(person)
    address = f"/people/{person.uid}/erase/"
    assert "One contact stays" in lead.get(address).content.decode()
    for typed in ("", "wrong"):
        assert "Nothing has been changed" in lead.post(address, {"typed": typed}).content.decode()
    assert find_by_code(dee, card.spoken) == person
    assert lead.post(address, {"typed": person.handle.lower()})["Location"] == "/people/"
    assert find_by_code(dee, card.spoken) is None
    assert lead.get(f"/people/{person.uid}/").status_code == 410
    assert lead.get(address).status_code == 409
    assert lead.get(f"/people/{person.uid}/copy/").status_code == 409
    assert lead.get(f"/people/{person.uid}/tell/").status_code == 409


def test_codes_page_tells_how_often_a_recipe_repeats(
    lead: Client, dee: Actor, deriving: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    participant(dee)
    monkeypatch.setattr("meetpoint.core.care.views.leaving.codes_counted", lambda _by: 1000)
    assert "about 8" in lead.get("/people/codes/").content.decode()
    Organisation.objects.filter(pk=deriving.pk).update(code_recipe="letters_digits")
    assert "Nobody has published" in lead.get("/people/codes/").content.decode()


def test_key_is_destroyed_after_its_word(
    lead: Client, dee: Actor, org: Organisation, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    _person, card = enrolled(dee)
    assert "None: every code" in lead.get("/people/codes/").content.decode()
    assert "Nothing has been changed" in lead.post("/people/codes/", {"typed": "yes"}).content.decode()
    assert find_by_code(dee, card.spoken)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        assert lead.post("/people/codes/", {"typed": org.slug})["Location"] == "/people/codes/"
    assert "Not made yet" in lead.get("/people/codes/").content.decode()
    assert not ParticipantCode.objects.of(dee).filter(retired_at=None).exists()


def test_code_never_stands_in_an_address_or_a_log(
    work: Client, ana: Actor, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        answer = work.post("/people/new/", {"uid": uuid7()})
        spoken = SHORT.search(answer.content.decode())[1]  # type: ignore[index]
        found = work.post("/people/", {"code": spoken})
    assert spoken not in found["Location"]
    assert spoken.replace("-", "") not in caplog.text.replace("-", "")
