"""Enrolling: a card that finds the person, codes from answers, and no readable code stored."""

import pytest
from django.db import IntegrityError, connection

from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.people import cards
from meetpoint.core.people.actions import (
    destroy_code_key,
    enrol_participant,
    replace_code,
)
from meetpoint.core.people.errors import (
    CodeInUse,
    CodeProblem,
    EnrolledOtherwise,
)
from meetpoint.core.people.models import (
    Participant,
    ParticipantCode,
    RetiredReason,
)
from meetpoint.core.people.queries import (
    find_by_code,
)
from meetpoint.core.people.tests.factories import enrolled, participant
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import NotAllowed
from meetpoint.lib.identifiers import uuid7

MARIA = {"mother": "María", "month": "7", "year": "1985"}


def test_enrolment_gives_a_card_that_finds_the_person(ana: Actor) -> None:
    person, card = enrolled(ana)
    assert find_by_code(ana, card.spoken) == person
    assert find_by_code(ana, card.scanned.lower()) == person
    assert "".join(card.groups) == card.scanned


def test_enrolment_stores_no_readable_code(ana: Actor) -> None:
    _person, card = enrolled(ana)
    short = card.spoken.replace("-", "")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_participantcode")
        stored = str([bytes(v) if isinstance(v, memoryview) else v for v in cursor.fetchone()])
        cursor.execute("SELECT * FROM audit_auditentry")
        stored += str(cursor.fetchall())
    assert short not in stored
    assert card.scanned not in stored
    assert short not in repr(card)


def test_enrolment_sent_twice_makes_one_person_and_shows_no_card_again(ana: Actor) -> None:
    uid = uuid7()
    first = enrol_participant(by=ana, uid=uid)
    again = enrol_participant(by=ana, uid=uid)
    assert (first.participant, again.card) == (again.participant, None)
    assert Participant.objects.of(ana).count() == 1
    assert AuditEntry.objects.of(ana).filter(action="participant.enrolled").count() == 1


def test_enrolment_sent_again_with_other_answers_is_refused(ana: Actor, deriving: Organisation) -> None:
    derived, drawn = uuid7(), uuid7()
    enrol_participant(by=ana, uid=derived, answers=MARIA)
    person = enrol_participant(by=ana, uid=drawn).participant
    for uid, answers in ((derived, {**MARIA, "month": "8"}), (derived, None), (drawn, MARIA)):
        with pytest.raises(EnrolledOtherwise):
            enrol_participant(by=ana, uid=uid, answers=answers)
    replace_code(person, reason=RetiredReason.LOST, by=ana)
    assert enrol_participant(by=ana, uid=derived, answers=MARIA).card is None
    assert enrol_participant(by=ana, uid=drawn).card is None
    destroy_code_key(by=Actor.system(ana.organisation_id, "test"))
    assert enrol_participant(by=ana, uid=derived).card is None


def test_short_form_in_use_is_drawn_again(ana: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    _first, card = enrolled(ana)
    drawn = [cards.codes.Code(card.scanned), cards.codes.draw()]
    queue = list(drawn)
    monkeypatch.setattr(cards.codes, "draw", lambda: queue.pop(0))
    _second, other = enrolled(ana)
    assert other.scanned == drawn[1].full


def test_code_of_another_organisation_finds_nobody(ana: Actor, cai: Actor) -> None:
    _person, card = enrolled(ana)
    assert find_by_code(cai, card.spoken) is None


def test_enrolment_needs_permission(ben: Actor) -> None:
    with pytest.raises(NotAllowed):
        enrol_participant(by=ben)


def test_answers_make_a_code_that_is_typed_carelessly(ana: Actor, deriving: Organisation) -> None:
    done = enrol_participant(by=ana, answers=MARIA)
    assert done.card is not None
    assert (done.card.spoken, done.card.groups) == ("MA0785", ())
    assert find_by_code(ana, "ma-07 85") == done.participant


def test_code_from_answers_is_stored_as_a_hash_only(ana: Actor, deriving: Organisation) -> None:
    enrol_participant(by=ana, answers=MARIA)
    stored = ParticipantCode.objects.of(ana).values().get()
    assert stored["sealed"] is None
    assert stored["full_lookup"] == ""
    assert "MA0785" not in str(stored)


def test_second_person_with_the_same_answers_gets_a_digit(ana: Actor, deriving: Organisation) -> None:
    first = enrol_participant(by=ana, answers=MARIA)
    with pytest.raises(CodeInUse, match="add a digit"):
        enrol_participant(by=ana, answers=MARIA)
    second = enrol_participant(by=ana, answers=MARIA, not_theirs=True)
    assert second.card is not None
    assert second.card.spoken == "MA0785-2"
    assert find_by_code(ana, "MA0785-2") == second.participant
    assert find_by_code(ana, "MA0785") == first.participant


def test_tenth_person_with_the_same_answers_gets_a_random_code(ana: Actor, deriving: Organisation) -> None:
    for _digit in [0, *range(2, 10)]:
        enrol_participant(by=ana, answers=MARIA, not_theirs=True)
    with pytest.raises(CodeInUse, match="random code"):
        enrol_participant(by=ana, answers=MARIA, not_theirs=True)
    assert find_by_code(ana, enrolled(ana)[1].spoken)


def test_answers_without_a_recipe_are_refused(ana: Actor) -> None:
    with pytest.raises(CodeProblem, match="random codes"):
        enrol_participant(by=ana, answers=MARIA)


def test_same_answers_saved_at_the_same_moment_are_in_use(
    ana: Actor, deriving: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = participant(ana)

    def lose_the_race(*_args: object) -> None:
        raise IntegrityError

    monkeypatch.setattr("meetpoint.core.people.actions.enrolment.issue", lose_the_race)
    monkeypatch.setattr("meetpoint.core.people.actions.codes.issue", lose_the_race)
    with pytest.raises(CodeInUse, match="at this moment"):
        enrol_participant(by=ana, answers=MARIA)
    with pytest.raises(CodeInUse, match="at this moment"):
        replace_code(person, by=ana, reason=RetiredReason.LOST)
