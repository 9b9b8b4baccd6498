"""The classes that a person at risk can be in, and how many people each place and age band starts with."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.engine.files.tables import read_rows

OPIOIDS = ("prescription_misuse", "non_injecting", "injecting")
STIMULANT, ACTIVE, INACTIVE, RETURN = "stimulant", "active", "inactive", "return"
COLUMNS = ("town", "state", "opioid_state", "ever_overdosed", "age_band", "people")


class Kind(NamedTuple):
    """What decides somebody's risk in a month: what they use, whether now, and whether they ever
    overdosed.
    """

    form: str
    now: str
    ever: bool


def _all_kinds() -> tuple[Kind, ...]:
    opioid = [
        Kind(form, now, ever)
        for form in OPIOIDS
        for now in (ACTIVE, INACTIVE, RETURN)
        for ever in (False, True)
    ]
    return (Kind(STIMULANT, ACTIVE, False), Kind(STIMULANT, ACTIVE, True), *opioid)


KINDS = _all_kinds()
INDEX = {kind: number for number, kind in enumerate(KINDS)}


def read_people(path: Path, towns: list[str], ages: list[str]) -> NDArray[np.int64]:
    """Return people by town, age band and class, from a table of counted classes."""
    people = np.zeros((len(towns), len(ages), len(KINDS)), dtype=np.int64)
    for row in read_rows(path, COLUMNS):
        form = row.one_of("opioid_state", (*OPIOIDS, STIMULANT))
        state = row.one_of("state", (form, INACTIVE) if form != STIMULANT else (STIMULANT,))
        ever = row.one_of("ever_overdosed", ("0", "1")) == "1"
        kind = Kind(form, INACTIVE if state == INACTIVE else ACTIVE, ever)
        town, age = row.one_of("town", towns), row.one_of("age_band", ages)
        people[towns.index(town), ages.index(age), INDEX[kind]] += row.whole("people")
    if empty := [town for town, number in zip(towns, people.sum(axis=(1, 2)), strict=True) if number == 0]:
        raise PlanError(f"{path}: nobody lives in {', '.join(empty)}, for which the inputs list kits.")
    return people
