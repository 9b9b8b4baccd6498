"""The directory of other organisations' services through the API: where a referral can lead."""

from datetime import date
from typing import Annotated
from uuid import UUID

from ninja import Query, Router
from pydantic import Field

from meetpoint.core.api.door.entry import ApiRequest
from meetpoint.core.api.offer.pages import by_name, cut
from meetpoint.core.api.offer.scopes import found_for, scope
from meetpoint.core.api.offer.shapes import Asked, Asking, OneOf, Rows, Shape
from meetpoint.core.consent.reads import let_out
from meetpoint.core.directory import permissions
from meetpoint.core.directory.models import DirectoryEntry, ServiceKind

router = Router()


class EntryFilter(Asked):
    """By what the directory can be narrowed."""

    kind: Annotated[str, OneOf(ServiceKind.values)] = ""
    retired: Asking | None = None


class EntryShape(Shape):
    """One service of another organisation."""

    uid: UUID
    name: str
    kind: str
    phone: str
    address: str
    website: str
    hours: Annotated[str, Field(description="What only words can say.")]
    week: Annotated[str, Field(description="Hours of every week, as MO0900-1700 TU0900-1700.")]
    agency: Annotated[str, Field(description="Who runs it, where the name does not say so.")]
    fees: str
    accessibility: str
    listed_on: date | None
    identification_needed: str
    languages: str
    checked_on: date | None
    retired: bool


@router.get("/directory", response=Rows[EntryShape], summary="List services of other organisations by name")
@scope(permissions.VIEW)
def list_directory(request: ApiRequest, asked: Query[EntryFilter]) -> Rows[EntryShape]:
    rows = DirectoryEntry.objects.of(request.actor)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.retired is not None:
        rows = rows.filter(retired_at__isnull=not asked.retired)
    found = cut(rows, asked, by_name("name"))
    let_out(request, "directory", rows=len(found.rows), identifies=False)
    return Rows(items=[_shape(entry) for entry in found.rows], next=found.next)


@router.get("/directory/{uuid:uid}", response=EntryShape, summary="Read one service")
@scope(permissions.VIEW)
def read_directory_entry(request: ApiRequest, uid: UUID) -> EntryShape:
    entry = found_for(request.actor, DirectoryEntry, may=permissions.VIEW, uid=uid)
    let_out(request, "directory", rows=1, identifies=False)
    return _shape(entry)


def _shape(entry: DirectoryEntry) -> EntryShape:
    return EntryShape(
        uid=entry.uid,
        name=entry.name,
        kind=entry.kind,
        phone=entry.phone,
        address=entry.address,
        website=entry.website,
        hours=entry.hours,
        week=entry.week,
        agency=entry.agency_name,
        fees=entry.fees,
        accessibility=entry.accessibility,
        listed_on=entry.listed_on,
        identification_needed=entry.identification_needed,
        languages=entry.languages,
        checked_on=entry.checked_on,
        retired=entry.retired_at is not None,
    )
