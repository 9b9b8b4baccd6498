"""What a measure is worth, and what a distribution policy says about an exchange."""

from decimal import Decimal
from typing import Any

import pytest

from meetpoint.services.syringe_services.models import DistributionModel, DistributionPolicy, Period
from meetpoint.services.syringe_services.rules import Exchange, allowance, syringes_in, warning


def policy(model: DistributionModel, **more: Any) -> DistributionPolicy:
    return DistributionPolicy(model=model, **more)


@pytest.mark.parametrize(
    ("measure", "factor", "syringes"),
    [("40", "1", 40), ("0.95", "100", 95), ("2.5", "281", 703), ("0.005", "100", 1), ("0.004", "100", 0)],
)
def test_measure_is_worth_the_nearest_whole_syringe(measure, factor, syringes) -> None:
    assert syringes_in(Decimal(measure), Decimal(factor)) == syringes


@pytest.mark.parametrize(
    ("model", "allowed"),
    [
        (DistributionModel.NEEDS_BASED, None),
        (DistributionModel.ONE_FOR_ONE, 20),
        (DistributionModel.PLUS, 30),
    ],
)
def test_allowance_follows_the_model(model, allowed) -> None:
    assert allowance(policy(model, extra=10), 20) == allowed


def test_needs_based_without_a_cap_never_warns() -> None:
    assert warning(policy(DistributionModel.NEEDS_BASED), Exchange(0, 10_000)) is None


@pytest.mark.parametrize(("handed_out", "warns"), [(20, False), (21, True)])
def test_one_for_one_warns_beyond_what_came_back(handed_out, warns) -> None:
    said = warning(policy(DistributionModel.ONE_FOR_ONE), Exchange(20, handed_out))
    assert (said is not None) == warns
    if said:
        assert said == "The policy here foresees 20 syringes, as many as came back. This is 21."


@pytest.mark.parametrize(("handed_out", "warns"), [(30, False), (31, True)])
def test_plus_warns_beyond_what_came_back_and_the_extra(handed_out, warns) -> None:
    said = warning(policy(DistributionModel.PLUS, extra=10), Exchange(20, handed_out))
    assert (said is not None) == warns
    if said:
        assert said == "The policy here foresees 30 syringes: 20 back, 10 extra. This is 31."


@pytest.mark.parametrize(("handed_out", "warns"), [(60, False), (61, True)])
def test_cap_of_a_visit_ignores_what_went_before(handed_out, warns) -> None:
    capped = policy(DistributionModel.NEEDS_BASED, cap=60, period=Period.VISIT)
    said = warning(capped, Exchange(0, handed_out), earlier=Exchange(handed_out=500))
    assert (said is not None) == warns


@pytest.mark.parametrize(("earlier", "warns"), [(39, False), (40, False), (41, True)])
def test_cap_of_a_week_counts_what_went_before(earlier, warns) -> None:
    capped = policy(DistributionModel.NEEDS_BASED, cap=60, period=Period.WEEK)
    said = warning(capped, Exchange(0, 20), earlier=Exchange(handed_out=earlier))
    assert (said is not None) == warns
    if said:
        assert said == "The policy here foresees at most 60 syringes in seven days; this makes 61."


def test_cap_of_a_week_without_a_known_person_counts_the_visit() -> None:
    capped = policy(DistributionModel.NEEDS_BASED, cap=60, period=Period.WEEK)
    assert warning(capped, Exchange(0, 60)) is None
    assert warning(capped, Exchange(0, 61)) is not None


def test_cap_holds_also_when_enough_came_back() -> None:
    capped = policy(DistributionModel.ONE_FOR_ONE, cap=50, period=Period.VISIT)
    assert warning(capped, Exchange(100, 60)) is not None
