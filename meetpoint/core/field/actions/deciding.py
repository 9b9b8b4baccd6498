"""Recording events that could be opened and read, or saying why they have to wait for somebody."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.encounters.actions import record_each, void_encounter
from meetpoint.core.encounters.entry import NewEncounter, Recorded
from meetpoint.core.encounters.errors import AlreadyVoided
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.encounters.preparing import zone_of_site
from meetpoint.core.field.actions.filling import save_sheet
from meetpoint.core.field.models import Device, ReceivedEvent, State
from meetpoint.core.field.reading import (
    ContactBody,
    Event,
    SheetBody,
    UndoBody,
    Unreadable,
    encounter_of,
    sheet_of,
)
from meetpoint.core.modules.registry import registry
from meetpoint.core.people.queries import find_by_code
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import keys
from meetpoint.lib.errors import DomainError

logger = logging.getLogger("meetpoint.field")

Entry = tuple[UUID, Event, datetime]
"""Identifier, what the phone wrote, and when it happened by our clock."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an event; `problems` says, by field, what somebody has to look at."""

    state: str = ""
    reason: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)


STORED = Verdict(State.STORED)


def carry_out(entries: Sequence[Entry], *, device: Device, by: Actor) -> list[Verdict]:
    """Record entries of one kind, in their order, inside the caller's transaction; answer for each.

    A fault in one of them, also one of ours, leaves the others untouched.
    """
    if not entries:
        return []
    if entries[0][1].kind == "encounter":
        return _record(entries, device, by)
    return [_one(entry, device, by) for entry in entries]


def seal_for_review(uid: UUID, digest: str, plain: bytes, problems: Mapping[str, str]) -> bytes:
    """Return an event and what is wrong with it as it is kept until somebody decided."""
    text = json.dumps({"plain": plain.hex(), "problems": dict(problems)}).encode()
    return keys.seal(keys.key(settings.KEYS, "fields"), text, bound_to=f"field-event:{uid}:{digest}")


def open_for_review(row: ReceivedEvent) -> tuple[bytes, dict[str, str]]:
    """Return what `seal_for_review` kept; nothing when it was removed. Raises KeyMissing."""
    if not row.sealed:
        return b"", {}
    key = keys.key(settings.KEYS, "fields")
    text = keys.unseal(key, bytes(row.sealed), bound_to=f"field-event:{row.uid}:{row.digest}")
    kept = json.loads(text)
    return bytes.fromhex(kept["plain"]), kept["problems"]


# --- contacts -------------------------------------------------------------------------------------


def _record(entries: Sequence[Entry], device: Device, by: Actor) -> list[Verdict]:
    read = [_read(entry, by) for entry in entries]
    good = [new for new in read if isinstance(new, NewEncounter)]
    answers = iter(_recorded(good, by))
    verdicts = [next(answers) if isinstance(new, NewEncounter) else new for new in read]
    undone = _undone_before(device, by)
    if not undone:
        return verdicts
    return [
        _after_its_undoing(entry[0], verdict, undone, by)
        for entry, verdict in zip(entries, verdicts, strict=True)
    ]


def _read(entry: Entry, by: Actor) -> NewEncounter | Verdict:
    uid, event, moment = entry
    body = event.body
    assert isinstance(body, ContactBody)
    zone = zone_of_site(by.organisation_id, body.site)
    if zone is None:
        return Verdict(State.REVIEW, "refused", {"site": _("Choose one of your sites.")})
    participant_id = None
    if body.code:
        try:
            found = find_by_code(by, body.code)
        except DomainError as problem:
            return Verdict(State.REVIEW, "code", {"code": str(problem)})
        if found is None:
            return Verdict(State.REVIEW, "code", {})
        participant_id = found.pk
    try:
        return encounter_of(uid, body, moment=moment, zone=zone, participant_id=participant_id)
    except Unreadable:
        return Verdict(State.REVIEW, "unreadable")


def _recorded(good: Sequence[NewEncounter], by: Actor) -> list[Verdict]:
    if not good:
        return []
    try:
        with transaction.atomic():
            return [_verdict_of(answer) for answer in record_each(good, by=by)]
    except Exception as fault:  # noqa: BLE001 - a fault of ours must not keep a phone from emptying its queue
        if len(good) == 1:
            return [_fault(fault)]
        return [verdict for new in good for verdict in _recorded([new], by)]


def _verdict_of(answer: Recorded | DomainError) -> Verdict:
    if isinstance(answer, DomainError):
        return Verdict(State.REVIEW, "refused", _problems(answer))
    return STORED


def _fault(fault: Exception) -> Verdict:
    logger.error("An event from a phone could not be recorded: %s.", type(fault).__name__)
    return Verdict(State.REVIEW, "fault")


# --- forms and undoing ------------------------------------------------------------------------------


def _one(entry: Entry, device: Device, by: Actor) -> Verdict:
    uid, event, moment = entry
    try:
        with transaction.atomic():
            if isinstance(event.body, SheetBody):
                return _save_unless_undone(uid, event.body, moment, device, by)
            assert isinstance(event.body, UndoBody)
            return _undo(event.body.target, device, by)
    except DomainError as problem:
        return Verdict(State.REVIEW, "refused", _problems(problem))
    except Exception as fault:  # noqa: BLE001 - a fault of ours must not keep a phone from emptying its queue
        return _fault(fault)


def _save_unless_undone(uid: UUID, body: SheetBody, moment: datetime, device: Device, by: Actor) -> Verdict:
    row = _undone_before(device, by).get(uid)
    if row is None:
        save_sheet(sheet_of(uid, body, moment=moment), by=by)
        return STORED
    _carried_out(row, by)
    return Verdict(State.SET_ASIDE, "undone")


def _undo(target: UUID, device: Device, by: Actor) -> Verdict:
    """Take an entry of the same device back; one that has not come yet is undone when it does."""
    rows = ReceivedEvent.objects.of(by).filter(uid=target)
    if rows.exclude(device=device).exists():
        return Verdict(State.REVIEW, "undo_elsewhere")
    waiting = rows.filter(state=State.REVIEW)
    if waiting.update(state=State.SET_ASIDE, reason="undone"):
        return STORED
    if rows.filter(kind="sheet", state=State.STORED).exists():
        return STORED if _undo_sheet(target, by) else Verdict(State.REVIEW, "undo_by_hand")
    if not Encounter.objects.of(by).filter(uid=target).exists():
        return Verdict(State.WAITING, "undo_waits")
    _void(target, by)
    return STORED


def _undo_sheet(target: UUID, by: Actor) -> bool:
    """Ask the forms that can take something back, each, whether it was theirs."""
    forms = registry().standalone_forms.values()
    return any(form.undo(target, by) for form in forms if form.undo and by.may(form.permission))


def _void(target: UUID, by: Actor) -> None:
    try:
        void_encounter(target, reason="undo", by=by)
    except AlreadyVoided:
        return


def _undone_before(device: Device, by: Actor) -> dict[UUID, ReceivedEvent]:
    """Return the undoings of a device that came before what they undo, by what they undo."""
    waiting = ReceivedEvent.objects.of(by).filter(device=device, state=State.WAITING)
    return {UUID(json.loads(open_for_review(row)[0])["body"]["target"]): row for row in waiting}


def _after_its_undoing(
    uid: UUID, verdict: Verdict, undone: Mapping[UUID, ReceivedEvent], by: Actor
) -> Verdict:
    row = undone.get(uid)
    if row is None:
        return verdict
    _carried_out(row, by)
    if verdict != STORED:
        return Verdict(State.SET_ASIDE, "undone", verdict.problems)
    _void(uid, by)
    return verdict


def _carried_out(undoing: ReceivedEvent, by: Actor) -> None:
    ReceivedEvent.objects.of(by).filter(pk=undoing.pk).update(state=State.STORED, reason="", sealed=b"")


def _problems(problem: DomainError) -> dict[str, str]:
    return {name: str(said) for name, said in (problem.fields or {"": str(problem)}).items()}
