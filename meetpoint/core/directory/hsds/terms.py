"""The two lists of words that Meetpoint brings, as rows of HSDS."""

from __future__ import annotations

from typing import Any

from meetpoint.core.directory.hsds.identity import (
    FINDTREATMENT_TAXONOMY,
    KINDS_TAXONOMY,
    attribute_uid,
    code_term,
    kind_term,
)
from meetpoint.core.directory.hsds.parsed import Parsed
from meetpoint.core.directory.vocabulary import service_codes

KINDS_NAME = "Meetpoint: kinds of service"
KINDS_DESCRIPTION = "What a service offers, in Meetpoint's own short list."
CODES_NAME = "FindTreatment.gov service codes"
CODES_DESCRIPTION = "Codes of SAMHSA's treatment locator, 2025–26. A work of the US government."


def kind_name(kind: str) -> str:
    """Return a kind's word as files carry it."""
    return kind.replace("_", " ").capitalize()


def kinds_row() -> dict[str, Any]:
    """Return our own list of kinds as a taxonomy."""
    return {"id": KINDS_TAXONOMY, "name": KINDS_NAME, "description": KINDS_DESCRIPTION}


def kind_row(kind: str) -> dict[str, Any]:
    """Return one kind as a term."""
    name = kind_name(kind)
    return {
        "id": kind_term(kind),
        "code": kind,
        "name": name,
        "description": name,
        "taxonomy_id": KINDS_TAXONOMY,
    }


class Words:
    """Adds to a parsed file the words that its services use, each once."""

    def __init__(self, parsed: Parsed, file: str) -> None:
        self.parsed, self.file = parsed, file
        self.said: set[Any] = set()

    def say_kind(self, service: Any, kind: str, line: int) -> None:
        """Say what a service offers, in our own words."""
        self._list(kinds_row(), line)
        self._say(service, kind_row(kind), line)

    def say_code(self, service: Any, code: str, line: int) -> None:
        """Say a code of FindTreatment.gov of a service."""
        known = service_codes()[code]
        row = {"id": FINDTREATMENT_TAXONOMY, "name": CODES_NAME, "description": CODES_DESCRIPTION}
        self._list(row, line)
        term = {
            "id": code_term(code),
            "code": code,
            "name": known.name,
            "description": known.category,
            "taxonomy_id": FINDTREATMENT_TAXONOMY,
        }
        self._say(service, term, line)

    def _list(self, row: dict[str, Any], line: int) -> None:
        self._once("taxonomy", row, line)

    def _say(self, service: Any, term: dict[str, Any], line: int) -> None:
        self._once("taxonomy_term", term, line)
        link = {
            "id": attribute_uid(service, term["id"]),
            "link_entity": "service",
            "link_id": service,
            "taxonomy_term_id": term["id"],
        }
        self._once("attribute", link, line)

    def _once(self, table: str, row: dict[str, Any], line: int) -> None:
        if row["id"] not in self.said:
            self.said.add(row["id"])
            self.parsed.add(table, self.file, line, row)
