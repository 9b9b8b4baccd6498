"""Events as phones write them, of every version that ever left a phone, read into what actions take."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from meetpoint.core.encounters.entry import NewEncounter
from meetpoint.core.field.actions.filling import Sheet

VERSION = 1
"""What phones write today. An older one is brought up to date by `UPGRADES`, never refused."""

UPGRADES: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""By version: how an event of that version becomes one of the next. A kept corpus proves it."""

STEADY = timedelta(minutes=2)
"""A clock that is off by less is believed (product choice)."""

Raw = str | list[str] | dict[str, str]
_LONGEST = 4_000


class Unreadable(ValueError):
    """An event that no version of the app wrote."""


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ContactBody(_Shape):
    """A contact: items by id, answers as they were typed, `code` as it stands on a card."""

    site: int
    items: dict[str, int] = Field(default_factory=dict, max_length=500)
    sections: dict[str, dict[str, Raw]] = Field(default_factory=dict, max_length=100)
    code: str = Field(default="", max_length=120)
    place_type: str = Field(default="", max_length=40)
    for_others: int = 0
    people: int = 1
    count_only: bool = False
    note: str = Field(default="", max_length=_LONGEST)
    at: str = Field(default="", max_length=32)


class SheetBody(_Shape):
    """A standalone form: `raw` holds what was typed, by field."""

    form: str = Field(max_length=80)
    site: int
    raw: dict[str, Raw] = Field(max_length=200)


class UndoBody(_Shape):
    """An entry of the same phone that was a slip."""

    target: UUID = Field(strict=False)


class _Envelope(_Shape):
    v: int
    kind: Literal["encounter", "sheet", "undo"]
    made_at: AwareDatetime = Field(strict=False)
    body: dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One event as it was read. `made_at` is the phone's clock; the body is that of its kind."""

    kind: str
    made_at: datetime
    body: ContactBody | SheetBody | UndoBody


BODIES: Mapping[str, type[ContactBody | SheetBody | UndoBody]] = {
    "encounter": ContactBody,
    "sheet": SheetBody,
    "undo": UndoBody,
}


def read_event(plain: bytes) -> Event:
    """Return the event in a phone's text. Raises Unreadable."""
    try:
        return _read(json.loads(plain))
    except (ValidationError, ValueError, OverflowError, RecursionError) as problem:
        raise Unreadable("No version of the app wrote this.") from problem


def _read(said: Any) -> Event:
    if not isinstance(said, dict):
        raise Unreadable("Not an event.")
    while said.get("v") in UPGRADES:
        said = UPGRADES[said["v"]](said)
    envelope = _Envelope.model_validate(said)
    if envelope.v != VERSION:
        raise Unreadable("A version that is not known yet.")
    body = BODIES[envelope.kind].model_validate(envelope.body)
    return Event(kind=envelope.kind, made_at=envelope.made_at.astimezone(UTC), body=body)


def with_changes(event: Event, changes: Mapping[str, Any]) -> Event:
    """Return the event with parts of its body replaced. Raises Unreadable."""
    try:
        body = BODIES[event.kind].model_validate({**event.body.model_dump(), **changes})
    except ValidationError as problem:
        raise Unreadable("The changes do not fit this entry.") from problem
    return replace(event, body=body)


@dataclass(frozen=True, kw_only=True, slots=True)
class Clocks:
    """The phone's clock and ours at one contact, and since when the phone is known here."""

    sent_at: datetime
    received_at: datetime
    enrolled_at: datetime

    def moment_of(self, made_at: datetime) -> datetime:
        """Return when something happened, by our clock.

        A phone whose clock is off now was off by as much when it wrote. What then lies in the future, or
        before the phone was enrolled, was written under yet another clock: the best that is known is when it
        came.
        """
        off = self.received_at - self.sent_at
        moment = made_at if abs(off) < STEADY else made_at + off
        earliest = self.enrolled_at - STEADY
        return moment if earliest <= moment <= self.received_at + STEADY else self.received_at


def encounter_of(
    uid: UUID, body: ContactBody, *, moment: datetime, zone: ZoneInfo, participant_id: int | None
) -> NewEncounter:
    """Return a contact as the action takes it. Raises Unreadable for a number or time that is none."""
    try:
        items = {int(item): quantity for item, quantity in body.items.items()}
        typed = datetime.fromisoformat(body.at).replace(tzinfo=zone).astimezone(UTC) if body.at else moment
    except (ValueError, OverflowError):
        raise Unreadable("Not a number, or not a time.") from None
    return NewEncounter(
        uid=uid,
        site_id=body.site,
        occurred_at=min(typed, moment) if body.at else moment,
        participant_id=participant_id,
        items=items,
        sections=body.sections,
        place_type=body.place_type,
        for_others=body.for_others,
        people=body.people,
        count_only=body.count_only,
        note=body.note,
    )


def sheet_of(uid: UUID, body: SheetBody, *, moment: datetime) -> Sheet:
    """Return a standalone form as the action takes it."""
    return Sheet(uid=uid, form=body.form, site_id=body.site, occurred_at=moment, raw=body.raw)
