"""Consents, what is kept back and what left, on the participant's pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from meetpoint.core.access.models import StaffMember
from meetpoint.core.care.tests.conftest import SignIn
from meetpoint.core.consent.gate import disclose
from meetpoint.core.consent.models import Consent, Disclosure, Restriction, WithoutConsent
from meetpoint.core.consent.tests.factories import CLINIC, agreed, promised
from meetpoint.core.people.models import Participant
from meetpoint.core.people.tests.factories import participant
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.identifiers import uuid7


@pytest.fixture
def person(dee: Actor) -> Participant:
    return participant(dee)


@pytest.fixture
def browser(dee_member: StaffMember, sign_in: SignIn) -> Client:
    return sign_in(None, dee_member)


def at(page: str, person: Participant, **more: Any) -> str:
    return reverse(f"care:{page}", kwargs={"uid": person.uid, **more})


def said(**more: Any) -> dict[str, Any]:
    return {
        "uid": str(uuid7()),
        "answer": "given",
        "scope": ["attendance", "medication"],
        "recipients": f"{CLINIC}\nHome Again",
        "purposes": ["treatment"],
        "discloser": "Harbor Light",
        "expiry": "date",
        "expires_on": "2100-01-01",
        "signed_how": "paper",
        "signed_by": "person",
        "signed_on": "2026-03-01",
        "kept_where": "Blue binder",
        "language": "es",
        **more,
    }


def test_consent_is_asked_for_shown_and_taken_back(browser: Client, dee: Actor, person: Participant) -> None:
    record = browser.get(at("participant", person)).content.decode()
    assert at("consents", person) in record
    assert "Nobody has asked yet" in browser.get(at("consents", person)).content.decode()
    assert browser.post(at("ask_consent", person), said()).status_code == 302
    page = browser.get(at("consents", person)).content.decode()
    for words in ("River Clinic, Home Again", "medication for opioid use disorder", "Blue binder", "Counts"):
        assert words in page
    consent = Consent.objects.of(dee).get()
    browser.post(at("take_back", person, consent=consent.uid), {"how": "written"})
    page = browser.get(at("consents", person)).content.decode()
    assert "Taken back" in page
    assert "In writing" in page
    assert Consent.objects.of(dee).get().revoked_how == "written"


def test_our_own_other_teams_are_named_with_one_tick(
    browser: Client, dee: Actor, person: Participant
) -> None:
    browser.post(at("ask_consent", person), said(recipients="", to_own="on"))
    assert [one.name for one in Consent.objects.of(dee).get().recipients.all()] == ["Harbor Light"]


def test_what_is_missing_is_said_beside_its_field_and_what_was_typed_stays(
    browser: Client, dee: Actor, person: Participant
) -> None:
    page = browser.post(at("ask_consent", person), said(scope=[], expiry="event")).content.decode()
    assert "Choose what may be told." in page
    assert "Write what ends it." in page
    assert "River Clinic" in page
    assert not Consent.objects.of(dee).exists()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["My consent to tell others about me", "medication for opioid use disorder", "HIPAA"]),
        (
            "es",
            ["Mi consentimiento para que", "medicación para el trastorno por consumo de opioides", "HIPAA"],
        ),
    ],
)
def test_form_to_sign_is_printed_in_the_language_of_the_person(
    language: str, words: list[str], browser: Client, dee: Actor, person: Participant
) -> None:
    drawn = said(language=language, signed_how="", signed_on="", **{"as": "print"})
    sheet = browser.post(at("ask_consent", person), drawn).content.decode()
    assert f'lang="{language}"' in sheet
    for word in [*words, CLINIC, "Home Again", "42 CFR 2.31(a)"]:
        assert word in sheet
    assert sheet.count("<h2>") == 10
    assert not Consent.objects.of(dee).exists()
    assert Disclosure.objects.of(dee).get().what == "consent form"


def test_form_without_its_content_is_not_printed(browser: Client, person: Participant) -> None:
    page = browser.post(at("ask_consent", person), said(purposes=[], **{"as": "print"})).content.decode()
    assert "Choose what for." in page


def test_signed_consent_is_printed_as_a_copy(browser: Client, dee: Actor, person: Participant) -> None:
    consent = agreed(person, dee, signed_how="screen", signature="Rosa Lee", purposes=["support"])
    sheet = browser.get(at("consent", person, consent=consent.uid)).content.decode()
    assert sheet.count("Rosa Lee") == 2
    assert "without my written consent" in sheet
    paper = agreed(person, dee, recipients=[], to_class=True, expiry="none", expires_on=None)
    sheet = browser.get(at("consent", person, consent=paper.uid)).content.decode()
    assert "my treating providers, health plans" in sheet
    assert "On the signed paper." in sheet


def test_event_ends_a_consent_and_a_date_is_not_ended_by_hand(
    browser: Client, dee: Actor, person: Participant
) -> None:
    until, dated = agreed(person, dee, expiry="event", expires_event="housed"), agreed(person, dee)
    assert "That has happened" in browser.get(at("consents", person)).content.decode()
    for consent in (until, dated):
        assert browser.post(at("end_consent", person, consent=consent.uid)).status_code == 302
    until.refresh_from_db()
    assert until.event_at is not None
    assert "Has ended" in browser.get(at("consents", person)).content.decode()


def test_another_persons_consent_is_not_found_here(browser: Client, dee: Actor, person: Participant) -> None:
    other = participant(dee)
    consent, wish = agreed(other, dee), promised(other, dee)
    assert browser.get(at("consent", person, consent=consent.uid)).status_code == 404
    assert browser.post(at("take_back", person, consent=consent.uid)).status_code == 404
    assert browser.post(at("end_wish", person, wish=wish.uid)).status_code == 404
    assert browser.get(at("consent", other, consent=consent.uid)).status_code == 200


def test_wish_is_asked_answered_and_ended(
    browser: Client, dee: Actor, ana_member: StaffMember, sign_in: SignIn, person: Participant
) -> None:
    worker = sign_in(None, ana_member)
    asked = {"uid": str(uuid7()), "to_name": CLINIC, "scope": ["overdoses"]}
    assert worker.post(at("keep_back", person), asked).status_code == 302
    wish = Restriction.objects.of(dee).get()
    assert "Promise it" not in worker.get(at("consents", person)).content.decode()
    assert worker.post(at("answer_wish", person, wish=wish.uid), {"agreed": "yes"}).status_code == 403
    page = browser.get(at("consents", person)).content.decode()
    for words in ("Waits for an answer", "overdoses and reversals", "Promise it"):
        assert words in page
    browser.post(at("answer_wish", person, wish=wish.uid))
    assert Restriction.objects.of(dee).get().agreed is None
    browser.post(at("answer_wish", person, wish=wish.uid), {"agreed": "yes"})
    assert Restriction.objects.of(dee).get().agreed is True
    worker.post(at("end_wish", person, wish=wish.uid))
    assert Restriction.objects.of(dee).get().ended_at is not None


def test_emergency_gives_the_notice_to_read_out_and_stands_in_the_accounting(
    browser: Client, dee: Actor, person: Participant
) -> None:
    told = {
        "reason": "emergency",
        "to_name": "General Hospital",
        "to_person": "Dr. Rivera",
        "ground": "Unresponsive after two doses",
        "scope": ["medication"],
    }
    assert "asks for the name" in browser.post(
        at("tell_anyway", person), {**told, "to_person": ""}
    ).content.decode().replace("\n", " ")
    assert "Confidential" in browser.post(at("tell_anyway", person), told).content.decode()
    order = browser.post(at("tell_anyway", person), {"reason": "court_order", "to_name": "District Court"})
    assert "lawyer" in order.content.decode()
    left = browser.get(at("left", person)).content.decode()
    for words in ("General Hospital", "Dr. Rivera", "Unresponsive", "District Court"):
        assert words in left
    sheet = browser.get(at("left_sheet", person)).content.decode()
    assert "General Hospital" in sheet
    assert "District Court" not in sheet
    assert "What left about one person" not in browser.get(at("left_sheet", person)).content.decode()
    assert WithoutConsent.objects.of(dee).count() == 1


@pytest.mark.parametrize("number", [1, 3])
def test_pages_ask_the_same_for_one_and_for_three(
    number: int, browser: Client, dee: Actor, person: Participant, django_assert_max_num_queries: Any
) -> None:
    for _turn in range(number):
        agreed(person, dee)
        promised(person, dee)
        disclose(
            dee, kind="print", what="card", purpose="x", recipient="participant", participant_id=person.pk
        )
    browser.get(at("consents", person))
    with django_assert_max_num_queries(14):
        browser.get(at("consents", person))
    with django_assert_max_num_queries(14):
        browser.get(at("left", person))
