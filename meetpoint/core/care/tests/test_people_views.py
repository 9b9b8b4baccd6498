"""Finding a person by code, and enrolling somebody new."""

import pytest
from django.test import Client

from meetpoint.core.access.models import StaffMember
from meetpoint.core.access.proof.allowances import Limit
from meetpoint.core.care.tests.conftest import ERROR, SHORT, Contact, SignIn
from meetpoint.core.consent.models import Disclosure
from meetpoint.core.organisations.models import (
    Organisation,
    Setting,
    Site,
)
from meetpoint.core.people import codes, finding
from meetpoint.core.people.models import Participant
from meetpoint.core.people.queries import find_by_code
from meetpoint.core.people.tests.factories import enrolled
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.identifiers import uuid7


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
    limit = Limit(slug="participant-code", burst=2, every_seconds=60)
    monkeypatch.setattr(finding, "TRIES", limit)
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
