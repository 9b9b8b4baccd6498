"""One object for every address of this service that names one (`tests/architecture/samples.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from meetpoint.services.supervised_consumption.tests.factories import arrived, emergency, room_at
from tests.architecture.world import Sample, World

_OF_ROOMS = (
    "board", "tiles", "wall", "room", "switch", "pause", "check_in", "begin", "taps", "hand_over", "month",
    "shell",
)  # fmt: skip
_OF_VISITS = ("visit", "agree", "seat", "use", "look", "aftercare", "care", "tell_visit", "end")
_OF_EVENTS = ("response", "step", "steps", "tell_event", "reported", "void_event", "report")


def _room(world: World) -> Mapping[str, Any]:
    return {"uid": room_at(world.site).uid}


def _visit(world: World) -> Mapping[str, Any]:
    return {"uid": arrived(world.dee, world.site).uid}


def _event(world: World) -> Mapping[str, Any]:
    return {"uid": emergency(world.dee, world.site).uid}


OWNED: dict[str, Sample] = {
    **{f"supervised_consumption:{page}": _room for page in _OF_ROOMS},
    **{f"supervised_consumption:{page}": _visit for page in _OF_VISITS},
    **{f"supervised_consumption:{page}": _event for page in _OF_EVENTS},
}

FIXED: dict[str, Sample] = {}

API_OWNED: dict[str, Sample] = {}
