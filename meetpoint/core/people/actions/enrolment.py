"""Enrolling somebody: a record with no name in it, and a code that they carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit.actions import record
from meetpoint.core.people.cards import Card, FromAnswers, is_first_code, issue, prepare_answers
from meetpoint.core.people.errors import CodeInUse, EnrolledOtherwise
from meetpoint.core.people.models import Participant
from meetpoint.core.people.permissions import ENROL
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7


@dataclass(frozen=True, kw_only=True)
class Enrolment:
    """The new participant, and the card to hand over; None when the same enrolment was sent before."""

    participant: Participant
    card: Card | None


def enrol_participant(
    *,
    by: Actor,
    answers: Mapping[str, str] | None = None,
    not_theirs: bool = False,
    uid: UUID | None = None,
) -> Enrolment:
    """Enrol a participant and give them a code: random, or made from `answers` by the organisation's recipe.

    The code is in the returned card and nowhere else in readable form. `not_theirs` says that the person
    does not own the code that the answers make, so that a digit is added. `uid` lets a form be sent twice:
    the second time nothing is made and no card is shown. Raises CodeProblem for answers that make no code,
    CodeInUse when somebody has it, EnrolledOtherwise for the same `uid` with other answers, NotAllowed.
    """
    by.require(ENROL)
    made = None if answers is None else prepare_answers(by.organisation_id, answers, not_theirs=not_theirs)
    uid = uid or uuid7()
    try:
        with transaction.atomic():
            before = Participant.objects.of(by).filter(uid=uid).first()
            if before is not None:
                return _again(before, made)
            participant = Participant.objects.create(
                organisation_id=by.organisation_id, uid=uid, created_at=clock.now()
            )
            card = issue(participant, made)
            record(
                by, "participant.enrolled", "participant", [participant.pk], fields={"code": card.kind.value}
            )
    except IntegrityError:
        raise CodeInUse(_("The same enrolment is being saved at this moment. Please look again.")) from None
    return Enrolment(participant=participant, card=card)


def _again(before: Participant, made: FromAnswers | None) -> Enrolment:
    if not is_first_code(before, made):
        raise EnrolledOtherwise(
            _(
                "This person was enrolled before with other answers. "
                "Open their page and replace the code there."
            )
        )
    return Enrolment(participant=before, card=None)
