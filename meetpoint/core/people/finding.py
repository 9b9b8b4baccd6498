"""Finding a participant by a code that somebody typed, at the pace of a busy line."""

from __future__ import annotations

from meetpoint.core.access.proof.allowances import Draw, Limit, take
from meetpoint.core.people.models import Participant
from meetpoint.core.people.queries import find_by_code
from meetpoint.core.tenancy.actor import Actor

TRIES = Limit(slug="participant-code", burst=60, every_seconds=5)
"""Enough for a busy line. An hour of guessing (780 tries) meets one of 5,000 participants among the 705
million short codes with a chance of 0.6 %, and that record holds no name."""


def find_within_tries(by: Actor, text: str) -> Participant | None:
    """Return whom a typed code leads to; every page that takes one finds by this, on one allowance.

    Found or not, a try is used up. Raises TooManyTries, and as `find_by_code` does.
    """
    take(Draw(TRIES, (str(by.organisation_id), str(by.staff_id))))
    return find_by_code(by, text)
