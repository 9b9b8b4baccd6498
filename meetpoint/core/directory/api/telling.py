"""Rows of the directory as the HSDS API nests them, a few queries for a whole page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from math import cos, radians
from typing import Any
from uuid import UUID

from django.db.models import Avg, Q, QuerySet

from meetpoint.core.directory.finding.search import Sought, search
from meetpoint.core.directory.hsds.identity import attribute_uid
from meetpoint.core.directory.hsds.tables import MODELS, columns_of
from meetpoint.core.directory.hsds.writing import completed, known_of, plain
from meetpoint.core.directory.models import (
    Agency,
    Attribute,
    DirectoryEntry,
    Location,
    Service,
    Taxonomy,
    Term,
)
from meetpoint.core.tenancy.actor import Actor

METRES_OF_A_DEGREE = 111_320.0
_INSIDE = {
    "service": {
        "phones": "phone",
        "schedules": "schedule",
        "service_areas": "service_area",
        "languages": "language",
        "funding": "funding",
        "cost_options": "cost_option",
        "required_documents": "required_document",
        "contacts": "contact",
    },
    "organization": {
        "phones": "phone",
        "contacts": "contact",
        "funding": "funding",
        "programs": "program",
        "organization_identifiers": "organization_identifier",
    },
    "location": {
        "languages": "language",
        "addresses": "address",
        "contacts": "contact",
        "accessibility": "accessibility",
        "phones": "phone",
        "schedules": "schedule",
    },
    "service_at_location": {"contacts": "contact", "phones": "phone", "schedules": "schedule"},
}
"""Lists inside a row, with their tables; those point back to the row."""

_ABOVE = {
    "service": ("organization", "program"),
    "service_at_location": ("service", "location"),
    "taxonomy_term": ("taxonomy",),
}


def every(actor: Actor, table: str) -> Any:
    """Return the rows of a table that may be told: no entry that was taken out or joined into another."""
    model: Any = MODELS[table]
    rows = model.objects.of(actor)
    if table == "service_at_location":
        rows = rows.filter(in_use=True, service__isnull=False, location__isnull=False)
    links = [
        name for name in ("organization", "program", "service", "location", "taxonomy") if _has(model, name)
    ]
    return rows.select_related(*links) if links else rows


def _has(model: Any, name: str) -> bool:
    return any(field.name == name for field in model._meta.concrete_fields)


def services(
    actor: Actor, *, words: str, organization: UUID | None, term: UUID | None, modified_after: datetime | None
) -> QuerySet[Service]:
    """Return services by name."""
    rows = every(actor, "service").order_by("name", "pk")
    if words:
        rows = rows.filter(pk__in=search(actor, Sought(words=words)).values("service"))
    if organization is not None:
        rows = rows.filter(organization__uid=organization)
    if term is not None:
        rows = rows.filter(pk__in=Attribute.objects.of(actor).filter(term__uid=term).values("service"))
    if modified_after is not None:
        rows = rows.filter(last_modified__gt=modified_after)
    return rows  # type: ignore[no-any-return] # a table chosen by name


def organizations(actor: Actor, *, words: str) -> QuerySet[Agency]:
    """Return organisations by key."""
    rows = every(actor, "organization").order_by("pk")
    if words:
        rows = rows.filter(pk__in=search(actor, Sought(words=words)).values("service__organization"))
    return rows  # type: ignore[no-any-return] # a table chosen by name


def locations(actor: Actor, *, words: str) -> QuerySet[Location]:
    """Return places by key."""
    rows = every(actor, "location").order_by("pk")
    if words:
        rows = rows.filter(pk__in=search(actor, Sought(words=words)).values("location"))
    return rows  # type: ignore[no-any-return] # a table chosen by name


def at_locations(
    actor: Actor,
    *,
    words: str,
    organization: UUID | None,
    term: UUID | None,
    postcode: str,
    metres: int | None,
) -> QuerySet[DirectoryEntry]:
    """Return services at places by name. A postcode lies in the middle of what the directory has there."""
    near = metres is not None and bool(postcode)
    found = search(actor, Sought(words=words, place="" if near else postcode))
    rows = every(actor, "service_at_location").filter(pk__in=found.values("pk")).order_by("name", "pk")
    if near:
        rows = rows.filter(_within(actor, postcode, metres or 0))
    if organization is not None:
        rows = rows.filter(service__organization__uid=organization)
    if term is not None:
        said = Attribute.objects.of(actor).filter(term__uid=term)
        rows = rows.filter(service__in=said.values("service"))
    return rows  # type: ignore[no-any-return] # a table chosen by name


def _within(actor: Actor, postcode: str, metres: int) -> Q:
    """Return the square around a postcode's middle, twice `metres` wide; nothing for an unknown one."""
    there = search(actor, Sought(place=postcode)).exclude(latitude=None)
    middle = there.aggregate(north=Avg("latitude"), east=Avg("longitude"))
    if middle["north"] is None:
        return Q(pk__in=[])
    high = metres / METRES_OF_A_DEGREE
    wide = high / max(0.01, cos(radians(middle["north"])))
    return Q(
        latitude__range=(middle["north"] - high, middle["north"] + high),
        longitude__range=(middle["east"] - wide, middle["east"] + wide),
    )


def taxonomies(actor: Actor) -> QuerySet[Taxonomy]:
    """Return lists of words by key."""
    return every(actor, "taxonomy").order_by("pk")  # type: ignore[no-any-return] # a table chosen by name


def terms(actor: Actor, *, taxonomy: UUID | None, words: str) -> QuerySet[Term]:
    """Return words of lists by key."""
    rows = every(actor, "taxonomy_term").order_by("pk")
    if taxonomy is not None:
        rows = rows.filter(taxonomy__uid=taxonomy)
    return rows.filter(name__icontains=words.replace("\x00", "")) if words else rows  # type: ignore[no-any-return] # a table chosen by name


class Told:
    """Rows of one page, with what is inside them."""

    def __init__(self, actor: Actor, *, inside: bool) -> None:
        self.actor, self.inside = actor, inside

    def of(self, table: str, rows: Sequence[Any]) -> list[dict[str, Any]]:
        """Return rows as the standard tells them; what is unknown or empty is left out."""
        told = self._flat(table, rows)
        for name in _ABOVE.get(table, ()):
            above = {one.pk: one for row in rows if (one := getattr(row, name)) is not None}
            said = dict(zip(above, self._flat(name, above.values()), strict=True))
            for row, one in zip(rows, told, strict=True):
                if getattr(row, name) is not None:
                    inner = "taxonomy_detail" if name == "taxonomy" else name
                    one[inner] = said[getattr(row, f"{name}_id")]
        if self.inside:
            for name, inner in _INSIDE.get(table, {}).items():
                self._put_inside(table, rows, told, name, inner)
            if table == "service":
                self._put_words(rows, told)
                self._put_places(rows, told)
        return told

    def _flat(self, table: str, rows: Iterable[Any]) -> list[dict[str, Any]]:
        listed = list(rows)
        known = known_of(self.actor, [row.pk for row in listed]) if table == "service" else None
        told = []
        for row in listed:
            values = {column.name: _value(row, column) for column in columns_of(table)}
            if not completed(table, row.uid, values, known):
                continue
            said = {name: plain(value) for name, value in values.items() if value not in ("", None)}
            told.append({"id": str(row.uid), **said})
        return told

    def _put_inside(
        self, table: str, rows: Sequence[Any], told: list[dict[str, Any]], name: str, inner: str
    ) -> None:
        model: Any = MODELS[inner]
        link = f"{table}_id"
        by_row: dict[int, list[dict[str, Any]]] = defaultdict(list)
        inside = (
            model.objects.of(self.actor).filter(**{f"{table}__in": [row.pk for row in rows]}).order_by("pk")
        )
        for one in inside:
            for said in self._flat_child(inner, one):
                by_row[getattr(one, link)].append(said)
        for row, one in zip(rows, told, strict=True):
            one[name] = by_row[row.pk]

    def _flat_child(self, table: str, row: Any) -> list[dict[str, Any]]:
        values = {column.name: _value(row, column) for column in columns_of(table) if not column.to}
        if not completed(table, row.uid, values, None):
            return []
        said = {name: plain(value) for name, value in values.items() if value not in ("", None)}
        return [{"id": str(row.uid), **said}]

    def _put_words(self, rows: Sequence[Any], told: list[dict[str, Any]]) -> None:
        by_service: dict[int | None, list[dict[str, Any]]] = defaultdict(list)
        said = Attribute.objects.of(self.actor).filter(
            service__in=[row.pk for row in rows], term__isnull=False
        )
        uids = {row.pk: row.uid for row in rows}
        for one in said.select_related("term__taxonomy").order_by("pk"):
            if one.term is None or one.service_id is None:
                continue
            uid = one.uid or attribute_uid(uids[one.service_id], one.term.uid)
            term = {
                "id": str(one.term.uid),
                "name": one.term.name,
                "description": one.term.description or one.term.name,
            }
            term |= {"code": one.term.code} if one.term.code else {}
            words = {"id": str(uid), "link_entity": "service", "taxonomy_term": term}
            by_service[one.service_id].append(words | ({"value": one.value} if one.value else {}))
        for row, one_told in zip(rows, told, strict=True):
            one_told["attributes"] = by_service[row.pk]

    def _put_places(self, rows: Sequence[Any], told: list[dict[str, Any]]) -> None:
        places = every(self.actor, "service_at_location").filter(service__in=[row.pk for row in rows])
        by_service: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for place in places.order_by("pk"):
            location = self._flat("location", [place.location])[0]
            by_service[place.service_id].append({"id": str(place.uid), "location": location})
        for row, one in zip(rows, told, strict=True):
            one["service_at_locations"] = by_service[row.pk]


def _value(row: Any, column: Any) -> Any:
    if not column.to:
        return getattr(row, column.attribute)
    name = column.attribute.removesuffix("_id")
    if row._meta.get_field(name).is_cached(row):
        above = getattr(row, name)
        return above.uid if above is not None else None
    return None
