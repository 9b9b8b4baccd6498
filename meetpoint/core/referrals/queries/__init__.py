"""Reading referrals, tasks and loops."""

from meetpoint.core.referrals.queries.loops import Place, open_loops, places
from meetpoint.core.referrals.queries.referrals import (
    by_slip,
    destination,
    referrals_of,
    sections_of,
    tasks_due,
    tasks_of,
    timeline,
)

__all__ = [
    "Place",
    "by_slip",
    "destination",
    "open_loops",
    "places",
    "referrals_of",
    "sections_of",
    "tasks_due",
    "tasks_of",
    "timeline",
]
