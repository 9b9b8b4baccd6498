"""One object for every address of this service that names one (`tests/architecture/samples.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from meetpoint.services.syringe_services.tests.factories import clean_up
from tests.architecture.world import Sample, World


def _clean_up(world: World) -> Mapping[str, Any]:
    return {"uid": clean_up(world.dee, world.site).uid}


OWNED: dict[str, Sample] = {
    **{f"syringe_services:{page}": _clean_up for page in ("clean_up", "correct_clean_up", "void_clean_up")},
}

FIXED: dict[str, Sample] = {}

API_OWNED: dict[str, Sample] = {
    "/clean-ups/{uid}/correction": _clean_up,
    "/clean-ups/{uid}/void": _clean_up,
}
