"""One object for every address of this package that names one (`tests/architecture/samples.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from meetpoint.core.documents.tests.factories import document
from meetpoint.core.people.tests.factories import participant
from tests.architecture.world import Sample, World


def _participant(world: World) -> Mapping[str, Any]:
    return {"uid": participant(world.dee).uid}


def _document(world: World) -> Mapping[str, Any]:
    return {"uid": document(world.dee, world.site).uid}


OWNED: dict[str, Sample] = {
    **dict.fromkeys(("documents:documents", "documents:add"), _participant),
    **dict.fromkeys(("documents:download", "documents:keep", "documents:remove"), _document),
}

API_OWNED: dict[str, Sample] = {}

FIXED: dict[str, Sample] = {}
