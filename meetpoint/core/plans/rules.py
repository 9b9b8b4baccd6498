"""Where a goal may go, which days a plan may name, and what a case load may be."""

from collections.abc import Mapping
from datetime import date, timedelta

from meetpoint.core.plans.models import GoalState as S

NEXT: Mapping[str, frozenset[str]] = {
    S.WANTED: frozenset({S.WORKING, S.REACHED, S.SET_ASIDE}),
    S.WORKING: frozenset({S.WANTED, S.REACHED, S.SET_ASIDE}),
    S.REACHED: frozenset({S.WORKING}),
    S.SET_ASIDE: frozenset({S.WANTED, S.WORKING}),
}
"""Every step can be taken back: people change their minds (product choice)."""

OPEN = frozenset({S.WANTED, S.WORKING})

IMPORTANCES = (1, 2, 3)
LONGEST_WORDS = 500
LONGEST_NOTE = 1_000
LONGEST_NAME = 120
MOST_GOALS, MOST_STEPS, MOST_HELPERS = 30, 40, 20
"""How many a plan, a goal and a plan may hold; more helps nobody to read it (product choice)."""

REVIEW_AHEAD = timedelta(days=730)
"""A plan is looked at again within two years (product choice)."""


def may_follow(before: str, after: str) -> bool:
    """Tell whether a goal may go from one state to another."""
    return after in NEXT[before]


def is_open(state: str) -> bool:
    """Tell whether the person still wants it."""
    return state in OPEN


def may_review_on(day: date, today: date) -> bool:
    """Tell whether a plan may be looked at again on this day."""
    return today <= day <= today + REVIEW_AHEAD


def is_text(text: str, most: int) -> bool:
    """Tell whether something is said that can be stored: not empty, not too long, no NUL."""
    return bool(text.strip()) and len(text) <= most and "\x00" not in text


def is_over(people: int, most: int | None) -> bool:
    """Tell whether it is more people than the organisation wishes for; without a wish, never."""
    return most is not None and people > most
