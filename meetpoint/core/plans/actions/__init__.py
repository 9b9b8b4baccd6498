"""Everything that changes case load, plans, goals and steps, by noun."""

from meetpoint.core.plans.actions.assigning import (
    NewAssignment,
    assign,
    end_assignment,
    hand_over,
    hand_over_load,
)
from meetpoint.core.plans.actions.goals import NewGoal, add_goal, move_goal, reword_goal
from meetpoint.core.plans.actions.helping import add_helper, end_helper
from meetpoint.core.plans.actions.planning import begin_plan, close_plan, reopen_plan, set_review
from meetpoint.core.plans.actions.steps import add_step, finish_step, reopen_step

__all__ = [
    "NewAssignment",
    "NewGoal",
    "add_goal",
    "add_helper",
    "add_step",
    "assign",
    "begin_plan",
    "close_plan",
    "end_assignment",
    "end_helper",
    "finish_step",
    "hand_over",
    "hand_over_load",
    "move_goal",
    "reopen_plan",
    "reopen_step",
    "reword_goal",
    "set_review",
]
