"""Recording answers, taking them back, wishes, and what is told without consent."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.care.erasure import erase_participant
from meetpoint.core.consent.actions import (
    Telling,
    answer_wish,
    ask_restriction,
    end_restriction,
    note_event,
    record_answer,
    revoke_consent,
    tell_without_consent,
)
from meetpoint.core.consent.actions.answers import NAME_FIELD, signature_of
from meetpoint.core.consent.deciding import rules
from meetpoint.core.consent.deciding.preparing import consent_facts
from meetpoint.core.consent.errors import ConsentRefused
from meetpoint.core.consent.models import Consent, Disclosure, Restriction, WithoutConsent
from meetpoint.core.consent.privacy import erase, export
from meetpoint.core.consent.tests.factories import agreed, answer, promised, under_part2
from meetpoint.core.organisations.actions import Ground, set_field_rule
from meetpoint.core.organisations.models import Requirement
from meetpoint.core.people.errors import Erased
from meetpoint.core.people.models import Participant
from meetpoint.core.people.tests.factories import participant
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import NotAllowed
from meetpoint.lib.identifiers import uuid7


@pytest.fixture(autouse=True)
def own_keys(settings: Any, tmp_path: Any) -> None:
    settings.KEYS = tmp_path


@pytest.fixture
def person(dee: Actor) -> Participant:
    return participant(dee)


def refused(person: Participant, by: Actor, **said: Any) -> set[str]:
    with pytest.raises(ConsentRefused) as caught:
        agreed(person, by, **said)
    return set(caught.value.fields)


def test_what_is_recorded_has_its_ten_elements(dee: Actor, ana: Actor, person: Participant) -> None:
    consent = agreed(person, ana)
    assert rules.missing_elements(consent_facts(consent)) == ()
    entry = AuditEntry.objects.of(dee).get(action="consent.answered")
    assert "Clinic" not in entry.fields
    no_end = agreed(person, ana, recipients=[], to_class=True, expiry="none", expires_on=None)
    assert rules.missing_elements(consent_facts(no_end)) == ()


def test_same_answer_sent_twice_is_stored_once(dee: Actor, person: Participant) -> None:
    new = answer(recipients=["River Clinic", " river  clinic", " "])
    assert record_answer(person, new, by=dee) == record_answer(person, new, by=dee)
    assert [one.name for one in Consent.objects.of(dee).get().recipients.all()] == ["river clinic"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"scope": []}, "scope"),
        ({"scope": ["gossip"]}, "scope"),
        ({"scope": ["counselling_notes", "attendance"]}, "scope"),
        ({"purposes": []}, "purposes"),
        ({"purposes": ["proceedings", "support"]}, "purposes"),
        ({"recipients": [" "]}, "recipients"),
        ({"recipients": [f"Clinic {number}" for number in range(11)]}, "recipients"),
        ({"recipients": [], "to_class": True, "purposes": ["support"]}, "to_class"),
        ({"discloser": " "}, "discloser"),
        ({"expires_on": None}, "expires_on"),
        ({"expires_on": date(2026, 2, 28)}, "expires_on"),
        ({"expiry": "event"}, "expires_event"),
        ({"expiry": ""}, "expiry"),
        ({"expiry": "none", "purposes": ["support"]}, "expiry"),
        ({"signed_how": ""}, "signed_how"),
        ({"signed_on": None}, "signed_on"),
        ({"signed_how": "screen"}, "signature"),
        ({"own_form": False, "tells_redisclosure": True}, "tells_revocation"),
        ({"own_form": False, "tells_revocation": True}, "tells_redisclosure"),
    ],
)
def test_what_lacks_something_is_not_stored(
    said: dict[str, Any], field: str, dee: Actor, person: Participant
) -> None:
    assert refused(person, dee, **said) == {field}
    assert not Consent.objects.of(dee).exists()


def test_signature_is_not_of_tomorrow(dee: Actor, person: Participant) -> None:
    assert refused(person, dee, signed_on=clock.now().date() + timedelta(days=2)) == {"signed_on"}


def test_typed_name_is_sealed_and_read_again(dee: Actor, person: Participant) -> None:
    consent = agreed(person, dee, signed_how="screen", signature=" Rosa Lee ")
    assert signature_of(consent) == "Rosa Lee"
    assert b"Rosa" not in bytes(Consent.objects.of(dee).get().signature)
    assert signature_of(agreed(person, dee)) == ""


def test_name_that_the_place_forbids_is_not_kept(dee: Actor, person: Participant) -> None:
    ground = Ground(effective_from=date(2020, 1, 1), source="Our decision", verified_by="Dee")
    set_field_rule(NAME_FIELD, Requirement.FORBIDDEN, ground, by=dee)
    assert refused(person, dee, signed_how="screen", signature="Rosa Lee") == {"signed_how"}
    assert agreed(person, dee).signed_how == "paper"


def test_another_form_says_what_stands_on_it(dee: Actor, person: Participant) -> None:
    tells = {"tells_revocation": True, "tells_redisclosure": True}
    consent = agreed(person, dee, own_form=False, **tells)
    assert (consent.form, rules.missing_elements(consent_facts(consent))) == ("", ())


def test_refusal_needs_no_signature_and_keeps_none(dee: Actor, person: Participant) -> None:
    no = agreed(person, dee, answer="refused", signed_how="", signed_on=None, expiry="")
    assert (no.answer, no.named, no.form) == ("refused", False, "")


def test_taking_back_and_the_event_count_once(dee: Actor, person: Participant) -> None:
    consent = agreed(person, dee, expiry="event", expires_event="housed")
    ended, first = note_event(consent, by=dee), revoke_consent(consent, "written", by=dee)
    assert note_event(consent, by=dee).event_at == ended.event_at
    assert revoke_consent(consent, "said", by=dee).revoked_at == first.revoked_at
    with pytest.raises(ConsentRefused):
        note_event(agreed(person, dee), by=dee)


def test_wish_binds_when_a_manager_agreed(dee: Actor, ana: Actor, person: Participant) -> None:
    uid = uuid7()
    wish = ask_restriction(person, uid=uid, to_name=" River  Clinic", scope=["attendance"], by=ana)
    assert (wish.to_name, wish.key, wish.agreed) == ("River Clinic", "river clinic", None)
    assert ask_restriction(person, uid=uid, to_name="", scope=[], by=ana) == wish
    with pytest.raises(NotAllowed):
        answer_wish(wish, agreed=True, by=ana)
    assert answer_wish(wish, agreed=True, by=dee).agreed is True
    with pytest.raises(ConsentRefused):
        answer_wish(wish, agreed=False, by=dee)
    ended = end_restriction(wish, by=ana)
    assert end_restriction(wish, by=ana).ended_at == ended.ended_at
    with pytest.raises(ConsentRefused):
        ask_restriction(person, uid=uuid7(), to_name="x" * 161, scope=["gossip"], by=ana)


def telling(**said: Any) -> Telling:
    whole = {
        "reason": "emergency",
        "to_name": "General Hospital",
        "to_person": "Dr. Rivera",
        "ground": "Unresponsive after two doses",
        "scope": ["medication"],
    }
    return Telling(**{**whole, **said})


def test_emergency_is_written_down_at_once_with_its_ground(ana: Actor, person: Participant) -> None:
    under_part2(Actor.system(ana.organisation_id, "test"))
    grant = tell_without_consent(person, telling(), by=ana)
    note = WithoutConsent.objects.of(ana).get(disclosure_id=grant.disclosure_id)
    entry = note.disclosure
    assert (note.to_person, entry.to_name, entry.scope) == ("Dr. Rivera", "General Hospital", "medication")
    assert (entry.basis, entry.staff_id, entry.kind) == (rules.EMERGENCY, ana.staff_id, "spoken")
    assert grant.notice.startswith("42 CFR part 2 prohibits")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"reason": "curiosity"}, "reason"),
        ({"to_name": " "}, "to_name"),
        ({"to_person": " "}, "to_person"),
        ({"to_person": "x" * 121}, "to_person"),
        ({"ground": ""}, "ground"),
        ({"scope": []}, "scope"),
        ({"scope": ["gossip"]}, "scope"),
    ],
)
def test_without_its_ground_nothing_is_told(
    said: dict[str, Any], field: str, dee: Actor, person: Participant
) -> None:
    with pytest.raises(ConsentRefused) as caught:
        tell_without_consent(person, telling(**said), by=dee)
    assert set(caught.value.fields) == {field}


def test_audit_needs_no_person_and_a_court_order_never_opens_anything(
    dee: Actor, person: Participant
) -> None:
    grant = tell_without_consent(person, telling(reason="audit", to_person=""), by=dee)
    assert grant.basis == rules.AUDIT
    with pytest.raises(NotAllowed, match="lawyer"):
        tell_without_consent(person, telling(reason="court_order", ground="", scope=[]), by=dee)
    assert Disclosure.objects.of(dee).latest("id").basis == rules.COURT_ORDER
    assert WithoutConsent.objects.of(dee).count() == 1


def test_person_is_given_everything_and_erasure_leaves_the_bare_entry(
    dee: Actor, cai: Actor, person: Participant
) -> None:
    agreed(person, dee, signed_how="screen", signature="Rosa Lee")
    promised(person, dee, to_name="River Clinic")
    tell_without_consent(person, telling(), by=dee)
    given = export(dee, person.pk)
    assert given["What you agreed to or refused"][0]["Signed by"] == "Rosa Lee"
    assert given["What you asked to be kept back"][0]["From whom"] == "River Clinic"
    assert [entry["To"] for entry in given["What left about you"]] == ["General Hospital"]
    erase(cai, person.pk)
    assert Consent.objects.of(dee).exists()
    erase_participant(person, by=dee)
    for model in (Consent, Restriction, WithoutConsent):
        assert not model.objects.of(dee).exists()
    left = Disclosure.objects.of(dee).get(kind="spoken")
    assert (left.participant_id, left.to_name, left.scope) == (None, "", "")
    for act in (
        lambda: agreed(person, dee),
        lambda: promised(person, dee),
        lambda: tell_without_consent(person, telling(), by=dee),
    ):
        with pytest.raises(Erased):
            act()


def test_only_those_who_may_write(ben: Actor, dee: Actor, person: Participant) -> None:
    consent, wish = agreed(person, dee), promised(person, dee)
    for act in (
        lambda: agreed(person, ben),
        lambda: revoke_consent(consent, "said", by=ben),
        lambda: note_event(consent, by=ben),
        lambda: promised(person, ben),
        lambda: end_restriction(wish, by=ben),
        lambda: tell_without_consent(person, telling(), by=ben),
    ):
        with pytest.raises(NotAllowed):
            act()
