"""Makes a room to measure its board: `python -m benchmarks.inside.station_board`."""

import json

from meetpoint.core.access.models import RoleName, StaffMember
from meetpoint.core.access.proof import sessions
from meetpoint.core.organisations.actions import SiteDetails, add_site
from meetpoint.core.organisations.models import Organisation, SiteKind
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.supervised_consumption.actions.moving import seat
from meetpoint.services.supervised_consumption.actions.rooms import Placed, add_room
from meetpoint.services.supervised_consumption.actions.visits import CheckIn, check_in

STATIONS, SCREENS = 12, 6


def make() -> None:
    """Print the room, its visits and a session for each screen and for the worker who changes things."""
    organisation = Organisation.objects.order_by("pk")[0]
    system = Actor.system(organisation.pk, "benchmark")
    details = SiteDetails(name="Measured room", slug="measured-room", kind=SiteKind.CONSUMPTION_ROOM)
    site = add_site(details, by=system)
    room = add_room(uuid7(), site.pk, [Placed(number=n) for n in range(1, STATIONS + 1)], by=system)
    visits = []
    for number in range(1, STATIONS + 1):
        visit = check_in(CheckIn(uid=uuid7(), site_id=site.pk, rules_heard=True), by=system)
        seat(visit, number, by=system)
        visits.append(str(visit.uid))
    for _waiting in range(4):
        check_in(CheckIn(uid=uuid7(), site_id=site.pk, rules_heard=True), by=system)
    worker = StaffMember.objects.of(organisation.pk).filter(role=RoleName.ADMINISTRATOR)[0]
    cookies = [sessions.open_session(worker, device=f"screen {n}") for n in range(SCREENS + 1)]
    print(json.dumps({"room": str(room.uid), "visits": visits, "cookies": cookies}))


if __name__ == "__main__":
    make()
