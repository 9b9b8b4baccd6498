"""One object for every address of this package that names one (`tests/architecture/samples.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from meetpoint.core.people.tests.factories import participant
from meetpoint.core.sessions.tests import factories as made
from tests.architecture.world import Sample, World


def _participant(world: World) -> Mapping[str, Any]:
    return {"uid": participant(world.dee).uid}


def _session_held(world: World) -> Mapping[str, Any]:
    return {"uid": made.planned(world.dee, world.site).uid}


def _group(world: World) -> Mapping[str, Any]:
    return {"uid": made.series(world.dee, world.site).uid}


def _person_in_group(world: World) -> Mapping[str, Any]:
    return {**_group(world), "person": participant(world.dee).uid}


def _stay(world: World) -> Mapping[str, Any]:
    return {"uid": made.stay(world.dee, world.site).uid}


def _ride(world: World) -> Mapping[str, Any]:
    return {"uid": made.ride(world.dee, world.site).uid}


def _note(world: World) -> Mapping[str, Any]:
    return {"uid": made.note(world.dee, world.site, participant(world.dee)).uid}


OWNED: dict[str, Sample] = {
    **{f"sessions:{page}": _session_held for page in ("session", "hold", "end", "sheet")},
    **{f"sessions:{page}": _group for page in ("group", "join")},
    "sessions:leave": _person_in_group,
    **{f"sessions:{page}": _stay for page in ("stay", "void_stay")},
    **{f"sessions:{page}": _ride for page in ("ride", "void_ride")},
    "sessions:note": _note,
    **{
        f"sessions:{page}": _participant
        for page in ("person", "add_for", "add_stay", "add_ride_for", "notes", "add_note", "tell")
    },
}

API_OWNED: dict[str, Sample] = {
    "/sessions/{uid}": _session_held,
    "/sessions/{uid}/outcome": _session_held,
    "/stays/{uid}": _stay,
    "/stays/{uid}/end": _stay,
}

FIXED: dict[str, Sample] = {}
