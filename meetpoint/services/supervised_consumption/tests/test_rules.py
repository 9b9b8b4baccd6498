"""Formulas and predicates at their boundaries."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from meetpoint.services.supervised_consumption import rules
from meetpoint.services.supervised_consumption.models import PlaceOtherwise

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("position", "places", "stays", "minutes"),
    [
        (1, 3, [20, 20, 20, 20, 20], 20),  # one round of 20 minutes
        (3, 3, [20, 20, 20, 20, 20], 20),
        (4, 3, [20, 20, 20, 20, 20], 40),  # the fourth waits for a second round
        (1, 1, [10, 20, 30, 20, 21], 20),  # mean of 20.2
        (1, 3, [20, 20, 20, 20], None),  # four stays are too few to tell
        (1, 0, [20, 20, 20, 20, 20], None),
        (6, 3, [20, 20, 20, 20, 20], 40),
        (7, 3, [20, 20, 20, 20, 20], 60),
        (2, 1, [0, 0, 0, 0, 0], 0),
        (1, 3, [], None),
        (1, 1, [20, 20, 20, 20, 22], 20),  # mean of 20.4
        (1, 1, [20, 20, 20, 21, 22], 21),  # mean of 20.6
    ],
)
def test_expected_wait(position, places, stays, minutes) -> None:
    assert rules.expected_wait(position, places, stays) == minutes


@pytest.mark.parametrize(
    ("state", "to", "may"),
    [
        ("waiting", "station", True),
        ("waiting", "left", True),
        ("waiting", "aftercare", False),
        ("station", "aftercare", True),
        ("station", "waiting", False),
        ("aftercare", "station", True),
        ("left", "station", False),
        ("left", "left", False),
    ],
)
def test_visit_goes_on_only(state, to, may) -> None:
    assert rules.can_move(state, to) is may


@pytest.mark.parametrize(("covers", "number"), [("stations", 2), ("inside", 3), ("everybody", 4)])
def test_licence_counts_whom_it_says(covers, number) -> None:
    assert rules.counted(["station", "waiting", "station", "aftercare"], covers) == number


@pytest.mark.parametrize(
    ("before", "after", "covers", "adds"),
    [
        ("", "waiting", "everybody", True),
        ("", "waiting", "inside", False),
        ("waiting", "station", "inside", True),
        ("waiting", "station", "everybody", False),
        ("aftercare", "station", "inside", False),
        ("aftercare", "station", "stations", True),
        ("station", "station", "stations", False),
    ],
)
def test_move_adds_to_what_a_licence_counts(before, after, covers, adds) -> None:
    assert rules.adds_one(before, after, covers) is adds


@pytest.mark.parametrize(
    ("at", "sent", "received", "believed"),
    [
        (0, 5, 5, 0),  # a steady clock
        (0, 5, 64, 0),  # a minute on the way is no wrong clock
        (600, 605, 5, 0),  # ten minutes fast: as long before the sending
        (-600, -595, 5, 0),  # ten minutes slow
        (40, 5, 5, 5),  # a little ahead of us: now
        (99_999, 5, 5, 5),  # no clock of ours
        (-8 * 86_400, 5, 5, 5),  # eight days ago
        (0, 0, 119, 0),  # a second under two minutes off: a steady clock
        (0, 0, 120, 120),  # two minutes off: not steady any more
        (0, 0, 121, 121),
        (124, 5, 5, 5),  # a second less than two minutes ahead: now
        (125, 5, 5, 5),
        (5 - 7 * 86_400, 5, 5, 5 - 7 * 86_400),  # seven days ago, to the second
        (4 - 7 * 86_400, 5, 5, 5),  # a second more
    ],
)
def test_taps_are_put_on_our_clock(at, sent, received, believed) -> None:
    moments = [NOON + timedelta(seconds=seconds) for seconds in (at, sent, received)]
    assert rules.believed(*moments) == NOON + timedelta(seconds=believed)


@pytest.mark.parametrize(
    ("kind", "outcome", "hours"),
    [
        ("opioid_od", "resolved_on_site", 48),
        ("mixed", "", 48),
        ("stimulant_overamp", "ems_transport", 48),
        ("injury", "ems_transport", None),
        ("", "", None),
        ("cardiac", "death", 24),
        ("opioid_od", "death", 24),
    ],
)
def test_clock_of_the_place(kind, outcome, hours) -> None:
    assert rules.report_hours(kind, outcome, 48, 24) == hours
    assert rules.report_hours(kind, outcome, None, None) is None


def test_reading_is_below_a_limit_only_where_both_are_known() -> None:
    assert rules.is_below(89, 90)
    assert not rules.is_below(90, 90)
    assert not rules.is_below(91, 90)
    assert rules.is_below(0, 1)
    assert not rules.is_below(0, 0)
    assert not rules.is_below(None, 90)
    assert not rules.is_below(50, None)


def test_every_place_has_a_group() -> None:
    groups = {place.value: rules.grouped_place(place) for place in PlaceOtherwise}
    assert set(groups.values()) == set(rules.GROUPS)
    assert (groups["park"], groups["subway"], groups["own_place"]) == ("public", "semipublic", "private")
    assert (groups["declined"], groups["other"], rules.grouped_place("")) == ("not_said", "other", "not_said")


def test_stations_fit_what_is_wanted() -> None:
    assert rules.fits("any", "smoking")
    assert rules.fits("smoking", "any")
    assert not rules.fits("smoking", "non_smoking")


@pytest.mark.parametrize(("seconds", "minutes"), [(-180, 0), (0, 0), (29, 0), (31, 1), (60, 1), (91, 2)])
def test_minutes_are_rounded_and_never_below_nought(seconds, minutes) -> None:
    assert rules.whole_minutes(NOON, NOON + timedelta(seconds=seconds)) == minutes


NASAL, STRONG, VIAL = (
    rules.Shelved(Decimal(mg), route, item)
    for mg, route, item in (("4", "IN", 1), ("8", "IN", 2), ("0.4", "IM", 3))
)


@pytest.mark.parametrize(
    ("mg", "route", "shelf", "taken"),
    [
        ("4", "IN", [NASAL, STRONG, VIAL], (1, 1)),
        ("8", "IN", [NASAL, STRONG, VIAL], (2, 1)),  # the larger one, not two of the smaller
        ("12", "IN", [NASAL, STRONG], (1, 3)),
        ("0.8", "IM", [NASAL, VIAL], (3, 2)),
        ("0.8", "", [NASAL, VIAL], (3, 2)),  # the amount says which
        ("0.41", "IM", [VIAL], (3, 2)),  # one product alone: as many as hold the dose
        ("0.39", "IM", [VIAL], (3, 1)),
        ("0.01", "IM", [VIAL], (3, 1)),
        ("5", "IN", [NASAL, STRONG], None),  # no whole units of either: nobody knows
        (None, "IN", [NASAL, STRONG], None),
        (None, "IN", [NASAL, VIAL], (1, 1)),
        (None, "", [VIAL], (3, 1)),
        (None, "", [NASAL, VIAL], None),
        ("4", "IV", [NASAL, VIAL], None),
        ("4", "IN", [], None),
    ],
)  # fmt: skip
def test_dose_is_taken_from_what_makes_it(mg, route, shelf, taken) -> None:
    found = rules.taken_from(Decimal(mg) if mg else None, route, shelf)
    assert (None if found is None else (found.item_id, found.units)) == taken


@pytest.mark.parametrize(("hours", "states"), [(0, "death"), (1, "death"), (72, "death")])
def test_hours_are_those_that_were_entered_also_nought(hours, states) -> None:
    assert rules.report_hours("", states, None, hours) == hours
    assert rules.report_hours("", states, 48, None) is None
