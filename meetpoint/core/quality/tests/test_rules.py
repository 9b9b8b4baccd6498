"""The robust rule for amounts, worked out by hand, and its edges."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from meetpoint.core.quality.rules import is_in_reach, longer_pause, unlikely_from, usual
from meetpoint.core.tenancy.actor import Actor

SCORE, TIMES = 3.5, 5.0


def limit(amounts: dict[int, int], score: float = SCORE, times: float = TIMES) -> int | None:
    return unlikely_from(list(amounts.items()), score=score, times=times)


def test_a_nought_too_many_is_unlikely() -> None:
    # Median 20; |log x − log 20| is log 2 for 10 and 40: that is the MAD. 400 is 20 times as much.
    amounts = {10: 10, 20: 10, 40: 10, 400: 1}
    assert 0.6745 * math.log(20) / math.log(2) == pytest.approx(2.915, abs=0.001)
    assert limit(amounts) is None
    assert limit(amounts, score=2.9) == 400


def test_where_most_are_alike_the_mean_deviation_stands_in() -> None:
    amounts = {1: 60, 2: 4, 50: 1}
    # mean |log x| = (4 log 2 + log 50) / 65 = 0.1028; 2 scores log 2 / (0.1028 × 1.2533) = 5.4.
    assert limit(amounts) == 50
    assert limit(amounts, times=1) == 2


def test_amounts_that_are_all_the_same_are_all_likely() -> None:
    assert limit({10: 40}) is None


def test_small_amounts_are_never_unlikely() -> None:
    assert limit({1: 1, 1000: 40}) is None


def test_the_usual_amount_is_the_median() -> None:
    assert usual([(1, 1), (10, 2), (100, 1)]) == 10
    assert usual([(1, 1), (3, 1)]) == 2


def test_the_longer_pause_is_that_which_nine_of_ten_do_not_go_beyond() -> None:
    assert longer_pause([1] * 8 + [3, 9]) == 3
    assert longer_pause([7]) == 7


def test_what_is_about_all_sites_is_for_those_who_reach_all(dee: Actor) -> None:
    assert is_in_reach(dee, None)
    assert is_in_reach(dee, 7)
    at_one = replace(dee, site_ids=frozenset({7}))
    assert not is_in_reach(at_one, None)
    assert is_in_reach(at_one, 7)
    assert not is_in_reach(at_one, 8)
