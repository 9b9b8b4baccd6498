"""The gate with consents on record: what it lets out, what travels along, and what it writes down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.utils import translation

from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.consent import gate
from meetpoint.core.consent.actions import end_restriction, note_event, revoke_consent
from meetpoint.core.consent.deciding import rules
from meetpoint.core.consent.deciding.notices import STATEMENT
from meetpoint.core.consent.gate import Leaving
from meetpoint.core.consent.models import Disclosure
from meetpoint.core.consent.programmes import PART2_SITES
from meetpoint.core.consent.tests.factories import CLINIC, agreed, promised, under_part2
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.actions import merge_participants
from meetpoint.core.people.models import Participant
from meetpoint.core.people.tests.factories import participant
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import NotAllowed

TO_CLINIC = Leaving(to_name="  river CLINIC ", use="treatment", scope=frozenset({"attendance"}))


@pytest.fixture(autouse=True)
def own_keys(settings: Any, tmp_path: Any) -> None:
    settings.KEYS = tmp_path


@pytest.fixture
def person(dee: Actor) -> Participant:
    return participant(dee)


@pytest.fixture
def part2(dee: Actor) -> None:
    under_part2(dee)


def send(by: Actor, person: Participant | None, leaving: Leaving = TO_CLINIC) -> gate.Grant:
    return gate.disclose(
        by,
        kind="referral",
        what="referral:health",
        purpose="referral",
        recipient="other service",
        participant_id=person.pk if person else None,
        rows=1,
        leaving=leaving,
    )


def basis_of(by: Actor, person: Participant, leaving: Leaving = TO_CLINIC) -> str:
    try:
        return send(by, person, leaving).basis
    except NotAllowed:
        return Disclosure.objects.of(by).latest("id").basis


def test_outside_part_2_nothing_changes(dee: Actor, person: Participant) -> None:
    grant = send(dee, person)
    assert (grant.basis, STATEMENT in grant.notice) == (rules.ROLE, False)


def test_consent_lets_it_leave_with_notice_scope_and_accounting(
    dee: Actor, person: Participant, part2: None
) -> None:
    with pytest.raises(NotAllowed, match="There is none for this"):
        send(dee, person)
    consent = agreed(person, dee)
    grant = send(dee, person)
    assert grant.notice.startswith(
        "42 CFR part 2 prohibits unauthorized use or disclosure of these records. "
    )
    assert "that and when I came" in grant.notice
    assert CLINIC in grant.notice
    entry = Disclosure.objects.of(dee).get(pk=grant.disclosure_id)
    assert (entry.consent, entry.to_name, entry.scope) == (consent, "river CLINIC", "attendance")
    assert (entry.basis, entry.notice) == (rules.CONSENT, "2.32-2024")
    assert "clinic" not in AuditEntry.objects.of(dee).latest("seq").fields.casefold()


def test_federal_sentence_stays_as_it_is_in_spanish(dee: Actor, person: Participant, part2: None) -> None:
    agreed(person, dee)
    with translation.override("es"):
        notice = send(dee, person).notice
    assert notice.startswith(STATEMENT)
    assert "No puede" in notice


def test_consent_between_asking_and_sending_is_asked_again(
    dee: Actor, person: Participant, part2: None
) -> None:
    consent = agreed(person, dee)
    gate.require_leave(
        dee,
        kind="referral",
        what="referral:health",
        purpose="referral",
        recipient="other service",
        participant_id=person.pk,
        leaving=TO_CLINIC,
    )
    revoke_consent(consent, "said", by=dee)
    assert basis_of(dee, person) == rules.REVOKED


@pytest.mark.parametrize("kind", ["export", "print", "api", "referral", "backup"])
def test_every_way_out_asks_for_consent(kind: str, dee: Actor, person: Participant, part2: None) -> None:
    with pytest.raises(NotAllowed, match="42 CFR Part 2"):
        gate.disclose(
            dee, kind=kind, what="x", purpose="x", recipient="county", participant_id=person.pk, rows=1
        )


def test_refusal_event_and_restriction_are_told_apart(dee: Actor, person: Participant, part2: None) -> None:
    until = agreed(person, dee, expiry="event", expires_event="housed")
    note_event(until, by=dee)
    assert basis_of(dee, person) == rules.EXPIRED
    agreed(person, dee)
    assert basis_of(dee, person) == rules.CONSENT
    agreed(person, dee, answer="refused")
    assert basis_of(dee, person) == rules.REFUSED
    promise = promised(person, dee)
    assert basis_of(dee, person) == rules.RESTRICTED
    end_restriction(promise, by=dee)
    assert basis_of(dee, person) == rules.REFUSED


def test_promise_binds_a_programme_outside_part_2_too(dee: Actor, person: Participant) -> None:
    promised(person, dee, to_name=CLINIC)
    assert basis_of(dee, person) == rules.RESTRICTED
    assert basis_of(dee, person, replace(TO_CLINIC, to_name="Home Again")) == rules.ROLE
    assert basis_of(dee, participant(dee)) == rules.ROLE


def test_joined_records_are_one_person(dee: Actor, person: Participant, part2: None) -> None:
    other = participant(dee)
    agreed(other, dee)
    merge_participants(by=dee, kept=person, joined=other)
    assert basis_of(dee, person) == rules.CONSENT
    assert basis_of(dee, other) == rules.CONSENT


def test_consent_of_somebody_else_or_elsewhere_counts_for_nothing(
    dee: Actor, cai: Actor, person: Participant, part2: None
) -> None:
    agreed(participant(dee), dee)
    agreed(participant(cai), cai)
    assert basis_of(dee, person) == rules.NO_CONSENT


def test_bulk_leaves_whole_or_not_at_all(dee: Actor, person: Participant, part2: None) -> None:
    other = participant(dee)
    agreed(person, dee)
    both = replace(TO_CLINIC, people=(person.pk, other.pk))
    with pytest.raises(NotAllowed):
        send(dee, None, both)
    agreed(other, dee)
    grant = send(dee, None, both)
    assert "Under each person’s own consent" in grant.notice
    assert Disclosure.objects.of(dee).get(pk=grant.disclosure_id).consent is None


def test_what_names_nobody_leaves_and_who_is_not_known_does_not(dee: Actor, part2: None) -> None:
    assert send(dee, None, gate.NOBODY).basis == rules.ROLE
    assert send(dee, None, replace(TO_CLINIC, people=())).basis == rules.ROLE
    assert send(dee, None, replace(TO_CLINIC, people=(None,))).basis == rules.ROLE
    with pytest.raises(NotAllowed):
        send(dee, None)


def test_some_sites_only(dee: Actor, site: Site, van: Site, person: Participant) -> None:
    under_part2(dee, "sites")
    at = {one: replace(TO_CLINIC, site_ids=(one.pk,)) for one in (site, van)}
    assert basis_of(dee, person, at[van]) == rules.NO_CONSENT
    under_part2(dee, "Plaza", PART2_SITES)
    assert basis_of(dee, person, at[site]) == rules.NO_CONSENT
    assert basis_of(dee, person, at[van]) == rules.ROLE
    assert basis_of(dee, person) == rules.NO_CONSENT
    under_part2(dee, "plaza, nowhere", PART2_SITES)
    assert basis_of(dee, person, at[van]) == rules.NO_CONSENT


def test_the_same_queries_run_whoever_it_is_about(
    dee: Actor, person: Participant, part2: None, django_assert_num_queries: Callable[[int], Any]
) -> None:
    agreed(person, dee)
    leaving = replace(TO_CLINIC, people=(person.pk,))
    for ids in ((person.pk,), (participant(dee).pk,), (987_654,)):
        reach = gate.whom(dee, recipient="county", leaving=leaving)
        # The organisation's rules and its day, promises, joined records, consents and whom they name.
        with django_assert_num_queries(6):
            assert gate.whom(dee, recipient="county", leaving=replace(leaving, people=ids)) == reach
    assert reach.only == {person.pk}


def test_reach_outside_part_2_leaves_out_whom_a_promise_is_about(dee: Actor, person: Participant) -> None:
    assert gate.whom(dee, recipient="county") == gate.Reach()
    other = participant(dee)
    merge_participants(by=dee, kept=person, joined=other)
    promised(person, dee)
    reach = gate.whom(dee, recipient="county")
    assert reach.never == {person.pk, other.pk}
    third = participant(dee)
    assert [reach.holds(pk) for pk in (person.pk, other.pk, third.pk, None)] == [False, False, True, True]
    assert list(Participant.objects.of(dee).filter(reach.narrow("pk"))) == [third]
    assert gate.whom(dee, recipient="staff") == gate.Reach()
