"""Where a participant's page leads on: the places that every module declares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from meetpoint.core.modules.fields import Words
from meetpoint.core.modules.registry import registry
from meetpoint.core.people.models import Participant
from meetpoint.core.tenancy.actor import Actor


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """One place on the page, for one person and one viewer."""

    label: Words
    url: str
    icon: str
    says: Words = ""


def places_for(by: Actor, person: Participant, ids: Sequence[int]) -> list[Place]:
    """Return where the viewer may go on from a participant's page, in the order that modules declare."""
    declared = (place for module in registry() for place in module.person_places)
    return [
        Place(
            label=place.label,
            url=reverse(place.url_name, args=[person.uid]),
            icon=place.icon,
            says=place.says(by, ids) if place.says else "",
        )
        for place in sorted(declared, key=lambda place: place.order)
        if by.may(place.permission)
    ]
