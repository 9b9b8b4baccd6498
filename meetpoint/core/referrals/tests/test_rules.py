"""The referral's states."""

from itertools import pairwise

import pytest

from meetpoint.core.referrals import rules
from meetpoint.core.referrals.models import ReferralStatus as S


def test_every_status_has_its_next_steps():
    assert set(rules.NEXT) == set(S)


@pytest.mark.parametrize(
    ("before", "after", "steps"),
    [
        (S.REQUESTED, S.ACCEPTED, (S.ACCEPTED,)),
        (S.REQUESTED, S.COMPLETED, (S.ACCEPTED, S.IN_PROGRESS, S.COMPLETED)),
        (S.REQUESTED, S.ON_HOLD, (S.ACCEPTED, S.IN_PROGRESS, S.ON_HOLD)),
        (S.ON_HOLD, S.COMPLETED, (S.IN_PROGRESS, S.COMPLETED)),
        (S.ACCEPTED, S.CANCELLED, (S.CANCELLED,)),
        (S.COMPLETED, S.REQUESTED, None),
        (S.ACCEPTED, S.REJECTED, None),
        (S.ENTERED_IN_ERROR, S.REQUESTED, None),
    ],
)
def test_path_walks_the_steps_between(before, after, steps):
    assert rules.path_to(before, after) == steps


def test_every_path_is_made_of_allowed_steps():
    for before in S:
        for after in S:
            steps = rules.path_to(before, after)
            if steps is not None:
                walked = [before, *steps]
                assert all(rules.may_follow(a, b) for a, b in pairwise(walked))
                assert steps[-1] == after


def test_open_statuses_still_wait_for_an_answer():
    assert rules.is_open(S.REQUESTED)
    assert not rules.is_open(S.COMPLETED)
