"""The published figures that the engine is held against, read from their table."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from meetpoint.planning.engine.files.tables import Row, read_rows

COLUMNS = (
    "id",
    "kind",
    "source",
    "scenario",
    "outcome",
    "value",
    "low",
    "high",
    "unit",
    "check",
    "confidence",
)


@dataclass(frozen=True, kw_only=True)
class Target:
    """One published figure; `value`, `low` and `high` are None where the source gives none."""

    name: str
    kind: str
    source: str
    scenario: str
    outcome: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    check: str
    confidence: str


def read_targets(path: Path) -> list[Target]:
    """Read the table, in its order."""
    return [_target(row) for row in read_rows(path, COLUMNS)]


def _target(row: Row) -> Target:
    text = {
        column: row.text(column)
        for column in ("kind", "source", "scenario", "outcome", "unit", "check", "confidence")
    }
    return Target(
        name=row.text("id"),
        value=_number(row, "value"),
        low=_number(row, "low"),
        high=_number(row, "high"),
        **text,
    )


def _number(row: Row, column: str) -> float | None:
    # A few rows say in words what a number cannot.
    try:
        return row.number(column) if row.text(column) else None
    except ValueError:
        return None
