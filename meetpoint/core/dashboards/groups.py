"""A number broken down into groups and areas: small ones are left out, and none can be worked out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from meetpoint.core.dashboards import labels
from meetpoint.core.dashboards.numbers import Value
from meetpoint.core.dashboards.options import shows_areas, smallest_shown
from meetpoint.core.facts.labels import name_of, words_of
from meetpoint.core.modules.facts import FactColumn, FactType
from meetpoint.core.modules.indicators import Indicator
from meetpoint.core.ui.charts import Chart, ranked_bars

UNSAID: Any = None
"""The group of those who said nothing, which is never small enough to say anything about somebody."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Grouped:
    """A breakdown as a chart of the groups that may be shown, and how many may not."""

    column: FactColumn
    name: str
    chart: Chart
    hidden: int
    smallest: int


def columns_for(organisation_id: int, indicator: Indicator) -> list[FactColumn]:
    """Return the columns by which an indicator may be broken down here; areas only where it was decided."""
    found = labels.columns_of(indicator)
    areas = any(one.type is FactType.AREA for one in found) and shows_areas(organisation_id)
    return [one for one in found if one.type is not FactType.AREA or areas]


def grouped(
    organisation_id: int, indicator: Indicator, column: FactColumn, rows: Mapping[Any, Value]
) -> Grouped:
    """Return a breakdown, the largest group first. Small groups are left out of what people told."""
    smallest = smallest_shown(organisation_id) if column.told else 1
    kept = without_small(rows, smallest)
    words = words_of(column)
    order = sorted(kept, key=lambda word: (word is UNSAID, -_amount(kept[word]), str(word)))
    pairs = [(labels.said(column, word, words), _amount(kept[word])) for word in order]
    name = name_of(column.name, column)
    chart = ranked_bars(name, pairs, name=str(indicator.unit).capitalize())
    return Grouped(column=column, name=name, chart=chart, hidden=len(rows) - len(kept), smallest=smallest)


def without_small(rows: Mapping[Any, Value], smallest: int) -> dict[Any, Value]:
    """Return the groups that may be shown.

    Groups under `smallest` are left out. Where they hold so few together that what is shown and the total
    would still tell of them, the next larger group goes, too. Who said nothing is no group, and stays.
    """
    groups = sorted((word for word in rows if word is not UNSAID), key=lambda word: _amount(rows[word]))
    small = [word for word in groups if 0 < _amount(rows[word]) < smallest]
    left = [word for word in groups if _amount(rows[word]) >= smallest]
    if small and (len(small) == 1 or sum(_amount(rows[word]) for word in small) < smallest):
        small += left[:1]
    return {word: value for word, value in rows.items() if word not in small}


def _amount(value: Value) -> float:
    return value if isinstance(value, int | float) else 0
