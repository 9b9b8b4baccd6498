"""What is known about recalls: what they reach, whom, and how far they have come."""

from meetpoint.core.recalls.queries.people import (
    Concern,
    concerns_of,
    last_given,
    people_concerned,
    people_counted,
)
from meetpoint.core.recalls.queries.progress import Progress, progress_of
from meetpoint.core.recalls.queries.reach import (
    Everything,
    OutAt,
    encounters_reached,
    everything_reached,
    lots_of_recall,
    out_by_site,
)

__all__ = [
    "Concern",
    "Everything",
    "OutAt",
    "Progress",
    "concerns_of",
    "encounters_reached",
    "everything_reached",
    "last_given",
    "lots_of_recall",
    "out_by_site",
    "people_concerned",
    "people_counted",
    "progress_of",
]
