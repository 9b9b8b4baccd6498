"""Which status may follow which, and what a change must say (HL7 SDOH Clinical Care, Gravity, 2.3.0)."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from meetpoint.core.directory.models import ServiceKind
from meetpoint.core.referrals.words import Outcome, SaidBy
from meetpoint.core.referrals.words import ReferralStatus as S

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
        ServiceKind.RESIDENTIAL,
        ServiceKind.COUNSELLING,
        ServiceKind.HEALTH,
        ServiceKind.WOUND_CARE,
        ServiceKind.TESTING,
        ServiceKind.MENTAL_HEALTH,
        ServiceKind.CO_OCCURRING,
    }
)
"""Services that treat a person, as a consent for treatment means it (product choice)."""

SAID_BY = tuple(SaidBy.values)

OUTCOMES: Mapping[str, frozenset[str]] = {
    S.COMPLETED: frozenset({Outcome.SEEN, Outcome.BEGAN, Outcome.OTHER}),
    S.REJECTED: frozenset({Outcome.NO_PLACE, Outcome.NOT_ELIGIBLE, Outcome.OTHER}),
    S.FAILED: frozenset(
        {Outcome.NOT_THERE, Outcome.NOT_REACHED, Outcome.NOT_WANTED, Outcome.NO_ANSWER, Outcome.OTHER}
    ),
    S.CANCELLED: frozenset(
        {Outcome.NOT_WANTED, Outcome.NOT_REACHED, Outcome.NO_ANSWER, Outcome.ELSEWHERE, Outcome.OTHER}
    ),
}
"""How a loop that ended so may have ended; it may also go unsaid. Cancelling goes straight from a referral
that nobody answered, so that no acceptance is made up."""

ANSWERED = frozenset({S.ACCEPTED, S.REJECTED, S.IN_PROGRESS, S.ON_HOLD, S.COMPLETED, S.FAILED})
"""States in which the receiver, or the person, has said something, unless the outcome is `no_answer`."""

HANDOFF_YEARS_BACK = timedelta(days=366)
"""How long ago a hand-off may have been when it is written down (product choice: a year)."""


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


def outcome_fits(status: str, outcome: str) -> bool:
    """Tell whether a referral in this state may have ended so; nothing said fits always."""
    return not outcome or outcome in OUTCOMES.get(status, frozenset())


def is_answered(status: str, outcome: str) -> bool:
    """Tell whether the receiver or the person ever said something."""
    return status in ANSWERED and outcome != Outcome.NO_ANSWER


def is_unanswered(status: str, outcome: str) -> bool:
    """Tell whether a referral that was sent still has no answer, or was closed without one."""
    return status == S.REQUESTED or outcome == Outcome.NO_ANSWER


def days_between(sent_on: date, seen_on: date | None) -> int | None:
    """Return how many days passed until the first service; a correction may not make it less than none."""
    return None if seen_on is None else max((seen_on - sent_on).days, 0)


def median_days(counted: Collection[tuple[int, int]]) -> float | None:
    """Return the median of days, each with how often it was counted; None where there are none."""
    in_order = sorted(pair for pair in counted if pair[1] > 0)
    many = sum(times for _days, times in in_order)
    if not many:
        return None
    return (_nth(in_order, (many - 1) // 2) + _nth(in_order, many // 2)) / 2


def _nth(in_order: Collection[tuple[int, int]], place: int) -> int:
    for days, times in in_order:
        if place < times:
            return days
        place -= times
    raise IndexError(place)
