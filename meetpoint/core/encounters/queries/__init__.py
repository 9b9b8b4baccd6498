"""What is known about encounters: single ones, a shift's totals, and figures by day and month."""

from meetpoint.core.encounters.queries.contacts import (
    LastAmounts,
    Line,
    encounters_on,
    last_amounts,
    lines_of,
    span_of,
)
from meetpoint.core.encounters.queries.days import add_up_lately, add_up_past_days, by_month, figures_by_day
from meetpoint.core.encounters.queries.people import distinct_people, encounters_in, people_met
from meetpoint.core.encounters.queries.shifts import KindTotal, ShiftTotals, shift_totals

__all__ = [
    "KindTotal",
    "LastAmounts",
    "Line",
    "ShiftTotals",
    "add_up_lately",
    "add_up_past_days",
    "by_month",
    "distinct_people",
    "encounters_in",
    "encounters_on",
    "figures_by_day",
    "last_amounts",
    "lines_of",
    "people_met",
    "shift_totals",
    "span_of",
]
