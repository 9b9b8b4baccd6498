"""Keeping facts true: built once, then only the days of which something was changed are copied again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from copy import deepcopy
from datetime import date, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

import pyarrow as pa
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from meetpoint.core.encounters.models import ChangedDay
from meetpoint.core.facts.models import FactBuild
from meetpoint.core.facts.rules import problems_of_table
from meetpoint.core.facts.store import copying, manifest, places
from meetpoint.core.facts.store.manifest import Copied, Manifest, month_of
from meetpoint.core.facts.store.people import People, forget_key, key_mark
from meetpoint.core.modules.facts import FactTable
from meetpoint.core.modules.registry import registry

DAYS_APART = 7
"""With more changed days in one month than this, the month is copied again as a whole."""

DAYS_ASIDE = 14
"""With more days beside the base than this, a month is put together again at once."""

Say = Callable[[str], None]


def refresh(organisation_id: int, *, say: Say = lambda month: None) -> Manifest:
    """Return an organisation's facts with everything in them that was saved before this call.

    Builds them when there are none, when a file is lost, or when they belong to another database, other
    declarations or another key. `say` is told each month that is copied.
    """
    with places.alone(organisation_id):
        found = manifest.load(organisation_id)
        if found is None or not _fits(organisation_id, found):
            return _build(organisation_id, say)
        return _bring_up(organisation_id, found, say)


def rebuild(organisation_id: int, *, say: Say = lambda month: None) -> Manifest:
    """Copy everything again, whatever is there."""
    with places.alone(organisation_id):
        return _build(organisation_id, say)


def rotate_key(organisation_id: int, *, say: Say = lambda month: None) -> Manifest:
    """Destroy the key of the people and copy everything under a new one."""
    with places.alone(organisation_id):
        forget_key(organisation_id)
        return _build(organisation_id, say)


def tidy(organisation_id: int) -> None:
    """Put the months together of which days stand aside, and remove files that belong to nothing."""
    with places.alone(organisation_id):
        found = manifest.load(organisation_id)
        if found is None:
            return
        new = deepcopy(found)
        for table in dated_tables():
            for name, month in new.tables[table.slug].items():
                if month.days:
                    _put_together(organisation_id, new, table, name)
        if new != found:
            manifest.save(organisation_id, new)
        manifest.sweep(organisation_id, new)


def dated_tables() -> list[FactTable]:
    """Return the tables that stand by month."""
    return [table for table in registry().facts.values() if not table.is_list]


def declared_mark() -> str:
    """Return a fingerprint of all declarations: facts copied under others have to be copied again."""
    said = [
        (table.slug, [(c.name, c.type.value, c.source, c.told, c.vocabulary) for c in table.columns])
        for table in registry().facts.values()
    ]
    return sha256(repr(said).encode()).hexdigest()[:16]


def _fits(organisation_id: int, found: Manifest) -> bool:
    build = FactBuild.objects.of(organisation_id).values_list("build", flat=True).first()
    same = found.declared == declared_mark() and found.key == key_mark(organisation_id)
    return same and found.belongs_to(build) and manifest.is_whole(organisation_id, found)


# --- everything ---------------------------------------------------------------------------------


def _build(organisation_id: int, say: Say) -> Manifest:
    _refuse_strange_tables()
    new = Manifest(declared=declared_mark(), key=key_mark(organisation_id))
    marks, _erased = _marks(organisation_id)
    people = People(organisation_id)
    for table in dated_tables():
        new.tables[table.slug] = {}
        new.empty[table.slug] = copying.write(organisation_id, table, copying.schema_of(table).empty_table())
        for first in months_of(table, organisation_id):
            _copy_month(organisation_id, new, table, first, people)
            say(f"{table.slug} {month_of(first)}")
    new.lists |= _fresh_lists(organisation_id, new, people)
    manifest.save(organisation_id, new)
    _settle(organisation_id, new, marks)
    manifest.sweep(organisation_id, new)
    return new


def _refuse_strange_tables() -> None:
    problems = [problem for table in registry().facts.values() for problem in problems_of_table(table)]
    if problems:
        raise ImproperlyConfigured(" ".join(problems))


def last_of(first: date) -> date:
    """Return the last day of the month that begins on a day."""
    return (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def months_of(table: FactTable, organisation_id: int) -> list[date]:
    """Return the first day of each month from the first to the last row of a table."""
    ends = table.span(organisation_id) if table.span else None
    if ends is None:
        return []
    months, month = [], ends[0].replace(day=1)
    while month <= ends[1]:
        months.append(month)
        month = (month + timedelta(days=32)).replace(day=1)
    return months


# --- what was changed ---------------------------------------------------------------------------


def _bring_up(organisation_id: int, found: Manifest, say: Say) -> Manifest:
    marks, erased = _marks(organisation_id)
    people = People(organisation_id)
    lists = _fresh_lists(organisation_id, found, people)
    if not marks and not lists:
        return found
    new = deepcopy(found)
    new.lists |= lists
    for month, days in _by_month(marks.values()).items():
        for table in dated_tables():
            if len(days) > DAYS_APART:
                _copy_month(organisation_id, new, table, month, people)
            else:
                _copy_days(organisation_id, new, table, days, people)
            if days & erased:
                _leave_nothing_behind(organisation_id, new, table, month_of(month))
        say(month_of(month))
    if marks:
        new.before, new.build = found.build, uuid4().hex
    manifest.save(organisation_id, new)
    _settle(organisation_id, new, marks)
    manifest.remove(organisation_id, found.files() - new.files())
    return new


def _marks(organisation_id: int) -> tuple[dict[int, date], set[date]]:
    """Return the changed days by the number of their mark, and those on which somebody was erased."""
    rows = list(ChangedDay.objects.of(organisation_id).values_list("pk", "day", "erased"))
    return {pk: day for pk, day, _erased in rows}, {day for _pk, day, erased in rows if erased}


def _leave_nothing_behind(organisation_id: int, new: Manifest, table: FactTable, name: str) -> None:
    """Write a month's base without the days that stand aside, so that nobody erased is left in it."""
    if name in new.tables[table.slug] and new.tables[table.slug][name].days:
        _put_together(organisation_id, new, table, name)


def _by_month(days: Iterable[date]) -> dict[date, set[date]]:
    months: dict[date, set[date]] = defaultdict(set)
    for day in days:
        months[day.replace(day=1)].add(day)
    return months


def _settle(organisation_id: int, new: Manifest, marks: Iterable[int]) -> None:
    """Let the database know the new build, and forget the changes that are in it."""
    ids = list(marks)
    with transaction.atomic():
        FactBuild.objects.of(organisation_id).update_or_create(
            organisation_id=organisation_id, defaults={"build": UUID(new.build)}
        )
        for start in range(0, len(ids), 500):
            ChangedDay.objects.of(organisation_id).filter(pk__in=ids[start : start + 500]).delete()


def _copy_month(organisation_id: int, new: Manifest, table: FactTable, first: date, people: People) -> None:
    facts = copying.copy(table, first, last_of(first), people)
    month = new.month(table.slug, month_of(first))
    month.base, month.days = _written(organisation_id, table, facts, month_of(first)), {}


def _copy_days(
    organisation_id: int, new: Manifest, table: FactTable, days: set[date], people: People
) -> None:
    for day in sorted(days):
        facts = copying.copy(table, day, day, people)
        month = new.month(table.slug, month_of(day))
        if facts.num_rows or month.base or month.days:
            month.days[day.isoformat()] = _written(organisation_id, table, facts, month_of(day))
    name = month_of(min(days))
    if len(new.month(table.slug, name).days) > DAYS_ASIDE:
        _put_together(organisation_id, new, table, name)


def _put_together(organisation_id: int, new: Manifest, table: FactTable, name: str) -> None:
    month = new.month(table.slug, name)
    facts = copying.read_month(organisation_id, table, month)
    month.base, month.days = _written(organisation_id, table, facts, name), {}


def _written(organisation_id: int, table: FactTable, facts: pa.Table, month: str) -> str:
    return copying.write(organisation_id, table, facts, month=month) if facts.num_rows else ""


def _fresh_lists(organisation_id: int, found: Manifest, people: People) -> dict[str, Copied]:
    """Write the lists that are others than a manifest knows, and return them."""
    fresh = {}
    for table in registry().facts.values():
        if not table.is_list:
            continue
        facts = copying.copy(table, date.min, date.max, people)
        digest = copying.digest_of(facts)
        if table.slug not in found.lists or found.lists[table.slug].digest != digest:
            fresh[table.slug] = Copied(copying.write(organisation_id, table, facts), digest)
    return fresh
