"""The addresses of stays."""

from typing import Any
from uuid import UUID

from ninja import Query, Router, Status

from meetpoint.core.api.door.entry import ApiRequest
from meetpoint.core.api.offer.pages import cut, newest_first
from meetpoint.core.api.offer.places import site_called
from meetpoint.core.api.offer.scopes import found_for, scope
from meetpoint.core.api.offer.shapes import Rows, Stored
from meetpoint.core.consent import reads
from meetpoint.core.consent.deciding.facts import Scope
from meetpoint.core.consent.reads import let_out
from meetpoint.core.people.permissions import VIEW as VIEW_PEOPLE
from meetpoint.core.sessions import actions, permissions
from meetpoint.core.sessions.api.sessions import ids_of
from meetpoint.core.sessions.api.shapes import OneStayShape, StayBody, StayEndBody, StayFilter, StayShape
from meetpoint.core.sessions.models import Stay
from meetpoint.core.sessions.queries.sessions import in_reach
from meetpoint.core.tenancy.actor import Actor

router = Router()

OURS = frozenset({Scope.ATTENDANCE})


@router.get("/stays", response=Rows[StayShape], summary="List stays, newest first")
@scope(permissions.VIEW_STAYS)
def list_stays(request: ApiRequest, asked: Query[StayFilter]) -> Rows[StayShape]:
    by = request.actor
    rows = in_reach(Stay.objects.of(by), by).filter(voided_at=None)
    wanted = {"site__slug": asked.site, "kind": asked.kind}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    told = reads.told(request, rows.select_related("site", "participant", "entry"), scope=OURS)
    found = cut(told, asked, newest_first("from_on"))
    people = [row.participant_id for row in found.rows]
    let_out(request, "stays", rows=len(found.rows), people=people, scope=OURS)
    return Rows(items=[StayShape(**_said(row, by)) for row in found.rows], next=found.next)


@router.get("/stays/{uuid:uid}", response=OneStayShape, summary="Read one stay")
@scope(permissions.VIEW_STAYS)
def read_stay(request: ApiRequest, uid: UUID) -> OneStayShape:
    by = request.actor
    stay = reads.one(
        request,
        "stay",
        lambda: found_for(by, Stay, may=permissions.VIEW_STAYS, uid=uid),
        person=lambda found: found.participant_id,
        scope=OURS,
    )
    notice = let_out(
        request,
        "stay",
        rows=1,
        participant_id=stay.participant_id,
        people=(stay.participant_id,),
        scope=OURS,
    )
    return OneStayShape(**_said(stay, by), notice=notice)


@router.post("/stays", response={201: Stored}, summary="Write down a stay")
@scope(permissions.CHANGE_STAYS)
def add_stay(request: ApiRequest, said: StayBody) -> Status[Stored]:
    by = request.actor
    request.replayed = Stay.objects.of(by).filter(uid=said.uid).exists()
    new = actions.NewStay(
        uid=said.uid,
        site_id=site_called(said.site, by=by).pk,
        participant_id=ids_of([said.participant], by, "participant")[0],
        kind=said.kind,
        from_on=said.from_on,
        until_on=said.until_on,
        ended=said.ended,
        place=said.place,
        unit=said.unit,
    )
    return Status(201, Stored(uid=actions.add_stay(new, by=by).uid))


@router.post("/stays/{uuid:uid}/end", response=Stored, summary="Say when and how a stay ended")
@scope(permissions.CHANGE_STAYS)
def end_stay(request: ApiRequest, uid: UUID, said: StayEndBody) -> Stored:
    by = request.actor
    found_for(by, Stay, may=permissions.CHANGE_STAYS, uid=uid)
    return Stored(uid=actions.end_stay(uid, said.until_on, said.ended, by=by).uid)


def _said(stay: Stay, by: Actor) -> dict[str, Any]:
    person = stay.participant if by.may(VIEW_PEOPLE) else None
    return {
        "uid": stay.uid,
        "site": stay.site.slug,
        "participant": person.uid if person else None,
        "kind": stay.kind,
        "place": stay.entry.name if stay.entry else stay.place,
        "from_on": stay.from_on,
        "until_on": stay.until_on,
        "nights": stay.nights,
        "ended": stay.ended,
    }
