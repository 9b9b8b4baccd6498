"""One object for every address of this service that names one (`tests/architecture/samples.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from meetpoint.services.supervised_consumption.tests.factories import (
    arrived,
    emergency,
    respond,
    room_at,
    seated,
    tap,
)
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


def _action(world: World) -> Mapping[str, Any]:
    event = emergency(world.dee, world.site)
    done = tap(event.uid, kind="oxygen")
    respond(world.dee, world.site, done)
    return {"uid": done.uid}


def _user(world: World) -> Mapping[str, Any]:
    return {"uid": seated(world.dee, world.site, 1).uid}


def _rested(world: World) -> Mapping[str, Any]:
    return {"uid": seated(world.dee, world.site, 2).uid}


OWNED: dict[str, Sample] = {
    **{f"supervised_consumption:{page}": _room for page in _OF_ROOMS},
    **{f"supervised_consumption:{page}": _visit for page in _OF_VISITS},
    **{f"supervised_consumption:{page}": _event for page in _OF_EVENTS},
}

FIXED: dict[str, Sample] = {}

_MOVES = ("", "/told", "/rules", "/station", "/end")

API_OWNED: dict[str, Sample] = {
    "/rooms/{uid}/board": _room,
    **{f"/room-visits/{{uid}}{move}": _visit for move in _MOVES},
    "/room-visits/{uid}/use": _user,
    "/room-visits/{uid}/aftercare": _rested,
    **{f"/room-events/{{uid}}{part}": _event for part in ("", "/actions", "/end")},
    "/room-actions/{uid}/undo": _action,
}
