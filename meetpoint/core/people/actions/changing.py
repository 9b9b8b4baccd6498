"""Letting every module know that what was worked out from some people has to be worked out again."""

from __future__ import annotations

from meetpoint.core.modules.registry import registry
from meetpoint.core.people.models import Participant
from meetpoint.core.people.queries import joined_ids
from meetpoint.core.tenancy.actor import Actor


def tell_modules(by: Actor, *people: Participant) -> None:
    """Tell them of these people and of all records joined into theirs, in the caller's transaction."""
    ids = sorted({pk for participant in people for pk in joined_ids(by, participant)})
    for module in registry():
        if module.on_people is not None:
            module.on_people(by, ids)
