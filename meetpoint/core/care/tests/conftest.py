"""Keys of its own, and one contact after another."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from meetpoint.core.encounters.models import Encounter
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.models import Participant
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7

Contact = Callable[..., Encounter]


@pytest.fixture(autouse=True)
def own_keys(settings: Any, tmp_path: Path) -> None:
    settings.KEYS = tmp_path


@pytest.fixture
def contact(site: Site) -> Contact:
    """`contact(person, hours=3)` stores a contact three hours ago at the site."""

    def store(
        person: Participant | None, *, hours: float = 1, at: datetime | None = None, place: Site = site
    ) -> Encounter:
        moment = at or clock.now() - timedelta(hours=hours)
        return Encounter.objects.create(
            organisation_id=place.organisation_id,
            uid=uuid7(),
            digest="x",
            site=place,
            participant=person,
            occurred_at=moment,
            recorded_at=moment,
            local_date=moment.date(),
        )

    return store
