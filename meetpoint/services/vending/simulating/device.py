"""A machine as its firmware would be: it decides alone, and keeps what it has to tell until it was told.

Everything that it does works without a network. What it knows of limits, codes and uses elsewhere is what it
last heard; a command without the right signature, for another topic or out of date is not obeyed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from meetpoint.services.vending.credentials import is_signed, mark_of
from meetpoint.services.vending.intake.envelope import topic_of
from meetpoint.services.vending.rules import Use, taken_within, wait_until

OPEN, DEMOGRAPHIC, TOKEN = "open", "demographic", "token"
REMEMBERED = timedelta(days=366)


@dataclass(slots=True)
class Loaded:
    """One selection: what it is called, how many are in it, how many fit."""

    sku: str
    level: int
    capacity: int
    minimum: int = 0


@dataclass(slots=True)
class LimitHere:
    """A limit as the machine was told of it."""

    per_visit: int | None = None
    most: int | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Outbound:
    """A message that waits to be told: `number` orders them over all boots."""

    topic: str
    payload: bytes
    number: int
    retain: bool = False


@dataclass(slots=True)
class Device:
    """One machine. `journal` is its append-only file; None keeps what it has to tell in memory."""

    organisation: str
    name: str
    slots: dict[str, Loaded]
    signing_key: bytes
    code_key: bytes
    access: str = OPEN
    boot: str = "boot-1"
    journal: Path | None = None
    limits: dict[str, LimitHere] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    uses: dict[tuple[str, str], list[Use]] = field(default_factory=dict)
    obeyed: set[str] = field(default_factory=set)
    given: dict[str, int] = field(default_factory=dict)
    waiting: list[Outbound] = field(default_factory=list)
    told: list[Outbound] = field(default_factory=list)
    _seq: int = 0
    _number: int = 0

    # --- what people do -------------------------------------------------------------------------

    def ask(
        self,
        selection: str,
        at: datetime,
        *,
        quantity: int = 1,
        code: str = "",
        answers: Mapping[str, Any] | None = None,
        jams: bool = False,
    ) -> str:
        """Somebody presses a button; return the result as it is told: `dispensed`, `limit`, `jam`…"""
        slot = self.slots[selection]
        said: dict[str, Any] = {"sel": selection, "sku": slot.sku, "access": self.access}
        if self.access == DEMOGRAPHIC and answers:
            said["answers"] = dict(answers)
        mark = mark_of(code, self.code_key) if code and self.access == TOKEN else ""
        if mark:
            said["token"] = mark
        refused = self._refusal(slot, quantity, mark, at)
        if refused:
            self._say("vend", {**said, "qty": 0, **refused}, at)
            return str(refused["result"])
        if slot.level < quantity:
            self._say("vend", {**said, "qty": 0, "result": "empty", "eva": "ELB"}, at)
            return "empty"
        if jams:
            self._say("vend", {**said, "qty": 0, "result": "jam", "eva": "EJC"}, at)
            return "jam"
        slot.level -= quantity
        self.given[selection] = self.given.get(selection, 0) + quantity
        if mark:
            self.uses.setdefault((mark, slot.sku), []).append(Use(at, quantity))
        self._say("vend", {**said, "qty": quantity, "result": "dispensed", "sensor": "drop_confirmed"}, at)
        if slot.level == 0:
            self._say("event", {"eva": "ELB", "slot": selection, "active": True}, at)
        return "dispensed"

    def refill(self, counts: Mapping[str, int], at: datetime) -> None:
        """Somebody fills slots up to these counts, and the door opens and shuts for it."""
        self._say("event", {"eva": "EGS", "active": True}, at)
        for selection, count in counts.items():
            was_empty = self.slots[selection].level == 0
            self.slots[selection].level = count
            if was_empty and count:
                self._say("event", {"eva": "ELB", "slot": selection, "active": False}, at)
        self._say("event", {"eva": "EGS", "active": False}, at + timedelta(minutes=6))
        self.state_stock(at + timedelta(minutes=6))

    # --- what the machine does of itself ----------------------------------------------------------

    def start(self, boot: str, at: datetime) -> None:
        """Come up: numbers begin anew at 0 under another boot, and the birth is number 0."""
        self.boot, self._seq = boot, 0
        buffered = len(self.waiting)
        self._say(
            "state", {"online": True, "fw": "sim-1", "buffered": buffered, "clock": "ntp"}, at, retain=True
        )

    def state_stock(self, at: datetime) -> None:
        """Tell every level."""
        slots = [
            {"sel": name, "level": slot.level, "cap": slot.capacity, "min": slot.minimum}
            for name, slot in self.slots.items()
        ]
        self._say("stock", {"slots": slots}, at, retain=True)

    def open_door(self, at: datetime) -> None:
        """Somebody opens the cabinet: that is all it knows."""
        self._say("event", {"event": "door_open"}, at)

    def warm(self, degrees: float, at: datetime) -> None:
        """Tell a temperature."""
        self._say("event", {"eva": "EJJ", "active": True, "temp_c": degrees}, at)

    def will(self) -> dict[str, Any]:
        """Return what the broker says for the machine when it is lost."""
        return {"v": 1, "device": self.name, "boot": self.boot, "seq": -1, "online": False}

    def obey(self, payload: bytes, at: datetime) -> bool:
        """Do what a command says, once, and answer it; tell whether it was obeyed."""
        try:
            command = json.loads(payload)
            expired = datetime.fromisoformat(command["exp"]) < at
            name = str(command["id"])
        except (ValueError, KeyError, TypeError):
            return False
        topic = topic_of(self.organisation, self.name, "cmd")
        if expired or not is_signed(command, self.signing_key, topic):
            return False
        done = True
        if name not in self.obeyed:
            self.obeyed.add(name)
            done = self._do(str(command.get("op")), command.get("args") or {})
        self._say("ack", {"id": name, "ok": done}, at)
        return done

    def acknowledged(self, message: Outbound) -> None:
        """Forget a message: it is with the broker."""
        self.waiting.remove(message)
        self.told.append(message)
        if self.journal is not None:
            _append(self.journal, {"done": message.number})

    def _do(self, operation: str, arguments: Mapping[str, Any]) -> bool:
        if operation == "set_limit":
            self.limits[arguments["sku"]] = LimitHere(
                arguments.get("per_visit"), arguments.get("max"), arguments.get("per_days")
            )
        elif operation == "set_tokens":
            self.marks = {mark: until for mark, until in arguments["marks"]}
        elif operation == "add_use":
            use = Use(datetime.fromisoformat(arguments["ts"]), int(arguments["qty"]))
            self.uses.setdefault((arguments["token"], arguments["sku"]), []).append(use)
        elif operation == "replay":
            self._say_again(arguments["boot"], arguments["spans"])
        else:
            return False
        return True

    def _refusal(self, slot: Loaded, quantity: int, mark: str, at: datetime) -> dict[str, Any]:
        """Return why somebody gets nothing now; empty when they do."""
        if self.access == TOKEN and not self._is_good(mark, at):
            return {"result": "failed"}
        limit = self.limits.get(slot.sku)
        if limit is None:
            return {}
        if limit.per_visit is not None and quantity > limit.per_visit:
            return {"result": "limit", "retry_after_s": 0}
        if self.access != TOKEN or limit.most is None or limit.days is None:
            return {}
        uses = self.uses.get((mark, slot.sku), [])
        if taken_within(uses, at=at, days=limit.days) + quantity <= limit.most:
            return {}
        when = wait_until(uses, at=at, days=limit.days, most=limit.most, wanted=quantity)
        wait = 0 if when is None else max(0, int((when - at).total_seconds()))
        return {"result": "limit", "retry_after_s": wait}

    def _is_good(self, mark: str, at: datetime) -> bool:
        until = self.marks.get(mark)
        return until is not None and at.date().isoformat() <= until

    def _say(self, kind: str, body: Mapping[str, Any], at: datetime, *, retain: bool = False) -> None:
        stamp = at.astimezone(UTC).isoformat().replace("+00:00", "Z")
        head = {"v": 1, "device": self.name, "boot": self.boot, "seq": self._seq, "ts": stamp}
        payload = json.dumps({**head, **body}, separators=(",", ":")).encode()
        self._seq += 1
        self._number += 1
        message = Outbound(topic_of(self.organisation, self.name, kind), payload, self._number, retain)
        if self.journal is not None:
            entry = {"number": message.number, "topic": message.topic, "retain": retain}
            _append(self.journal, {**entry, "payload": payload.decode()})
        self.waiting.append(message)

    def _say_again(self, boot: str, spans: list[list[int]]) -> None:
        for message in self.told:
            body = json.loads(message.payload)
            inside = any(first <= body["seq"] <= last for first, last in spans)
            if body["boot"] == boot and inside and message not in self.waiting:
                self.waiting.append(message)


def remembered(journal: Path) -> list[Outbound]:
    """Return what a machine that lost its power still has to tell, from its file; a last line that was cut
    off had not been told to anybody.
    """
    kept: dict[int, Outbound] = {}
    if not journal.exists():
        return []
    for line in journal.read_text().splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if "done" in entry:
            kept.pop(entry["done"], None)
        else:
            kept[entry["number"]] = Outbound(
                entry["topic"], entry["payload"].encode(), entry["number"], entry["retain"]
            )
    return list(kept.values())


def _append(journal: Path, entry: Mapping[str, Any]) -> None:
    with journal.open("a") as stream:
        stream.write(json.dumps(entry) + "\n")
        stream.flush()
