"""Making the whole demo, in order, with word of how far it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from time import monotonic
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from meetpoint.core.encounters.queries import add_up_past_days
from meetpoint.core.organisations.models import Organisation
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict
from meetpoint.operate.demo.aftermath import settle
from meetpoint.operate.demo.founding import found
from meetpoint.operate.demo.history import DAYS, History
from meetpoint.operate.demo.story import PASSPHRASE, SLUG, STAFF, TIME_ZONE


class DemoIsThere(Conflict):
    """The demo organisation exists already."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was made and how long it took."""

    encounters: int
    seconds: float


def make_demo(encounters: int, *, seed: int) -> Iterator[int | Made]:
    """Make the demo organisation with its history; yields how many encounters each step added, then Made.

    The history ends now; the same seed makes the same history at the same moment. Raises DemoIsThere.
    """
    if Organisation.objects.filter(slug=SLUG).exists():
        raise DemoIsThere(
            f"The demo organisation “{SLUG}” is already here. Use another MEETPOINT_HOME for a second."
        )
    began = monotonic()
    random = Random(seed)  # noqa: S311 - believable, not secret
    until = clock.now()
    last = clock.local_date(until, TIME_ZONE)
    first = datetime.combine(last - timedelta(days=DAYS), datetime.min.time(), ZoneInfo(TIME_ZONE))
    with transaction.atomic():
        world = found(began=first)
    yield from History(world, encounters, random, until=until).tell()
    # Without figures about what was just stored, PostgreSQL looks for it the slow way.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with transaction.atomic():
        settle(world, random)
    add_up_past_days(world.organisation.pk, first.date(), last)
    yield Made(encounters, monotonic() - began)


def sign_ins() -> list[tuple[str, str, str]]:
    """Return name, e-mail and role of everybody who can sign in to the demo with PASSPHRASE."""
    return [(story.name, story.email, str(story.role.label)) for story in STAFF]


__all__ = ["PASSPHRASE", "DemoIsThere", "Made", "make_demo", "sign_ins"]
