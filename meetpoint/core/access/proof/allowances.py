"""How many tries are left: token buckets in the database, shared by every process."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import ngettext

from meetpoint.core.access.models import Allowance
from meetpoint.core.access.proof import networks
from meetpoint.lib import clock
from meetpoint.lib.errors import DomainError


class TooManyTries(DomainError):
    """The allowance of tries is used up; says how long to wait."""

    status = 429

    def __init__(self, wait_seconds: int) -> None:
        minutes = math.ceil(wait_seconds / 60)
        super().__init__(
            ngettext(
                "There were too many tries. Please wait %(count)d minute, then try again.",
                "There were too many tries. Please wait %(count)d minutes, then try again.",
                minutes,
            )
            % {"count": minutes}
        )
        self.wait_seconds = wait_seconds


@dataclass(frozen=True, kw_only=True)
class Limit:
    """`burst` tries at once, then one more every `every_seconds`."""

    slug: str
    burst: int
    every_seconds: float

    @property
    def every_ms(self) -> int:
        return round(self.every_seconds * 1000)


@dataclass(frozen=True)
class Draw:
    """One try, to be taken from the bucket that `limit` keeps for `parts` (an account, a network…)."""

    limit: Limit
    parts: tuple[str, ...]

    @property
    def key(self) -> str:
        return networks.keyed(self.limit.slug, *self.parts)


# GCRA (ITU-T I.371): one number says when the bucket is full again, one statement both asks and takes.
_TAKE = """
INSERT INTO access_allowance (key, full_at_ms) VALUES (%(key)s, %(now)s + %(every)s)
ON CONFLICT (key) DO UPDATE SET full_at_ms =
    %(every)s
    + CASE WHEN access_allowance.full_at_ms > %(now)s THEN access_allowance.full_at_ms ELSE %(now)s END
 WHERE access_allowance.full_at_ms <= %(now)s + %(room)s
"""


def take(*draws: Draw) -> None:
    """Take one try from every bucket, or none and raise TooManyTries when one of them is empty."""
    with transaction.atomic():
        for draw in draws:
            _take_one(draw, int(clock.now().timestamp() * 1000))


def give_back(draws: Sequence[Draw]) -> None:
    """Put the tries back, because they succeeded: only failures count."""
    with transaction.atomic(), connection.cursor() as cursor:
        for draw in draws:
            cursor.execute(
                "UPDATE access_allowance SET full_at_ms = full_at_ms - %s WHERE key = %s",
                [draw.limit.every_ms, draw.key],
            )


def forget_full() -> int:
    """Remove the buckets that are full again, and return how many there were."""
    return Allowance.objects.filter(full_at_ms__lt=int(clock.now().timestamp() * 1000)).delete()[0]


def _take_one(draw: Draw, now: int) -> None:
    every = draw.limit.every_ms
    room = every * (draw.limit.burst - 1)
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"key": draw.key, "now": now, "every": every, "room": room})
        if cursor.rowcount == 1:
            return
        cursor.execute("SELECT full_at_ms FROM access_allowance WHERE key = %s", [draw.key])
        full_at: int = cursor.fetchone()[0]
    raise TooManyTries(math.ceil((full_at - room - now) / 1000))
