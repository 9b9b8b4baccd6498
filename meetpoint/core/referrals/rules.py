"""Which status may follow which, and what a change must say (HL7 SDOH Clinical Care, Gravity, 2.3.0)."""

from collections.abc import Mapping
from datetime import date, timedelta

from meetpoint.core.directory.models import ServiceKind
from meetpoint.core.referrals.models import ReferralStatus as S

NEXT: Mapping[str, frozenset[str]] = {
    S.DRAFT: frozenset({S.REQUESTED, S.CANCELLED, S.ENTERED_IN_ERROR}),
    S.REQUESTED: frozenset({S.ACCEPTED, S.REJECTED, S.CANCELLED, S.ENTERED_IN_ERROR}),
    S.ACCEPTED: frozenset({S.IN_PROGRESS, S.CANCELLED, S.ENTERED_IN_ERROR}),
    S.IN_PROGRESS: frozenset({S.ON_HOLD, S.COMPLETED, S.FAILED, S.CANCELLED, S.ENTERED_IN_ERROR}),
    S.ON_HOLD: frozenset({S.IN_PROGRESS, S.CANCELLED, S.ENTERED_IN_ERROR}),
    S.COMPLETED: frozenset({S.ENTERED_IN_ERROR}),
    S.REJECTED: frozenset({S.ENTERED_IN_ERROR}),
    S.FAILED: frozenset({S.ENTERED_IN_ERROR}),
    S.CANCELLED: frozenset({S.ENTERED_IN_ERROR}),
    S.ENTERED_IN_ERROR: frozenset(),
}

OPEN = frozenset({S.DRAFT, S.REQUESTED, S.ACCEPTED, S.IN_PROGRESS, S.ON_HOLD})
NEEDS_REASON = frozenset({S.REJECTED, S.CANCELLED, S.ON_HOLD, S.FAILED})
"""States whose `statusReason.text` the guide requires."""

FIRST_DUE = date(2000, 1, 1)
MOST_AHEAD = timedelta(days=3660)
"""A promise is for a day that somebody can live to see: ten years (product choice)."""

TREATING = frozenset(
    {
        ServiceKind.TREATMENT,
        ServiceKind.DETOX,
        ServiceKind.COUNSELLING,
        ServiceKind.HEALTH,
        ServiceKind.WOUND_CARE,
        ServiceKind.TESTING,
        ServiceKind.MENTAL_HEALTH,
    }
)
"""Services that treat a person, as a consent for treatment means it (product choice)."""

SAID_BY = ("receiver", "participant", "staff_observed", "document")


def may_follow(before: str, after: str) -> bool:
    """Tell whether a referral may go from one status to another."""
    return after in NEXT[before]


def path_to(before: str, after: str) -> tuple[str, ...] | None:
    """Return the shortest steps from one status to another, without the first; None when there is no way.

    Staff often learn of several steps at once ("they have been seen"): those between are walked for them.
    """
    queue: list[tuple[str, ...]] = [(before,)]
    seen = {before}
    while queue:
        steps = queue.pop(0)
        for status in sorted(NEXT[steps[-1]] - seen - {S.ON_HOLD, S.CANCELLED} | NEXT[steps[-1]] & {after}):
            if status == after:
                return (*steps[1:], status)
            seen.add(status)
            queue.append((*steps, status))
    return None


def is_open(status: str) -> bool:
    """Tell whether somebody still waits for an answer."""
    return status in OPEN


def may_be_due(day: date, today: date) -> bool:
    """Tell whether a promise may be for this day; past ones are overdue from the start."""
    return FIRST_DUE <= day <= today + MOST_AHEAD
