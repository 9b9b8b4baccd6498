"""Vends of a batch: each that handed something out becomes an encounter, through the one door for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from meetpoint.core.encounters.actions import record_each
from meetpoint.core.encounters.entry import NewEncounter, Recorded
from meetpoint.core.encounters.storing import forget_days
from meetpoint.lib import keys
from meetpoint.lib.errors import DomainError
from meetpoint.lib.identifiers import uuid7
from meetpoint.lib.rows import insert_rows
from meetpoint.services.vending.intake.envelope import Incoming, Unreadable, text, whole
from meetpoint.services.vending.intake.limits import over_limits
from meetpoint.services.vending.intake.outages import settle
from meetpoint.services.vending.intake.world import MachineFacts, World, believed
from meetpoint.services.vending.models import Access, MachineKind, Result, Slot, Vend

MOST_AT_ONCE = 50
DOOR_OPEN = "door_open"
_WORD = re.compile(r"[A-Za-z0-9_.:-]{1,40}")
_SELECTION = re.compile(r"[A-Za-z0-9_-]{1,8}")
_TOKEN = re.compile(r"hmac:[0-9a-f]{4,64}")
_ZIP = re.compile(r"\d{3,5}(-\d{4})?")
_YEAR = (1900, 2100)
_COLUMNS = (
    "organisation_id",
    "site_id",
    "slot_id",
    "encounter_id",
    "result",
    "quantity",
    "occurred_at",
    "received_at",
    "local_date",
    "access",
    "zip3",
    "born_decade",
    "over_limit",
    "clock_wrong",
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One vend message, read: what was asked of which slot, and how it ended."""

    message: Incoming
    facts: MachineFacts
    slot: Slot
    result: Result
    quantity: int
    at: datetime
    clock_wrong: bool
    access: str = ""
    token: str = ""
    zip3: str = ""
    born_decade: int | None = None

    @property
    def gave(self) -> bool:
        """Tell whether something was handed out."""
        return self.result in (Result.DISPENSED, Result.PRESUMED) and self.quantity > 0

    @property
    def local_date(self) -> date:
        """The date at the machine."""
        return self.at.astimezone(self.facts.zone).date()


Refused = tuple[Incoming, str]


def take_vends(world: World, messages: Sequence[Incoming]) -> list[Refused]:
    """Store the vends of a batch and return those that could not be, each with the reason."""
    attempts: list[Attempt] = []
    refused: list[Refused] = []
    for message in messages:
        try:
            attempts.append(_read(world, message))
        except Unreadable as problem:
            refused.append((message, str(problem)))
    if not attempts:
        return refused
    given = [attempt for attempt in attempts if attempt.gave]
    answers = record_each([_encounter(attempt) for attempt in given], by=world.by) if given else []
    ids: dict[int, int] = {}
    for attempt, answer in zip(given, answers, strict=True):
        if isinstance(answer, DomainError):
            refused.append((attempt.message, str(answer)))
        elif isinstance(answer, Recorded) and answer.created:
            ids[id(attempt)] = answer.id
    new = [attempt for attempt in attempts if not attempt.gave or id(attempt) in ids]
    over = over_limits(world, [attempt for attempt in new if attempt.token and attempt.gave])
    insert_rows(Vend, _COLUMNS, [_row(world, each, ids.get(id(each)), id(each) in over) for each in new])
    settle(
        world.by,
        {each.slot.pk: each.slot for each in new},
        empty={each.slot.pk: each.at for each in new if each.result == Result.EMPTY},
        gave={each.slot.pk for each in new if each.gave},
        at=world.now,
    )
    # Those that handed something out are marked with their encounters.
    others = {each.local_date for each in new if not each.gave}
    if others:
        forget_days(world.by.organisation_id, others, now=world.now)
    return refused


def presumed_from(world: World, message: Incoming) -> Iterable[Incoming]:
    """Return the vend that an opened cabinet is presumed to be; only cabinets have no other sign of it."""
    machine = world.machines[message.device].machine
    if machine.kind == MachineKind.CABINET and message.body.get("event") == DOOR_OPEN:
        yield message


def _read(world: World, message: Incoming) -> Attempt:
    facts = world.machines[message.device]
    at, clock_wrong = believed(message.at, world.now)
    if message.kind != "vend":
        slot = next((each for each in facts.slots if each.until is None), None)
        if slot is None:
            raise Unreadable(_("This cabinet has no slot. Say what is in it, then try the message again."))
        return Attempt(message, facts, slot, Result.PRESUMED, 1, at, clock_wrong)
    body = message.body
    result = _result(text(body, "result", _WORD))
    quantity = whole(body, "qty", most=MOST_AT_ONCE, default=0)
    answers = body.get("answers")
    answers = answers if isinstance(answers, dict) else {}
    access = text(body, "access", _WORD, default="")
    return Attempt(
        message=message,
        facts=facts,
        slot=_slot(facts, message, at),
        result=result,
        quantity=quantity if result == Result.DISPENSED else 0,
        at=at,
        clock_wrong=clock_wrong,
        access=access if access in Access.values else "",
        token=text(body, "token", _TOKEN, default="") if access == Access.TOKEN else "",
        zip3=_zip3(answers),
        born_decade=_decade(answers),
    )


def _slot(facts: MachineFacts, message: Incoming, at: datetime) -> Slot:
    selection = text(message.body, "sel", _SELECTION, default="")
    sku = text(message.body, "sku", _WORD, default="")
    slot = facts.slot_at(selection, at) or (facts.slot_of(sku) if sku else None)
    if slot is None:
        raise Unreadable(
            _("Selection %(selection)s is not among the slots of this machine. Add it, then try again.")
            % {"selection": selection or sku or "–"}
        )
    return slot


def _result(word: str) -> Result:
    return Result(word) if word in Result.values and word != Result.PRESUMED else Result.FAILED


def _zip3(answers: dict[str, object]) -> str:
    said = str(answers.get("zip3") or answers.get("zip") or "")
    return said[:3] if _ZIP.fullmatch(said) else ""


def _decade(answers: dict[str, object]) -> int | None:
    year = answers.get("birth_year")
    if isinstance(year, bool) or not isinstance(year, int) or not _YEAR[0] <= year <= _YEAR[1]:
        return None
    return year // 10 * 10


def uid_of(message: Incoming, organisation_id: int, at: datetime) -> UUID:
    """Return the identifier of a vend's encounter: the same whenever the message comes again."""
    made = keys.fingerprint(b"vend", str(organisation_id), *map(str, message.key))
    return uuid7(int((message.at or at).timestamp() * 1000), entropy=made[:10])


def _encounter(attempt: Attempt) -> NewEncounter:
    machine = attempt.facts.machine
    return NewEncounter(
        uid=uid_of(attempt.message, machine.organisation_id, attempt.at),
        site_id=machine.site_id,
        occurred_at=attempt.at,
        items={attempt.slot.item_id: attempt.quantity},
    )


def _row(world: World, attempt: Attempt, encounter_id: int | None, over: bool) -> tuple[object, ...]:
    return (
        world.by.organisation_id,
        attempt.facts.machine.site_id,
        attempt.slot.pk,
        encounter_id,
        attempt.result.value,
        attempt.quantity,
        attempt.at,
        world.now,
        attempt.local_date,
        attempt.access,
        attempt.zip3,
        attempt.born_decade,
        over,
        attempt.clock_wrong,
    )
