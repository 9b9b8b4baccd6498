"""Replacing a lost code, showing a card again, and destroying the key of all codes."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit.actions import Value, record
from meetpoint.core.people import code_keys, codes
from meetpoint.core.people.actions.holding import hold
from meetpoint.core.people.cards import Card, card_of, issue, prepare_answers
from meetpoint.core.people.errors import AlreadyReplaced, CodeInUse, Erased, NoCardKept
from meetpoint.core.people.models import CodeKind, Participant, ParticipantCode, RetiredReason
from meetpoint.core.people.permissions import DESTROY_KEY, REPLACE_CODE, UNMASK
from meetpoint.core.people.queries import codes_in_force, newest_code, record_now
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock


def replace_code(
    participant: Participant,
    *,
    by: Actor,
    reason: RetiredReason,
    answers: Mapping[str, str] | None = None,
    not_theirs: bool = False,
    replacing: int | None = None,
) -> Card:
    """Retire every code by which this person is found, joined records included, and give a new one.

    Retired codes find nobody, are never given out again, and stay as history without their sealed text.
    `replacing` is the `newest_code` that the form showed: sent twice, the second one finds another and
    raises AlreadyReplaced instead of voiding the new card. Raises Erased, CodeProblem
    and CodeInUse (see `enrol_participant`), NotAllowed.
    """
    by.require(REPLACE_CODE)
    made = None if answers is None else prepare_answers(by.organisation_id, answers, not_theirs=not_theirs)
    try:
        with transaction.atomic():
            (kept,) = hold(by, participant)
            refuse_erased(kept)
            if replacing is not None and replacing != newest_code(by, kept):
                raise AlreadyReplaced(_("The code was replaced a moment ago. The new card is good."))
            old = codes_in_force(by, kept)
            retired = old.update(retired_at=clock.now(), retired_reason=reason, sealed=None)
            card = issue(kept, made)
            fields: dict[str, Value] = {"code": card.kind.value, "reason": str(reason), "retired": retired}
            record(by, "participant.code_replaced", "participant", [kept.pk], fields=fields)
    except IntegrityError:
        raise CodeInUse(_("The same code is being given out at this moment. Please look again.")) from None
    return card


def show_card(participant: Participant, *, by: Actor) -> Card:
    """Return the card of the newest random code in force, so that it can be read or printed again.

    Every showing is audited. Raises NoCardKept when there is none (a code made from answers is not
    stored), CodeKeyMissing, NotAllowed.
    """
    by.require(UNMASK)
    with transaction.atomic():
        kept = record_now(by, participant)
        code = codes_in_force(by, kept).filter(kind=CodeKind.RANDOM).order_by("-issued_at", "-id").first()
        if code is None or code.sealed is None:
            raise NoCardKept(_("There is no card to show again. Give a new code instead: “Lost code”."))
        sealing = code_keys.sealing(code_keys.of(by.organisation_id))
        opened = codes.unseal(sealing, bytes(code.sealed), row=code.short_lookup)
        card = card_of(opened, code.issued_at)
        record(by, "participant.card_shown", "participant", [kept.pk])
    return card


def destroy_code_key(*, by: Actor) -> int:
    """Cut every code of the organisation loose from its record, for ever, and return how many were in force.

    Codes are retired and their sealed text removed in one transaction; once that is committed the key
    file is overwritten and unlinked. Run again, it finishes what a crash in between left over. Records
    stay; nobody can be found by a code again until they are given a new one. Raises NotAllowed.
    """
    by.require(DESTROY_KEY)
    with transaction.atomic():
        now = clock.now()
        every = ParticipantCode.objects.of(by).filter(unlinked_at=None)
        in_force = every.filter(retired_at=None)
        loose = in_force.update(retired_at=now, retired_reason=RetiredReason.KEY_DESTROYED)
        every.update(unlinked_at=now, sealed=None)
        record(
            by,
            "participant.code_key_destroyed",
            "organisation",
            [by.organisation_id],
            fields={"codes": loose},
        )
        transaction.on_commit(lambda: code_keys.destroy(by.organisation_id))
    return loose


def refuse_erased(participant: Participant) -> None:
    """Do nothing unless the participant was erased; then raise Erased."""
    if participant.erased_at is not None:
        raise Erased(_("This participant was erased. Enrol the person again if they wish to come back."))
