"""The licensed capacity: it cannot be exceeded silently."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from meetpoint.core.audit.actions import record
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.services.supervised_consumption.errors import CapacityReached
from meetpoint.services.supervised_consumption.models import Override, Room, Visit
from meetpoint.services.supervised_consumption.permissions import OVERRIDE
from meetpoint.services.supervised_consumption.queries.visits import here, license_of
from meetpoint.services.supervised_consumption.rules import adds_one, counted

SHORTEST_REASON = 8
"""Letters; a dot in the field is no reason (product choice)."""


@dataclass(frozen=True, slots=True)
class Exceeding:
    """A move that goes beyond the licence, with the reason for it; `keep` stores both with the visit."""

    inside: int
    licensed: int
    reason: str

    def keep(self, visit: Visit, by: Actor) -> None:
        """Store who let whom in beyond the licence, when and why, and say so in the audit log."""
        Override.objects.create(
            organisation_id=by.organisation_id,
            visit=visit,
            at=clock.now(),
            staff_id=by.staff_id,
            inside=self.inside,
            licensed=self.licensed,
            reason=self.reason,
        )
        fields = {"inside": self.inside, "licensed": self.licensed}
        record(by, "visit.over_capacity", "visit", [str(visit.uid)], fields=fields)


def check_capacity(
    room: Room, before: str, after: str, reason: str, *, today: date, by: Actor
) -> Exceeding | None:
    """Do nothing when a move stays within the licence, or none was entered; run it with the room locked.

    Beyond it, return what has to be kept when a reason was written, else raise CapacityReached. Raises
    NotAllowed for a reason of somebody who may not decide that.
    """
    license = license_of(by, room.pk, today)
    if license is None or not adds_one(before, after, license.covers):
        return None
    inside = counted(here(by, room.site_id).values_list("state", flat=True), license.covers)
    if inside < license.people:
        return None
    if len(reason.strip()) < SHORTEST_REASON:
        raise CapacityReached(inside, license.people)
    by.require(OVERRIDE, site_id=room.site_id)
    return Exceeding(inside, license.people, reason.strip()[:300])
