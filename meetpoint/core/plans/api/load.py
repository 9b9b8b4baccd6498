"""The address of the case load."""

from ninja import Query, Router

from meetpoint.core.api.door.entry import ApiRequest
from meetpoint.core.api.offer.pages import cut, newest_first
from meetpoint.core.api.offer.scopes import scope
from meetpoint.core.api.offer.shapes import Rows
from meetpoint.core.consent import reads
from meetpoint.core.consent.deciding.facts import Scope
from meetpoint.core.consent.reads import let_out
from meetpoint.core.people.permissions import VIEW as VIEW_PEOPLE
from meetpoint.core.plans import permissions
from meetpoint.core.plans.api.shapes import AlongShape, PlaceFilter
from meetpoint.core.plans.queries import load

router = Router()

ALONG = frozenset({Scope.ATTENDANCE})


@router.get("/case-load", response=Rows[AlongShape], summary="List who goes along with whom, newest first")
@scope(permissions.HOLD)
def list_case_load(request: ApiRequest, asked: Query[PlaceFilter]) -> Rows[AlongShape]:
    """The people of whoever made the token; with the scope to manage, everybody's within its sites."""
    by = request.actor
    rows = load.assignments(by) if by.may(permissions.MANAGE) else load.mine(by)
    if asked.site is not None:
        rows = rows.filter(site__slug=asked.site)
    found = cut(reads.told(request, rows, scope=ALONG), asked, newest_first("began_on"))
    people = [row.participant_id for row in found.rows]
    let_out(request, "case load", rows=len(found.rows), people=people, scope=ALONG)
    items = [
        AlongShape(
            uid=row.uid,
            participant=row.participant.uid if by.may(VIEW_PEOPLE) else None,
            site=row.site.slug,
            staff=row.staff.display_name,
            part=row.part,
            began_on=row.began_on,
        )
        for row in found.rows
    ]
    return Rows(items=items, next=found.next)
