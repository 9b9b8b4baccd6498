"""Rooms and their boards through the API: numbers, never anybody."""

from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Query, Router

from meetpoint.core.api.door.entry import ApiRequest
from meetpoint.core.api.door.problems import Problem
from meetpoint.core.api.offer.pages import cut, newest_first
from meetpoint.core.api.offer.places import site_called
from meetpoint.core.api.offer.scopes import found_for, scope
from meetpoint.core.api.offer.shapes import Asked, Rows
from meetpoint.core.consent.reads import let_out
from meetpoint.core.tenancy.actor import Actor
from meetpoint.services.supervised_consumption.api.shapes import BoardShape, RoomShape, StationShape
from meetpoint.services.supervised_consumption.models import Room
from meetpoint.services.supervised_consumption.permissions import VIEW
from meetpoint.services.supervised_consumption.queries.board import board_of
from meetpoint.services.supervised_consumption.queries.visits import licensed_people

OURS = ("supervised_consumption",)
router = Router()


@router.get("/rooms", response=Rows[RoomShape], summary="List consumption rooms")
@scope(VIEW)
def list_rooms(request: ApiRequest, asked: Query[Asked]) -> Rows[RoomShape]:
    by = request.actor
    rows = Room.objects.of(by).select_related("site").prefetch_related("stations")
    if by.site_ids is not None:
        rows = rows.filter(site_id__in=by.site_ids)
    found = cut(rows, asked, newest_first("added_at"))
    let_out(request, "rooms", rows=len(found.rows), programmes=OURS, identifies=False)
    licensed = licensed_people(by, [room.pk for room in found.rows])
    items = [
        RoomShape(
            uid=room.uid,
            site=room.site.slug,
            stations=sorted(one.number for one in room.stations.all() if one.removed_at is None),
            licensed=licensed.get(room.pk),
        )
        for room in found.rows
    ]
    return Rows(items=items, next=found.next)


@router.get("/rooms/{uuid:uid}/board", response=BoardShape, summary="Read the station board of a room")
@scope(VIEW)
def read_board(request: ApiRequest, uid: UUID) -> BoardShape:
    """Numbers of stations and states alone; no visit, code or name stands in it."""
    room = found_for(request.actor, Room, may=VIEW, uid=uid)
    let_out(request, "room_board", rows=1, programmes=OURS, identifies=False)
    board = board_of(room, request.actor)
    return BoardShape(
        at=board.now,
        open=board.opening is not None,
        inside=board.capacity.inside,
        licensed=board.capacity.license.people if board.capacity.license else None,
        waiting=len(board.waiting),
        aftercare=len(board.aftercare),
        next_waits_minutes=board.next_waits,
        emergencies_elsewhere=len(board.elsewhere),
        stations=[
            StationShape(
                number=tile.station.number,
                kind=tile.station.kind,
                state=tile.word,
                since=tile.since,
                look_due_at=tile.visit.check_due_at if tile.visit else None,
            )
            for tile in board.tiles
        ],
    )


def site_with_room(slug: str, *, by: Actor) -> int:
    """Return the id of a site within reach that has a room. Raises Problem for all others."""
    site = site_called(slug, by=by)
    if not Room.objects.of(by).filter(site=site).exists():
        words = _("This site has no room. Add one in the settings first.")
        raise Problem(422, words, fields={"site": words})
    return site.pk
