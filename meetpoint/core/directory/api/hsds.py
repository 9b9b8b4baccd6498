"""The read endpoints of the HSDS API, below `/hsds`: the standard's own paths, parameters, pages and shapes.

What is told is what an export would write. `minimal=true` or `full=false` leaves out the lists inside a row.
"""

from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router
from pydantic import BaseModel, Field

from meetpoint.core.api.door.entry import ApiRequest, not_here
from meetpoint.core.api.offer.scopes import scope
from meetpoint.core.api.offer.shapes import Asking, Moment, Shape
from meetpoint.core.consent.reads import let_out
from meetpoint.core.directory import permissions
from meetpoint.core.directory.api import telling
from meetpoint.core.directory.api.telling import Told

router = Router()
PREFIX = "/hsds"
MOST, USUAL = 100, 25
LAST_PAGE = 20_000

Row = dict[str, Any]


class PageAsked(BaseModel):
    """What every list of the standard takes."""

    page: Annotated[int, Field(ge=1, le=LAST_PAGE)] = 1
    per_page: Annotated[int, Field(ge=1, le=MOST)] = USUAL


class ListAsked(PageAsked):
    """What lists of the directory take besides."""

    search: Annotated[str, Field(max_length=100, description="Words, which may be begun only.")] = ""
    minimal: Asking = False
    full: Asking = True


class ServicesAsked(ListAsked):
    """By what services can be narrowed."""

    organization_id: UUID | None = None
    taxonomy_term_id: UUID | None = None
    modified_after: Moment | None = None


class PlacesAsked(ListAsked):
    """By what services at places can be narrowed; `proximity` is in metres around the postcode's middle."""

    organization_id: UUID | None = None
    taxonomy_term_id: UUID | None = None
    postcode: Annotated[str, Field(max_length=10)] = ""
    proximity: Annotated[int, Field(ge=1, le=500_000)] | None = None


class TermsAsked(PageAsked):
    """By what terms can be narrowed."""

    taxonomy_id: UUID | None = None
    search: Annotated[str, Field(max_length=100)] = ""


class HsdsPageShape(Shape):
    """A page as the standard has it."""

    total_items: int
    total_pages: int
    page_number: int
    size: int
    first_page: bool
    last_page: bool
    empty: bool
    contents: list[Row]


class HsdsAboutShape(Shape):
    """Which version of the standard is spoken."""

    version: str
    profile: str
    openapi_url: str


@router.get(f"{PREFIX}/", response=HsdsAboutShape, summary="Tell which version of HSDS is spoken")
@scope(permissions.VIEW)
def hsds_about(request: ApiRequest) -> HsdsAboutShape:
    profile = "https://docs.openreferral.org/en/latest/hsds/"
    return HsdsAboutShape(version="3.0", profile=profile, openapi_url="/api/v1/openapi.json")


@router.get(f"{PREFIX}/services", response=HsdsPageShape, summary="List services")
@scope(permissions.VIEW)
def hsds_services(request: ApiRequest, asked: Query[ServicesAsked]) -> HsdsPageShape:
    rows = telling.services(
        request.actor,
        words=asked.search,
        organization=asked.organization_id,
        term=asked.taxonomy_term_id,
        modified_after=asked.modified_after,
    )
    return _page(request, "service", rows, asked, asked)


@router.get(f"{PREFIX}/services/{{uuid:uid}}", response=Row, summary="Read one service")
@scope(permissions.VIEW)
def hsds_service(request: ApiRequest, uid: UUID) -> Row:
    return _one(request, "service", uid)


@router.get(f"{PREFIX}/organizations", response=HsdsPageShape, summary="List organizations")
@scope(permissions.VIEW)
def hsds_organizations(request: ApiRequest, asked: Query[ListAsked]) -> HsdsPageShape:
    rows = telling.organizations(request.actor, words=asked.search)
    return _page(request, "organization", rows, asked, asked)


@router.get(f"{PREFIX}/organizations/{{uuid:uid}}", response=Row, summary="Read one organization")
@scope(permissions.VIEW)
def hsds_organization(request: ApiRequest, uid: UUID) -> Row:
    return _one(request, "organization", uid)


@router.get(f"{PREFIX}/locations", response=HsdsPageShape, summary="List places")
@scope(permissions.VIEW)
def hsds_locations(request: ApiRequest, asked: Query[ListAsked]) -> HsdsPageShape:
    rows = telling.locations(request.actor, words=asked.search)
    return _page(request, "location", rows, asked, asked)


@router.get(f"{PREFIX}/locations/{{uuid:uid}}", response=Row, summary="Read one place")
@scope(permissions.VIEW)
def hsds_location(request: ApiRequest, uid: UUID) -> Row:
    return _one(request, "location", uid)


@router.get(f"{PREFIX}/service_at_locations", response=HsdsPageShape, summary="List services at places")
@scope(permissions.VIEW)
def hsds_service_at_locations(request: ApiRequest, asked: Query[PlacesAsked]) -> HsdsPageShape:
    rows = telling.at_locations(
        request.actor,
        words=asked.search,
        organization=asked.organization_id,
        term=asked.taxonomy_term_id,
        postcode=asked.postcode,
        metres=asked.proximity,
    )
    return _page(request, "service_at_location", rows, asked, asked)


@router.get(
    f"{PREFIX}/service_at_locations/{{uuid:uid}}", response=Row, summary="Read one service at a place"
)
@scope(permissions.VIEW)
def hsds_service_at_location(request: ApiRequest, uid: UUID) -> Row:
    return _one(request, "service_at_location", uid)


@router.get(f"{PREFIX}/taxonomies", response=HsdsPageShape, summary="List taxonomies")
@scope(permissions.VIEW)
def hsds_taxonomies(request: ApiRequest, asked: Query[PageAsked]) -> HsdsPageShape:
    return _page(request, "taxonomy", telling.taxonomies(request.actor), asked)


@router.get(f"{PREFIX}/taxonomies/{{uuid:uid}}", response=Row, summary="Read one taxonomy")
@scope(permissions.VIEW)
def hsds_taxonomy(request: ApiRequest, uid: UUID) -> Row:
    return _one(request, "taxonomy", uid)


@router.get(f"{PREFIX}/taxonomy_terms", response=HsdsPageShape, summary="List terms of taxonomies")
@scope(permissions.VIEW)
def hsds_taxonomy_terms(request: ApiRequest, asked: Query[TermsAsked]) -> HsdsPageShape:
    rows = telling.terms(request.actor, taxonomy=asked.taxonomy_id, words=asked.search)
    return _page(request, "taxonomy_term", rows, asked)


@router.get(f"{PREFIX}/taxonomy_terms/{{uuid:uid}}", response=Row, summary="Read one term")
@scope(permissions.VIEW)
def hsds_taxonomy_term(request: ApiRequest, uid: UUID) -> Row:
    return _one(request, "taxonomy_term", uid)


def _page(
    request: ApiRequest, table: str, rows: Any, asked: PageAsked, depth: ListAsked | None = None
) -> HsdsPageShape:
    total = rows.count()
    start = (asked.page - 1) * asked.per_page
    chosen = list(rows[start : start + asked.per_page])
    inside = depth is not None and depth.full and not depth.minimal
    told = Told(request.actor, inside=inside).of(table, chosen)
    let_out(request, "directory", rows=len(told))
    pages = -(-total // asked.per_page)
    return HsdsPageShape(
        total_items=total,
        total_pages=pages,
        page_number=asked.page,
        size=len(told),
        first_page=asked.page == 1,
        last_page=asked.page >= pages,
        empty=not told,
        contents=told,
    )


def _one(request: ApiRequest, table: str, uid: UUID) -> Row:
    found = list(telling.every(request.actor, table).filter(uid=uid))
    if not found:
        raise not_here()
    told = Told(request.actor, inside=True).of(table, found)
    let_out(request, "directory", rows=1)
    return told[0]
