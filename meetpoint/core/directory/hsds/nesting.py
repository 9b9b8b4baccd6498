"""Services as the API of HSDS tells them, one inside the other, taken apart into tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from meetpoint.core.directory.hsds.parsed import Parsed
from meetpoint.core.directory.hsds.tables import MODELS

MANY: Mapping[str, str] = {
    "services": "service",
    "locations": "location",
    "programs": "program",
    "organization_identifiers": "organization_identifier",
    "service_at_locations": "service_at_location",
    "contacts": "contact",
    "phones": "phone",
    "addresses": "address",
    "schedules": "schedule",
    "languages": "language",
    "accessibility": "accessibility",
    "cost_options": "cost_option",
    "required_documents": "required_document",
    "service_areas": "service_area",
    "funding": "funding",
    "attributes": "attribute",
}
"""Lists inside a row, with the table of what is in them; each of those points back to the row."""

ONE: Mapping[str, str] = {
    "organization": "organization",
    "program": "program",
    "service": "service",
    "location": "location",
    "taxonomy_term": "taxonomy_term",
    "taxonomy_detail": "taxonomy",
}
"""Single rows inside a row, which points to them."""

DEEPEST = 12


def take_apart(rows: Sequence[Any], table: str, file: str, parsed: Parsed) -> None:
    """Add rows, and all that is inside them, to the tables of `parsed`."""
    seen: set[tuple[str, str]] = set()
    for line, row in enumerate(rows, start=1):
        if isinstance(row, dict):
            _Place(file, line, parsed, seen).add(table, row, depth=0)


class _Place:
    """Where a row stood, and what was taken already: one organisation comes with each service."""

    def __init__(self, file: str, line: int, parsed: Parsed, seen: set[tuple[str, str]]) -> None:
        self.file, self.line, self.parsed, self.seen = file, line, parsed, seen

    def add(self, table: str, row: Mapping[str, Any], *, depth: int) -> None:
        plain = {name: value for name, value in row.items() if not isinstance(value, dict | list)}
        key = (table, str(plain.get("id", "")))
        is_new = key not in self.seen
        self.seen.add(key)
        if depth > DEEPEST:
            return
        for name, inner in row.items():
            if name in ONE and isinstance(inner, dict):
                self.add(ONE[name], inner, depth=depth + 1)
                column = "taxonomy_id" if name == "taxonomy_detail" else f"{name}_id"
                plain.setdefault(column, inner.get("id"))
        if is_new:
            self.parsed.add(table, self.file, self.line, plain)
        for name, inner in row.items():
            if name in MANY and isinstance(inner, list):
                self._add_many(table, row, name, inner, depth)

    def _add_many(self, table: str, row: Mapping[str, Any], name: str, inner: list[Any], depth: int) -> None:
        for child in inner:
            if not isinstance(child, dict):
                continue
            linked = {f"{table}_id": row.get("id"), **child}
            if MANY[name] == "attribute":
                linked = {"link_entity": table, "link_id": row.get("id"), **child}
            self.add(MANY[name], linked, depth=depth + 1)


def tables_in(said: Mapping[str, Any]) -> bool:
    """Tell whether a JSON object holds lists under the names of tables."""
    return any(isinstance(rows, list) and (name in MODELS) for name, rows in said.items())
