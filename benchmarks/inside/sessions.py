"""Prints sessions to sign in with and ids to ask for, as JSON: `python -m benchmarks.inside.sessions N`."""

import json
import sys

from meetpoint.core.access.models import StaffMember
from meetpoint.core.access.proof import sessions as proof
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.models import Participant
from meetpoint.core.supplies.queries import catalogue


def sessions(count: int) -> dict[str, object]:
    """Open sessions for the demo's recording staff; return cookies, sites, items and participants."""
    recording = (
        StaffMember.objects.unscoped("benchmark").filter(role__in=["manager", "worker"]).order_by("id")
    )
    members = list(recording)
    organisation_id = members[0].organisation_id
    busy = Encounter.objects.of(organisation_id).exclude(participant=None).order_by("-occurred_at")[:200]
    ids = list(dict.fromkeys(busy.values_list("participant_id", flat=True)))
    items = [item for item in catalogue(organisation_id).values() if item.on_log]
    return {
        "cookies": [proof.open_session(members[i % len(members)], device="benchmark") for i in range(count)],
        "sites": list(Site.objects.of(organisation_id).values_list("pk", flat=True)),
        "items": [item.id for item in items[:3]],
        "participants": [str(p.uid) for p in Participant.objects.of(organisation_id).filter(pk__in=ids)],
    }


if __name__ == "__main__":
    print(json.dumps(sessions(int(sys.argv[1]))))
