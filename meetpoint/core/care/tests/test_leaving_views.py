"""A person's copy, their erasure, and the key of the codes."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from meetpoint.core.care.tests.conftest import SHORT, Contact
from meetpoint.core.consent.models import Disclosure
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.people.models import ParticipantCode
from meetpoint.core.people.queries import find_by_code
from meetpoint.core.people.tests.factories import enrolled, participant
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.identifiers import uuid7


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


def test_copy_of_referrals_and_consents_is_given_as_fhir(lead: Client, dee: Actor) -> None:
    person = participant(dee)
    file = lead.post(f"/people/{person.uid}/copy/", {"as": "fhir"})
    assert file["Content-Type"].startswith("application/fhir+json")
    assert [one["resource"]["resourceType"] for one in json.loads(file.content)["entry"]] == [
        "Patient",
        "Organization",
    ]
    assert Disclosure.objects.of(dee).get().recipient == "participant"


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
