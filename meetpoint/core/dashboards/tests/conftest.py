"""What the tests of boards share: facts in a folder of their own, a worker within reach, and a quarter."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from meetpoint.core.facts.serving import client, worker
from meetpoint.core.organisations.models import Site
from meetpoint.core.reports.tests.quarter import LATER, Quarter
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock

QUARTER = {"span": "own", "from": "2026-01-01", "to": "2026-03-31"}


@pytest.fixture(autouse=True)
def asked(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was asked of the analysis worker, which answers here in this process, as JSON each way."""
    settings.HOME, settings.KEYS = tmp_path / "home", tmp_path / "keys"
    seen: list[Any] = []

    def exchanged(said: dict[str, Any], _patience: float) -> dict[str, Any]:
        seen.append(json.loads(json.dumps(said)))
        answer: dict[str, Any] = json.loads(json.dumps(worker.answer(seen[-1])))
        return answer

    monkeypatch.setattr(client, "_exchanged", exchanged)
    return seen


@pytest.fixture
def quarter(dee: Actor, site: Site, van: Site) -> Iterator[Quarter]:
    with clock.stand_at(LATER):
        yield Quarter(dee, site, van)
