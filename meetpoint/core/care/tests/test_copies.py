"""A person's own copy: complete, past the gate, readable."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from meetpoint.core.care.copies import Node, export_participant, readable
from meetpoint.core.care.erasure import erase_participant
from meetpoint.core.care.tests.conftest import Contact
from meetpoint.core.consent.models import Disclosure
from meetpoint.core.people.actions import merge_participants, tell_demographics
from meetpoint.core.people.errors import Erased
from meetpoint.core.people.tests.factories import enrolled, participant
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import NotAllowed


def test_copy_holds_every_module_and_every_joined_record(dee: Actor, contact: Contact) -> None:
    (person, card), joined = enrolled(dee), participant(dee)
    merge_participants(by=dee, kept=person, joined=joined)
    tell_demographics(joined, {"gender": "woman"}, by=dee)
    contact(person)
    contact(joined)
    copy = export_participant(joined, by=dee)
    parts = [part.module for part in copy.parts]
    assert parts.count("people") == 2
    assert parts.count("encounters") == 2
    text = json.dumps(copy.as_data(), cls=DjangoJSONEncoder)
    assert "Woman" in text
    assert card.scanned not in text
    assert copy.notice


def test_copy_is_accounted_for_and_says_so(dee: Actor) -> None:
    person = participant(dee)
    copy = export_participant(person, by=dee)
    entry = Disclosure.objects.of(dee).get()
    assert (entry.participant_id, entry.recipient, entry.allowed) == (person.pk, "participant", True)
    assert "A copy for the person" in str(copy.as_data())


@pytest.mark.parametrize("permission", ["people:participant:export", "consent:export:make"])
def test_copy_needs_both_permissions(dee: Actor, permission: str) -> None:
    person = participant(dee)
    with pytest.raises(NotAllowed):
        export_participant(person, by=replace(dee, permissions=dee.permissions - {permission}))


def test_nothing_is_copied_of_an_erased_person(dee: Actor) -> None:
    person = participant(dee)
    erase_participant(person, by=dee)
    person.refresh_from_db()
    with pytest.raises(Erased):
        export_participant(person, by=dee)


def test_values_become_words_lists_and_facts() -> None:
    node = readable(
        {"place_type": ["street", None, ""], "ok": True, "no": False, "n": 3, "day": date(2026, 3, 1)}
    )
    facts = dict(node.facts)
    assert [item.words for item in facts["Place type"].items] == ["street", "–", "–"]
    assert (facts["Ok"].words, facts["No"].words, facts["N"].words) == ("Yes", "No", "3")
    assert "2026" in facts["Day"].words
    assert "2026" in readable(datetime(2026, 3, 1, tzinfo=UTC)).words
    assert readable({}) == Node()
