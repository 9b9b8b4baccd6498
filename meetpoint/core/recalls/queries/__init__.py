"""What is known about recalls: what they reach, whom, and how far they have come."""

from meetpoint.core.recalls.queries.people import (
    Concern,
    Given,
    concerns_of,
    given_to,
    last_given,
    people_concerned,
    people_counted,
)
from meetpoint.core.recalls.queries.progress import Progress, progress_of
from meetpoint.core.recalls.queries.reach import (
    Everything,
    OutAt,
    anonymous_reached,
    encounters_reached,
    everything_reached,
    items_meant,
    lots_in_words,
    lots_of_recall,
    out_by_site,
)

__all__ = [
    "Concern",
    "Everything",
    "Given",
    "OutAt",
    "Progress",
    "anonymous_reached",
    "concerns_of",
    "encounters_reached",
    "everything_reached",
    "given_to",
    "items_meant",
    "last_given",
    "lots_in_words",
    "lots_of_recall",
    "out_by_site",
    "people_concerned",
    "people_counted",
    "progress_of",
]
