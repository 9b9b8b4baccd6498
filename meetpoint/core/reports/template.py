"""Reading report templates: which rows a funder asks for, in which words, and what answers each.

A template is data (`library/*.toml`). It names measures and does not know how they are computed.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from meetpoint.core.modules.measures import Measure
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.packs import Confidence, Words

FOLDER = Path(__file__).with_name("library") / "v1"


class Period(StrEnum):
    """How often a report is due."""

    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One row of a report: either a measure, narrowed by `where`, or what is missing to answer it.

    `asked` says what the form asks beyond the measure's definition; `check` what has to be compared with
    the original form before the row is relied on.
    """

    code: str
    label: Words
    measure: str = ""
    where: Mapping[str, str] = field(default_factory=dict)
    asked: Words | None = None
    missing: Words | None = None
    check: Words | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Template:
    """One funder's report, in one version, with its source and how sure we are of it."""

    slug: str
    version: str
    title: Words
    funder: Words
    period: Period
    source: Words
    confidence: Confidence
    check: Words
    rows: tuple[Row, ...]


@cache
def templates() -> Mapping[str, Template]:
    """Return every shipped template by slug, read once in a process."""
    found = (read_template(path) for path in sorted(FOLDER.glob("*.toml")))
    return {template.slug: template for template in found}


def read_template(path: Path) -> Template:
    """Return one template file. Raises ValueError, naming the file, when it does not have that shape."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    try:
        template = _template(raw)
        _check(template, path)
    except (KeyError, TypeError, ValueError) as wrong:
        raise ValueError(f"{path.name} is not a report template: {wrong}") from wrong
    return template


def measure_of(row: Row) -> Measure | None:
    """Return the measure that answers a row, or None: there is none, or its service is not installed."""
    return registry().measures.get(row.measure)


def _template(raw: dict[str, Any]) -> Template:
    rows = tuple(Row(**row) for row in raw.pop("rows"))
    sure = {"period": Period(raw["period"]), "confidence": Confidence(raw["confidence"])}
    return Template(**raw | sure, rows=rows)


def _check(template: Template, path: Path) -> None:
    if template.slug != path.stem:
        raise ValueError(f"it says that its slug is {template.slug!r}")
    twice = [code for code, times in Counter(row.code for row in template.rows).items() if times > 1]
    if twice:
        raise ValueError(f"more than one row has the code {', '.join(twice)}")
    for row in template.rows:
        _check_row(row)


def _check_row(row: Row) -> None:
    if bool(row.measure) == bool(row.missing):
        raise ValueError(f"row {row.code} needs a measure, or what is missing, and not both")
    measure = measure_of(row)
    if measure is None:
        if row.measure and row.measure.partition(".")[0] in registry().by_slug:
            raise ValueError(f"row {row.code} asks for {row.measure!r}, which nobody declares")
        return
    for name, word in row.where.items():
        if word not in measure.filters.get(name, ()):
            raise ValueError(f"row {row.code}: {row.measure} cannot be narrowed to {name} = {word!r}")
