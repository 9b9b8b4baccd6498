"""Writing prepared encounters and everything that hangs on them, a few statements for a whole batch."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection

from meetpoint.core.encounters.entry import Prepared, Recorded
from meetpoint.core.encounters.models import (
    ChangedDay,
    DaySummed,
    DayTotal,
    Encounter,
    EncounterLine,
    EncounterNote,
)
from meetpoint.core.encounters.preparing import Reference
from meetpoint.core.modules.forms import RecordedEncounter, Section
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.supplies.drawdown import HandOut, Shortage, draw_down
from meetpoint.core.supplies.queries import ItemFacts
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import keys
from meetpoint.lib.rows import Row, insert_rows, next_ids, uuid_parameter

SETTLED_AFTER = timedelta(days=2)
"""A local date is over everywhere on Earth when UTC is two dates ahead."""

LONGEST_TRANSACTION = timedelta(hours=1)
"""Longer than any transaction that changes a day; the largest, an import's batch, takes seconds."""

_ENCOUNTER = (
    "id",
    "organisation_id",
    "uid",
    "digest",
    "site_id",
    "staff_id",
    "participant_id",
    "occurred_at",
    "recorded_at",
    "local_date",
    "place_type",
    "for_others",
    "people",
    "count_only",
    "replaces_id",
    "void_reason",
)
_KNOWN = f"SELECT uid, id, digest FROM {Encounter._meta.db_table} WHERE organisation_id = %s AND uid IN "  # noqa: S608
_LINE = ("organisation_id", "encounter_id", "item_id", "quantity", "syringes", "doses")
_NOTE = ("organisation_id", "encounter_id", "sealed", "written_at")


def store(batch: Sequence[Prepared], reference: Reference, by: Actor) -> list[Recorded]:
    """Insert encounters, lines, ledger, sections and notes; must run inside a transaction."""
    ids = next_ids(Encounter, len(batch))
    insert_rows(Encounter, _ENCOUNTER, [_row(i, p, reference, by) for i, p in zip(ids, batch, strict=True)])
    numbered = list(zip(ids, batch, strict=True))
    lines = [line for i, p in numbered for line in _lines(i, p, reference.items, by)]
    insert_rows(EncounterLine, _LINE, lines)
    shortages = _hand_out(numbered, by)
    _save_sections(numbered, by)
    _save_notes(numbered, reference, by)
    forget_days(by.organisation_id, {p.local_date for p in batch}, now=reference.now)
    return [Recorded(i, p.new.uid, created=True, shortages=tuple(shortages[i])) for i, p in numbered]


def _row(encounter_id: int, prepared: Prepared, reference: Reference, by: Actor) -> Row:
    new = prepared.new
    return (
        encounter_id,
        by.organisation_id,
        new.uid,
        prepared.digest,
        new.site_id,
        by.staff_id,
        new.participant_id,
        new.occurred_at,
        reference.now,
        prepared.local_date,
        new.place_type,
        new.for_others,
        new.people,
        new.count_only,
        new.replaces_id,
        "",
    )


def _lines(encounter_id: int, prepared: Prepared, items: Mapping[int, ItemFacts], by: Actor) -> list[Row]:
    return [
        (
            by.organisation_id,
            encounter_id,
            item_id,
            quantity,
            quantity * items[item_id].syringes_per_unit,
            quantity * items[item_id].doses_per_unit,
        )
        for item_id, quantity in prepared.new.items.items()
        if quantity
    ]


def _hand_out(numbered: Sequence[tuple[int, Prepared]], by: Actor) -> Mapping[int, list[Shortage]]:
    hand_outs = [
        HandOut(i, p.new.site_id, item_id, quantity, p.new.occurred_at, by.staff_id, p.new.replaces_id)
        for i, p in numbered
        for item_id, quantity in p.new.items.items()
        if quantity
    ]
    by_encounter: dict[int, list[Shortage]] = defaultdict(list)
    for shortage in draw_down(by.organisation_id, hand_outs):
        by_encounter[shortage.encounter_id].append(shortage)
    return by_encounter


def _save_sections(numbered: Sequence[tuple[int, Prepared]], by: Actor) -> None:
    sections: dict[str, list[Section]] = defaultdict(list)
    for encounter_id, prepared in numbered:
        if prepared.sections:
            recorded = _recorded(encounter_id, prepared, by)
            for slug, values in prepared.sections.items():
                sections[slug].append(Section(recorded, values))
    for slug, entries in sections.items():
        registry().forms[slug].save(entries, by)


def _recorded(encounter_id: int, prepared: Prepared, by: Actor) -> RecordedEncounter:
    new = prepared.new
    return RecordedEncounter(
        encounter_id,
        new.uid,
        by.organisation_id,
        new.site_id,
        new.participant_id,
        by.staff_id,
        new.occurred_at,
        prepared.local_date,
    )


def _save_notes(numbered: Sequence[tuple[int, Prepared]], reference: Reference, by: Actor) -> None:
    noted = [(i, p.new.note) for i, p in numbered if p.new.note]
    insert_rows(
        EncounterNote,
        _NOTE,
        [(by.organisation_id, i, seal_note(i, text), reference.now) for i, text in noted],
    )


def seal_note(encounter_id: int, text: str) -> bytes:
    """Encrypt a note so that only this encounter's row can hold it."""
    return keys.seal(
        keys.key(settings.KEYS, "fields"), text.encode(), bound_to=f"encounter-note:{encounter_id}"
    )


def open_note(encounter_id: int, sealed: bytes) -> str:
    """Decrypt a note. Raises KeyMissing when the field key is not the one it was sealed with."""
    key = keys.key(settings.KEYS, "fields")
    return keys.unseal(key, bytes(sealed), bound_to=f"encounter-note:{encounter_id}").decode()


def last_settled_day(now: datetime) -> date:
    """Return the last date that is over everywhere on Earth, and whose figures are therefore kept."""
    return now.date() - SETTLED_AFTER


def forget_days(organisation_id: int, days: set[date], *, now: datetime, erased: bool = False) -> None:
    """Drop the kept totals of days that are over, so that they are added up again when next read.

    Every change of what is counted calls this, in its own transaction, with the days on which it counts; the
    facts of these days are copied again, too (`mark_days`). A day that ends while this transaction runs
    counts as over, since somebody may add it up before the end. `erased` as in `mark_days`.
    """
    mark_days(organisation_id, days, erased=erased)
    settled = last_settled_day(now + LONGEST_TRANSACTION)
    over = [day for day in days if day <= settled]
    if over:
        take_turns(organisation_id)
    for start in range(0, len(over), 300):
        part = over[start : start + 300]
        DaySummed.objects.of(organisation_id).filter(day__in=part).delete()
        DayTotal.objects.of(organisation_id).filter(day__in=part).delete()


def mark_days(organisation_id: int, days: Iterable[date], *, erased: bool = False) -> None:
    """Note, in the caller's transaction, that the facts of these days have to be copied again.

    `erased` has every file written anew, before the next answer, that still holds what was copied before.
    """
    rows = [(organisation_id, day, erased) for day in days]
    insert_rows(ChangedDay, ("organisation_id", "day", "erased"), rows)


def take_turns(organisation_id: int) -> None:
    """Wait until nobody else changes or adds up past days here; holds until the transaction ends."""
    if connection.vendor != "sqlite":
        Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)


def known(organisation_id: int, uids: Sequence[UUID]) -> dict[UUID, tuple[int, str]]:
    """Return id and digest of those encounters that are already stored, by uid."""
    # Raw, because every save asks this: the ORM's way costs a fifth of the whole action.
    found: dict[UUID, tuple[int, str]] = {}
    with connection.cursor() as cursor:
        for start in range(0, len(uids), 500):
            part = [uuid_parameter(uid) for uid in uids[start : start + 500]]
            cursor.execute(f"{_KNOWN}({', '.join(['%s'] * len(part))})", [organisation_id, *part])
            found.update({_as_uuid(uid): (pk, digest) for uid, pk, digest in cursor.fetchall()})
    return found


def _as_uuid(value: UUID | str) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)
