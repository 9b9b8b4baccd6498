"""What the demo's people are referred to; figures of our own."""

from collections.abc import Mapping
from random import Random
from typing import Any

from meetpoint.core.modules.interface import Demo, DemoContact

_SHARE = 0.015
_WANTED = {
    "treatment": 8,
    "health": 5,
    "housing": 5,
    "shelter": 4,
    "wound_care": 3,
    "testing": 3,
    "detox": 3,
    "legal": 1,
    "food": 1,
}
_PLACES = {
    "treatment": "Hill Street Treatment",
    "health": "Open Door Clinic",
    "housing": "Home Again housing office",
    "shelter": "First Night Shelter",
    "wound_care": "Wound nurse, Union Clinic",
    "testing": "County testing van",
    "detox": "Bridge Detox",
    "legal": "Street Law Project",
}
"""The services of the demo's directory, by what they offer."""


def sections(random: Random, contact: DemoContact) -> Mapping[str, Mapping[str, Any]]:
    """Let a few contacts lead to a referral, more among people with a code."""
    if random.random() > _SHARE * (1.4 if contact.participant_id else 0.5):
        return {}
    kind = random.choices(list(_WANTED), list(_WANTED.values()))[0]
    place = _PLACES.get(kind)
    return {"referral": {"kind": kind, "to_name": place} if place else {"kind": kind}}


DEMO = Demo(sections=sections)
