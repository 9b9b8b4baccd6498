"""One object for every address of this service that names one (`tests/architecture/samples.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from meetpoint.services.naloxone.tests.factories import held, reported
from tests.architecture.world import Sample, World


def _reversal(world: World) -> Mapping[str, Any]:
    return {"uid": reported(world.dee, world.site).uid}


def _training(world: World) -> Mapping[str, Any]:
    return {"uid": held(world.dee, world.site).uid}


OWNED: dict[str, Sample] = {
    **{f"naloxone:{page}": _reversal for page in ("reversal", "correct_reversal", "void_reversal")},
    "naloxone:void_training": _training,
}

FIXED: dict[str, Sample] = {}

API_OWNED: dict[str, Sample] = {
    "/reversals/{uid}": _reversal,
    "/reversals/{uid}/correction": _reversal,
    "/reversals/{uid}/void": _reversal,
    "/trainings/{uid}/void": _training,
}
