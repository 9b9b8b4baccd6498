"""The tables of HSDS beside our models: which column holds what. Nothing here asks the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import models

from meetpoint.core.directory import models as ours
from meetpoint.core.directory.vocabulary import TableSpec, hsds_tables

MODELS: Mapping[str, type[models.Model]] = {
    "taxonomy": ours.Taxonomy,
    "taxonomy_term": ours.Term,
    "organization": ours.Agency,
    "organization_identifier": ours.AgencyIdentifier,
    "program": ours.Program,
    "service": ours.Service,
    "location": ours.Location,
    "service_at_location": ours.DirectoryEntry,
    "contact": ours.Contact,
    "phone": ours.Phone,
    "address": ours.Address,
    "schedule": ours.Schedule,
    "language": ours.Language,
    "accessibility": ours.Accessibility,
    "cost_option": ours.CostOption,
    "required_document": ours.RequiredDocument,
    "service_area": ours.ServiceArea,
    "funding": ours.Funding,
    "attribute": ours.Attribute,
}
"""In the order in which they are stored: what others point to comes first."""

NOT_KEPT = ("metadata", "meta_table_description")
"""What describes the rows of somebody else's file; Meetpoint keeps its own log of changes."""

LINKS: Mapping[str, str] = {
    "organization_id": "organization",
    "parent_organization_id": "organization",
    "program_id": "program",
    "service_id": "service",
    "location_id": "location",
    "service_at_location_id": "service_at_location",
    "contact_id": "contact",
    "phone_id": "phone",
    "taxonomy_id": "taxonomy",
    "parent_id": "taxonomy_term",
    "taxonomy_term_id": "taxonomy_term",
}
"""The columns that hold the `id` of another row, with its table."""

_ODD_NAMES = {"taxonomy_term_id": "term_id", "link_id": "link_uid"}
_NOT_HELD = {"taxonomy_term": {"taxonomy"}}
"""`taxonomy_term.taxonomy` repeats the name of the list; `taxonomy_id` says which."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of an HSDS table: its name there, our attribute, and the table that it points to."""

    name: str
    attribute: str
    field: Any
    required: bool
    words: tuple[str, ...] = ()
    to: str = ""


@cache
def spec_of(table: str) -> TableSpec:
    """Return what the standard says of a table."""
    return hsds_tables()[table]


@cache
def columns_of(table: str) -> tuple[Column, ...]:
    """Return the columns of a table that we hold, `id` apart."""
    return tuple(_columns(table))


def _columns(table: str) -> Iterator[Column]:
    spec, model = spec_of(table), MODELS[table]
    for name in spec.fields:
        if name == "id" or name in _NOT_HELD.get(table, ()):
            continue
        attribute = _ODD_NAMES.get(name, name)
        yield Column(
            name=name,
            attribute=attribute,
            field=model._meta.get_field(attribute.removesuffix("_id") if name in LINKS else attribute),
            required=name in spec.required,
            words=spec.enums.get(name, ()),
            to=LINKS.get(name, ""),
        )
