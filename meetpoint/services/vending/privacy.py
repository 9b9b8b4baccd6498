"""Why each column exists, and when what is no longer needed goes. Nothing here leads to a participant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Max

from meetpoint.core.modules.interface import Kept, PrivacyPlan
from meetpoint.core.tenancy.actor import Actor
from meetpoint.services.vending.models import (
    AuditRead,
    Command,
    KeptMessage,
    LimitRule,
    Message,
    Outage,
    Signal,
    Token,
    TokenUse,
    Vend,
)

MESSAGE_DAYS = 90
"""How long it is remembered that a message came; a vend that comes later is known by its encounter."""
KEPT_DAYS = 90
ANSWER_DAYS = 400
SIGNAL_DAYS = 400
COMMAND_DAYS = 7
TOKEN_DAYS_AFTER = 30

_COUNTED = "as long as the programme reports on it; it names nobody"
_MACHINE = Kept(why="which machine it is, and how it is reached", until="never removed: it names nobody")
_STOCK = Kept(why="what is in the machine, and how long it lasts", until=_COUNTED)
_VEND = Kept(why="what was handed out, or not, and when", until=_COUNTED)
_ANSWER = Kept(why="which part of town is reached; an area or a decade, never a person", until="400 days")
_ONCE = Kept(why="a message that comes twice counts once", until="90 days")
_REVIEW = Kept(why="a message that could not be read is looked at", until="90 days")
_SEEN = Kept(why="who looked at it", until="90 days")
_SIGNAL = Kept(why="what a machine reported of itself", until="400 days")
_OUTAGE = Kept(why="how long people found it empty or silent", until="400 days")
_DAY = Kept(why="how long a machine was of use on a day", until=_COUNTED)
_LIMIT = Kept(why="how much a token may take, and by whose rule", until="until it is changed")
_TOKEN = Kept(
    why="so that a machine knows a code without knowing who has it; a keyed hash",
    until="30 days after it ran out",
)
_USE = Kept(
    why="so that a limit can look back; under a keyed hash, with no name and no code",
    until="as many days as the longest limit looks back",
)
_AUDIT = Kept(why="counters of the machine, against which vends are checked", until="400 days")
_COMMAND = Kept(why="what a machine was told to do", until="7 days after it ran out")
_VISIT = Kept(why="when it was refilled and what was counted", until=_COUNTED)
_TRACE = Kept(why="who on the staff did it, for corrections", until=_COUNTED)


def _all(kept: Kept, *columns: str) -> dict[str, Kept]:
    return dict.fromkeys(columns, kept)


COLUMNS: Mapping[str, Mapping[str, Kept]] = {
    "vending.Machine": _all(
        _MACHINE,
        *("uid", "site", "device", "kind", "model", "serial", "access", "source", "counter_profile"),
        *("key_version", "is_public", "place", "firmware", "seen_at", "temperature_c", "door_open"),
        *("added_at", "retired_at"),
    ),
    "vending.Slot": _all(
        _STOCK,
        *("machine", "selection", "item", "sku", "capacity", "minimum", "since", "until"),
        *("counted", "counted_at", "reported", "reported_at"),
    ),
    "vending.Message": _all(_ONCE, "machine", "boot", "seq", "received_at"),
    "vending.KeptMessage": {
        **_all(_REVIEW, "uid", "source", "name", "machine", "reason", "digest", "sealed", "received_at"),
        **_all(_SEEN, "settled_at", "settled_by"),
    },
    "vending.Vend": {
        **_all(_VEND, "site", "slot", "encounter", "result", "quantity", "occurred_at", "received_at"),
        **_all(_VEND, "local_date", "access", "over_limit", "clock_wrong"),
        **_all(_ANSWER, "zip3", "born_decade"),
    },
    "vending.RestockVisit": {
        **_all(_VISIT, "uid", "site", "source", "occurred_at", "recorded_at"),
        "staff_id": _TRACE,
    },
    "vending.RestockLine": _all(_VISIT, "visit", "slot", "expected", "found", "now"),
    "vending.Signal": _all(_SIGNAL, "machine", "code", "selection", "active", "temperature_c", "occurred_at"),
    "vending.Outage": _all(_OUTAGE, "machine", "slot", "kind", "began_at", "ended_at"),
    "vending.MachineDay": _all(
        _DAY, "site", "day", "minutes", "minutes_silent", "slot_minutes", "slot_minutes_empty", "slots_empty"
    ),
    "vending.LimitRule": _all(_LIMIT, "item", "per_visit", "most", "days", "source", "changed_at"),
    "vending.Token": _all(_TOKEN, "mark", "digest", "issued_on", "expires_on", "ended_at"),
    "vending.TokenUse": _all(_USE, "token", "item", "quantity", "occurred_at"),
    "vending.AuditRead": _all(
        _AUDIT,
        *("machine", "key", "serial", "read_at", "received_at", "crc", "profile", "paid", "free", "tests"),
        *("warnings", "was_reset", "difference"),
    ),
    "vending.AuditCount": _all(_AUDIT, "read", "selection", "paid", "free", "tests"),
    "vending.Command": _all(
        _COMMAND,
        *("machine", "name", "operation", "arguments", "made_at", "expires_at", "sent_at", "answered_at"),
        "done",
    ),
}


def retain(by: Actor, today: date) -> int:
    """Remove what is no longer needed and return how many rows that were; the newest audit always stays."""
    midnight = datetime.combine(today, time.min, UTC)
    longest = LimitRule.objects.of(by).aggregate(most=Max("days"))["most"] or 0
    newest = AuditRead.objects.of(by).values("machine").annotate(newest=Max("id")).values("newest")
    old_answers = Vend.objects.of(by).filter(local_date__lt=today - timedelta(days=ANSWER_DAYS))
    gone = (
        Message.objects.of(by).filter(received_at__lt=midnight - timedelta(days=MESSAGE_DAYS)),
        KeptMessage.objects.of(by).filter(received_at__lt=midnight - timedelta(days=KEPT_DAYS)),
        TokenUse.objects.of(by).filter(occurred_at__lt=midnight - timedelta(days=longest + 1)),
        Token.objects.of(by).filter(expires_on__lt=today - timedelta(days=TOKEN_DAYS_AFTER)),
        Signal.objects.of(by).filter(occurred_at__lt=midnight - timedelta(days=SIGNAL_DAYS)),
        Outage.objects.of(by).filter(ended_at__lt=midnight - timedelta(days=SIGNAL_DAYS)),
        Command.objects.of(by).filter(expires_at__lt=midnight - timedelta(days=COMMAND_DAYS)),
        AuditRead.objects.of(by)
        .filter(received_at__lt=midnight - timedelta(days=SIGNAL_DAYS))
        .exclude(pk__in=newest),
    )
    blanked = old_answers.exclude(zip3="", born_decade=None).update(zip3="", born_decade=None)
    return blanked + sum(rows.delete()[0] for rows in gone)


PRIVACY = PrivacyPlan(columns=COLUMNS, retain=retain)
