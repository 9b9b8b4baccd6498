"""Somebody to refer."""

import pytest

from meetpoint.core.people.models import Participant
from meetpoint.lib.identifiers import uuid7


@pytest.fixture
def participant(org):
    return Participant.objects.create(organisation=org, uid=uuid7())
