"""One object for every address of this package that names one (`tests/architecture/samples.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from meetpoint.core.people.tests.factories import participant
from meetpoint.core.plans.tests.factories import along, begun, helper, step, wanted
from tests.architecture.world import Sample, World


def _participant(world: World) -> Mapping[str, Any]:
    return {"uid": participant(world.dee).uid}


def _care_plan(world: World) -> Mapping[str, Any]:
    return {"uid": begun(world.dee, world.site).uid}


def _planner(world: World) -> Mapping[str, Any]:
    plan_begun = begun(world.dee, world.site)
    assert plan_begun.participant is not None
    return {"uid": plan_begun.participant.uid}


def _goal(world: World) -> Mapping[str, Any]:
    return {"uid": wanted(world.dee, world.site).uid}


def _step(world: World) -> Mapping[str, Any]:
    return {"uid": step(world.dee, world.site).task.uid}


def _helper(world: World) -> Mapping[str, Any]:
    return {"uid": helper(world.dee, world.site).uid}


def _assignment(world: World) -> Mapping[str, Any]:
    return {"uid": along(world.dee, world.site).uid}


OWNED: dict[str, Sample] = {
    **{f"plans:{page}": _participant for page in ("plan", "assign", "begin")},
    "plans:sheet": _planner,
    **{f"plans:{page}": _care_plan for page in ("add_goal", "add_helper", "review", "close", "reopen")},
    **{f"plans:{page}": _goal for page in ("goal", "move", "add_step")},
    **dict.fromkeys(("plans:finish_step", "plans:reopen_step"), _step),
    "plans:end_helper": _helper,
    **dict.fromkeys(("plans:hand_over", "plans:end"), _assignment),
}

API_OWNED: dict[str, Sample] = {
    "/plans/{uid}": _care_plan,
    "/goals/{uid}/steps": _goal,
}

FIXED: dict[str, Sample] = {}
