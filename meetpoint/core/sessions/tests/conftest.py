"""Clinicians, who may open notes, and a manager, who may not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conftest import actor_of, hire
from meetpoint.core.access.models import RoleName, StaffMember
from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.core.people.models import Participant
from meetpoint.core.people.tests.factories import participant
from meetpoint.core.tenancy.actor import Actor


@pytest.fixture(autouse=True)
def _keys(settings: Any, tmp_path: Path) -> None:
    settings.KEYS = tmp_path


@pytest.fixture
def ines_member(org: Organisation, site: Site) -> StaffMember:
    return hire(org, "Ines", RoleName.CLINICIAN)


@pytest.fixture
def ines(ines_member: StaffMember) -> Actor:
    return actor_of(ines_member)


@pytest.fixture
def omar_member(org: Organisation, site: Site) -> StaffMember:
    return hire(org, "Omar", RoleName.CLINICIAN)


@pytest.fixture
def omar(omar_member: StaffMember) -> Actor:
    return actor_of(omar_member)


@pytest.fixture
def mia_member(org: Organisation, site: Site) -> StaffMember:
    return hire(org, "Mia", RoleName.MANAGER)


@pytest.fixture
def mia(mia_member: StaffMember) -> Actor:
    return actor_of(mia_member)


@pytest.fixture
def person(ana: Actor) -> Participant:
    return participant(ana)
