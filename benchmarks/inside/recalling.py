"""Opens a recall that reached about N encounters and prints where to look, as JSON: `recalling N`."""

import json
import sys

from django.db import connection

from meetpoint.core.access.models import StaffMember
from meetpoint.core.access.proof import sessions as proof
from meetpoint.core.recalls import queries
from meetpoint.core.recalls.actions import Notice, open_recall
from meetpoint.core.recalls.rules import Name
from meetpoint.core.supplies.models import Lot
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.identifiers import uuid7

_BUSY = (
    "SELECT lot_id, COUNT(*) AS n FROM supplies_movement WHERE kind = 'handed_out' AND lot_id IS NOT NULL"
    " GROUP BY lot_id HAVING COUNT(*) <= %s ORDER BY n DESC LIMIT 40"
)


def prepare(wanted: int) -> dict[str, object]:
    """Open a recall of the fewest lots that reached so many encounters together."""
    member = StaffMember.objects.unscoped("benchmark").filter(role="manager").order_by("id").first()
    if member is None:
        raise SystemExit("This installation has no demo.")
    by = Actor.system(member.organisation_id, "benchmark")
    with connection.cursor() as cursor:
        cursor.execute(_BUSY, [wanted])
        busy = cursor.fetchall()
    chosen, reached = [], 0
    for lot_id, encounters in busy:
        if reached + encounters <= wanted * 1.05:
            chosen.append(lot_id)
            reached += encounters
    lots = Lot.objects.of(by).filter(pk__in=chosen)
    recall = open_recall(
        uuid7(), Notice(source="Benchmark"), [Name(lot.number, None, lot.item_id) for lot in lots], by=by
    )
    found, _packings = queries.lots_of_recall(by, recall.pk)
    person = queries.people_concerned(by, found).first()
    return {
        "cookie": proof.open_session(member, device="benchmark"),
        "recall": str(recall.uid),
        "person": str(person.uid) if person else "",
        "lots": found,
        "encounters": queries.encounters_reached(by, found).count(),
    }


if __name__ == "__main__":
    print(json.dumps(prepare(int(sys.argv[1]))))
