"""The facts of this package: what was written down about goals, by day, and goals that were reached."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Max, Min, QuerySet

from meetpoint.core.encounters.facts.tables import SAID
from meetpoint.core.modules import facts
from meetpoint.core.modules.facts import FactTable
from meetpoint.core.plans.models import Area, Goal, GoalChange


def _changes(organisation_id: int, first: date, last: date) -> QuerySet[Any]:
    return GoalChange.objects.of(organisation_id).filter(on__range=(first, last))


def _span_of_changes(organisation_id: int) -> tuple[date, date] | None:
    found = GoalChange.objects.of(organisation_id).aggregate(first=Min("on"), last=Max("on"))
    return (found["first"], found["last"]) if found["first"] else None


def _reached(organisation_id: int, first: date, last: date) -> QuerySet[Any]:
    return Goal.objects.of(organisation_id).filter(reached_on__range=(first, last))


def _span_of_reached(organisation_id: int) -> tuple[date, date] | None:
    found = Goal.objects.of(organisation_id).aggregate(first=Min("reached_on"), last=Max("reached_on"))
    return (found["first"], found["last"]) if found["first"] else None


FACTS = (
    FactTable(
        slug="goal_changes",
        meaning="One row for each goal that was added, moved or put in other words, by the day of that.",
        span=_span_of_changes,
        rows=_changes,
        columns=(
            facts.day("on", "The day on which it was written down."),
            facts.site("goal__plan__site_id"),
            facts.person("goal__plan__participant_id"),
            facts.word("area", tuple(Area.values), "What the goal is about.", why=SAID, source="goal__area"),
        ),
    ),
    FactTable(
        slug="goals_reached",
        meaning="One row for each goal that is reached, by the day of that.",
        span=_span_of_reached,
        rows=_reached,
        columns=(
            facts.day("reached_on", "The day on which the person said that it is reached."),
            facts.site("plan__site_id"),
            facts.word("area", tuple(Area.values), "What the goal is about.", why=SAID),
            facts.count("days_wanted", "Days from wanting it to reaching it."),
        ),
    ),
)
