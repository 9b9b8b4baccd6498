"""Joining records and separating them again."""

import pytest

from meetpoint.core.people.actions import (
    merge_participants,
    unmerge,
)
from meetpoint.core.people.errors import (
    CannotMerge,
    Erased,
)
from meetpoint.core.people.models import (
    Participant,
    ParticipantMerge,
)
from meetpoint.core.people.privacy import erase
from meetpoint.core.people.queries import (
    find_by_code,
    joined_ids,
    kept_record,
)
from meetpoint.core.people.tests.factories import enrolled, participant
from meetpoint.core.people.tests.races import at_once, on_postgresql
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import NotAllowed

MARIA = {"mother": "María", "month": "7", "year": "1985"}


def test_joined_record_is_followed_and_separated_again(dee: Actor) -> None:
    (kept, _card), (joined, card) = enrolled(dee), enrolled(dee)
    assert merge_participants(by=dee, kept=kept, joined=joined) == kept
    assert find_by_code(dee, card.spoken) == kept
    assert joined_ids(dee, kept) == [kept.pk, joined.pk]
    joined.refresh_from_db()
    assert unmerge(joined, by=dee) == joined
    assert find_by_code(dee, card.spoken) == joined
    history = ParticipantMerge.objects.of(dee).get()
    assert (history.merged_by, history.undone_by) == (dee.staff_id, dee.staff_id)
    assert history.undone_at is not None


def test_chain_of_joins_is_followed_to_its_end(dee: Actor) -> None:
    people = [enrolled(dee) for _ in range(4)]
    for (kept, _), (joined, _) in zip(people[1:], people[:-1], strict=True):
        merge_participants(by=dee, kept=kept, joined=joined)
    assert find_by_code(dee, people[0][1].spoken) == people[3][0]
    assert sorted(joined_ids(dee, people[3][0])) == [person.pk for person, _ in people]


def test_endless_chain_is_a_programming_error(dee: Actor) -> None:
    (one, card), (other, _) = enrolled(dee), enrolled(dee)
    Participant.objects.of(dee).filter(pk=one.pk).update(merged_into=other)
    Participant.objects.of(dee).filter(pk=other.pk).update(merged_into=one)
    with pytest.raises(RuntimeError):
        find_by_code(dee, card.spoken)


def test_chain_of_joins_may_be_long(dee: Actor) -> None:
    people = [enrolled(dee) for _ in range(25)]
    for (kept, _), (joined, _) in zip(people[1:], people[:-1], strict=True):
        merge_participants(by=dee, kept=kept, joined=joined)
    assert find_by_code(dee, people[0][1].spoken) == people[-1][0]


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_joins_at_the_same_moment_make_no_ring(dee: Actor) -> None:
    for _round in range(8):
        a, b, x, y = (participant(dee) for _ in range(4))
        merge_participants(by=dee, kept=a, joined=x)
        merge_participants(by=dee, kept=b, joined=y)
        outcomes = at_once(
            lambda x=x, y=y: merge_participants(by=dee, kept=x, joined=y),
            lambda a=a, b=b: merge_participants(by=dee, kept=b, joined=a),
        )
        a.refresh_from_db()
        b.refresh_from_db()
        assert kept_record(dee, a) == kept_record(dee, b)
        assert sorted(type(outcome) for outcome in outcomes if outcome) == [CannotMerge]


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_joins_that_cross_wait_instead_of_blocking_each_other(dee: Actor) -> None:
    for _round in range(4):
        a, b, x, y = (participant(dee) for _ in range(4))
        merge_participants(by=dee, kept=a, joined=x)
        merge_participants(by=dee, kept=b, joined=y)
        c = participant(dee)
        outcomes = at_once(
            lambda x=x, c=c: merge_participants(by=dee, kept=c, joined=x),
            lambda a=a, b=b: merge_participants(by=dee, kept=a, joined=b),
            lambda y=y, c=c: merge_participants(by=dee, kept=y, joined=c),
        )
        assert {type(outcome) for outcome in outcomes} <= {type(None), CannotMerge}
        for person in (a, b, c, x, y):
            person.refresh_from_db()
        assert len({kept_record(dee, person).pk for person in (a, b, c, x, y)}) == 1


def test_one_record_is_not_joined_to_itself(dee: Actor) -> None:
    kept, joined = participant(dee), participant(dee)
    merge_participants(by=dee, kept=kept, joined=joined)
    for one, other in ((kept, joined), (joined, kept), (kept, kept)):
        with pytest.raises(CannotMerge):
            merge_participants(by=dee, kept=one, joined=other)


def test_record_that_stands_alone_is_not_separated(dee: Actor) -> None:
    with pytest.raises(CannotMerge):
        unmerge(participant(dee), by=dee)


def test_erased_record_is_not_joined(dee: Actor) -> None:
    kept, gone = participant(dee), participant(dee)
    erase(dee, gone.pk)
    for one, other in ((kept, gone), (gone, kept)):
        with pytest.raises(Erased):
            merge_participants(by=dee, kept=one, joined=other)


def test_joining_needs_permission(ana: Actor) -> None:
    one, other = participant(ana), participant(ana)
    with pytest.raises(NotAllowed):
        merge_participants(by=ana, kept=one, joined=other)
    with pytest.raises(NotAllowed):
        unmerge(one, by=ana)


def test_record_of_another_organisation_is_not_joined(dee: Actor, cai: Actor) -> None:
    theirs = participant(cai)
    with pytest.raises(Participant.DoesNotExist):
        merge_participants(by=dee, kept=participant(dee), joined=theirs)
