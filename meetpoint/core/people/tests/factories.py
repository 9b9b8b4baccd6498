"""Participants for tests."""

from meetpoint.core.people.actions import enrol_participant
from meetpoint.core.people.cards import Card
from meetpoint.core.people.models import Participant
from meetpoint.core.tenancy.actor import Actor


def enrolled(by: Actor) -> tuple[Participant, Card]:
    """Enrol somebody with a random code."""
    done = enrol_participant(by=by)
    assert done.card is not None
    return done.participant, done.card


def participant(by: Actor) -> Participant:
    """Enrol somebody whose code does not matter."""
    return enrolled(by)[0]
