"""The ten steps that every run takes, in order, and the lanes in which people move."""

from __future__ import annotations

from enum import IntEnum

ORDER = (
    (1, "entries", "new use and migration into the place"),
    (2, "supply", "programme coverage, fentanyl share, kits in, kits lost"),
    (3, "custody and housing", "one-off events, then moves between places"),
    (4, "treatment", "entry while places are free, retention, leaving"),
    (5, "use", "starting, injecting, stopping, returning to use"),
    (6, "overdose", "overdose and its tree: witnessed, naloxone, call, outcome"),
    (7, "death", "death from other causes, and leaving the place"),
    (8, "infection", "HIV and hepatitis C: infection, treatment, cure"),
    (9, "ageing", "age bands and the clocks of tolerance and displacement"),
    (10, "counts", "people, person-time and cost"),
)
"""Number, name and content of each step (domain order; both back ends and the documents follow this list)."""


class Lane(IntEnum):
    """A stage in which a person makes at most one move per step. Later lanes see the earlier ones' moves."""

    EVENT = 0
    PLACE = 1
    TREATMENT = 2
    USE = 3
    OVERDOSE = 4
    DEATH = 5
    INFECTION = 6
    AGEING = 7


LANES = {lane.name.lower(): lane for lane in Lane}
DAYS_PER_YEAR = 365.25
STEPS_PER_YEAR = {"week": 52, "half-month": 24, "month": 12, "quarter": 4, "year": 1}
"""Steps are equal parts of a year, so that years begin with a step."""
