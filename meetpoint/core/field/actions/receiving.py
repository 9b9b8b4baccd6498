"""What a phone sent: opened, read, put in order and recorded, each event answered on its own.

One transaction for a batch, under a lock on its device. What cannot be recorded is kept, sealed, for somebody
to look at; one such event holds up no other. docs/algorithms/sync.md tells what happens in every case.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from secrets import token_hex
from uuid import UUID

from django.conf import settings
from django.db import transaction

from meetpoint.core.field.actions.deciding import Verdict, carry_out, seal_for_review
from meetpoint.core.field.models import Device, ReceivedEvent, State
from meetpoint.core.field.reading import Clocks, Event, Unreadable, read_event
from meetpoint.core.field.sealing import Unopened, open_sealed
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import keys
from meetpoint.lib.rows import insert_rows

MOST_EVENTS = 200
"""Events in one batch (product choice: less than a second of work, and a body well under Django's limit)."""

MOST_QUARANTINED = 5_000
"""Events that a revoked phone may still leave here: more than a week of the busiest line (product choice)."""

TAKEN = "taken"
REFUSED = "refused"


@dataclass(frozen=True, kw_only=True, slots=True)
class SealedEvent:
    """One event as it came: identifier, place in the phone's order, key generation, ciphertext."""

    uid: UUID
    sequence: int
    generation: int
    sealed: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a phone is told of one event: `taken` here for good, in review or not, or `refused`.

    Whether a code was known here is not told, so that a phone cannot be used to try codes.
    """

    uid: UUID
    state: str
    review: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """What came of a batch. `restored`: nothing was taken, since the phone remembers what we do not."""

    mark: str
    answers: tuple[Answer, ...] = ()
    restored: bool = False


@dataclass(kw_only=True, slots=True)
class Incoming:
    """One event on its way in."""

    came: SealedEvent
    plain: bytes = b""
    digest: str = ""
    event: Event | None = None
    moment: datetime | None = None
    verdict: Verdict = field(default_factory=Verdict)


def receive(
    device: Device, batch: Sequence[SealedEvent], clocks: Clocks, *, mark: str, by: Actor | None
) -> Taken:
    """Take a batch in and answer for each event, in its order; `by` is None when the device is revoked.

    `mark` is the one that the phone was told last. A phone whose last answer was lost holds the one before;
    a phone that holds neither was told things that a restored database has forgotten. A count of events
    would not do: a request that was on its way meanwhile could make it right again.

    The same again is answered the same. Events are recorded in the order of the phone's sequence, whatever
    their order here.
    """
    with transaction.atomic():
        held = Device.objects.of(device.organisation_id).select_for_update().get(pk=device.pk)
        if mark not in {held.mark, held.mark_before}:
            return Taken(mark=held.mark, restored=True)
        incoming = [_open(came, held, clocks) for came in sorted(batch, key=lambda one: one.sequence)]
        before = _known(held.organisation_id, [one.came.uid for one in incoming])
        fresh = _fresh(incoming, before)
        if by is None:
            fresh = _quarantine(fresh, held)
            _keep(fresh, held, clocks.received_at)
        else:
            for several in _runs(fresh, before):
                _decide(several, held, by)
                _keep(several, held, clocks.received_at)
        said = _known(held.organisation_id, [one.came.uid for one in incoming])
        held.mark, held.mark_before = (token_hex(8) if fresh else held.mark), mark
        held.received += len(fresh)
        held.last_seen_on = clocks.received_at.date()
        held.save(update_fields=["mark", "mark_before", "received", "last_seen_on"])
    return Taken(mark=held.mark, answers=tuple(_answers(batch, incoming, said)))


def _open(came: SealedEvent, device: Device, clocks: Clocks) -> Incoming:
    one = Incoming(came=came)
    try:
        one.plain = open_sealed(device.organisation_id, came.generation, came.uid, device.uid, came.sealed)
    except Unopened:
        one.plain, one.verdict = came.sealed, Verdict(State.REVIEW, "unopened")
    # Keyed, because a bare hash of so few possible contents could be guessed.
    secret = keys.key(settings.KEYS, "fields")
    one.digest = keys.fingerprint(secret, "field-event", str(came.generation), one.plain).hex()[:32]
    if one.verdict.state:
        return one
    try:
        one.event = read_event(one.plain)
        one.moment = clocks.moment_of(one.event.made_at)
    except Unreadable:
        one.verdict = Verdict(State.REVIEW, "unreadable")
    return one


def _known(organisation_id: int, uids: Sequence[UUID]) -> dict[UUID, dict[str, ReceivedEvent]]:
    found: dict[UUID, dict[str, ReceivedEvent]] = {}
    rows = ReceivedEvent.objects.of(organisation_id).filter(uid__in=uids).defer("sealed")
    for row in rows:
        found.setdefault(row.uid, {})[row.digest] = row
    return found


def _fresh(incoming: Iterable[Incoming], before: dict[UUID, dict[str, ReceivedEvent]]) -> list[Incoming]:
    """Return what was never seen, once; another content under a known identifier counts as such."""
    fresh: dict[tuple[UUID, str], Incoming] = {}
    for one in incoming:
        if one.digest not in before.get(one.came.uid, {}):
            fresh.setdefault((one.came.uid, one.digest), one)
    return list(fresh.values())


def _quarantine(fresh: list[Incoming], device: Device) -> list[Incoming]:
    there = ReceivedEvent.objects.of(device.organisation_id).filter(device=device, state=State.QUARANTINE)
    room = max(0, MOST_QUARANTINED - there.count())
    for one in fresh[:room]:
        one.verdict = Verdict(State.QUARANTINE, "revoked")
    return fresh[:room]


def _runs(
    fresh: Sequence[Incoming], before: dict[UUID, dict[str, ReceivedEvent]]
) -> Iterable[list[Incoming]]:
    """Return events of one kind that follow one another; each run is kept before the next is looked at."""
    seen: set[UUID] = set(before)
    for one in fresh:
        if one.came.uid in seen and not one.verdict.state:
            one.verdict = Verdict(State.REVIEW, "other_content")
        seen.add(one.came.uid)
    for _kind, run in groupby(fresh, key=lambda one: one.event.kind if one.event else ""):
        yield list(run)


def _decide(several: Sequence[Incoming], device: Device, by: Actor) -> None:
    open_ones = [one for one in several if not one.verdict.state]
    entries = [(one.came.uid, one.event, one.moment) for one in open_ones if one.event and one.moment]
    for one, verdict in zip(open_ones, carry_out(entries, device=device, by=by), strict=True):
        one.verdict = verdict


_COLUMNS = (
    "organisation_id",
    "uid",
    "digest",
    "device_id",
    "sequence",
    "kind",
    "state",
    "reason",
    "sealed",
    "made_at",
    "occurred_at",
    "received_at",
)


def _keep(fresh: Sequence[Incoming], device: Device, received_at: datetime) -> None:
    rows = [
        (
            device.organisation_id,
            one.came.uid,
            one.digest,
            device.pk,
            one.came.sequence,
            one.event.kind if one.event else "",
            one.verdict.state,
            one.verdict.reason,
            _sealed(one),
            one.event.made_at if one.event else None,
            one.moment,
            received_at,
        )
        for one in fresh
    ]
    insert_rows(ReceivedEvent, _COLUMNS, rows)


def _sealed(one: Incoming) -> bytes:
    if one.verdict.state == State.STORED:
        return b""
    return seal_for_review(one.came.uid, one.digest, one.plain, one.verdict.problems)


def _answers(
    batch: Sequence[SealedEvent],
    incoming: Sequence[Incoming],
    said: dict[UUID, dict[str, ReceivedEvent]],
) -> list[Answer]:
    digests = {id(one.came): one.digest for one in incoming}
    answers = []
    for came in batch:
        row = said.get(came.uid, {}).get(digests[id(came)])
        state = TAKEN if row else REFUSED
        shown = row is not None and row.reason not in _UNTOLD and row.state != State.STORED
        answers.append(Answer(uid=came.uid, state=state, review=shown))
    return answers


_UNTOLD = {"code", "undo_waits", ""}
"""Reasons of which a phone learns nothing."""
