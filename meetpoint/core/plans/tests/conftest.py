"""Somebody to go along with, and a colleague."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conftest import actor_of, hire
from meetpoint.core.access.models import RoleName, StaffMember
from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.core.people.models import Participant
from meetpoint.core.people.tests.factories import participant
from meetpoint.core.tenancy.actor import Actor


@pytest.fixture
def person(dee: Actor) -> Participant:
    return participant(dee)


@pytest.fixture
def eli_member(org: Organisation, site: Site) -> StaffMember:
    return hire(org, "Eli", RoleName.WORKER)


@pytest.fixture
def eli(eli_member: StaffMember) -> Actor:
    return actor_of(eli_member)


@pytest.fixture
def far(ana: Actor) -> Actor:
    """Ana, reaching no site."""
    return replace(ana, site_ids=frozenset())
