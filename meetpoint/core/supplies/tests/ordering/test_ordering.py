"""When to order what: worked examples by hand, and directions that must hold whatever the numbers."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetpoint.core.supplies.ordering import (
    CERTAINTY,
    FURTHEST_DAYS,
    Batch,
    Use,
    advise,
    in_packs,
    usable_until,
    use_of,
    wasted,
)

TODAY = date(2026, 3, 2)
STEADY = Use(size=1.0, seen=129.5, weeks=13)  # ten a week


def day(days: int) -> date:
    return TODAY + timedelta(days=days)


def test_use_needs_four_weeks_and_three_with_some() -> None:
    assert use_of([0, 0, 5, 5, 5]) is None
    assert use_of([9, 0, 0, 0, 9]) is None
    assert use_of([0] * 13) is None
    assert use_of([9, 0, 9, 9]) is not None


def test_weeks_before_the_first_use_are_left_out() -> None:
    assert use_of([0, 0, 0, 10, 12, 8, 10]) == use_of([10, 12, 8, 10])


def test_use_that_varies_is_counted_in_larger_hand_outs() -> None:
    steady, wild = use_of([100, 100, 100, 100]), use_of([10, 300, 20, 70])
    assert steady is not None
    assert wild is not None
    assert (steady.size, steady.seen, steady.weeks) == (1.0, 400.0, 4)
    # The variance of 10, 300, 20, 70 is 18,466.7 and their mean 100.
    assert (wild.size, wild.seen) == (pytest.approx(554 / 3), pytest.approx(1200 / 554))
    assert wild.at_most(28, CERTAINTY) > steady.at_most(28, CERTAINTY)


def test_expected_use_is_the_weekly_pace() -> None:
    assert STEADY.weekly == 10.0
    assert STEADY.expected(21) == 30.0
    assert STEADY.at_most(0, CERTAINTY) == 0.0


def test_foretold_use_is_the_negative_binomial_of_the_book() -> None:
    # Gamma(130, 13) ahead of four weeks: NB(130, 13/17), whose median is 40 and whose sd is 7.2.
    assert STEADY.at_most(28, 0.5) == 40
    assert STEADY.at_most(28, CERTAINTY) == 49
    assert STEADY.is_covered(28, 49, CERTAINTY)
    assert not STEADY.is_covered(28, 48, CERTAINTY)


def test_stock_that_is_owed_covers_nothing_not_even_today() -> None:
    assert STEADY.is_covered(0, 0, CERTAINTY)
    assert not STEADY.is_covered(0, -1, CERTAINTY)


def test_order_early_enough_for_the_lead_time() -> None:
    advice = advise(STEADY, [Batch(100, None)], today=TODAY, lead_days=14, cover_days=28)
    # 100 units hold 59 days in nine of ten cases: order on day 45, for 87 days less 100.
    assert STEADY.is_covered(59, 100, CERTAINTY)
    assert not STEADY.is_covered(60, 100, CERTAINTY)
    assert advice.order_by == day(45)
    assert advice.about == 25
    assert advice.least < 25 < advice.most
    assert advice.wasted == 0


def test_an_empty_shelf_orders_today_for_the_wait_and_after_it() -> None:
    advice = advise(STEADY, [], owed=4, today=TODAY, lead_days=14, cover_days=28)
    assert advice.order_by == TODAY
    assert advice.about == 64  # six weeks and the four that are owed


def test_the_amount_reaches_what_the_site_wants_to_hold() -> None:
    advice = advise(STEADY, [Batch(10, None)], today=TODAY, lead_days=7, cover_days=7, par=200)
    assert (advice.least, advice.about) == (200, 200)


def test_what_expires_before_it_is_used_does_not_count() -> None:
    batches = [Batch(100, day(13)), Batch(10, None)]
    assert usable_until(STEADY, batches, today=TODAY, days=40) == 30.0
    assert usable_until(STEADY, batches, today=TODAY, days=13) == 110.0
    assert wasted(STEADY, batches, today=TODAY) == 80
    early = advise(STEADY, batches, today=TODAY, lead_days=14, cover_days=28)
    late = advise(STEADY, [Batch(110, None)], today=TODAY, lead_days=14, cover_days=28)
    assert early.order_by < late.order_by


def test_what_lasts_for_years_says_so() -> None:
    advice = advise(STEADY, [Batch(10_000, None)], today=TODAY, lead_days=14, cover_days=28)
    assert (advice.order_by, advice.lasts, advice.about) == (day(351), FURTHEST_DAYS, 0)


def test_orders_come_in_whole_packs() -> None:
    assert [in_packs(units, 100) for units in (0, 1, 100, 101)] == [0, 100, 100, 200]
    assert in_packs(7, 0) == 7


WEEKLY = st.lists(st.integers(0, 400), min_size=6, max_size=13)


@given(WEEKLY, st.integers(0, 3_000), st.integers(0, 60), st.integers(1, 60))
def test_directions_hold_whatever_the_numbers(
    weekly: list[int], there: int, lead_days: int, cover_days: int
) -> None:
    use = use_of(weekly)
    if use is None:
        return
    advice = advise(use, [Batch(there, None)], today=TODAY, lead_days=lead_days, cover_days=cover_days)
    more = advise(use, [Batch(there + 50, None)], today=TODAY, lead_days=lead_days, cover_days=cover_days)
    slower = advise(use, [Batch(there, None)], today=TODAY, lead_days=lead_days + 9, cover_days=cover_days)
    assert 0 <= advice.least <= advice.about <= advice.most
    assert TODAY <= advice.order_by <= more.order_by
    assert slower.order_by <= advice.order_by
