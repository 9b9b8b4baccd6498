"""By what an indicator can be narrowed: those of its breakdowns that have a closed list, with their words."""

from __future__ import annotations

from meetpoint.core.modules.facts import OTHER, FactColumn, FactType
from meetpoint.core.modules.indicators import Indicator
from meetpoint.core.modules.registry import registry

NOT_SAID = "not_said"
"""Stands for a column in which nothing was said; no list has this word of its own."""

YES, NO = "yes", "no"


def column_of(indicator: Indicator, name: str) -> FactColumn | None:
    """Return a breakdown's column: the table's own, or that of a list which goes with the table."""
    if indicator.of:
        return column_of(registry().indicators[indicator.of[0]], name)
    known = registry().facts
    table = known.get(indicator.table)
    if table is None:
        return None
    own = table.column(name)
    if own is not None:
        return own
    beside = (one for one in known.values() if one.is_list and table.column(one.key) is not None)
    return next(filter(None, (one.column(name) for one in beside)), None)


def words_in(indicator: Indicator, name: str) -> tuple[str, ...] | None:
    """Return the words to which a column may be narrowed; None when the indicator has no such column."""
    column = column_of(indicator, name) if name in indicator.breakdowns else None
    if column is None:
        return None
    if column.type is FactType.FLAG:
        return (YES, NO)
    if column.type is FactType.WORD:
        return tuple(dict.fromkeys((*column.vocabulary, OTHER, NOT_SAID)))
    return None


def words_said(indicator: Indicator) -> tuple[str, ...]:
    """Return the columns by which an indicator can be narrowed."""
    return tuple(name for name in indicator.breakdowns if words_in(indicator, name) is not None)
