"""From a structure and numbers to the arrays of one run: hazards, tree, stocks, places, infection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from meetpoint.planning.engine.compiling.anchors import Scales, deaths_scale, scales_of
from meetpoint.planning.engine.compiling.arranging import Arranged, joined
from meetpoint.planning.engine.compiling.factors import factor_value
from meetpoint.planning.engine.compiling.grid import shared_out
from meetpoint.planning.engine.compiling.settings import after_of, tree_of
from meetpoint.planning.engine.compiling.stocks import capacities_of, forces_of, stock_of
from meetpoint.planning.engine.compiling.structure import Formula, Structure
from meetpoint.planning.engine.compiling.tables import INDEX, Floats, Ints, Tables
from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.engine.language.expressions import worked_out
from meetpoint.planning.engine.language.spec import Factor, Model
from meetpoint.planning.engine.order import Lane

MOST_HAZARD_PER_STEP = 36.0
"""exp(-36) is below the grain of a double: a certain move."""

Names = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Clock:
    """The steps of a run."""

    steps_per_year: int
    years: int

    @property
    def dt(self) -> float:
        """Years in a step."""
        return 1.0 / self.steps_per_year

    @property
    def steps(self) -> int:
        return self.steps_per_year * self.years

    @property
    def begins(self) -> Floats:
        """When each step begins, in years since the start."""
        times: Floats = np.arange(self.steps) / self.steps_per_year
        return times


@dataclass(frozen=True)
class Filled:
    """One run's arrays, the people it starts with by class, and the scales that anchored hazards were
    given.
    """

    tables: Tables
    people: Floats
    scales: Scales


def filled(structure: Structure, names: Names, clock: Clock, *, scales: Scales | None = None) -> Filled:
    """Work out every formula of a model with the numbers in `names` (floats, or arrays over the steps).

    A scenario is given the `scales` of its baseline, so that it differs from it in what it changes only.
    """
    names = with_series(structure.model, names)
    people = people_of(structure, names)
    rate, changing, which = _hazards(structure, names, clock)
    found = scales_of(structure, names, rate * changing[0, which], people) if scales is None else scales
    rate = rate * [found.get(formula.move.name, 1.0) for formula in structure.formulas]
    tables = _tables(structure, names, clock, people, (rate, changing, which))
    overdose = structure.model.overdose
    if scales is None and overdose and (deaths := float(worked_out(overdose.deaths, names))) > 0:
        more = deaths_scale(tables, people, deaths, Lane.OVERDOSE)
        found["overdose"] = found.get("overdose", 1.0) * more
        rate = rate * [more if formula.move.name == "overdose" else 1.0 for formula in structure.formulas]
        tables = _tables(structure, names, clock, people, (rate, changing, which))
    return Filled(tables, people, found)


def _tables(
    structure: Structure,
    names: Names,
    clock: Clock,
    people: Floats,
    hazards: tuple[Floats, Floats, NDArray[np.int64]],
) -> Tables:
    rate, changing, which = hazards
    order = structure.arranged
    feed = _feeds(structure)
    area, stock = stock_of(structure, names, clock.steps)
    parts: dict[str, Any] = {
        **order.fixed,
        "dt": clock.dt,
        "rate": rate[order.formula],
        "changes": which[order.formula].astype(INDEX),
        "feed": feed[order.formula],
        "kind_rate": rate[order.kind_formula],
        "kind_changes": which[order.kind_formula].astype(INDEX),
        "kind_feed": feed[order.kind_formula],
        "changing": changing,
        "year": (np.arange(clock.steps) // clock.steps_per_year).astype(INDEX),
        **stock,
        **tree_of(structure, names, clock.steps, area),
        **after_of(structure, names),
        **_entries(structure, names, clock),
        **capacities_of(structure, names, clock.steps),
        **forces_of(structure, names, people),
    }
    parts |= _filling(structure, parts["feed"])
    parts |= _busy(order, parts)
    parts["stirred"] = np.concatenate([[True], np.any(np.diff(changing, axis=0) != 0, axis=1)])
    return Tables(**{name: parts[name] for name in Tables._fields})


def with_series(model: Model, names: Names) -> dict[str, Any]:
    """Return the names with those that the model works out from others."""
    found = dict(names)
    for name, text in model.series.items():
        if name not in found:
            found[name] = worked_out(text, found)
    return found


def people_of(structure: Structure, names: Names) -> Floats:
    """Return how many people start in each live class."""
    density = _density(structure, structure.model.start, names)
    total = float(worked_out(structure.model.people, names))
    people: Floats = total * density[structure.live]
    return people


def _density(structure: Structure, shares: Mapping[str, Mapping[str, str]], names: Names) -> Floats:
    model, grid = structure.model, structure.grid
    usual = {axis: _shares(row, names) for axis, row in shares.items()}
    special = [(each.axis, grid.mask(each.when), _shares(each.shares, names)) for each in model.start_where]
    return shared_out(grid, usual, special)


def _shares(row: Mapping[str, str], names: Names) -> dict[str, float | None]:
    return {
        level: None if text == "rest" else float(np.ravel(worked_out(text, names))[0])
        for level, text in row.items()
    }


def _hazards(structure: Structure, names: Names, clock: Clock) -> tuple[Floats, Floats, NDArray[np.int64]]:
    known = _Known(names, _short_stays(structure.model, names, clock))
    values = [_hazard(formula, known, clock) for formula in structure.formulas]
    rate, which = np.ones(len(values)), np.zeros(len(values), dtype=np.int64)
    changing = [np.ones(clock.steps)]
    for place, value in enumerate(values):
        if np.ndim(value) and np.ptp(value) > 0:
            which[place] = len(changing)
            changing.append(value)
        else:
            rate[place] = np.ravel(value)[0]
    over_time = np.ascontiguousarray(np.array(changing).T)
    if not (_all_good(rate) and _all_good(over_time)):
        _refuse_bad(structure, values)
    return rate, over_time, which


def _all_good(hazards: Floats) -> bool:
    return bool(np.all(np.isfinite(hazards)) and np.all(hazards >= 0))


def _refuse_bad(structure: Structure, values: list[Any]) -> None:
    for formula, value in zip(structure.formulas, values, strict=True):
        if not np.all(np.isfinite(value)) or np.any(np.asarray(value) < 0):
            raise PlanError(
                f"the hazard of {formula.move.name!r} ({formula.move.rate}) is {np.min(value):g}; "
                "a hazard is 0 or more."
            )


class _Known:
    """What formulas and factors are worth with one draw's numbers; each is worked out once."""

    def __init__(self, names: Names, short: Mapping[tuple[str, str], float]) -> None:
        self.names = names
        self.short = short
        self._worth: dict[str, Any] = {}
        self._factors: dict[int, Any] = {}

    def worth(self, text: str) -> Any:
        if text not in self._worth:
            self._worth[text] = worked_out(text, self.names)
        return self._worth[text]

    def factor(self, factor: Factor) -> Any:
        if id(factor) not in self._factors:
            self._factors[id(factor)] = self._part_of_a_step(factor, factor_value(factor, self.names))
        return self._factors[id(factor)]

    def _part_of_a_step(self, factor: Factor, value: Any) -> Any:
        # Whoever leaves before the step ends is exposed for that part of it only.
        for axis, levels in factor.when.items():
            parts = [self.short.get((axis, level), 1.0) for level in levels]
            value = 1.0 + max(parts) * (value - 1.0) if max(parts) < 1.0 else value
        return value


def _short_stays(model: Model, names: Names, clock: Clock) -> dict[tuple[str, str], float]:
    """Return which part of a step a stay lasts, by axis and level, where it is shorter than a step."""
    found: dict[tuple[str, str], float] = {}
    for move in model.moves:
        if move.lasts:
            part = float(worked_out(move.lasts, names)) / clock.dt
            left = [(axis, level) for axis in move.to for level in move.when.get(axis, ())]
            found |= {each: part for each in left if part < 1.0}
    return found


def _hazard(formula: Formula, known: _Known, clock: Clock) -> Any:
    move = formula.move
    value = known.worth(move.rate)
    if move.at is not None:
        probability = np.clip(value, 0.0, 1.0)
        step = int(np.floor(move.at * clock.steps_per_year + 1e-9))
        hazard = np.minimum(-np.log1p(-np.minimum(probability, 1 - 1e-16)), MOST_HAZARD_PER_STEP) / clock.dt
        value = np.where(np.arange(clock.steps) == step, hazard, 0.0)
    elif move.lasts:
        value = _leaving(float(known.worth(move.lasts)), clock.dt)
    for share in formula.shares:
        value = value * known.worth(share)
    for factor in formula.factors:
        value = value * known.factor(factor)
    return value


def _leaving(years: float, dt: float) -> float:
    # The step of entry counts in full, so that leaving with probability dt / years lasts `years` on average.
    return float(min(-np.log1p(-min(dt / years, 1 - 1e-16)), MOST_HAZARD_PER_STEP) / dt)


def _feeds(structure: Structure) -> Ints:
    """Return by formula what its hazard waits for: nothing (0), free places, or infection about."""
    capacities, forces = structure.model.capacities, structure.model.forces
    numbers = {each.name: 1 + place for place, each in enumerate(capacities)}
    numbers |= {each.name: 1 + len(capacities) + place for place, each in enumerate(forces)}
    moves = [formula.move for formula in structure.formulas]
    return np.array([numbers.get(move.places or move.force, 0) for move in moves], dtype=INDEX)


def _filling(structure: Structure, feed: Ints) -> dict[str, Any]:
    filling = [np.flatnonzero(feed == 1 + place) for place in range(len(structure.model.capacities))]
    rows = joined(filling)
    return {
        "filling_start": np.cumsum([0, *(len(each) for each in filling)]).astype(INDEX),
        "filling_row": rows.astype(INDEX),
        "filling_class": structure.arranged.source[rows].astype(INDEX),
    }


def _busy(order: Arranged, parts: dict[str, Any]) -> dict[str, Any]:
    # Kinds that change with infection about or free places come first; the rest only while time changes them.
    start = order.fixed["kind_start"].astype(np.int64)
    kind = np.repeat(np.arange(len(start) - 1), np.diff(start))
    always = np.unique(kind[parts["kind_feed"] > 0])
    sometimes = np.setdiff1d(kind[parts["kind_changes"] > 0], always)
    return {"busy": np.concatenate([always, sometimes]).astype(INDEX), "always_busy": len(always)}


def _entries(structure: Structure, names: Names, clock: Clock) -> dict[str, Any]:
    entries = structure.model.entries
    numbers, shares = np.zeros((clock.steps, len(entries))), np.zeros((len(entries), structure.number))
    for place, entry in enumerate(entries):
        numbers[:, place] = worked_out(entry.per_year, names) * clock.dt
        shares[place] = _density(structure, {**structure.model.start, **entry.shares}, names)[structure.live]
    return {"entries": numbers, "entry_shares": shares}
