"""Lost codes, cards shown again, and destroying the key."""

from dataclasses import replace

import pytest

from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.people import code_keys
from meetpoint.core.people.actions import (
    destroy_code_key,
    enrol_participant,
    merge_participants,
    replace_code,
    show_card,
)
from meetpoint.core.people.errors import (
    AlreadyReplaced,
    CodeKeyMissing,
    Erased,
    NoCardKept,
)
from meetpoint.core.people.models import (
    Participant,
    ParticipantCode,
    RetiredReason,
)
from meetpoint.core.people.privacy import erase
from meetpoint.core.people.queries import (
    codes_counted,
    codes_in_force,
    find_by_code,
    newest_code,
)
from meetpoint.core.people.tests.factories import enrolled, participant
from meetpoint.core.people.tests.races import at_once, on_postgresql
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import NotAllowed

MARIA = {"mother": "María", "month": "7", "year": "1985"}


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


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_code_sent_twice_at_the_same_moment_is_replaced_once(ana: Actor) -> None:
    for _round in range(6):
        person = participant(ana)
        shown = newest_code(ana, person)

        def send(person: Participant = person, shown: int = shown) -> None:
            replace_code(person, by=ana, reason=RetiredReason.LOST, replacing=shown)

        outcomes = at_once(send, send)
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AlreadyReplaced", "NoneType"]
        assert codes_in_force(ana, person).count() == 1


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
