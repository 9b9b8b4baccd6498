"""What is worth learning next: the expected value of perfect information, in all and for groups of
parameters.

By regression of each option's benefit on the group (Strong, Oakley, Brennan, Medical Decision Making
2014;34:311): no nested simulation, any model, from the draws that are there already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import NDArray

from meetpoint.planning.engine.errors import PlanError

Floats = NDArray[np.float64]
DEGREE_OF_ONE, DEGREE_OF_GROUP = 5, 2


def value_of_everything(benefit: Floats) -> float:
    """Return the expected gain from knowing all before choosing, from benefits by (draw, option)."""
    return float(benefit.max(axis=1).mean() - benefit.mean(axis=0).max())


def value_of_groups(
    draws: Mapping[str, Floats], groups: Mapping[str, Sequence[str]], benefit: Floats
) -> dict[str, float]:
    """Return the expected gain from knowing each group of parameters before choosing, never below nothing."""
    return {
        name: _value(np.stack([draws[each] for each in group], axis=1), benefit)
        for name, group in groups.items()
    }


def _value(known: Floats, benefit: Floats) -> float:
    terms = _terms(known)
    if len(benefit) < 10 * terms.shape[1]:
        raise PlanError(f"{len(benefit)} draws are too few for a group of {known.shape[1]} parameters.")
    fitted = terms @ np.linalg.lstsq(terms, benefit, rcond=None)[0]
    return max(value_of_everything(fitted), 0.0)


def _terms(known: Floats) -> Floats:
    """Return the polynomial of the standardised parameters: higher for one, with all products for a group."""
    spread = known.std(axis=0)
    standard = (known - known.mean(axis=0)) / np.where(spread > 0, spread, 1)
    degree = DEGREE_OF_ONE if known.shape[1] == 1 else DEGREE_OF_GROUP
    columns = [np.ones(len(known))]
    for power in range(1, degree + 1):
        for chosen in combinations_with_replacement(range(known.shape[1]), power):
            columns.append(standard[:, chosen].prod(axis=1))
    return np.stack(columns, axis=1)
