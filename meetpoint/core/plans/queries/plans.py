"""A person's plan as it stands, with goals, steps and helpers, and what leads on to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetpoint.core.access.queries import staff_names
from meetpoint.core.modules.pages import TimelineEntry
from meetpoint.core.plans import rules
from meetpoint.core.plans.models import Area, Assignment, Goal, GoalState, Helper, Plan, Step
from meetpoint.core.plans.sealing import name_of, words_of
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.tenancy.models import TenantQuerySet
from meetpoint.core.tenancy.prepared import Prepared, within
from meetpoint.core.tenancy.slots import Slot
from meetpoint.core.ui.dates import say_day
from meetpoint.lib.choices import label_of


@dataclass(frozen=True, kw_only=True)
class GoalSaid:
    """A goal with its words in the clear, its steps, the first due first, and how it came to stand there."""

    goal: Goal
    words: str
    steps: tuple[Step, ...]
    history: tuple[tuple[date, str, str], ...]
    """Day, what was written down, and by whom."""

    @property
    def moves(self) -> tuple[tuple[str, str], ...]:
        """The states that may follow, with their words."""
        return tuple(
            (s, str(label)) for s, label in GoalState.choices if rules.may_follow(self.goal.state, s)
        )


@dataclass(frozen=True, kw_only=True)
class PlanSaid:
    """A plan with all that stands in it; those goals first that matter most, then the oldest."""

    plan: Plan
    open_goals: tuple[GoalSaid, ...]
    closed_goals: tuple[GoalSaid, ...]
    helpers: tuple[tuple[Helper, str], ...]


def visible(by: Actor) -> QuerySet[Plan]:
    """Return the plans that somebody may read: of the sites in reach and of those they go along with."""
    rows = Plan.objects.of(by)
    if by.site_ids is None:
        return rows
    mine = Assignment.objects.of(by).filter(staff_id=by.staff_id, ended_on=None)
    return rows.filter(Q(site_id__in=by.site_ids) | Q(participant_id__in=mine.values("participant_id")))


def plans_of(by: Actor, ids: Sequence[int]) -> list[Plan]:
    """Return one person's plans that somebody may read, open ones first, then the newest."""
    found = visible(by).filter(participant_id__in=ids).select_related("site__organisation")
    return sorted(found.order_by("-began_at", "-pk"), key=lambda plan: plan.closed_at is not None)


def plan_said(by: Actor, plan: Plan) -> PlanSaid:
    """Return a plan with its words in the clear. Four queries, and one for the names of the staff."""
    steps = Step.objects.of(by).select_related("task").order_by("task__due_on", "pk")
    goals = Goal.objects.of(by).filter(plan=plan).order_by("pk")
    names = staff_names(by)
    loaded = goals.prefetch_related(Prefetch("steps", queryset=steps), "changes")
    said = [_goal_said(goal, names) for goal in loaded]
    said.sort(key=lambda one: (one.goal.importance or max(rules.IMPORTANCES), one.goal.pk))
    helpers = Helper.objects.of(by).filter(plan=plan, ended_on=None).order_by("pk")
    return PlanSaid(
        plan=plan,
        open_goals=tuple(one for one in said if rules.is_open(one.goal.state)),
        closed_goals=tuple(one for one in said if not rules.is_open(one.goal.state)),
        helpers=tuple((one, names.get(one.staff_id or 0, "") or name_of(one)) for one in helpers),
    )


def going_along(by: Actor, ids: Sequence[int]) -> list[Assignment]:
    """Return who goes along with one person now or did, at sites in reach or oneself; now first."""
    rows = Assignment.objects.of(by).filter(participant_id__in=ids)
    if by.site_ids is not None:
        rows = rows.filter(Q(site_id__in=by.site_ids) | Q(staff_id=by.staff_id))
    found = rows.select_related("staff", "came_from__staff", "site").order_by("-began_on", "-pk")
    return sorted(found, key=lambda one: (one.ended_on is not None, one.part))


def hint(by: Actor, ids: Sequence[int]) -> str:
    """Return how many goals are open and when the next step is due, for a participant's page. One query."""
    open_goals = Goal.objects.of(by).filter(
        plan__in=visible(by).filter(participant_id__in=ids, closed_at=None), state__in=rules.OPEN
    )
    waiting = Q(steps__task__done_at=None)
    found = open_goals.aggregate(
        goals=Count("pk", distinct=True), due=Min("steps__task__due_on", filter=waiting)
    )
    if not found["goals"]:
        return ""
    said = ngettext("%(number)d goal", "%(number)d goals", found["goals"]) % {"number": found["goals"]}
    if not found["due"]:
        return said
    return said + " · " + _("next step %(day)s") % {"day": say_day(found["due"])}


def to_look_at(by: Actor, site_id: int, today: date) -> QuerySet[Plan]:
    """Return the open plans of a site that are to be looked at again, today or before."""
    rows = Plan.objects.of(by).filter(site_id=site_id, closed_at=None, review_on__lte=today)
    return rows if by.reaches(site_id) else rows.none()


def _begun(owner: Slot, reach: Slot | None, *, participant: Slot, before: Slot) -> TenantQuerySet[Plan]:
    rows = Plan.objects.of(owner).filter(participant_id=participant, began_at__lt=before)
    return within(rows, reach).order_by("-began_at", "-id")


def _reached(owner: Slot, reach: Slot | None, *, participant: Slot, before: Slot) -> QuerySet[Goal, Any]:
    rows = Goal.objects.of(owner).filter(plan__participant_id=participant, reached_at__lt=before)
    return within(rows, reach, "plan__site_id").select_related("plan").order_by("-reached_at", "-id")


BEGUN, REACHED = Prepared[Plan](_begun), Prepared[Goal](_reached)


def timeline(actor: Actor, participant_id: int, before: datetime, limit: int) -> list[TimelineEntry]:
    """Return when plans began and goals were reached, newest first; never what a goal says. Two queries."""
    asked = {"participant": participant_id, "before": before}
    begun = [
        _entry(plan.began_at, _("A plan began"), plan) for plan in BEGUN.fetch(actor, limit=limit, **asked)
    ]
    reached = [
        _entry(goal.reached_at, _("Goal reached: %(area)s") % {"area": label_of(Area, goal.area)}, goal.plan)
        for goal in REACHED.fetch(actor, limit=limit, **asked)
    ]
    return sorted([*begun, *reached], key=lambda entry: entry.at, reverse=True)[:limit]


def _entry(at: Any, title: str, plan: Plan) -> TimelineEntry:
    return TimelineEntry(at=at, title=title, detail="", site_id=plan.site_id, icon="flag")


def _goal_said(goal: Goal, names: dict[int, str]) -> GoalSaid:
    history = tuple(
        (
            one.on,
            _("put in other words") if one.kind == "words" else label_of(GoalState, one.state),
            names.get(one.staff_id or 0, ""),
        )
        for one in sorted(goal.changes.all(), key=lambda one: one.pk)
    )
    return GoalSaid(goal=goal, words=words_of(goal), steps=tuple(goal.steps.all()), history=history)
