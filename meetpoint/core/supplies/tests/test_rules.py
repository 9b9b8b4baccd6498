"""Stock's rules, with nothing stored."""

from datetime import date, timedelta

import pytest

from meetpoint.core.supplies.rules import (
    Pile,
    days_left,
    first_expired_first,
    is_low,
    problem_of_expiry,
    take,
)

TODAY = date(2026, 11, 22)


def pile(lot_id: int | None, quantity: int, expires_on: date | None = None, *, aside: bool = False) -> Pile:
    return Pile(1, 1, lot_id, quantity, expires_on=expires_on, quarantined=aside)


def test_first_expired_first_takes_dated_then_undated_then_expired_stock() -> None:
    piles = [
        pile(None, 5),
        pile(1, 5, date(2020, 1, 1)),
        pile(2, 5, date(2028, 1, 1)),
        pile(3, 5, TODAY),
        pile(4, 5, date(2027, 1, 1), aside=True),
        pile(5, 0, date(2027, 1, 1)),
    ]
    assert [found.lot_id for found in first_expired_first(piles, TODAY)] == [3, 2, None, 1]


@pytest.mark.parametrize(("wanted", "taken"), [(3, [(1, 3)]), (7, [(1, 5), (2, 2)]), (99, [(1, 5), (2, 5)])])
def test_take_stops_when_there_is_enough_or_nothing_left(wanted: int, taken: list[tuple[int, int]]) -> None:
    piles = [pile(1, 5), pile(2, 5)]
    assert [(found.lot_id, amount) for found, amount in take(piles, wanted)] == taken


@pytest.mark.parametrize(
    ("usable", "used", "over_days", "hand_outs", "lasts"),
    [
        (100, 280, 28, 40, 10),
        (99, 280, 28, 40, 9),
        (100, 70, 7, 40, 10),
        (0, 70, 7, 40, 0),
        (-5, 70, 7, 40, 0),
        (100, 70, 6, 40, None),
        (100, 70, 28, 2, None),
        (100, 0, 28, 9, None),
        (100, -3, 28, 9, None),
    ],
)
def test_days_left_is_told_only_when_enough_use_is_known(
    usable: int, used: int, over_days: int, hand_outs: int, lasts: int | None
) -> None:
    assert days_left(usable, used=used, over_days=over_days, hand_outs=hand_outs) == lasts


@pytest.mark.parametrize(
    ("usable", "par", "lasts", "low"),
    [
        (9, 10, None, True),
        (10, 10, None, False),
        (500, None, 7, True),
        (500, None, 8, False),
        (0, None, None, False),
        (500, 10, 3, True),
    ],
)
def test_is_low_below_par_or_with_a_week_left(
    usable: int, par: int | None, lasts: int | None, low: bool
) -> None:
    assert is_low(usable, par=par, lasts=lasts) is low


def test_problem_of_expiry_allows_what_has_expired_but_not_what_cannot_be() -> None:
    possible = [None, date(2000, 1, 1), TODAY - timedelta(days=1), TODAY + timedelta(days=3650)]
    assert [problem_of_expiry(day, TODAY) for day in possible] == ["", "", "", ""]
    for day in (date(1999, 12, 31), TODAY + timedelta(days=20 * 366 + 1)):
        assert problem_of_expiry(day, TODAY)
