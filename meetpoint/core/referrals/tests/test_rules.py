"""The referral's states, what a change must say, and the medians, each at its boundaries."""

from itertools import pairwise, product
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetpoint.core.directory.models import ServiceKind
from meetpoint.core.referrals import rules
from meetpoint.core.referrals.words import Outcome
from meetpoint.core.referrals.words import ReferralStatus as S

ALLOWED = {
    (S.DRAFT, S.REQUESTED),
    (S.DRAFT, S.CANCELLED),
    (S.DRAFT, S.ENTERED_IN_ERROR),
    (S.REQUESTED, S.ACCEPTED),
    (S.REQUESTED, S.REJECTED),
    (S.REQUESTED, S.CANCELLED),
    (S.REQUESTED, S.ENTERED_IN_ERROR),
    (S.ACCEPTED, S.IN_PROGRESS),
    (S.ACCEPTED, S.CANCELLED),
    (S.ACCEPTED, S.ENTERED_IN_ERROR),
    (S.IN_PROGRESS, S.ON_HOLD),
    (S.IN_PROGRESS, S.COMPLETED),
    (S.IN_PROGRESS, S.FAILED),
    (S.IN_PROGRESS, S.CANCELLED),
    (S.IN_PROGRESS, S.ENTERED_IN_ERROR),
    (S.ON_HOLD, S.IN_PROGRESS),
    (S.ON_HOLD, S.CANCELLED),
    (S.ON_HOLD, S.ENTERED_IN_ERROR),
    (S.COMPLETED, S.ENTERED_IN_ERROR),
    (S.REJECTED, S.ENTERED_IN_ERROR),
    (S.FAILED, S.ENTERED_IN_ERROR),
    (S.CANCELLED, S.ENTERED_IN_ERROR),
}
"""The table of HL7 SDOH Clinical Care, written down a second time."""


@pytest.mark.parametrize(("before", "after"), list(product(S, S)))
def test_step_is_possible_where_the_guide_has_it_and_nowhere_else(before: S, after: S) -> None:
    assert rules.may_follow(before, after) == ((before, after) in ALLOWED)


def test_every_status_has_its_next_steps() -> None:
    assert set(rules.NEXT) == set(S)


@pytest.mark.parametrize("status", S)
def test_reason_is_needed_exactly_where_the_guide_has_it(status: S) -> None:
    assert (status in rules.NEEDS_REASON) == (status in {"rejected", "cancelled", "on-hold", "failed"})


@pytest.mark.parametrize("status", S)
def test_loop_is_open_until_it_ended(status: S) -> None:
    ended = {"completed", "rejected", "failed", "cancelled", "entered-in-error"}
    assert rules.is_open(status) == (status not in ended)


@pytest.mark.parametrize(
    ("before", "after", "steps"),
    [
        (S.REQUESTED, S.ACCEPTED, (S.ACCEPTED,)),
        (S.REQUESTED, S.COMPLETED, (S.ACCEPTED, S.IN_PROGRESS, S.COMPLETED)),
        (S.REQUESTED, S.ON_HOLD, (S.ACCEPTED, S.IN_PROGRESS, S.ON_HOLD)),
        (S.ON_HOLD, S.COMPLETED, (S.IN_PROGRESS, S.COMPLETED)),
        (S.ACCEPTED, S.CANCELLED, (S.CANCELLED,)),
        (S.REQUESTED, S.CANCELLED, (S.CANCELLED,)),
        (S.DRAFT, S.ACCEPTED, (S.REQUESTED, S.ACCEPTED)),
        (S.COMPLETED, S.REQUESTED, None),
        (S.ACCEPTED, S.REJECTED, None),
        (S.ENTERED_IN_ERROR, S.REQUESTED, None),
    ],
)
def test_path_walks_the_steps_between(before: str, after: str, steps: tuple[str, ...] | None) -> None:
    assert rules.path_to(before, after) == steps


def test_every_path_is_made_of_allowed_steps() -> None:
    for before, after in product(S, S):
        steps = rules.path_to(before, after)
        if steps is not None:
            walked = [before, *steps]
            assert all(rules.may_follow(a, b) for a, b in pairwise(walked))
            assert steps[-1] == after


@pytest.mark.parametrize(("status", "outcome"), list(product(S, ["", *Outcome.values])))
def test_outcome_fits_the_way_a_loop_ended(status: S, outcome: str) -> None:
    fits = {
        "": set(S),
        "seen": {S.COMPLETED},
        "began": {S.COMPLETED},
        "no_place": {S.REJECTED},
        "not_eligible": {S.REJECTED},
        "not_wanted": {S.FAILED, S.CANCELLED},
        "not_there": {S.FAILED},
        "not_reached": {S.FAILED, S.CANCELLED},
        "no_answer": {S.FAILED, S.CANCELLED},
        "elsewhere": {S.CANCELLED},
        "other": {S.COMPLETED, S.REJECTED, S.FAILED, S.CANCELLED},
    }
    assert rules.outcome_fits(status, outcome) == (status in fits[outcome])


@pytest.mark.parametrize(
    ("status", "outcome", "answered", "unanswered"),
    [
        (S.DRAFT, "", False, False),
        (S.REQUESTED, "", False, True),
        (S.ACCEPTED, "", True, False),
        (S.IN_PROGRESS, "", True, False),
        (S.ON_HOLD, "", True, False),
        (S.COMPLETED, "", True, False),
        (S.REJECTED, "", True, False),
        (S.FAILED, "not_there", True, False),
        (S.FAILED, "no_answer", False, True),
        (S.CANCELLED, "", False, False),
        (S.CANCELLED, "no_answer", False, True),
        (S.ENTERED_IN_ERROR, "", False, False),
    ],
)
def test_answered_and_unanswered_never_hold_together(
    status: str, outcome: str, answered: bool, unanswered: bool
) -> None:
    assert rules.is_answered(status, outcome) is answered
    assert rules.is_unanswered(status, outcome) is unanswered


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 5)), max_size=12))
def test_median_of_counted_days_is_the_median_of_all_of_them(counted: list[tuple[int, int]]) -> None:
    every = [days for days, times in counted for _ in range(times)]
    assert rules.median_days(counted) == (median(every) if every else None)


def test_kinds_of_their_own_stand_and_those_that_treat_say_so() -> None:
    homeless = {ServiceKind.HOUSING, ServiceKind.SHELTER, ServiceKind.STREET_OUTREACH}
    stays = {ServiceKind.RESIDENTIAL, ServiceKind.RECOVERY_HOUSING}
    treating = {ServiceKind.RESIDENTIAL, ServiceKind.CO_OCCURRING, ServiceKind.DETOX}
    assert len(homeless | stays | treating) == 7
    assert treating <= rules.TREATING
    assert not rules.TREATING & (homeless | {ServiceKind.RECOVERY_HOUSING})
