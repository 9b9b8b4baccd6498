"""Ranges of chance, checked against published values and against their own definition."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetpoint.core.dashboards.chance import FEW, _at_most, is_beyond_chance, range_of

PUBLISHED = {0: (0.0, 3.689), 1: (0.025, 5.572), 5: (1.623, 11.668), 10: (4.795, 18.390), 50: (37.11, 65.92)}
"""Exact 95 % limits, as in tables after Garwood 1936 (epitools `pois.exact` for nought)."""


@pytest.mark.parametrize("count", PUBLISHED)
def test_the_range_is_that_of_the_tables(count: int) -> None:
    assert range_of(count) == pytest.approx(PUBLISHED[count], abs=0.006)


def test_large_and_impossible_counts_have_none() -> None:
    assert range_of(FEW) is None
    assert range_of(-1) is None


@given(st.integers(min_value=1, max_value=FEW - 1))
@settings(max_examples=25)
def test_each_end_leaves_two_and_a_half_percent_outside(count: int) -> None:
    found = range_of(count)
    assert found is not None
    low, high = found
    assert math.isclose(1 - _at_most(count - 1, low), 0.025, rel_tol=1e-6)
    assert math.isclose(_at_most(count, high), 0.025, rel_tol=1e-6)


@pytest.mark.parametrize(
    ("count", "days", "other", "other_days", "beyond"),
    [
        (5, 30, 5, 30, False),
        (0, 30, 5, 30, False),  # 2 / 2^5 = 0.0625
        (0, 30, 6, 30, True),  # 2 / 2^6 = 0.03125
        (6, 30, 0, 30, True),
        (0, 15, 6, 30, False),  # 2 × (2/3)^6 = 0.176
        (0, 0 + 1, 0, 1, False),
        (90, 30, 140, 30, True),
        (99, 30, 120, 30, False),
        (100, 30, 500, 30, None),
    ],
)
def test_two_counts_differ_by_more_than_chance(
    count: int, days: int, other: int, other_days: int, beyond: bool | None
) -> None:
    assert is_beyond_chance(count, days, other, other_days) is beyond


@given(st.integers(0, 60), st.integers(1, 40), st.integers(0, 60), st.integers(1, 40))
@settings(max_examples=25)
def test_it_does_not_matter_which_comes_first(a: int, a_days: int, b: int, b_days: int) -> None:
    assert is_beyond_chance(a, a_days, b, b_days) is is_beyond_chance(b, b_days, a, a_days)
