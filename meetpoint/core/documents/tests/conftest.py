"""Somebody with papers."""

import pytest

from meetpoint.core.people.models import Participant
from meetpoint.core.people.tests.factories import participant
from meetpoint.core.tenancy.actor import Actor


@pytest.fixture
def person(dee: Actor) -> Participant:
    return participant(dee)
