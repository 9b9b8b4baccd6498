"""Looking at what could not be taken in: trying it again, or putting it away."""

from __future__ import annotations

from django.db import transaction

from meetpoint.core.audit.actions import record
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import DomainError
from meetpoint.services.vending.actions.audits import take_file
from meetpoint.services.vending.evadts.errors import Damaged
from meetpoint.services.vending.intake import envelope
from meetpoint.services.vending.intake.envelope import Raw, Unreadable
from meetpoint.services.vending.intake.keeping import LONGEST_REASON, opened
from meetpoint.services.vending.intake.taking import take_in
from meetpoint.services.vending.models import KeptMessage, Machine, Message
from meetpoint.services.vending.permissions import REVIEW


def try_again(kept: KeptMessage, *, by: Actor) -> None:
    """Take in a kept message or file as if it had just come. Raises DomainError with what is still wrong."""
    by.require(REVIEW)
    problem = _problem_of_file(kept, by) if kept.source == KeptMessage.Source.FILE else _problem_of(kept, by)
    if problem:
        KeptMessage.objects.of(by).filter(pk=kept.pk).update(reason=problem[:LONGEST_REASON])
        raise DomainError(problem)
    with transaction.atomic():
        _settle(kept, by)
        record(by, "vending_message.taken", "vending_message", [kept.pk])


def put_away(kept: KeptMessage, *, by: Actor) -> None:
    """Say that a kept message needs nothing more; it stays until its time is over."""
    by.require(REVIEW)
    with transaction.atomic():
        _settle(kept, by)
        record(by, "vending_message.put_away", "vending_message", [kept.pk])


def _settle(kept: KeptMessage, by: Actor) -> None:
    KeptMessage.objects.of(by).filter(pk=kept.pk).update(settled_at=clock.now(), settled_by=by.staff_id)


def _problem_of_file(kept: KeptMessage, by: Actor) -> str:
    try:
        take_file(opened(kept), by=_system(by))
    except (Damaged, DomainError) as problem:
        return str(problem)
    return ""


def _problem_of(kept: KeptMessage, by: Actor) -> str:
    raw = Raw(_topic(kept, by), opened(kept))
    try:
        message = envelope.read(raw)
    except Unreadable as problem:
        return str(problem)
    machine = Machine.objects.of(by).filter(device=message.device).first()
    # It was noted as seen when it was kept; without the note it counts as new.
    Message.objects.of(by).filter(machine=machine, boot=message.boot, seq=message.seq).delete()
    if take_in([raw]).kept:
        return KeptMessage.objects.of(by).get(pk=kept.pk).reason
    return ""


def _topic(kept: KeptMessage, by: Actor) -> str:
    """Return the topic under which it came; a programme that was renamed since still gets it."""
    slug = Organisation.objects.values_list("slug", flat=True).get(pk=by.organisation_id)
    return kept.name.replace(envelope.organisation_in(kept.name), slug, 1) if "/" in kept.name else kept.name


def _system(by: Actor) -> Actor:
    return Actor.system(by.organisation_id, "vending machines")
