"""Working out what lists, searches and referrals see of an entry from the HSDS rows around it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q

from meetpoint.core.directory.finding.cards import Around, Card, card_of
from meetpoint.core.directory.finding.weeks import Span
from meetpoint.core.directory.hsds.identity import KINDS_TAXONOMY
from meetpoint.core.directory.models import (
    Accessibility,
    Address,
    Attribute,
    CostOption,
    DirectoryEntry,
    EntryWord,
    Language,
    OpenSpan,
    Phone,
    RequiredDocument,
    Schedule,
)
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.rows import insert_rows, update_rows

CHUNK = 500
CARD = tuple(each.name for each in fields(Card) if each.name not in ("words", "spans"))


@dataclass
class Touched:
    """What was written, and so which entries have to be worked out again."""

    services: set[int] = field(default_factory=set)
    locations: set[int] = field(default_factory=set)
    agencies: set[int] = field(default_factory=set)
    entries: set[int] = field(default_factory=set)

    def add(self, table: str, rows: Iterable[Any]) -> None:
        """Note rows of a table that were written, and what they belong to."""
        own = {"service": self.services, "location": self.locations, "organization": self.agencies}
        own["service_at_location"] = self.entries
        for row in rows:
            if table in own:
                own[table].add(row.pk)
            for name, kept in own.items():
                above = getattr(row, f"{name}_id", None)
                if above is not None and (name != "organization" or table == "phone"):
                    kept.add(above)

    def entry_ids(self, by: Actor) -> list[int]:
        """Return the entries concerned, in order of their keys."""
        found = set(self.entries)
        rows = DirectoryEntry.objects.of(by)
        for name, ids in (
            ("service__in", self.services),
            ("location__in", self.locations),
            ("service__organization__in", self.agencies),
        ):
            for chunk in _chunks(sorted(ids)):
                found |= set(rows.filter(**{name: chunk}).values_list("pk", flat=True))
        return sorted(found)


def refresh_cards(touched: Touched, *, by: Actor) -> Counter[str]:
    """Work out the entries concerned again; return how many are new, changed, the same."""
    count: Counter[str] = Counter()
    ids = touched.entry_ids(by)
    zone = Organisation.objects.filter(pk=by.organisation_id).values_list("time_zone", flat=True).get()
    offsets = _offsets(zone)
    for chunk in _chunks(ids):
        count += _refresh(chunk, offsets, by)
    return count


def _chunks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


def _offsets(zone: str) -> frozenset[float]:
    """Return the hours from UTC that the programme's clock has in winter and in summer."""
    year = clock.now().year
    moments = (clock.now().replace(year=year, month=month, day=1, tzinfo=UTC) for month in (1, 7))
    shifts = (moment.astimezone(ZoneInfo(zone)).utcoffset() for moment in moments)
    return frozenset(shift.total_seconds() / 3600 for shift in shifts if shift is not None)


def _refresh(ids: Sequence[int], offsets: frozenset[float], by: Actor) -> Counter[str]:
    entries = list(
        DirectoryEntry.objects.of(by).filter(pk__in=ids).select_related("service__organization", "location")
    )
    around = _Around(entries, by)
    words_before, spans_before = _words(ids, by), _spans(ids, by)
    count: Counter[str] = Counter()
    changed: list[list[Any]] = []
    anew: list[tuple[int, Card]] = []
    for entry in entries:
        card = card_of(around.of(entry), offsets)
        values = [getattr(card, name) for name in CARD]
        differs = values != [getattr(entry, name) for name in CARD]
        refound = card.words != words_before[entry.pk] or set(card.spans) != spans_before[entry.pk]
        if differs:
            changed.append([entry.pk, *values])
        if refound:
            anew.append((entry.pk, card))
        is_new = not words_before[entry.pk]
        count["added" if is_new else "changed" if differs or refound else "same"] += 1
    update_rows(DirectoryEntry, CARD, changed)
    _write_index(anew, by)
    return count


def _write_index(anew: Sequence[tuple[int, Card]], by: Actor) -> None:
    ids = [pk for pk, _card in anew]
    EntryWord.objects.of(by).filter(entry__in=ids)._raw_delete(EntryWord.objects.db)
    OpenSpan.objects.of(by).filter(entry__in=ids)._raw_delete(OpenSpan.objects.db)
    tenant = by.organisation_id
    insert_rows(
        EntryWord,
        ("organisation_id", "entry_id", "word"),
        ((tenant, pk, word) for pk, card in anew for word in sorted(card.words)),
    )
    insert_rows(
        OpenSpan,
        ("organisation_id", "entry_id", "opens", "closes", "valid_from", "valid_to"),
        (
            (tenant, pk, span.opens, span.closes, span.valid_from, span.valid_to)
            for pk, card in anew
            for span in card.spans
        ),
    )


def _words(ids: Sequence[int], by: Actor) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for entry_id, word in EntryWord.objects.of(by).filter(entry__in=ids).values_list("entry_id", "word"):
        found[entry_id].add(word)
    return found


def _spans(ids: Sequence[int], by: Actor) -> dict[int, set[Span]]:
    found: dict[int, set[Span]] = defaultdict(set)
    rows = OpenSpan.objects.of(by).filter(entry__in=ids)
    columns = ("entry_id", "opens", "closes", "valid_from", "valid_to")
    for entry_id, opens, closes, valid_from, valid_to in rows.values_list(*columns):
        found[entry_id].add(Span(opens, closes, valid_from, valid_to))
    return found


class _Around:
    """The rows around some entries, loaded in one query for each table."""

    def __init__(self, entries: Sequence[DirectoryEntry], by: Actor) -> None:
        self.by = by
        services = [entry.service_id for entry in entries]
        locations = [entry.location_id for entry in entries]
        agencies = [entry.service.organization_id for entry in entries if entry.service]
        at = Q(service_at_location__in=[entry.pk for entry in entries])
        anywhere = at | Q(service__in=services) | Q(location__in=locations)
        self.phones = self._by(Phone, anywhere | Q(organization__in=agencies))
        self.schedules = self._by(Schedule, anywhere)
        self.languages = self._by(Language, Q(service__in=services) | Q(location__in=locations))
        self.addresses = self._by(Address, Q(location__in=locations))
        self.accessibility = self._by(Accessibility, Q(location__in=locations))
        self.costs = self._by(CostOption, Q(service__in=services))
        self.papers = self._by(RequiredDocument, Q(service__in=services))
        self.terms: dict[int | None, list[tuple[str, str, bool]]] = defaultdict(list)
        rows = Attribute.objects.of(by).filter(service__in=services, term__isnull=False)
        for service_id, code, name, taxonomy in rows.values_list(
            "service_id", "term__code", "term__name", "term__taxonomy__uid"
        ):
            self.terms[service_id].append((code, name, taxonomy == KINDS_TAXONOMY))

    def _by(self, model: Any, condition: Q) -> dict[tuple[str, int | None], list[Any]]:
        found: dict[tuple[str, int | None], list[Any]] = defaultdict(list)
        for row in model.objects.of(self.by).filter(condition).order_by("pk"):
            for name in ("service_at_location", "service", "location", "organization"):
                above = getattr(row, f"{name}_id", None)
                if above is not None:
                    found[name, above].append(row)
        return found

    def of(self, entry: DirectoryEntry) -> Around:
        service, location = ("service", entry.service_id), ("location", entry.location_id)
        agency = ("organization", entry.service.organization_id if entry.service else None)
        at = ("service_at_location", entry.pk)
        return Around(
            entry=entry,
            phones=[*self.phones[at], *self.phones[service], *self.phones[location], *self.phones[agency]],
            schedules=self.schedules[at] or self.schedules[service] or self.schedules[location],
            languages=[*self.languages[service], *self.languages[location]],
            addresses=self.addresses[location],
            accessibility=self.accessibility[location],
            costs=self.costs[service],
            papers=self.papers[service],
            terms=self.terms[entry.service_id],
        )
