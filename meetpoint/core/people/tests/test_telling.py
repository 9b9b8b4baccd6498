"""Telling once, skipping anything, and correcting."""

import pytest

from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.organisations.errors import FieldForbidden
from meetpoint.core.organisations.models import FieldRule, Organisation, Requirement
from meetpoint.core.people.actions import (
    correct_demographics,
    merge_participants,
    tell_demographics,
)
from meetpoint.core.people.errors import (
    AlreadyAsked,
    Erased,
)
from meetpoint.core.people.models import (
    Demographics,
)
from meetpoint.core.people.privacy import erase
from meetpoint.core.people.queries import (
    demographics_of,
)
from meetpoint.core.people.tests.factories import participant
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import DomainError, NotAllowed

MARIA = {"mother": "María", "month": "7", "year": "1985"}


TOLD = {
    "birth_year": "1985",
    "gender": "nonbinary",
    "race_ethnicity": ["white", "hispanic"],
    "zip3": "60614",
    "housing": "outside",
    "language": "es",
}


def test_what_is_told_is_stored_and_only_its_questions_are_audited(ana: Actor) -> None:
    told = tell_demographics(participant(ana), TOLD, by=ana)
    assert (told.birth_year, told.zip3, told.race_ethnicity) == (1985, "606", "hispanic,white")
    audited = AuditEntry.objects.of(ana).get(action="participant.told")
    assert "birth_year" in audited.fields
    assert "1985" not in audited.fields
    assert "606" not in audited.fields


def test_every_answer_may_be_skipped(ana: Actor) -> None:
    person = participant(ana)
    told = tell_demographics(person, {}, by=ana)
    assert told.birth_year is None
    assert demographics_of(ana, person) == told


def test_asking_happens_once_also_across_joined_records(dee: Actor) -> None:
    kept, joined = participant(dee), participant(dee)
    told = tell_demographics(joined, TOLD, by=dee)
    merge_participants(by=dee, kept=kept, joined=joined)
    assert demographics_of(dee, kept) == told
    with pytest.raises(AlreadyAsked):
        tell_demographics(kept, {}, by=dee)


def test_correction_replaces_what_was_told_where_it_stands(dee: Actor) -> None:
    kept, joined = participant(dee), participant(dee)
    tell_demographics(joined, TOLD, by=dee)
    merge_participants(by=dee, kept=kept, joined=joined)
    correct_demographics(kept, {"birth_year": "1958"}, by=dee)
    told = Demographics.objects.of(dee).get()
    assert (told.participant, told.birth_year, told.gender) == (joined, 1958, "")
    assert told.corrected_at is not None


def test_correction_also_starts_a_record(dee: Actor) -> None:
    assert correct_demographics(participant(dee), TOLD, by=dee).birth_year == 1985


def test_unreadable_answers_are_named_and_nothing_is_stored(ana: Actor) -> None:
    wrong = {"birth_year": "85", "gender": "??", "zip3": "IL", "race_ethnicity": "green"}
    with pytest.raises(DomainError) as problem:
        tell_demographics(participant(ana), wrong, by=ana)
    assert set(problem.value.fields) == set(wrong)
    assert not Demographics.objects.of(ana).exists()


def test_forbidden_question_is_refused(ana: Actor, org: Organisation) -> None:
    FieldRule.objects.create(
        organisation=org,
        field="participant.zip3",
        requirement=Requirement.FORBIDDEN,
        source="house rule",
        effective_from="2020-01-01",
    )
    with pytest.raises(FieldForbidden):
        tell_demographics(participant(ana), TOLD, by=ana)


def test_telling_and_correcting_have_their_own_permissions(ana: Actor, ben: Actor) -> None:
    person = participant(ana)
    with pytest.raises(NotAllowed):
        correct_demographics(person, TOLD, by=ana)
    with pytest.raises(NotAllowed):
        tell_demographics(person, TOLD, by=ben)


def test_erased_person_tells_nothing(dee: Actor) -> None:
    person = participant(dee)
    erase(dee, person.pk)
    with pytest.raises(Erased):
        tell_demographics(person, TOLD, by=dee)
