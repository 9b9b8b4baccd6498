"""Enrolling, losing a card, joining records, telling once, and destroying the key."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, connection

from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.organisations.errors import FieldForbidden
from meetpoint.core.organisations.models import FieldRule, Organisation, Requirement
from meetpoint.core.people import cards, code_keys
from meetpoint.core.people.actions import (
    correct_demographics,
    destroy_code_key,
    enrol_participant,
    merge_participants,
    replace_code,
    show_card,
    tell_demographics,
    unmerge,
)
from meetpoint.core.people.errors import (
    AlreadyAsked,
    AlreadyReplaced,
    CannotMerge,
    CodeInUse,
    CodeKeyMissing,
    CodeProblem,
    Erased,
    NoCardKept,
)
from meetpoint.core.people.models import (
    Demographics,
    Participant,
    ParticipantCode,
    ParticipantMerge,
    RetiredReason,
)
from meetpoint.core.people.privacy import erase
from meetpoint.core.people.queries import (
    codes_counted,
    demographics_of,
    find_by_code,
    joined_ids,
    newest_code,
)
from meetpoint.core.people.tests.factories import enrolled, participant
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import DomainError, NotAllowed
from meetpoint.lib.identifiers import uuid7

MARIA = {"mother": "María", "month": "7", "year": "1985"}


# --- enrolment ----------------------------------------------------------------------------------


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


# --- codes from answers --------------------------------------------------------------------------


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


# --- lost codes ----------------------------------------------------------------------------------


def test_lost_code_finds_nobody_and_the_new_one_does(ana: Actor) -> None:
    person, lost = enrolled(ana)
    card = replace_code(person, by=ana, reason=RetiredReason.LOST)
    assert find_by_code(ana, lost.spoken) is None
    assert find_by_code(ana, lost.scanned) is None
    assert find_by_code(ana, card.spoken) == person
    old = ParticipantCode.objects.of(ana).exclude(retired_at=None).get()
    assert (old.retired_reason, old.sealed) == ("lost", None)


def test_lost_code_of_a_joined_record_is_retired_too(dee: Actor) -> None:
    (kept, _card), (joined, lost) = enrolled(dee), enrolled(dee)
    merge_participants(by=dee, kept=kept, joined=joined)
    card = replace_code(joined, by=dee, reason=RetiredReason.LOST)
    assert find_by_code(dee, lost.spoken) is None
    assert find_by_code(dee, card.spoken) == kept


def test_code_may_be_replaced_by_answers(ana: Actor, deriving: Organisation) -> None:
    person = participant(ana)
    assert replace_code(person, by=ana, reason=RetiredReason.OTHER, answers=MARIA).spoken == "MA0785"
    assert find_by_code(ana, "MA0785") == person


def test_code_of_an_erased_person_is_not_replaced(dee: Actor) -> None:
    person = participant(dee)
    erase(dee, person.pk)
    person.refresh_from_db()
    with pytest.raises(Erased):
        replace_code(person, by=dee, reason=RetiredReason.LOST)


def test_code_sent_twice_is_replaced_once(ana: Actor) -> None:
    person = participant(ana)
    shown = newest_code(ana, person)
    card = replace_code(person, by=ana, reason=RetiredReason.LOST, replacing=shown)
    with pytest.raises(AlreadyReplaced):
        replace_code(person, by=ana, reason=RetiredReason.LOST, replacing=shown)
    assert find_by_code(ana, card.spoken) == person


def test_codes_of_another_organisation_are_out_of_reach(dee: Actor, cai: Actor) -> None:
    theirs, card = enrolled(cai)
    with pytest.raises(Participant.DoesNotExist):
        replace_code(theirs, by=dee, reason=RetiredReason.LOST)
    with pytest.raises(Participant.DoesNotExist):
        show_card(theirs, by=dee)
    assert find_by_code(cai, card.spoken) == theirs


def test_card_shown_again_is_the_same_card_and_audited(ana: Actor) -> None:
    person, card = enrolled(ana)
    assert show_card(person, by=ana) == card
    assert AuditEntry.objects.of(ana).filter(action="participant.card_shown").count() == 1


def test_code_from_answers_cannot_be_shown_again(ana: Actor, deriving: Organisation) -> None:
    person = enrol_participant(by=ana, answers=MARIA).participant
    with pytest.raises(NoCardKept, match="Lost code"):
        show_card(person, by=ana)


def test_showing_and_replacing_have_their_own_permissions(ana: Actor) -> None:
    person = participant(ana)
    with pytest.raises(NotAllowed):
        show_card(person, by=replace(ana, permissions=ana.permissions - {"people:code:unmask"}))
    without = replace(ana, permissions=ana.permissions - {"people:code:replace"})
    with pytest.raises(NotAllowed):
        replace_code(person, by=without, reason=RetiredReason.LOST)


# --- the key ----------------------------------------------------------------------------------------


def test_destroyed_key_cuts_every_code_loose(dee: Actor, django_capture_on_commit_callbacks: object) -> None:
    person, card = enrolled(dee)
    file = code_keys.path(dee.organisation_id)
    before = file.read_text()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert destroy_code_key(by=dee) == 1
    assert not file.exists()
    assert find_by_code(dee, card.spoken) is None
    assert file.read_text() != before
    with pytest.raises(NoCardKept):
        show_card(person, by=dee)
    code = ParticipantCode.objects.of(dee).get()
    assert (code.sealed, code.retired_reason) == (None, "key_destroyed")
    assert (codes_counted(dee), newest_code(dee, person)) == (0, 0)
    new = replace_code(person, by=dee, reason=RetiredReason.KEY_DESTROYED)
    assert codes_counted(dee) == 1
    assert find_by_code(dee, new.spoken) == person


def test_destroying_a_key_that_is_gone_already_does_nothing(dee: Actor) -> None:
    assert code_keys.destroy(dee.organisation_id) is False


def test_only_an_administrator_destroys_the_key(ana: Actor) -> None:
    with pytest.raises(NotAllowed):
        destroy_code_key(by=ana)


def test_missing_key_is_named_instead_of_finding_nobody(ana: Actor) -> None:
    _person, card = enrolled(ana)
    code_keys.path(ana.organisation_id).unlink()
    with pytest.raises(CodeKeyMissing, match=f"codes-{ana.organisation_id}.key"):
        find_by_code(ana, card.spoken)


# --- joining ------------------------------------------------------------------------------------------


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


# --- telling ------------------------------------------------------------------------------------------

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
