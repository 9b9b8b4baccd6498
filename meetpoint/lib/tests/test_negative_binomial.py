"""The distribution against exact sums, and against values that anybody can look up."""

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetpoint.lib.negative_binomial import at_most, incomplete_beta, quantile


def exact(count: int, shape: int, chance: Fraction) -> float:
    """Add up the probabilities as fractions: no rounding anywhere."""
    return float(sum(comb(k + shape - 1, k) * chance**shape * (1 - chance) ** k for k in range(count + 1)))


@given(
    st.integers(0, 60),
    st.integers(1, 40),
    st.fractions(Fraction(1, 50), Fraction(49, 50), max_denominator=50),
)
def test_the_sum_is_the_exact_one(count: int, shape: int, chance: Fraction) -> None:
    assert at_most(count, shape=shape, chance=float(chance)) == pytest.approx(
        exact(count, shape, chance), abs=1e-10
    )


@pytest.mark.parametrize(
    ("x", "a", "b", "value"),
    [
        (0.5, 2.0, 3.0, 0.6875),  # 1 - (1-x)^4 (1+4x) with x = 1/2: 11/16
        (0.25, 1.0, 1.0, 0.25),  # the uniform distribution
        (0.5, 0.5, 0.5, 0.5),  # the arcsine distribution: (2/pi) arcsin(sqrt(x))
        (0.0, 2.0, 2.0, 0.0),
        (1.0, 2.0, 2.0, 1.0),
    ],
)
def test_the_incomplete_beta_function_at_known_points(x: float, a: float, b: float, value: float) -> None:
    assert incomplete_beta(x, a, b) == pytest.approx(value, abs=1e-12)


def test_nothing_is_less_than_nought() -> None:
    assert at_most(-1, shape=2, chance=0.5) == 0.0


def test_a_geometric_distribution_has_its_closed_form() -> None:
    # With shape 1, P(X <= k) = 1 - (1-p)^(k+1); R: qgeom(0.9, 0.2) is 10.
    assert at_most(4, shape=1, chance=0.2) == pytest.approx(1 - 0.8**5, abs=1e-12)
    assert quantile(0.9, shape=1, chance=0.2) == 10


@given(st.floats(0.02, 0.98), st.floats(0.5, 5_000), st.floats(0.02, 0.98))
def test_a_quantile_is_the_first_count_that_reaches_its_share(
    share: float, shape: float, chance: float
) -> None:
    found = quantile(share, shape=shape, chance=chance)
    assert at_most(found, shape=shape, chance=chance) >= share
    assert found == 0 or at_most(found - 1, shape=shape, chance=chance) < share


def test_what_does_not_settle_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("meetpoint.lib.negative_binomial._MOST_TURNS", 2)
    with pytest.raises(ArithmeticError, match="did not settle"):
        incomplete_beta(0.45, 900.0, 1_000.0)
