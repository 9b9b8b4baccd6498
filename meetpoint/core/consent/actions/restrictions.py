"""What a person asks not to be told, the programme's answer, and the end of the promise: 42 CFR 2.26."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit.actions import record
from meetpoint.core.consent import permissions
from meetpoint.core.consent.deciding.facts import Scope
from meetpoint.core.consent.deciding.rules import name_key
from meetpoint.core.consent.errors import refuse
from meetpoint.core.consent.models import Restriction
from meetpoint.core.people.actions.codes import refuse_erased
from meetpoint.core.people.actions.holding import hold
from meetpoint.core.people.models import Participant
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock


def ask_restriction(
    participant: Participant, *, uid: UUID, to_name: str, scope: Collection[str], by: Actor
) -> Restriction:
    """Write down that a person asks for something not to be told: to one receiver or to nobody at all.

    It binds from the moment that it is agreed to. The same `uid` again returns what was stored before.
    Raises ConsentRefused, Erased, NotAllowed.
    """
    by.require(permissions.RECORD)
    problems: dict[str, str] = {}
    if len(to_name) > 160:
        problems["to_name"] = _("Please keep this under 160 characters.")
    if not set(scope) <= set(Scope):
        problems["scope"] = _("Choose from the list.")
    refuse(problems)
    with transaction.atomic():
        (kept,) = hold(by, participant)
        refuse_erased(kept)
        before = Restriction.objects.of(by).filter(uid=uid).first()
        if before is not None:
            return before
        asked = Restriction.objects.create(
            organisation_id=by.organisation_id,
            uid=uid,
            participant=kept,
            to_name=" ".join(to_name.split()),
            key=name_key(to_name),
            scope=",".join(sorted(scope)),
            asked_at=clock.now(),
            asked_by=by.staff_id,
        )
        record(by, "restriction.asked", "restriction", [asked.pk])
    return asked


def answer_wish(restriction: Restriction, *, agreed: bool, by: Actor) -> Restriction:
    """Agree to a wish, which then binds the disclosure gate at once, or not. An answer is given once.

    Raises ConsentRefused when it was answered before, NotAllowed.
    """
    by.require(permissions.ANSWER)
    with transaction.atomic():
        held = Restriction.objects.of(by).select_for_update().get(pk=restriction.pk)
        if held.agreed is not None:
            refuse({"agreed": _("This was answered before.")})
        held.agreed, held.answered_at, held.answered_by = agreed, clock.now(), by.staff_id
        held.save(update_fields=["agreed", "answered_at", "answered_by"])
        record(by, "restriction.answered", "restriction", [held.pk], fields={"agreed": agreed})
    return held


def end_restriction(restriction: Restriction, *, by: Actor) -> Restriction:
    """End a wish or a promise from this moment on, because the person agrees. Raises NotAllowed."""
    by.require(permissions.RECORD)
    with transaction.atomic():
        held = Restriction.objects.of(by).select_for_update().get(pk=restriction.pk)
        if held.ended_at is None:
            held.ended_at = clock.now()
            held.save(update_fields=["ended_at"])
            record(by, "restriction.ended", "restriction", [held.pk])
    return held
