"""Words that others agreed on, carried as data, with where each list is from.

- `findtreatment_service_codes.csv`: the 224 service codes in 30 categories of SAMHSA's FindTreatment.gov and
  of its National Directory of Drug and Alcohol Use Treatment Facilities; a work of the US government, as of
  2025–26. The column `harm_reduction_relevant` is our own mark.
- `findtreatment_es.tsv`: the names of those codes and categories in Spanish, our own translation.
- `hsds_3_0.json`: tables, fields, required fields and enumerations of the Open Referral HSDS, release 3.0.1
  of 2024-05-16, CC BY-SA 4.0 (attribution, share alike).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Code:
    """A service code of FindTreatment.gov."""

    code: str
    name: str
    category: str


@dataclass(frozen=True, slots=True)
class TableSpec:
    """What HSDS says of one table: its fields in order, which are required, and what some may hold."""

    fields: tuple[str, ...]
    required: frozenset[str]
    enums: Mapping[str, tuple[str, ...]]


@cache
def service_codes() -> Mapping[str, Code]:
    """Return the codes of FindTreatment.gov, by code."""
    with (_HERE / "findtreatment_service_codes.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: Code(row["code"], row["name"], row["category"]) for row in csv.DictReader(file)}


@cache
def _spanish() -> Mapping[str, str]:
    lines = (_HERE / "findtreatment_es.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines)


def in_words(text: str) -> str:
    """Return the name of a code or category in the reader's language, other texts as they are."""
    return _spanish().get(text, text) if get_language() == "es" else text


@cache
def hsds_tables() -> Mapping[str, TableSpec]:
    """Return the tables of HSDS 3.0.1, by name."""
    said = json.loads((_HERE / "hsds_3_0.json").read_text(encoding="utf-8"))["tables"]
    return {
        name: TableSpec(
            fields=tuple(table["fields"]),
            required=frozenset(table["required"]),
            enums={field: tuple(words) for field, words in table["enums"].items()},
        )
        for name, table in said.items()
    }
