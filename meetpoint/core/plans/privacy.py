"""Why each column of case load and plans is kept, and how a participant's part is given or erased."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from meetpoint.core.modules.interface import Kept, PrivacyPlan
from meetpoint.core.plans.models import Assignment, Goal, Helper, Plan, Step
from meetpoint.core.plans.sealing import name_of, note_of, words_of
from meetpoint.core.referrals.actions.writing import forget
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock

KEEP_NOTES_DAYS = 180
"""How long a note of hand-over stays; by then the colleague knows the person (product choice)."""

_ERASED = "The participant is erased."
_ALONG = Kept(why="To know who goes along with a person.", until=_ERASED, personal=True)
_NOTE = Kept(
    why="To tell the colleague what was promised; sealed.",
    until="180 days after the hand-over.",
    personal=True,
)
_PERSON = Kept(why="To find a person’s plan.", until=_ERASED, personal=True)
_WORDS = Kept(why="To keep what the person wants as they said it; sealed.", until=_ERASED, personal=True)
_HELP = Kept(why="To know who else helps; a name from outside is sealed.", until=_ERASED, personal=True)
_STEP = Kept(why="To tie a follow-up to what it is for.", until="The follow-up is removed.", personal=True)
_COUNT = Kept(why="To count plans and goals, without whose they were.", until="The organisation is closed.")
_WHO = Kept(why="To know who wrote it down.", until="The organisation is closed.")


def export(actor: Actor, participant_id: int) -> Mapping[str, Any]:
    """Return who went along with a participant, and their plans with goals, steps and helpers."""
    along = Assignment.objects.of(actor).filter(participant_id=participant_id).select_related("staff")
    plans = Plan.objects.of(actor).filter(participant_id=participant_id).order_by("pk")
    return {
        "who_goes_along": [
            {
                "name": one.staff.display_name,
                "how": one.part,
                "began_on": one.began_on,
                "ended_on": one.ended_on,
                "why_it_ended": one.end_reason,
                "note": note_of(one),
            }
            for one in along.order_by("pk")
        ],
        "plans": [_plan(actor, plan) for plan in plans],
    }


def erase(actor: Actor, participant_id: int) -> None:
    """Remove who went along, words, steps and helpers; plans and goals stay as counts of nobody."""
    Assignment.objects.of(actor).filter(participant_id=participant_id).delete()
    plans = Plan.objects.of(actor).filter(participant_id=participant_id)
    goals = Goal.objects.of(actor).filter(plan__in=plans)
    days = goals.values_list("wanted_on", "reached_on", "changes__on")
    forget(actor, *{day for row in days for day in row})
    Helper.objects.of(actor).filter(plan__in=plans).delete()
    Step.objects.of(actor).filter(goal__in=goals).delete()
    goals.update(words=b"", language="other")
    plans.filter(closed_at=None).update(closed_at=clock.now())
    plans.update(participant=None, review_on=None)


def retain(actor: Actor, today: date) -> int:
    """Blank the notes of hand-overs that are old; return how many."""
    before = today - timedelta(days=KEEP_NOTES_DAYS)
    return Assignment.objects.of(actor).filter(began_on__lt=before, note__isnull=False).update(note=None)


def _plan(actor: Actor, plan: Plan) -> dict[str, Any]:
    helpers = Helper.objects.of(actor).filter(plan=plan).select_related("staff").order_by("pk")
    return {
        "began_on": plan.began_on,
        "look_again_on": plan.review_on,
        "closed_at": plan.closed_at,
        "goals": [_goal(actor, goal) for goal in Goal.objects.of(actor).filter(plan=plan).order_by("pk")],
        "who_helps": [one.staff.display_name if one.staff else name_of(one) for one in helpers],
    }


def _goal(actor: Actor, goal: Goal) -> dict[str, Any]:
    steps = Step.objects.of(actor).filter(goal=goal).select_related("task").order_by("pk")
    return {
        "words": words_of(goal),
        "area": goal.area,
        "state": goal.state,
        "importance": goal.importance,
        "wanted_on": goal.wanted_on,
        "reached_on": goal.reached_on,
        "steps": [
            {"what": one.task.what, "due_on": one.task.due_on, "done_at": one.task.done_at} for one in steps
        ],
    }


PLAN = PrivacyPlan(
    columns={
        "plans.Assignment": {
            **dict.fromkeys(
                (
                    "uid",
                    "participant",
                    "site",
                    "staff",
                    "part",
                    "began_on",
                    "ended_on",
                    "end_reason",
                    "came_from",
                    "made_by",
                ),
                _ALONG,
            ),
            "note": _NOTE,
        },
        "plans.Plan": {
            "uid": _COUNT,
            "participant": _PERSON,
            "review_on": _PERSON,
            "site": _COUNT,
            "began_on": _COUNT,
            "began_at": _COUNT,
            "closed_at": _COUNT,
            "began_by": _WHO,
            "closed_by": _WHO,
        },
        "plans.Goal": {
            "uid": _COUNT,
            "plan": _COUNT,
            "area": _COUNT,
            "state": _COUNT,
            "importance": _COUNT,
            "wanted_on": _COUNT,
            "reached_on": _COUNT,
            "reached_at": _COUNT,
            "days_wanted": _COUNT,
            "closed_on": _COUNT,
            "words": _WORDS,
            "language": _WORDS,
            "added_by": _WHO,
        },
        "plans.GoalChange": {
            "goal": _COUNT,
            "kind": _COUNT,
            "state": _COUNT,
            "on": _COUNT,
            "at": _COUNT,
            "staff_id": _WHO,
        },
        "plans.Step": {"goal": _STEP, "task": _STEP, "by_person": _STEP},
        "plans.Helper": dict.fromkeys(("uid", "plan", "staff", "name", "added_on", "ended_on"), _HELP),
    },
    export=export,
    erase=erase,
    retain=retain,
)
