"""The walls between teams of one organisation: what a person's consents open, and what closes them again."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetpoint.core.consent.actions import revoke_consent
from meetpoint.core.consent.deciding.facts import Scope
from meetpoint.core.consent.deciding.inside import Inside, inside
from meetpoint.core.consent.models.consents import RevokedHow
from meetpoint.core.consent.queries import timeline
from meetpoint.core.consent.tests.factories import agreed, promised
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.actions import merge_participants
from meetpoint.core.people.models import Participant
from meetpoint.core.people.queries import joined_ids
from meetpoint.core.people.tests.factories import participant
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock

US = "Harbor Light"


@pytest.fixture
def near(ana: Actor, van: Site) -> Actor:
    """Ana, assigned to the van alone."""
    return replace(ana, site_ids=frozenset({van.pk}))


@pytest.fixture
def person(ana: Actor) -> Participant:
    return participant(ana)


def opened(by: Actor, person: Participant) -> Sequence[str]:
    return sorted(inside(by, joined_ids(by, person)).opened)


def test_nothing_is_open_before_the_person_agrees(near: Actor, person: Participant) -> None:
    assert opened(near, person) == []
    assert inside(near, [person.pk]).viewer(["attendance"]) == near


def test_consent_naming_the_organisation_opens_what_it_names(near: Actor, person: Participant) -> None:
    agreed(person, near, recipients=[US], purposes=["support"])
    assert opened(near, person) == ["attendance", "medication", "referrals"]
    view = inside(near, [person.pk])
    assert view.viewer(["attendance"]).site_ids is None
    assert view.viewer(["attendance", "overdoses"]).site_ids == near.site_ids


def test_consent_to_all_who_treat_opens_too(near: Actor, person: Participant) -> None:
    agreed(person, near, recipients=[], to_class=True, tells_redisclosure=True)
    assert "attendance" in opened(near, person)


@pytest.mark.parametrize(
    "said", [{"recipients": ["River Clinic"]}, {"recipients": [US], "purposes": ["request"]}]
)
def test_consent_for_somebody_or_something_else_opens_nothing(
    near: Actor, person: Participant, said: dict[str, list[str]]
) -> None:
    agreed(person, near, **said)
    assert opened(near, person) == []


def test_taking_back_closes_at_once(near: Actor, person: Participant) -> None:
    consent = agreed(person, near, recipients=[US])
    assert opened(near, person)
    revoke_consent(consent, how=RevokedHow.SAID, by=near)
    assert opened(near, person) == []


def test_later_no_for_one_purpose_closes_for_all(near: Actor, person: Participant) -> None:
    agreed(person, near, recipients=[US], purposes=["treatment"])
    agreed(person, near, recipients=[US], purposes=["support"], answer="refused", scope=["referrals"])
    assert opened(near, person) == ["attendance", "medication"]


def test_promise_to_keep_back_closes(near: Actor, dee: Actor, person: Participant) -> None:
    agreed(person, near, recipients=[US])
    promised(person, dee, to_name=US, scope=("medication",))
    assert opened(near, person) == ["attendance", "referrals"]


def test_counselling_notes_are_never_opened(near: Actor, person: Participant) -> None:
    agreed(person, near, recipients=[US], scope=["counselling_notes"])
    assert opened(near, person) == []


def test_what_a_joined_record_agreed_to_counts(near: Actor, dee: Actor, person: Participant) -> None:
    other = participant(near)
    agreed(other, near, recipients=[US])
    kept = merge_participants(by=dee, kept=person, joined=other)
    assert opened(near, kept)


def test_no_kinds_at_all_open_nothing(near: Actor) -> None:
    assert Inside(by=near, opened=frozenset(Scope)).viewer(()) == near


def test_whoever_reaches_every_site_asks_nothing(dee: Actor, person: Participant) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        inside(dee, [person.pk])
    assert len(asked) == 0


def test_person_who_agreed_to_nothing_costs_one_query(near: Actor, person: Participant) -> None:
    with CaptureQueriesContext(connection) as asked:
        inside(near, [person.pk])
    assert len(asked) == 1


def test_every_timeline_names_its_kinds_as_a_consent_does() -> None:
    sources = [source for module in registry() for source in module.timeline]
    assert all(source.scopes for source in sources)
    for source in sources:
        assert set(source.scopes) <= set(Scope) - {Scope.COUNSELLING_NOTES}, source.slug


def test_answers_stand_on_the_timeline_of_who_sees_every_site(
    near: Actor, dee: Actor, person: Participant
) -> None:
    consent = agreed(person, near, scope=["referrals"])
    agreed(person, near, answer="refused", scope=["referrals"], recipients=["Home Again"])
    revoke_consent(consent, how=RevokedHow.SAID, by=near)
    with CaptureQueriesContext(connection) as asked:
        entries = timeline(dee, person.pk, clock.now(), 10)
    assert len(asked) == 2
    assert [str(entry.title) for entry in entries] == [
        "Took back what was agreed to",
        "Said no to sharing",
        "Agreed to share",
    ]
    assert entries[2].detail == "where I was referred, and what came of it → River Clinic"
    assert [entry.title for entry in timeline(dee, person.pk, clock.now(), 1)] == [entries[0].title]
    assert timeline(dee, person.pk, entries[2].at, 10) == []
    assert timeline(near, person.pk, clock.now(), 10) == []
