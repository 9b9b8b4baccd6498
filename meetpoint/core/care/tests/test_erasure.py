"""Erasing a person everywhere, and letting go of what was kept long enough."""

from datetime import date, timedelta

import pytest

from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.care import erasure, privacy
from meetpoint.core.care.erasure import erase_participant, run_retention
from meetpoint.core.care.tests.conftest import Contact
from meetpoint.core.consent.gate import PARTICIPANT, disclose
from meetpoint.core.consent.models import Disclosure
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.modules.interface import Module, PrivacyPlan
from meetpoint.core.modules.registry import Registry, registry
from meetpoint.core.people.actions import merge_participants, replace_code, tell_demographics
from meetpoint.core.people.errors import Erased
from meetpoint.core.people.models import Demographics, Participant, ParticipantCode, RetiredReason
from meetpoint.core.people.queries import find_by_code
from meetpoint.core.people.tests.factories import enrolled, participant
from meetpoint.core.people.tests.races import at_once, on_postgresql
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import NotAllowed


def test_erasure_reaches_every_module_and_leaves_anonymous_counts(dee: Actor, contact: Contact) -> None:
    (person, card), joined = enrolled(dee), participant(dee)
    merge_participants(by=dee, kept=person, joined=joined)
    tell_demographics(person, {"birth_year": "1985"}, by=dee)
    contact(person)
    contact(joined)
    disclose(dee, kind="print", what="card", purpose="card", recipient=PARTICIPANT, participant_id=person.pk)
    assert erase_participant(joined, by=dee) == 2
    assert find_by_code(dee, card.spoken) is None
    assert not Demographics.objects.of(dee).exists()
    assert list(Encounter.objects.of(dee).values_list("participant", flat=True)) == [None, None]
    assert Disclosure.objects.of(dee).get().participant_id is None
    assert {row.erased_at is not None for row in Participant.objects.of(dee)} == {True}
    audited = AuditEntry.objects.of(dee).get(action="participant.erased")
    assert audited.subjects == f"[{person.pk},{joined.pk}]"


def test_every_module_that_exports_also_erases() -> None:
    for module in registry():
        assert (module.privacy.export is None) == (module.privacy.erase is None), module.slug


def test_erasure_is_whole_or_not_at_all(dee: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    person, card = enrolled(dee)

    def fail(_by: Actor, _participant: int) -> None:
        raise RuntimeError

    failing = Module(slug="failing", name="F", privacy=PrivacyPlan(columns={}, erase=fail))
    with_failing = Registry((*registry().modules, failing))
    monkeypatch.setattr(erasure, "registry", lambda: with_failing)
    with pytest.raises(RuntimeError):
        erase_participant(person, by=dee)
    assert find_by_code(dee, card.spoken) == person


def test_erasure_happens_once(dee: Actor) -> None:
    person = participant(dee)
    erase_participant(person, by=dee)
    with pytest.raises(Erased):
        erase_participant(person, by=dee)


def test_erasure_needs_permission(ana: Actor) -> None:
    person = participant(ana)
    with pytest.raises(NotAllowed):
        erase_participant(person, by=ana)
    with pytest.raises(NotAllowed):
        run_retention(by=ana, today=date(2026, 1, 1))


def test_erasure_stays_inside_the_organisation(dee: Actor, cai: Actor) -> None:
    with pytest.raises(Participant.DoesNotExist):
        erase_participant(participant(dee), by=cai)


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_erasure_leaves_no_code_that_was_given_at_the_same_moment(dee: Actor) -> None:
    for _round in range(6):
        kept, joined = participant(dee), participant(dee)
        merge_participants(by=dee, kept=kept, joined=joined)
        outcomes = at_once(
            lambda joined=joined: erase_participant(joined, by=dee),
            lambda kept=kept: replace_code(kept, by=dee, reason=RetiredReason.LOST),
        )
        assert outcomes[0] is None
        assert isinstance(outcomes[1], Erased | None)
        assert not ParticipantCode.objects.of(dee).filter(participant__in=[kept, joined]).exists()


# --- retention ------------------------------------------------------------------------------------


@pytest.fixture
def keeps_100_days(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(privacy, "option_value", lambda _organisation, _name: 100)


def aged(by: Actor, days: int) -> Participant:
    """Enrol somebody that many days ago."""
    person = participant(by)
    then = clock.now() - timedelta(days=days)
    Participant.objects.of(by).filter(pk=person.pk).update(created_at=then)
    ParticipantCode.objects.of(by).filter(participant=person).update(issued_at=then)
    return person


def is_erased(by: Actor, person: Participant) -> bool:
    return Participant.objects.of(by).get(pk=person.pk).erased_at is not None


def test_nobody_is_erased_until_a_number_is_set(dee: Actor) -> None:
    person = aged(dee, 5000)
    assert run_retention(by=dee, today=clock.now().date())["care"] == 0
    assert not is_erased(dee, person)


def test_those_who_stayed_away_are_erased(dee: Actor, keeps_100_days: None, contact: Contact) -> None:
    away, new, came, got_code, told, by_join = (aged(dee, 200) for _ in range(6))
    Participant.objects.of(dee).filter(pk=new.pk).update(created_at=clock.now())
    contact(away, hours=24 * 150)
    contact(came, hours=24 * 50)
    replace_code(got_code, by=dee, reason=RetiredReason.LOST)
    tell_demographics(told, {}, by=dee)
    joined = aged(dee, 200)
    merge_participants(by=dee, kept=by_join, joined=joined)
    contact(joined, hours=1)
    registry().by_slug["care"].schedules[0].run(dee)
    assert is_erased(dee, away)
    assert not any(is_erased(dee, person) for person in (new, came, got_code, told, by_join, joined))
    audited = AuditEntry.objects.of(dee).get(action="retention.run")
    assert audited.fields == '{"module":"care","removed":1}'


def test_a_days_erasures_are_limited(
    dee: Actor, keeps_100_days: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(privacy, "AT_A_TIME", 2)
    people = [aged(dee, 200) for _ in range(3)]
    assert run_retention(by=dee, today=clock.now().date())["care"] == 2
    assert sum(is_erased(dee, person) for person in people) == 2
