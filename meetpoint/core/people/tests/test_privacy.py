"""The plan covers every column; export tells, and erasure leaves an empty row."""

import json

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder

from meetpoint.core.people.actions import merge_participants, tell_demographics
from meetpoint.core.people.models import Demographics, Participant, ParticipantCode, ParticipantMerge
from meetpoint.core.people.privacy import COLUMNS, erase, export
from meetpoint.core.people.queries import find_by_code
from meetpoint.core.people.tests.factories import enrolled, participant
from meetpoint.core.tenancy.actor import Actor


def test_every_column_is_declared() -> None:
    for model in apps.get_app_config("people").get_models():
        columns = {field.name for field in model._meta.fields} - {"id", "organisation"}
        assert columns == set(COLUMNS[model._meta.label]), model


def test_export_gives_what_was_told_in_words_and_no_code(dee: Actor) -> None:
    person, card = enrolled(dee)
    tell_demographics(person, {"birth_year": "1985", "gender": "two_spirit"}, by=dee)
    given = json.dumps(export(dee, person.pk), cls=DjangoJSONEncoder)
    assert "Two-Spirit" in given
    assert "1985" in given
    assert "Random code" in given
    assert card.scanned not in given


def test_export_of_somebody_who_was_never_asked(dee: Actor) -> None:
    assert export(dee, participant(dee).pk)["What you told"] == {}


def test_erasure_leaves_an_empty_row(dee: Actor) -> None:
    (person, card), other, joined = enrolled(dee), participant(dee), participant(dee)
    tell_demographics(person, {"birth_year": "1985"}, by=dee)
    merge_participants(by=dee, kept=person, joined=joined)
    merge_participants(by=dee, kept=other, joined=person)
    began = person.created_at
    erase(dee, person.pk)
    person.refresh_from_db()
    joined.refresh_from_db()
    assert str(person) == person.handle
    assert person.erased_at is not None
    assert person.created_at > began
    assert (person.merged_into, joined.merged_into) == (None, None)
    assert not ParticipantCode.objects.of(dee).filter(participant=person).exists()
    assert not Demographics.objects.of(dee).exists()
    assert not ParticipantMerge.objects.of(dee).exists()
    assert find_by_code(dee, card.spoken) is None


def test_erasure_stays_inside_the_organisation(dee: Actor, cai: Actor) -> None:
    person, card = enrolled(dee)
    erase(cai, person.pk)
    assert find_by_code(dee, card.spoken) == person
    assert Participant.objects.of(dee).get().erased_at is None
