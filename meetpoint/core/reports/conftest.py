"""What the tests of reports share: the quarter, a folder of facts, and answers without a worker."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from meetpoint.core.facts.serving import client
from meetpoint.core.facts.serving.here import ask_here
from meetpoint.core.organisations.models import Site
from meetpoint.core.reports.tests.quarter import LATER, Quarter
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock


@pytest.fixture(autouse=True)
def _answers_here(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.HOME = tmp_path / "home"
    settings.KEYS = tmp_path / "keys"
    monkeypatch.setattr(client, "ask_all", ask_here)


@pytest.fixture
def quarter(dee: Actor, site: Site, van: Site) -> Iterator[Quarter]:
    with clock.stand_at(LATER):
        yield Quarter(dee, site, van)
