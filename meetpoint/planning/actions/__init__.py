"""Every write of planning."""

from meetpoint.planning.actions.plans import change_numbers, change_settings, make_plan, put_away, take_out
from meetpoint.planning.actions.runs import cancel_run, start_run

__all__ = [
    "cancel_run",
    "change_numbers",
    "change_settings",
    "make_plan",
    "put_away",
    "start_run",
    "take_out",
]
