"""Reading tables from JSON, in the shape of docs/reference/disclosure.md; what is wrong is said with its
cell.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from meetpoint.core.reports.publishing.errors import PublishingError, unknown
from meetpoint.core.reports.publishing.frame import Flags, Floats
from meetpoint.core.reports.publishing.tables.given import Given
from meetpoint.core.reports.publishing.tables.layout import TOTAL, Dimension, Key, Layout, text_of

ASKED = {
    "name", "counts", "dimensions", "margins", "primary", "secondary_min_count_loss", "policy",
    "contributors", "earlier",
}  # fmt: skip
ANSWERED = {
    "threshold", "primary_only_intervals", "final_intervals", "informed_intervals", "contributor_intervals",
    "protected", "safe", "exposed", "method", "fewest_proven", "at_least", "cells", "cells_hidden",
    "published",
}  # fmt: skip
MOST_CELLS = 200_000
MOST = 10**9


class _Spot:
    """A place in a file, for errors."""

    def __init__(self, words: str) -> None:
        self._words = words

    def at(self, words: str) -> _Spot:
        return _Spot(f"{self._words}, {words}")

    def fault(self, problem: str) -> PublishingError:
        return PublishingError(f"{self._words}: {problem}")


def read_tables(path: Path) -> tuple[list[Given], bool]:
    """Return the tables of a file, and whether it holds a list of them. Raises PublishingError."""
    content = _content(path)
    listed = isinstance(content, list)
    tables = content if isinstance(content, list) else [content]
    if not tables:
        raise PublishingError(f"{path}: the list is empty. Give at least one table.")
    return [_table(_Spot(str(path)), number, each) for number, each in enumerate(tables)], listed


def _content(path: Path) -> object:
    try:
        text = path.read_text(encoding="utf-8-sig")
        return json.loads(text)
    except json.JSONDecodeError as problem:
        raise PublishingError(
            f"{path}, line {problem.lineno}: this is not JSON ({problem.msg})."
            " Look at the end of the line before, too."
        ) from problem
    except (OSError, UnicodeDecodeError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else "it is not UTF-8 text"
        raise PublishingError(f"{path} cannot be read: {reason}.") from problem
    except (RecursionError, ValueError) as problem:
        raise PublishingError(
            f"{path} cannot be read: it is nested too deeply, or a number is endless."
        ) from problem


def _table(file: _Spot, number: int, entry: object) -> Given:
    if not isinstance(entry, dict):
        raise file.at(f"table {number + 1}").fault("it must be an object, {…}, with name and counts.")
    name = entry.get("name", f"table {number + 1}")
    if not isinstance(name, str):
        raise file.at(f"table {number + 1}").fault(f"name must be a text, not {name!r}.")
    spot = file.at(f"table {name!r}")
    for key in entry:
        if key not in ASKED | ANSWERED:
            raise spot.fault(unknown("key", key, ASKED))
    if "counts" not in entry:
        raise spot.fault("counts is lacking. Give the inner cells, row by row: [[45, 7], [38, 52]].")
    shape = _shape(spot, entry["counts"])
    layout = Layout(_dimensions(spot, entry.get("dimensions"), shape))
    if len(layout.keys) > MOST_CELLS:
        raise spot.fault(
            f"it has {len(layout.keys):,} cells with its totals; at most {MOST_CELLS:,} are looked at."
        )
    counts = _counts(spot, entry, layout)
    wished = _cells(spot, "primary", entry, layout)
    hidden = wished | _cells(spot, "secondary_min_count_loss", entry, layout) | ~(counts >= 0)
    return Given(
        name=name,
        layout=layout,
        counts=counts,
        hidden=hidden,
        wished=wished,
        policy=_policy_named(spot, entry.get("policy")),
        contributors=_text(spot, "contributors", entry),
        earlier=_earlier(spot, entry.get("earlier", [])),
    )


def _earlier(spot: _Spot, listed: object) -> tuple[Given, ...]:
    if not isinstance(listed, list):
        raise spot.fault("earlier must be a list of tables, […].")
    return tuple(_table(spot.at("earlier"), number, each) for number, each in enumerate(listed))


def _text(spot: _Spot, key: str, entry: Mapping[str, Any]) -> str | None:
    found = entry.get(key)
    if found is not None and not isinstance(found, str):
        raise spot.fault(f"{key} must be a text, not {found!r}.")
    return found


def _policy_named(spot: _Spot, found: object) -> str | None:
    """A table that was answered before carries the whole policy; its name and version are read again."""
    if isinstance(found, dict) and isinstance(found.get("name"), str):
        version = found.get("version")
        return f"{found['name']}@{version}" if isinstance(version, str) else found["name"]
    return _text(spot, "policy", {"policy": found})


def _shape(spot: _Spot, counts: object) -> tuple[int, ...]:
    shape, here = [], counts
    while isinstance(here, list):
        if not here:
            raise spot.fault("counts has an empty list. Each row needs at least one count.")
        shape.append(len(here))
        here = here[0]
    if not shape:
        raise spot.fault(f"counts must be a list of rows, not {counts!r}.")
    return tuple(shape)


def _dimensions(spot: _Spot, listed: object, shape: tuple[int, ...]) -> tuple[Dimension, ...]:
    if listed is None:
        return tuple(
            Dimension(f"dimension {number + 1}", tuple(str(place) for place in range(length)))
            for number, length in enumerate(shape)
        )
    if not isinstance(listed, list) or len(listed) != len(shape):
        raise spot.fault(f"dimensions must be a list of {len(shape)}, one for each level of counts.")
    found = tuple(_dimension(spot, each, length) for each, length in zip(listed, shape, strict=True))
    if len({each.name for each in found}) != len(found):
        raise spot.fault("two dimensions have the same name. Give each its own.")
    return found


def _dimension(spot: _Spot, entry: object, length: int) -> Dimension:
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
        raise spot.fault('each dimension is an object with name and labels: {"name": "site", "labels": […]}.')
    here = spot.at(f"dimension {entry['name']!r}")
    if extra := sorted(set(entry) - {"name", "labels", "groups"}):
        raise here.fault(unknown("key", extra[0], ["name", "labels", "groups"]))
    labels = entry.get("labels", [str(place) for place in range(length)])
    if not isinstance(labels, list) or not all(isinstance(each, str) for each in labels):
        raise here.fault("labels must be a list of texts.")
    if len(labels) != length:
        raise here.fault(
            f"it has {len(labels)} labels, but counts has {length} there. Give one label for each."
        )
    if len(set(labels)) != length:
        raise here.fault("two labels are the same. Give each its own.")
    return Dimension(entry["name"], tuple(labels), _groups(here, entry.get("groups", {}), labels))


def _groups(spot: _Spot, listed: object, labels: list[str]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    if not isinstance(listed, dict):
        raise spot.fault('groups must be an object: {"North": ["Pine St", "Harbor"]}.')
    for name, members in listed.items():
        if (
            re.search(r"[(),*]", name)
            or name in labels
            or re.fullmatch(r"-?\d+", name.strip())
            or not name.strip()
        ):
            raise spot.fault(
                f"a group cannot be called {name!r}. Take a name without ( ) , *, and no label's."
            )
        if not isinstance(members, list) or not members:
            raise spot.fault(f"group {name!r} must be a list of labels or groups.")
    return tuple((name, _members(spot, name, listed, labels, ())) for name in listed)


def _members(
    spot: _Spot, name: str, groups: Mapping[str, list[str]], labels: list[str], above: tuple[str, ...]
) -> tuple[int, ...]:
    found: set[int] = set()
    for member in groups[name]:
        if member in (*above, name):
            raise spot.fault(f"group {name!r} contains itself, by way of {member!r}.")
        if member in labels:
            found.add(labels.index(member))
        elif isinstance(member, str) and member in groups:
            found.update(_members(spot, member, groups, labels, (*above, name)))
        else:
            raise spot.at(f"group {name!r}").fault(unknown("label", member, [*labels, *groups]))
    return tuple(sorted(found))


def _counts(spot: _Spot, entry: Mapping[str, Any], layout: Layout) -> Floats:
    counts = np.full(len(layout.keys), np.nan)
    _lengths(spot, entry["counts"], layout.shape, ())
    for place, key in enumerate(product(*(range(length) for length in layout.shape))):
        here: Any = entry["counts"]
        for step in key:
            here = here[step]
        counts[place] = _count(spot.at(f"cell {text_of(key)}"), here)
    inner = counts[: layout.inner]
    sums = layout.members @ np.nan_to_num(inner)
    complete = layout.members @ np.isnan(inner).astype(float) == 0
    counts[complete] = sums[complete]
    margins = _margins(spot, entry.get("margins", {}), layout)
    for place, told in margins.items():
        if complete[place] and not np.isnan(told) and told != sums[place]:
            raise spot.at(f"total {text_of(layout.keys[place])}").fault(
                f"it is {told:,.0f}, but its cells add up to {sums[place]:,.0f}. Correct one of them."
            )
        # A total that can be added up is known, whether or not it was printed.
        counts[place] = sums[place] if complete[place] else told
    return counts


def _lengths(spot: _Spot, rows: object, shape: tuple[int, ...], above: tuple[int, ...]) -> None:
    if not shape:
        return
    where = spot.at(f"row {text_of(above)}") if above else spot
    if not isinstance(rows, list) or len(rows) != shape[0]:
        had = f"{len(rows)} entries" if isinstance(rows, list) else "no list"
        raise where.fault(
            f"counts has {had} where the first has {shape[0]}. Every row needs as many, 0 or null too."
        )
    for number, row in enumerate(rows):
        _lengths(spot, row, shape[1:], (*above, number))


def _count(spot: _Spot, found: object) -> float:
    if found is None:
        return float("nan")
    if isinstance(found, bool) or not isinstance(found, int | float) or found != found // 1 or found < 0:
        raise spot.fault(
            f"{found!r} is not a count. Write a whole number, 0 or more, or null where it is hidden."
        )
    if found > MOST:
        raise spot.fault(f"{found} is more than {MOST:,}. Counts of people and contacts are smaller.")
    return float(found)


def _margins(spot: _Spot, listed: object, layout: Layout) -> dict[int, float]:
    if not isinstance(listed, dict):
        raise spot.fault('margins must be an object: {"(0, *)": 112}.')
    found = {}
    for written, count in listed.items():
        here = spot.at(f"total {written}")
        place = _place(here, written.strip().strip("()").split(","), layout)
        found[place] = _count(here, count)
    return found


def _cells(spot: _Spot, key: str, entry: Mapping[str, Any], layout: Layout) -> Flags:
    listed, found = entry.get(key, []), np.zeros(len(layout.keys), dtype=bool)
    if not isinstance(listed, list) or not all(isinstance(each, list) for each in listed):
        raise spot.fault(f"{key} must be a list of cells: [[0, 1], [2, 0]].")
    for cell in listed:
        found[_place(spot.at(f"{key}, cell {cell}"), cell, layout)] = True
    return found


def _place(spot: _Spot, written: Iterable[object], layout: Layout) -> int:
    parts = [each.strip() if isinstance(each, str) else each for each in written]
    parts = parts[:-1] if len(parts) == len(layout.dimensions) + 1 and parts[-1] == "" else parts
    key: Key = tuple(
        int(each) if isinstance(each, str) and each.isdecimal() else each  # type: ignore[misc]
        for each in parts
    )
    try:
        return layout.places[key]
    except (KeyError, TypeError):
        shape = " × ".join(str(length) for length in layout.shape)
        raise spot.fault(
            f"there is no such cell in a table of {shape}. Cells are named by places from 0, by the name of a"
            f" group, or {TOTAL} for the sum of all: {text_of(layout.keys[-1])} is the grand total."
        ) from None
