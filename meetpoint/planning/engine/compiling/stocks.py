"""Kits by area and channel, places that fill, and forces of infection, as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from meetpoint.planning.engine.compiling.structure import Structure
from meetpoint.planning.engine.compiling.tables import INDEX, Floats, Ints
from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.engine.language.expressions import worked_out
from meetpoint.planning.engine.language.spec import Force, Stock


def stock_of(structure: Structure, names: Mapping[str, Any], steps: int) -> tuple[Ints, dict[str, Any]]:
    """Return each class's area, and the kits' arrays. Kits are spread over areas by people at risk."""
    stock, number = structure.model.stock, structure.number
    area: Ints = np.zeros(number, dtype=INDEX)
    if stock is None:
        return area, _no_stock(number, steps)
    at_risk = structure.among(structure.grid.mask(stock.at_risk)).astype(np.float64)
    areas = 1
    if stock.by:
        structure.grid.index(stock.by, structure.grid.axes.get(stock.by, ("",))[0])
        area = structure.grid.level[stock.by][structure.live].astype(INDEX)
        areas = len(structure.grid.axes[stock.by])
    share = _area_shares(structure, stock, names, areas)
    made = _channels(stock, names, steps)
    return area, {
        "area": area,
        "at_risk": at_risk,
        "kits_start": share[:, None] * made["kits_start"][None, :],
        "kits_given": share[None, :, None] * made["kits_given"][:, None, :],
        "kits_weight": made["kits_weight"],
        "kits_keep": float(np.exp(-worked_out(stock.loss, names) / _steps_per_year(names))),
        "reach": _positive(stock.reach, names),
        "most": _positive(stock.most, names),
        "others": float(worked_out(stock.others, names)),
    }


def _area_shares(structure: Structure, stock: Stock, names: Mapping[str, Any], areas: int) -> Floats:
    if areas == 1:
        return np.ones(1)
    row = structure.model.start.get(stock.by, {})
    given = [row.get(level, "0") for level in structure.grid.axes[stock.by]]
    values = [float(worked_out(text, names)) if text != "rest" else np.nan for text in given]
    rest = 1.0 - np.nansum(values)
    return np.array([rest if np.isnan(each) else each for each in values])


def _steps_per_year(names: Mapping[str, Any]) -> float:
    return float(names["steps_per_year"])


def _positive(text: str, names: Mapping[str, Any]) -> float:
    value = float(worked_out(text, names))
    if not value > 0:
        raise PlanError(f"{text!r} is {value:g}; it must be more than 0.")
    return value


def _channels(stock: Stock, names: Mapping[str, Any], steps: int) -> dict[str, Any]:
    per_step = 1.0 / _steps_per_year(names)
    given = [np.broadcast_to(worked_out(each.given, names), (steps,)) * per_step for each in stock.channels]
    return {
        "kits_start": np.array(
            [float(np.ravel(worked_out(each.start, names))[0]) for each in stock.channels]
        ),
        "kits_given": np.stack(given, axis=1),
        "kits_weight": np.array([float(worked_out(each.weight, names)) for each in stock.channels]),
    }


def _no_stock(number: int, steps: int) -> dict[str, Any]:
    return {
        "area": np.zeros(number, dtype=INDEX),
        "at_risk": np.zeros(number),
        "kits_start": np.zeros((1, 1)),
        "kits_given": np.zeros((steps, 1, 1)),
        "kits_weight": np.zeros(1),
        "kits_keep": 1.0,
        "reach": 1.0,
        "most": 1.0,
        "others": 0.0,
    }


def capacities_of(structure: Structure, names: Mapping[str, Any], steps: int) -> dict[str, Any]:
    """Return who occupies each capacity's places, and how many there are in each step."""
    capacities = structure.model.capacities
    masks = [structure.among(structure.grid.mask(each.when)) for each in capacities]
    places = [np.broadcast_to(worked_out(each.places, names), (steps,)) for each in capacities]
    return {
        "occupies": np.array(masks, dtype=np.float64).reshape(len(capacities), structure.number),
        "places": np.array(places, dtype=np.float64).reshape(len(capacities), steps).T.copy(),
    }


def forces_of(structure: Structure, names: Mapping[str, Any], people: Floats) -> dict[str, Any]:
    """Return who passes each infection on and how much they count, among whom, and which share of them that
    was at the start.
    """
    forces = structure.model.forces
    shape = (len(forces), structure.number)
    infectious = np.array([_infectious(structure, each, names) for each in forces], dtype=np.float64).reshape(
        shape
    )
    among = np.array(
        [structure.among(structure.grid.mask(each.among)) for each in forces], dtype=np.float64
    ).reshape(shape)
    infectious = infectious * among
    start = (infectious @ people) / np.maximum(among @ people, 1e-12)
    for each, share in zip(forces, start, strict=True):
        if not share > 0:
            raise PlanError(
                f"nobody has {each.name!r} at the start, so it cannot spread; give its prevalence."
            )
    return {"infectious": infectious, "among": among, "at_start": start}


def _infectious(structure: Structure, force: Force, names: Mapping[str, Any]) -> Floats:
    weight: Floats = structure.among(structure.grid.mask(force.infectious)).astype(np.float64)
    for each in force.stronger:
        weight[structure.among(structure.grid.mask(each.when))] *= _positive(each.ratio, names)
    return weight
