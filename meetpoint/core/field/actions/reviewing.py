"""Deciding about events that waited: record them now, or set them aside. Nothing is guessed or dropped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit import actions as audit
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.field import permissions
from meetpoint.core.field.actions.deciding import STORED, carry_out, open_for_review
from meetpoint.core.field.models import ReceivedEvent, State
from meetpoint.core.field.queries.devices import OPEN_STATES
from meetpoint.core.field.reading import Event, Unreadable, read_event, with_changes
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict, DomainError
from meetpoint.lib.identifiers import uuid7


def record_event(row: ReceivedEvent, *, changes: Mapping[str, Any] | None = None, by: Actor) -> None:
    """Record a waiting event as the phone meant it, in the actor's name.

    `changes` replaces parts of its body: an empty `code` records a contact as anonymous. Another
    version of an entry that stands is recorded beside it, as an entry of its own. Raises NotAllowed, Conflict
    when somebody decided first, and DomainError with what is still wrong.
    """
    by.require(permissions.REVIEW)
    with transaction.atomic():
        held = _waiting(row, by)
        event = _event_in(held, changes or {})
        stands = Encounter.objects.of(by).filter(uid=held.uid).exists()
        uid: UUID = uuid7() if stands and event.kind == "encounter" else held.uid
        moment = held.occurred_at or held.received_at
        (verdict,) = carry_out([(uid, event, moment)], device=held.device, by=by)
        if verdict != STORED:
            raise DomainError(_still_wrong(verdict.problems))
        _decided(held, State.STORED, by)
        audit.record(by, "field_event.recorded", "field_event", [str(held.uid)])


def set_event_aside(row: ReceivedEvent, *, by: Actor) -> None:
    """Decide that a waiting event is not to be recorded; it is removed for good a month later.

    Raises NotAllowed, Conflict when somebody decided first.
    """
    by.require(permissions.REVIEW)
    with transaction.atomic():
        held = _waiting(row, by)
        _decided(held, State.SET_ASIDE, by)
        audit.record(by, "field_event.set_aside", "field_event", [str(held.uid)])


def _waiting(row: ReceivedEvent, by: Actor) -> ReceivedEvent:
    held = (
        ReceivedEvent.objects.of(by).select_for_update(of=("self",)).select_related("device").get(pk=row.pk)
    )
    if held.state not in OPEN_STATES:
        raise Conflict(_("Somebody has decided about this already. Reload the page."))
    return held


def _event_in(held: ReceivedEvent, changes: Mapping[str, Any]) -> Event:
    plain, _problems = open_for_review(held)
    try:
        return with_changes(read_event(plain), changes)
    except Unreadable:
        raise DomainError(_("This cannot be read, so it cannot be recorded. Set it aside.")) from None


def _decided(held: ReceivedEvent, state: State, by: Actor) -> None:
    ReceivedEvent.objects.of(by).filter(pk=held.pk).update(
        state=state,
        decided_at=clock.now(),
        decided_by=by.staff_id,
        **({"sealed": b""} if state == State.STORED else {}),
    )


def _still_wrong(problems: object) -> str:
    sentences = list(problems.values()) if isinstance(problems, dict) else []
    return " ".join(sentences) or _("It still cannot be recorded as it is.")
