"""Writing down what a participant chose to tell: once; after that only corrections."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit.actions import record
from meetpoint.core.people.actions.changing import tell_modules
from meetpoint.core.people.actions.codes import refuse_erased
from meetpoint.core.people.actions.holding import hold
from meetpoint.core.people.demographics import read_answers
from meetpoint.core.people.errors import AlreadyAsked
from meetpoint.core.people.models import Demographics, Participant
from meetpoint.core.people.permissions import DEMOGRAPHICS_CORRECT, DEMOGRAPHICS_TELL
from meetpoint.core.people.queries import demographics_of
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock


def tell_demographics(participant: Participant, answers: Mapping[str, object], *, by: Actor) -> Demographics:
    """Store what was told, as raw text by question; every answer may be missing. Asking happens once.

    Raises AlreadyAsked, Erased, DomainError with a message for each unreadable answer, FieldForbidden for
    a question that the organisation's place forbids, NotAllowed.
    """
    by.require(DEMOGRAPHICS_TELL)
    columns = read_answers(by.organisation_id, answers)
    with transaction.atomic():
        kept = _locked(by, participant)
        if demographics_of(by, kept) is not None:
            raise AlreadyAsked(
                _("This person was asked before, and is asked only once. Ask a manager to correct it.")
            )
        told = Demographics.objects.create(
            organisation_id=by.organisation_id, participant=kept, asked_at=clock.now(), **columns
        )
        tell_modules(by, kept)
        _audit(by, "participant.told", kept, columns)
    return told


def correct_demographics(
    participant: Participant, answers: Mapping[str, object], *, by: Actor
) -> Demographics:
    """Replace what was told before by what is right. Raises as `tell_demographics`, save for AlreadyAsked."""
    by.require(DEMOGRAPHICS_CORRECT)
    columns = read_answers(by.organisation_id, answers)
    with transaction.atomic():
        kept = _locked(by, participant)
        owner = demographics_of(by, kept)
        told, _created = Demographics.objects.of(by).update_or_create(
            participant_id=owner.participant_id if owner else kept.pk,
            defaults={**columns, "corrected_at": clock.now()},
            create_defaults={
                **columns,
                "organisation_id": by.organisation_id,
                "asked_at": clock.now(),
                "corrected_at": clock.now(),
            },
        )
        tell_modules(by, kept)
        _audit(by, "participant.corrected", kept, columns)
    return told


def _locked(by: Actor, participant: Participant) -> Participant:
    (kept,) = hold(by, participant)
    refuse_erased(kept)
    return kept


def _audit(by: Actor, action: str, kept: Participant, columns: Mapping[str, object]) -> None:
    """Name the questions that were answered, never the answers."""
    answered = ",".join(sorted(name for name, value in columns.items() if value))
    record(by, action, "participant", [kept.pk], fields={"answered": answered})
