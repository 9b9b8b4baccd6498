"""Group trainings: headcounts, stored once, never in the future."""

from datetime import timedelta

import pytest

from meetpoint.core.encounters.tests.factories import audit_of
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict, DomainError, NotAllowed, NotFound
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.naloxone.actions.trainings import void_training
from meetpoint.services.naloxone.figures import trained_in_groups_by_day
from meetpoint.services.naloxone.queries import live_trainings
from meetpoint.services.naloxone.tests.factories import held, span, total


def test_training_counts_people_and_keeps_topics(ana, site) -> None:
    training = held(ana, site, people=9, topics=("recognise", "dosing"), audience="family")
    training.refresh_from_db()
    assert training.topic_labels == ["Recognising it", "Giving naloxone"]
    assert total(trained_in_groups_by_day(ana.organisation_id, *span())) == 9


def test_same_training_twice_is_stored_and_audited_once(ana, site) -> None:
    uid = uuid7()
    assert held(ana, site, uid=uid).pk == held(ana, site, uid=uid).pk
    assert len(audit_of(ana, "naloxone_training.recorded")) == 1


def test_training_of_tomorrow_is_refused_beside_its_field(ana, site) -> None:
    with pytest.raises(DomainError) as refusal:
        held(ana, site, held_on=clock.now().date() + timedelta(days=2))
    assert set(refusal.value.fields) == {"held_on"}


def test_training_at_another_organisations_site_is_not_found(ana, other_site) -> None:
    with pytest.raises(NotFound):
        held(ana, other_site)


def test_training_needs_the_permission(ben, site) -> None:
    with pytest.raises(NotAllowed):
        held(ben, site)


def test_voided_training_is_not_counted(ana, site) -> None:
    training = held(ana, site)
    void_training(training, by=ana)
    assert not live_trainings(ana).exists()
    assert total(trained_in_groups_by_day(ana.organisation_id, *span())) == 0
    with pytest.raises(Conflict):
        void_training(training, by=ana)


def test_voiding_a_training_needs_the_permission(ana, ben, site) -> None:
    with pytest.raises(NotAllowed):
        void_training(held(ana, site), by=ben)
