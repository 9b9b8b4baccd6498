"""Meeting the people of an earlier system again: finding them by their old codes, enrolling the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from meetpoint.core.audit.actions import record
from meetpoint.core.people import code_keys, codes
from meetpoint.core.people.models import CodeKind, Participant, ParticipantCode
from meetpoint.core.people.permissions import ENROL
from meetpoint.core.people.queries import kept_record
from meetpoint.core.people.recipes import Known
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7
from meetpoint.lib.rows import insert_rows, next_ids

_PARTICIPANT = ("id", "organisation_id", "uid", "created_at")
_CODE = (
    "organisation_id",
    "participant_id",
    "kind",
    "short_lookup",
    "full_lookup",
    "sealed",
    "tie_break",
    "issued_at",
    "retired_reason",
)


@dataclass(frozen=True, kw_only=True)
class Met:
    """The participant of each old code, and who of them was enrolled just now."""

    found: Mapping[str, int]
    enrolled: Sequence[int] = ()


def meet_by_old_codes(known: Mapping[str, Known], *, by: Actor) -> Met:
    """Find the participant of each old code, enrolling those whom nobody here knows, in one transaction.

    Whoever is enrolled keeps the old code as a keyed hash, by which staff find them, and gets a random code
    for a card as well. A retired code leads to nobody, and is not given out again: it is left out of the
    answer. Raises NotAllowed, CodeKeyMissing.
    """
    by.require(ENROL)
    with transaction.atomic():
        found, retired = _found(known, by)
        new = {code: each for code, each in known.items() if code not in found and code not in retired}
        enrolled = _enrol(new, by) if new else {}
    return Met(found=found | enrolled, enrolled=sorted(set(enrolled.values())))


def _found(known: Mapping[str, Known], by: Actor) -> tuple[dict[str, int], set[str]]:
    code_of = {lookup: code for code, each in known.items() for lookup in each.lookups}
    found: dict[str, int] = {}
    retired: set[str] = set()
    wanted = list(code_of)
    for start in range(0, len(wanted), 500):
        rows = ParticipantCode.objects.of(by).filter(short_lookup__in=wanted[start : start + 500])
        for row in rows.select_related("participant"):
            code = code_of[row.short_lookup]
            if row.retired_at is not None:
                retired.add(code)
            else:
                found[code] = kept_record(by, row.participant).pk
    return found, retired - found.keys()


def _enrol(new: Mapping[str, Known], by: Actor) -> dict[str, int]:
    now = clock.now()
    same: dict[str, int] = {}
    firsts = {each.own: each for each in new.values()}
    ids = next_ids(Participant, len(firsts))
    people = [(pk, by.organisation_id, uuid7(), now) for pk in ids]
    insert_rows(Participant, _PARTICIPANT, people)
    rows: list[Sequence[Any]] = []
    for pk, each in zip(ids, firsts.values(), strict=True):
        same[each.own] = pk
        rows.append((by.organisation_id, pk, each.kind.value, each.own, "", None, each.tie_break, now, ""))
    rows += _cards(
        [pk for pk, each in zip(ids, firsts.values(), strict=True) if each.kind is CodeKind.EARLIER], now, by
    )
    insert_rows(ParticipantCode, _CODE, rows)
    record(by, "participant.enrolled_from_log", "participant", ids, fields={"count": len(ids)})
    return {code: same[each.own] for code, each in new.items()}


def _cards(ids: Sequence[int], now: datetime, by: Actor) -> list[Sequence[Any]]:
    """Return a random code for each participant, so that a card can be printed when they come."""
    secret = code_keys.of(by.organisation_id)
    sealing = code_keys.sealing(secret)
    drawn = _unused(len(ids), secret, by)
    rows: list[Sequence[Any]] = []
    for pk, (short, code) in zip(ids, drawn.items(), strict=True):
        full = codes.lookup(secret, by.organisation_id, code.full)
        sealed = codes.seal(sealing, code, row=short)
        rows.append((by.organisation_id, pk, CodeKind.RANDOM.value, short, full, sealed, 0, now, ""))
    return rows


def _unused(count: int, secret: bytes, by: Actor) -> dict[str, codes.Code]:
    drawn: dict[str, codes.Code] = {}
    while len(drawn) < count:
        for _each in range(count - len(drawn)):
            code = codes.draw()
            drawn[codes.lookup(secret, by.organisation_id, code.short)] = code
        wanted = list(drawn)
        for start in range(0, len(wanted), 500):
            taken = ParticipantCode.objects.of(by).filter(short_lookup__in=wanted[start : start + 500])
            for short in taken.values_list("short_lookup", flat=True):
                del drawn[short]
    return drawn
