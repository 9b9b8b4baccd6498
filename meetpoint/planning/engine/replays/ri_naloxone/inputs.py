"""The numbers that a replay runs on, read from its JSON file and held to their limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from meetpoint.planning.engine.errors import PlanError, unknown
from meetpoint.planning.engine.files.documents import Document, read_document
from meetpoint.planning.engine.replays.ri_naloxone import classes

SHARE, RATIO, GROWTH = (0.0, 1.0), (0.0, 1e6), (-0.2, 0.2)
DIVISORS = {"multiplier_repeat_over_first": 1e6, "pharmacy_kit_divisor": 1e6, "saturation_cap": 1.0}
LEAST_DIVISOR = 1e-6


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """One parameter set. Probabilities are per month; a multiplier acts on them."""

    fentanyl_share_opioid_start: float
    fentanyl_growth_per_month: float
    fentanyl_share_stimulant_start: float
    street_supplied_share_of_prescription_misuse: float
    repeat_overdose_prob_prescription_misuse: float
    repeat_overdose_prob_non_injecting: float
    repeat_overdose_prob_stimulant_without_fentanyl: float
    multiplier_injecting: float
    multiplier_fentanyl: float
    multiplier_return_to_use: float
    multiplier_repeat_over_first: float
    multiplier_stimulant_with_fentanyl: float
    move_prescription_misuse_to_non_injecting: float
    move_prescription_misuse_to_inactive: float
    move_non_injecting_to_injecting: float
    move_non_injecting_to_inactive: float
    move_injecting_to_non_injecting: float
    move_injecting_to_inactive: float
    move_inactive_to_return: float
    growth_per_month_of_moves_to_inactive: float
    overdose_in_public: float
    witnessed_public: float
    witnessed_private: float
    call_public_if_witnessed: float
    call_private_if_witnessed: float
    hospital_if_called: float
    inactive_after_hospital_if_survived: float
    death_without_naloxone_or_ems: float
    death_with_naloxone: float
    ratio_of_death_with_ems: float
    kit_loss_per_month: float
    saturation_slope: float
    saturation_cap: float
    pharmacy_kit_divisor: float


PARAMETER_NAMES = tuple(field.name for field in fields(Parameters))


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """A place: who lives there, what kits it was given, and the parameter sets to run it with.

    `people` counts by town, age band and class; `community_kits` by year and town, the first row being the
    year before the run, all of which is stock at its start; `pharmacy_kits` by year, statewide; `other_death`
    is per month by age.
    """

    first_year: int
    months: int
    towns: tuple[str, ...]
    ages: tuple[str, ...]
    people: NDArray[np.int64]
    community_kits: NDArray[np.float64]
    pharmacy_kits: NDArray[np.float64]
    other_death: NDArray[np.float64]
    parameter_sets: Mapping[int, Parameters]

    @property
    def years(self) -> list[int]:
        """The calendar years of the run."""
        return [self.first_year + number for number in range(-(-self.months // 12))]

    def parameters(self, number: int) -> Parameters:
        """Return one parameter set."""
        if number not in self.parameter_sets:
            raise PlanError(unknown("parameter set", number, map(str, self.parameter_sets)))
        return self.parameter_sets[number]


def limits(name: str) -> tuple[float, float]:
    """Return the lowest and highest value that a parameter may take."""
    if "growth" in name:
        return GROWTH
    if name in DIVISORS:
        return LEAST_DIVISOR, DIVISORS[name]
    return (
        RATIO
        if name.startswith("multiplier_") or name in {"saturation_slope", "ratio_of_death_with_ems"}
        else SHARE
    )


def changed(parameters: Parameters, values: Mapping[str, float]) -> Parameters:
    """Return the set with some values replaced; an unknown name or a value out of its limits is an error."""
    for name, value in values.items():
        if name not in PARAMETER_NAMES:
            raise PlanError(unknown("parameter", name, PARAMETER_NAMES))
        low, high = limits(name)
        if not low <= value <= high:
            raise PlanError(f"{name} is {value:g}; allowed is {low:g} to {high:g}.")
    return replace(parameters, **values)


def read_inputs(classes_path: Path, inputs_path: Path) -> Inputs:
    """Read a place from its two files, or say what is wrong where."""
    document = read_document(inputs_path)
    towns, ages = _towns(document), document.names("other_death_prob_per_month")
    first_year = document.whole("first_year", at_least=1900, at_most=2200)
    months = document.whole("months", at_least=1, at_most=600)
    years = [str(first_year - 1 + number) for number in range(-(-months // 12) + 1)]
    return Inputs(
        first_year=first_year,
        months=months,
        towns=tuple(towns),
        ages=tuple(ages),
        people=classes.read_people(classes_path, towns, ages),
        community_kits=np.array(
            [[_kits(document, "community_kits", year, town) for town in towns] for year in years]
        ),
        pharmacy_kits=np.array([_kits(document, "pharmacy_kits_statewide", year) for year in years]),
        other_death=np.array(
            [document.number("other_death_prob_per_month", age, at_least=0, at_most=1) for age in ages]
        ),
        parameter_sets=_parameter_sets(document),
    )


def _towns(document: Document) -> list[str]:
    years = document.names("community_kits")
    if not years:
        raise document.fault(("community_kits",), "must have a year")
    towns = document.names("community_kits", years[0])
    if not towns:
        raise document.fault(("community_kits", years[0]), "must have a town")
    for year in years:
        document.only("community_kits", year, allowed=towns, needed=towns)
    return towns


def _kits(document: Document, *keys: str) -> float:
    return document.number(*keys, at_least=0)


def _parameter_sets(document: Document) -> dict[int, Parameters]:
    first = _read_set(document, ("parameters",), needed=PARAMETER_NAMES)
    sets = {1: Parameters(**first)}
    for name in document.names("parameter_sets") if document.has("parameter_sets") else ():
        if not name.isdigit():
            raise document.fault(("parameter_sets", name), "a set's name must be a whole number, such as 2")
        sets[int(name)] = replace(sets[1], **_read_set(document, ("parameter_sets", name), needed=()))
    return sets


def _read_set(document: Document, keys: tuple[str, ...], *, needed: tuple[str, ...]) -> dict[str, float]:
    document.only(*keys, allowed=PARAMETER_NAMES, needed=needed)
    read = {}
    for name in document.names(*keys):
        low, high = limits(name)
        read[name] = document.number(*keys, name, at_least=low, at_most=high)
    return read
