"""What stands in every message, read and bounded before anything else looks at it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

PREFIX = "hr/v1"
KINDS = ("vend", "stock", "event", "audit", "state", "ack")
"""What machines send; `cmd` goes the other way."""

LARGEST_BYTES = 1_500_000
WILL_SEQ = -1
_TOPIC = re.compile(rf"{PREFIX}/([a-z0-9_-]{{1,60}})/machine/([a-z0-9_-]{{1,40}})/([a-z]+)")
_BOOT = re.compile(r"[0-9A-Za-z-]{1,26}")
_MOST_SEQ = 2**53


class Unreadable(Exception):
    """A message that cannot be taken in, with what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Raw:
    """A message as it came: nothing of it is believed yet."""

    topic: str
    payload: bytes
    retained: bool = False


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message whose envelope was read; `at` is the machine's own time, None where it names none."""

    raw: Raw
    device: str
    kind: str
    boot: str
    seq: int
    at: datetime | None
    body: dict[str, Any]

    @property
    def key(self) -> tuple[str, str, int]:
        return self.device, self.boot, self.seq


def topic_of(organisation: str, device: str, kind: str) -> str:
    """Return the topic of one kind of message of one machine."""
    return f"{PREFIX}/{organisation}/machine/{device}/{kind}"


def organisation_in(topic: str) -> str:
    """Return the organisation that a topic names; empty for a topic that is none of ours."""
    found = _TOPIC.fullmatch(topic)
    return found[1] if found else ""


def device_in(topic: str) -> str:
    """Return the machine that a topic names, or nothing."""
    found = _TOPIC.fullmatch(topic)
    return found[2] if found else ""


def read(raw: Raw) -> Incoming:
    """Return a message with its envelope. Raises Unreadable."""
    found = _TOPIC.fullmatch(raw.topic)
    if not found or found[3] not in KINDS:
        raise Unreadable(_("The topic is none that a machine sends."))
    body = _json(raw.payload)
    if body.get("v") != 1:
        raise Unreadable(_("“v” is not 1: this is another version of the messages."))
    if body.get("device") != found[2]:
        raise Unreadable(_("“device” is not the machine that the topic names."))
    return Incoming(
        raw=raw,
        device=found[2],
        kind=found[3],
        boot=text(body, "boot", _BOOT),
        seq=_seq(body, found[3]),
        at=_moment(body.get("ts"), required=found[3] != "state"),
        body=body,
    )


def text(body: dict[str, Any], name: str, shape: re.Pattern[str], *, default: str | None = None) -> str:
    """Return a word of a message. Raises Unreadable where it is missing or of another shape."""
    value = body.get(name, default)
    if value == default and default is not None:
        return default
    if not isinstance(value, str) or not shape.fullmatch(value):
        raise Unreadable(
            _("“%(name)s” is missing, or not of the shape that it should have.") % {"name": name}
        )
    return value


def whole(body: dict[str, Any], name: str, *, most: int, default: int | None = None) -> int:
    """Return a whole number from 0 to `most`. Raises Unreadable for anything else."""
    value = body.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise Unreadable(
            _("“%(name)s” should be a whole number from 0 to %(most)d.") % {"name": name, "most": most}
        )
    return value


def _json(payload: bytes) -> dict[str, Any]:
    if len(payload) > LARGEST_BYTES:
        raise Unreadable(_("It is larger than %(most)d bytes.") % {"most": LARGEST_BYTES})
    try:
        body = json.loads(payload, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise Unreadable(_("It is not JSON.")) from None
    if not isinstance(body, dict):
        raise Unreadable(_("It is JSON, but no object."))
    return body


def _refuse(word: str) -> None:
    raise ValueError(word)


def _seq(body: dict[str, Any], kind: str) -> int:
    seq = body.get("seq")
    if kind == "state" and seq == WILL_SEQ and not isinstance(seq, bool):
        return WILL_SEQ
    return whole(body, "seq", most=_MOST_SEQ)


def _moment(value: object, *, required: bool) -> datetime | None:
    if value is None and not required:
        return None
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        raise Unreadable(_("“ts” is missing, or no time such as 2026-03-03T21:19:02Z.")) from None
    if at.tzinfo is None:
        raise Unreadable(_("“ts” names no time zone; it should end in Z."))
    try:
        return at.astimezone(UTC)
    except (OverflowError, ValueError):
        raise Unreadable(_("“ts” lies outside of all calendars.")) from None
