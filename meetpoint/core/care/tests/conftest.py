"""Keys of its own, browsers of a worker and of an administrator, and one contact after another."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from meetpoint.core.access.models import StaffMember
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.organisations.models import (
    CodeScheme,
    Organisation,
    Site,
)
from meetpoint.core.people import recipes
from meetpoint.core.people.models import Participant
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7

SignIn = Callable[[Client | None, StaffMember], Client]
ERROR = re.compile(r'<p class="error"[^>]*>(?:<svg.*?</svg>)?([^<]*)</p>', re.S)
SHORT = re.compile(r'face-code[^"]*">([^<]+)<')
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


@pytest.fixture
def work(ana_member: StaffMember, sign_in: SignIn) -> Client:
    return sign_in(None, ana_member)


@pytest.fixture
def lead(dee_member: StaffMember, sign_in: SignIn) -> Client:
    return sign_in(None, dee_member)


@pytest.fixture
def deriving(org: Organisation, monkeypatch: pytest.MonkeyPatch) -> Organisation:
    monkeypatch.setattr(recipes, "ARGON2_TIME", 1)
    monkeypatch.setattr(recipes, "ARGON2_MEMORY_KIB", 64)
    Organisation.objects.filter(pk=org.pk).update(
        code_scheme=CodeScheme.DERIVED, code_recipe="mother_month_year"
    )
    return org
