"""Who was told about a recall, and what people without a code brought back."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit import actions as audit
from meetpoint.core.people import queries as people
from meetpoint.core.people.actions.holding import hold
from meetpoint.core.people.models import Participant
from meetpoint.core.recalls import permissions
from meetpoint.core.recalls.actions.steps import locked_recall, write_step
from meetpoint.core.recalls.models import Outcome, Step, StepKind, Told
from meetpoint.core.supplies.actions.posting import require_quantity, site_of
from meetpoint.core.supplies.errors import refused
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import NotFound


def tell_person(uid: UUID, participant: Participant, *, outcome: str = Outcome.TOLD, by: Actor) -> Told:
    """Write down that a person was told about a recall; once more replaces what they said before.

    Raises NotAllowed, NotFound, RecallClosed, or DomainError for an answer that is not listed.
    """
    by.require(permissions.TELL)
    if outcome not in Outcome.values:
        raise refused("outcome", _("Choose one of the answers listed."))
    with transaction.atomic():
        recall = locked_recall(by, uid)
        person = _living(by, participant)
        told, _made = Told.objects.of(by).update_or_create(
            organisation_id=by.organisation_id,
            recall=recall,
            participant=person,
            defaults={"outcome": outcome, "told_at": clock.now(), "staff_id": by.staff_id},
        )
        audit.record(by, "recall.told", "recall", [recall.pk], fields={"outcome": outcome})
    return told


def untell_person(uid: UUID, participant: Participant, *, by: Actor) -> None:
    """Take back that a person was told: it was somebody else. Raises NotAllowed, NotFound, RecallClosed."""
    by.require(permissions.TELL)
    with transaction.atomic():
        recall = locked_recall(by, uid)
        everyone = people.joined_ids(by, _living(by, participant))
        Told.objects.of(by).filter(recall=recall, participant_id__in=everyone).delete()
        audit.record(by, "recall.untold", "recall", [recall.pk])


def take_in_brought_back(uid: UUID, *, site_id: int, units: int, by: Actor, batch: UUID) -> Step:
    """Count units that people without a code brought back to a site; they never enter the ledger.

    Sending the same again counts once. Raises NotAllowed, NotFound, RecallClosed or DomainError.
    """
    by.require(permissions.TELL, site_id=site_id)
    require_quantity(units, field="units")
    site = site_of(by, site_id)
    with transaction.atomic():
        recall = locked_recall(by, uid)
        before = Step.objects.of(by).filter(batch=batch).first()
        if before is not None:
            return before
        return write_step(by, recall, StepKind.BROUGHT_BACK, amount=units, site_id=site.pk, batch=batch)


def _living(by: Actor, participant: Participant) -> Participant:
    (person,) = hold(by, participant)
    if person.erased_at is not None:
        raise NotFound(_("This record is not here."))
    return person
