"""The best split of kits over areas: exact for any number of kits, and for whole kits, with a proven
bound.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from meetpoint.planning.engine.allocation.areas import Areas, Floats


@dataclass(frozen=True)
class Split:
    """Kits by area, and what one more kit would avert (the price at which every area is filled)."""

    kits: Floats
    price: float


def best_split(areas: Areas, kits: float, floor: Floats) -> Split:
    """Return the split with fewest deaths among all real-valued ones that give every area its floor.

    Every area above its floor is filled until the next kit averts the same number of deaths, μ, in all of
    them: kits_r = (N_r/a) ln(O_r g a / (N_r μ)). The sum is piecewise linear in ln μ, so the bend it lies
    behind is found by sorting, and μ exactly (no search). `floor` must not add up to more than `kits`.
    """
    width = 1 / areas.rate
    with np.errstate(divide="ignore"):
        steepness = np.log(areas.most_averted * areas.rate)
    leaves_floor = steepness - areas.rate * floor
    order = np.argsort(-leaves_floor)
    order = order[np.isfinite(leaves_floor[order])]
    spare, best = kits - floor.sum(), -np.inf
    above_width = above_filled = 0.0
    for number, area in enumerate(order):
        above_width += width[area]
        above_filled += width[area] * leaves_floor[area]
        level = (above_filled - spare) / above_width
        later = leaves_floor[order[number + 1]] if number + 1 < len(order) else -np.inf
        if level >= later:
            best = level
            break
    filled = np.where(
        np.isfinite(steepness), width * (np.where(np.isfinite(steepness), steepness, 0) - best), 0
    )
    return Split(np.maximum(floor, filled) if np.isfinite(best) else floor.copy(), float(np.exp(best)))


def lower_bound(areas: Areas, kits: float, price: float, floor: Floats) -> float:
    """Return a number of deaths that no split can go below, by weak duality at any price of a kit.

    Each area, free to take kits at that price, takes what is best for it alone; the budget is then paid back.
    """
    if price <= 0:
        return float((areas.overdoses * (areas.death_without - areas.gain)).sum())
    with np.errstate(divide="ignore"):
        free = np.log(areas.most_averted * areas.rate / price) / areas.rate
    taken = np.maximum(floor, free)
    return areas.deaths(taken) + price * float(taken.sum()) - price * kits


def best_whole_split(areas: Areas, kits: int, floor: Floats) -> Floats:
    """Return the best split into whole kits.

    Starts just below the real-valued optimum, adds the kits that avert most, then moves kits for as long as a
    move averts deaths. With curves that level off, a split that no single move improves is the best of all.
    """
    whole = np.maximum(floor, np.floor(best_split(areas, kits, floor).kits))
    for _kit in range(kits - int(whole.sum())):
        whole[np.argmax(areas.averted_by_next(whole))] += 1
    while True:
        gain = areas.averted_by_next(whole)
        loss = np.where(whole > floor, areas.averted_by_next(whole - 1), np.inf)
        to, taken = int(np.argmax(gain)), int(np.argmin(loss))
        if gain[to] <= loss[taken]:
            return whole
        whole[to] += 1
        whole[taken] -= 1


def greedy_split(areas: Areas, kits: int, floor: Floats) -> Floats:
    """Return what handing out kit by kit, each where it averts most, would give: the K largest gains of all.

    Gains fall within an area, so an area's kits are those of its gains that are above the K-th largest.
    """
    low, high = -800.0, float(np.log(areas.averted_by_next(floor).max() + 1e-300)) + 1e-9
    for _halving in range(200):
        middle = (low + high) / 2
        if _above(areas, middle, floor).sum() > kits:
            low = middle
        else:
            high = middle
    whole = _above(areas, high, floor)
    for _kit in range(kits - int(whole.sum())):
        whole[np.argmax(areas.averted_by_next(whole))] += 1
    return whole


def _above(areas: Areas, log_gain: float, floor: Floats) -> Floats:
    first = np.log(areas.averted_by_next(np.zeros_like(floor)) + 1e-300)
    return np.maximum(floor, np.floor(np.maximum((first - log_gain) / areas.rate + 1, 0)))


def per_person_split(areas: Areas, kits: float) -> Floats:
    """Return kits in proportion to people."""
    return np.asarray(kits * areas.people / areas.people.sum())
