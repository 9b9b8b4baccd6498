"""Records held until an action is done."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from meetpoint.core.people.actions import holding, merge_participants
from meetpoint.core.people.actions.holding import hold
from meetpoint.core.people.models import Participant
from meetpoint.core.people.tests.factories import participant
from meetpoint.core.people.tests.races import on_postgresql
from meetpoint.core.tenancy.actor import Actor


def test_records_held_are_those_that_are_kept(dee: Actor) -> None:
    kept, joined, other = participant(dee), participant(dee), participant(dee)
    merge_participants(by=dee, kept=kept, joined=joined)
    with transaction.atomic():
        assert hold(dee, other, joined, kept) == [other, kept, kept]


def test_record_joined_while_it_was_being_locked_is_followed(
    dee: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = participant(dee), participant(dee)
    leading_to, lock = iter([[first], [second], [second], [second]]), holding._lock
    locked: list[list[Participant]] = []

    def noted(by: Actor, records: list[Participant]) -> None:
        locked.append(records)
        lock(by, records)

    monkeypatch.setattr(holding, "_leading_to", lambda _by, _participants: next(leading_to))
    monkeypatch.setattr(holding, "_lock", noted)
    with transaction.atomic():
        assert hold(dee, first) == [second]
    assert locked == [[first], [second]]


@on_postgresql
def test_records_are_locked_in_one_order(dee: Actor) -> None:
    one, other = participant(dee), participant(dee)
    with (
        transaction.atomic(),
        CaptureQueriesContext(
            connection,
        ) as queries,
    ):
        hold(dee, other, one)
    (locking,) = [query["sql"] for query in queries if "FOR UPDATE" in query["sql"]]
    assert "ORDER BY" in locking


def test_record_of_another_organisation_is_not_held(dee: Actor, cai: Actor) -> None:
    with pytest.raises(Participant.DoesNotExist), transaction.atomic():
        hold(dee, participant(cai))
