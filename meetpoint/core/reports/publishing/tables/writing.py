"""Answers as JSON in the shape that tables come in, and as lines for people."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from meetpoint.core.reports.publishing.audit import CLOSE, EXACT, SHOWN, Audit, Exposure
from meetpoint.core.reports.publishing.frame import Flags
from meetpoint.core.reports.publishing.policies import Policy
from meetpoint.core.reports.publishing.ranges import Interval
from meetpoint.core.reports.publishing.readers import ANYONE, INFORMED
from meetpoint.core.reports.publishing.tables.given import Given
from meetpoint.core.reports.publishing.tables.layout import Dimension, Key

Json = dict[str, Any]
HIDDEN = "·"


def opening(given: Given, policy: Policy) -> Json:
    """Return what every answer begins with."""
    return {
        "name": given.name,
        "counts": counts_of(given, np.zeros(len(given.counts), dtype=bool)),
        "dimensions": [_dimension(each) for each in given.layout.dimensions],
        "policy": {"name": policy.name, "version": policy.version, "source": policy.url},
        "threshold": policy.threshold,
    }


def published(given: Given, hidden: Flags) -> Json:
    """Return the table as it may leave: hidden counts are null, totals stand in `margins`."""
    inner = given.layout.inner
    return {
        "name": given.name,
        "dimensions": [_dimension(each) for each in given.layout.dimensions],
        "counts": counts_of(given, hidden),
        "margins": {
            _written(key): None if hidden[place] else _number(given.counts[place])
            for place, key in enumerate(given.layout.keys)
            if place >= inner
        },
    }


def counts_of(given: Given, hidden: Flags) -> Any:
    """Return the inner cells as nested lists, null where hidden or not known."""
    inner = given.layout.inner
    flat = [
        None if hidden[place] or math.isnan(given.counts[place]) else _number(given.counts[place])
        for place in range(inner)
    ]
    return np.array(flat, dtype=object).reshape(given.layout.shape).tolist()


def cells_of(given: Given, chosen: Flags) -> list[list[int | str]]:
    """Return cells as lists: places, group names, and * for all."""
    return [list(given.layout.keys[place]) for place in np.flatnonzero(chosen[: len(given.layout.keys)])]


def intervals_of(found: Mapping[str, Interval]) -> dict[str, list[float | None]]:
    """Return intervals by cell; null stands for no end."""
    return {cell: [_end(interval.low), _end(interval.high)] for cell, interval in found.items()}


def exposures_of(exposed: Iterable[Exposure]) -> list[Json]:
    """Return what is exposed, each with the way to mend it."""
    return [
        {
            "cell": each.cell,
            "reader": each.reader,
            "how": each.how,
            "interval": [_end(each.low), _end(each.high)],
            "mend": mending(each),
        }
        for each in exposed
    ]


def intervals_by_reader(found: Audit) -> Json:
    """Return the intervals of each kind of reader."""
    others = {name: each for name, each in found.intervals.items() if name not in (ANYONE, INFORMED)}
    told: Json = {
        "final_intervals": intervals_of(found.intervals.get(ANYONE, {})),
        "informed_intervals": intervals_of(found.intervals.get(INFORMED, {})),
    }
    if others:
        told["contributor_intervals"] = {name: intervals_of(each) for name, each in others.items()}
    return told


def mending(exposure: Exposure) -> str:
    """Say what to do about an exposed cell."""
    if exposure.how == SHOWN:
        return "Hide it; meetpoint disclosure protect chooses what else must be hidden."
    if exposure.reader == INFORMED:
        return "Hide more cells around it, or put it together with another row or column."
    return "Hide more cells, put rows or columns together, or keep the release that gives it away unchanged."


def sentence(exposure: Exposure) -> str:
    """Say what is exposed, in a sentence."""
    between = f"from {_short(exposure.low)} to {_short(exposure.high)}"
    told = {
        SHOWN: f"is small ({_short(exposure.low)}) and shown",
        EXACT: f"can be worked out: it is {_short(exposure.low)}",
        CLOSE: f"can be narrowed to {between}, closer than the policy allows",
    }[exposure.how]
    return f"{exposure.cell} {told} (by {exposure.reader}). {mending(exposure)}"


def drawn(given: Given, hidden: Flags) -> list[str]:
    """Return a table of one or two dimensions as lines of text; larger ones say how many cells are hidden."""
    dimensions = given.layout.dimensions
    if len(dimensions) > 2:
        return []
    columns = dimensions[1].codes if len(dimensions) == 2 else ()
    head = ["", *(_label(dimensions[1], code) for code in columns)] if columns else ["", "count"]
    rows = [
        [_label(dimensions[0], code), *(_cell(given, hidden, (code, *rest)) for rest in _rests(columns))]
        for code in dimensions[0].codes
    ]
    widths = [max(len(row[number]) for row in [head, *rows]) for number in range(len(head))]
    return [
        "  ".join(
            cell.rjust(width) if number else cell.ljust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in [head, *rows]
    ]


def _rests(columns: tuple[int | str, ...]) -> list[Key]:
    return [(code,) for code in columns] if columns else [()]


def _cell(given: Given, hidden: Flags, key: Key) -> str:
    place = given.layout.places[key]
    return HIDDEN if hidden[place] or math.isnan(given.counts[place]) else f"{given.counts[place]:,.0f}"


def _label(dimension: Dimension, code: int | str) -> str:
    return dimension.labels[code] if isinstance(code, int) else "all" if code == "*" else code


def _dimension(dimension: Dimension) -> Json:
    groups = {name: [dimension.labels[place] for place in members] for name, members in dimension.groups}
    return {
        "name": dimension.name,
        "labels": list(dimension.labels),
        **({"groups": groups} if groups else {}),
    }


def _written(key: Key) -> str:
    return f"({', '.join(str(code) for code in key)})"


def _number(count: float) -> int:
    return int(count)


def _end(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _short(value: float) -> str:
    return f"{value:,.0f}" if math.isfinite(value) else "any number"
