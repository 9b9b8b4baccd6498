"""Taking in a file that was read: bad rows are named, good ones stored, what is the same left alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction

from meetpoint.core.audit import actions as audit
from meetpoint.core.directory import permissions
from meetpoint.core.directory.actions.cards import Touched, refresh_cards
from meetpoint.core.directory.actions.writing import CHUNK, Storing, in_chunks, store_attributes
from meetpoint.core.directory.hsds.checking import checked
from meetpoint.core.directory.hsds.identity import nowhere_uid
from meetpoint.core.directory.hsds.parsed import Parsed, Problem
from meetpoint.core.directory.hsds.tables import MODELS
from meetpoint.core.directory.models import DirectoryEntry, EntryWord, OpenSpan, Service
from meetpoint.core.tenancy.actor import Actor


@dataclass(kw_only=True)
class Outcome:
    """What came of a file: rows by table and by what happened, entries, and the rows that were left out.

    `kept` counts rows that somebody here has changed by hand, which no file overwrites.
    """

    source: str
    rows: dict[str, Counter[str]] = field(default_factory=dict)
    entries: Counter[str] = field(default_factory=Counter)
    not_kept: Counter[str] = field(default_factory=Counter)
    errors: list[Problem] = field(default_factory=list)

    @property
    def changed_anything(self) -> bool:
        """Tell whether a row was added or changed."""
        return any(count["added"] + count["changed"] for count in self.rows.values())

    def total(self, word: str) -> int:
        """Return how many rows of all tables were `added`, `changed`, `same` or `kept`."""
        return sum(count[word] for count in self.rows.values())

    def as_json(self) -> dict[str, Any]:
        """Return the outcome as the command prints it."""
        words = ("added", "changed", "same", "kept")
        return {
            "source": self.source,
            "tables": {
                table: {word: count[word] for word in words} for table, count in sorted(self.rows.items())
            },
            "entries": {word: self.entries[word] for word in ("added", "changed", "same")},
            "not_kept": dict(self.not_kept),
            "errors": [
                {"file": one.file, "line": one.line, "column": one.column, "problem": one.problem}
                for one in self.errors
            ],
        }


MANY_ROWS = 2_000


class _TriedOut(Exception):
    """Carries a dry run out of its transaction, so that nothing of it stays."""


def import_rows(parsed: Parsed, *, by: Actor, dry_run: bool = False) -> Outcome:
    """Take in what was read. The same again changes nothing. Raises NotAllowed."""
    by.require(permissions.IMPORT)
    outcome = Outcome(source=parsed.source, not_kept=Counter(parsed.not_kept))
    try:
        with transaction.atomic():
            _store_all(parsed, outcome, by)
            if dry_run:
                raise _TriedOut
    except _TriedOut:
        pass
    _tidy(outcome)
    outcome.errors = sorted(parsed.problems, key=lambda one: (one.file, one.line))
    return outcome


def _store_all(parsed: Parsed, outcome: Outcome, by: Actor) -> None:
    touched = Touched()
    for table, rows in checked(parsed).items():
        into = Storing(table=table, parsed=parsed, touched=touched, by=by)
        outcome.rows[table] = into.count
        for chunk in in_chunks(rows, CHUNK):
            if table == "attribute":
                store_attributes(chunk, into)
            else:
                into.store(chunk)
        into.link_to_own(rows)
    _give_places(touched, parsed, by)
    if parsed.listed_on is not None:
        _mark_listed(parsed, by)
    _count_anew(outcome, [*MODELS.values()])
    outcome.entries = refresh_cards(touched, by=by)
    _count_anew(outcome, [EntryWord, OpenSpan])
    if outcome.changed_anything:
        totals = {word: outcome.total(word) for word in ("added", "changed")}
        audit.record(by, "directory.imported", "directory", [parsed.source], fields=totals)


def _count_anew(outcome: Outcome, tables: Sequence[type[models.Model]]) -> None:
    """Let PostgreSQL count tables of which much was written: until then it plans as if they were empty."""
    if connection.vendor != "postgresql" or outcome.total("added") < MANY_ROWS:
        return
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table._meta.db_table)}")


def _tidy(outcome: Outcome) -> None:
    """Let PostgreSQL find words in their index alone at once, not only when it comes round to tidying."""
    many = connection.vendor == "postgresql" and outcome.total("added") >= MANY_ROWS
    if many and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM {connection.ops.quote_name(EntryWord._meta.db_table)}")


def _mark_listed(parsed: Parsed, by: Actor) -> None:
    """Note for which day the file speaks, on every entry that it names."""
    rows = [row.values.get("id") for row in parsed.tables.get("service_at_location", ())]
    of_services = [row.values.get("id") for row in parsed.tables.get("service", ())]
    for column, uids in (("uid__in", rows), ("service__uid__in", of_services)):
        for chunk in in_chunks([uid for uid in uids if _is_uid(uid)], CHUNK):
            named = DirectoryEntry.objects.of(by).filter(**{column: chunk}).exclude(source="")
            named.exclude(listed_on=parsed.listed_on, listed_on__isnull=False).update(
                listed_on=parsed.listed_on
            )


def _is_uid(text: object) -> bool:
    try:
        UUID(str(text))
    except ValueError:
        return False
    return True


def _give_places(touched: Touched, parsed: Parsed, by: Actor) -> None:
    """Give every service that is at no place an entry of its own, so that people can be sent there."""
    for chunk in in_chunks(sorted(touched.services), CHUNK):
        alone = Service.objects.of(by).filter(pk__in=chunk, places=None)
        made = DirectoryEntry.objects.bulk_create(
            DirectoryEntry(
                organisation_id=by.organisation_id,
                uid=nowhere_uid(service.uid),
                service=service,
                source=parsed.source,
                listed_on=parsed.listed_on,
                kind="other",
                name=service.name,
            )
            for service in alone
        )
        touched.add("service_at_location", made)
