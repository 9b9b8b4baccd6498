"""Writing checked rows of one HSDS table over what is there: new, changed, the same, or kept by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from meetpoint.core.directory.actions.cards import Touched
from meetpoint.core.directory.hsds.checking import Row, table_of_link
from meetpoint.core.directory.hsds.identity import KINDS_TAXONOMY, attribute_uid
from meetpoint.core.directory.hsds.parsed import Parsed, Problem
from meetpoint.core.directory.hsds.tables import MODELS
from meetpoint.core.directory.models import Attribute, Service, Term
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.rows import insert_rows, update_rows

CHUNK = 2_000
T = TypeVar("T")
_OWN_LINKS = {"organization": "parent_organization_id", "taxonomy_term": "parent_id"}
_ATTRIBUTE = ("uid", "service_id", "link_entity", "link_uid", "link_type", "term_id", "value")


def in_chunks(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield rows in lists of a size."""
    left = iter(rows)
    while chunk := list(islice(left, size)):
        yield chunk


@dataclass(frozen=True, kw_only=True)
class Storing:
    """One table of a file on its way in."""

    table: str
    parsed: Parsed
    touched: Touched
    by: Actor
    count: Counter[str] = field(default_factory=Counter)

    @property
    def model(self) -> Any:
        """The model that holds the table."""
        return MODELS[self.table]

    def say(self, row: Row, column: str, table: str) -> None:
        """Write down that a row points to nothing."""
        words = _("There is no %(table)s with this id.") % {"table": table}
        self.parsed.problems.append(Problem(row.raw.file, row.raw.line, column, words))

    def store(self, chunk: Sequence[Row]) -> None:
        """Write rows that are new or changed; a few queries for the whole chunk."""
        rows = list(self._resolved(chunk))
        there = {
            one.uid: one for one in self.model.objects.of(self.by).filter(uid__in=[r.uid for r, _l in rows])
        }
        new, changed = [], []
        for row, links in rows:
            one, values = there.get(row.uid), {**row.values, **links}
            if one is None:
                new.append(self.model(**self._marks(row.uid), **values))
            elif one.by_hand:
                self.count["kept"] += 1
            elif any(getattr(one, name) != value for name, value in values.items()):
                _set(one, values)
                changed.append(one)
            else:
                self.count["same"] += 1
        self.model.objects.bulk_create(new, batch_size=500)
        _write_over(self.model, changed)
        self.touched.add(self.table, [*new, *changed])
        self.count["added"] += len(new)
        self.count["changed"] += len(changed)

    def _marks(self, uid: UUID) -> dict[str, Any]:
        marks = {"organisation_id": self.by.organisation_id, "uid": uid}
        if self.table == "service_at_location":
            marks |= {"source": self.parsed.source, "listed_on": self.parsed.listed_on, "kind": "other"}
        return marks

    def _resolved(self, chunk: Sequence[Row]) -> Iterator[tuple[Row, dict[str, int]]]:
        own = _OWN_LINKS.get(self.table)
        keys = self._keys(chunk)
        for row in chunk:
            links = {
                name: keys[table_of_link(name)].get(uid) for name, uid in row.links.items() if name != own
            }
            missing = [name for name, key in links.items() if key is None]
            for name in missing:
                self.say(row, name, table_of_link(name))
            if not missing:
                yield row, {name: key for name, key in links.items() if key is not None}

    def _keys(self, chunk: Sequence[Row]) -> dict[str, Mapping[UUID, int]]:
        wanted: dict[str, set[UUID]] = {}
        for row in chunk:
            for attribute, uid in row.links.items():
                wanted.setdefault(table_of_link(attribute), set()).add(uid)
        return {table: keys_of(MODELS[table], uids, self.by) for table, uids in wanted.items()}

    def link_to_own(self, rows: Sequence[Row]) -> None:
        """Write which row of the same table stands above a row, now that all of them are there."""
        name = _OWN_LINKS.get(self.table, "")
        linked = [row for row in rows if name in row.links]
        for chunk in in_chunks(linked, CHUNK):
            uids = {row.uid for row in chunk} | {row.links[name] for row in chunk}
            there = {one.uid: one for one in self.model.objects.of(self.by).filter(uid__in=uids)}
            changed = []
            for row in chunk:
                one, above = there.get(row.uid), there.get(row.links[name])
                if above is None:
                    self.say(row, name, self.table)
                elif one is not None and not one.by_hand and getattr(one, name) != above.pk:
                    setattr(one, name, above.pk)
                    changed.append(one)
            _write_over(self.model, changed)
            fresh = min(len(changed), self.count["same"])
            self.count["same"] -= fresh
            self.count["changed"] += fresh


def keys_of(model: Any, uids: Iterable[UUID], by: Actor) -> dict[UUID, int]:
    """Return the primary keys of rows by their `id`."""
    return dict(model.objects.of(by).filter(uid__in=set(uids)).values_list("uid", "pk"))


def _set(one: Any, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(one, name, value)


def _write_over(model: Any, changed: Sequence[Any]) -> None:
    names = tuple(each.attname for each in model._meta.concrete_fields if not each.primary_key)
    update_rows(model, names, ([one.pk, *(getattr(one, name) for name in names)] for one in changed))


def store_attributes(chunk: Sequence[Row], into: Storing) -> None:
    """Write words said of services: as small rows where their `id` follows from service and word."""
    services = keys_of(Service, (row.values["link_uid"] for row in chunk if _is_of_service(row)), into.by)
    terms = keys_of(Term, (row.links["term_id"] for row in chunk if "term_id" in row.links), into.by)
    there = _Known.of(into.by, services.values(), [row.uid for row in chunk])
    new, changed = [], []
    for row in chunk:
        values = _attribute(row, services, terms, into)
        if values is None:
            continue
        before = there.like(row.uid, values)
        if values[5] in there.kinds and values[1] in there.said_by_hand:
            into.count["kept"] += 1
            continue
        if before is None:
            new.append((into.by.organisation_id, *values))
        elif tuple(getattr(before, name) for name in _ATTRIBUTE[1:]) != values[1:]:
            changed.append([before.pk, *values])
        else:
            into.count["same"] += 1
            continue
        into.touched.services |= {values[1]} - {None}
    into.count["added"] += insert_rows(Attribute, ("organisation_id", *_ATTRIBUTE), new)
    into.count["changed"] += update_rows(Attribute, _ATTRIBUTE, changed)


def _attribute(
    row: Row, services: Mapping[UUID, int], terms: Mapping[UUID, int], into: Storing
) -> tuple[Any, ...] | None:
    link, term = row.values["link_uid"], row.links.get("term_id")
    of_service = _is_of_service(row)
    if of_service and link not in services:
        into.say(row, "link_id", "service")
        return None
    if term is not None and term not in terms:
        into.say(row, "taxonomy_term_id", "taxonomy_term")
        return None
    follows = of_service and term is not None and row.uid == attribute_uid(link, term)
    return (
        None if follows else row.uid,
        services[link] if of_service else None,
        "" if of_service else row.values["link_entity"],
        None if of_service else link,
        row.values["link_type"],
        terms[term] if term is not None else None,
        row.values["value"],
    )


def _is_of_service(row: Row) -> bool:
    return row.values["link_entity"] == "service" and row.values["link_uid"] is not None


@dataclass(frozen=True)
class _Known:
    """The attributes that are there, by `id`, and by service and word where the `id` follows.

    Of services in `said_by_hand`, somebody here has said what they offer: a file does not say otherwise.
    """

    by_uid: Mapping[UUID, Attribute]
    by_word: Mapping[tuple[int, int], Attribute]
    kinds: frozenset[int]
    said_by_hand: frozenset[int | None]

    @classmethod
    def of(cls, by: Actor, services: Iterable[int], uids: Sequence[UUID]) -> _Known:
        rows = Attribute.objects.of(by)
        plain = rows.filter(service__in=set(services), uid=None, term__isnull=False)
        kinds = frozenset(
            Term.objects.of(by).filter(taxonomy__uid=KINDS_TAXONOMY).values_list("pk", flat=True)
        )
        return cls(
            {one.uid: one for one in rows.filter(uid__in=uids) if one.uid},
            {(one.service_id, one.term_id): one for one in plain if one.service_id and one.term_id},
            kinds,
            frozenset(one.service_id for one in plain if one.by_hand and one.term_id in kinds),
        )

    def like(self, uid: UUID, values: Sequence[Any]) -> Attribute | None:
        return self.by_uid.get(uid) if values[0] else self.by_word.get((values[1], values[5]))
