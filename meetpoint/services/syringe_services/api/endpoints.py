"""The addresses of community clean-ups."""

from decimal import Decimal
from uuid import UUID

from ninja import Query, Router, Status

from meetpoint.core.api.door.entry import ApiRequest
from meetpoint.core.api.offer.pages import cut, newest_first
from meetpoint.core.api.offer.places import site_called
from meetpoint.core.api.offer.scopes import found_for, scope
from meetpoint.core.api.offer.shapes import Rows, Stored
from meetpoint.core.consent.reads import let_out
from meetpoint.core.tenancy.actor import Actor
from meetpoint.services.syringe_services.actions.cleanups import (
    RECORD,
    NewCleanUp,
    correct_clean_up,
    record_clean_up,
    void_clean_up,
)
from meetpoint.services.syringe_services.api.shapes import CleanUpBody, CleanUpFilter, CleanUpShape
from meetpoint.services.syringe_services.models import CleanUp, Method

VIEW = "syringe_services:cleanup:view"

router = Router()


@router.get("/clean-ups", response=Rows[CleanUpShape], summary="List community clean-ups, newest first")
@scope(VIEW)
def list_clean_ups(request: ApiRequest, asked: Query[CleanUpFilter]) -> Rows[CleanUpShape]:
    """Voided ones are listed too, unless `voided=false` is asked for."""
    by = request.actor
    rows = CleanUp.objects.of(by).select_related("site")
    if by.site_ids is not None:
        rows = rows.filter(site_id__in=by.site_ids)
    if asked.site is not None:
        rows = rows.filter(site__slug=asked.site)
    if asked.voided is not None:
        rows = rows.filter(voided_at__isnull=not asked.voided)
    found = cut(rows, asked, newest_first("held_on"))
    let_out(request, "clean-ups", rows=len(found.rows), programmes=("syringe_services",), identifies=False)
    return Rows(items=[_shape(clean_up) for clean_up in found.rows], next=found.next)


@router.post("/clean-ups", response={201: Stored}, summary="Record a community clean-up")
@scope(RECORD)
def add_clean_up(request: ApiRequest, said: CleanUpBody) -> Status[Stored]:
    by = request.actor
    request.replayed = CleanUp.objects.of(by).filter(uid=said.uid).exists()
    return Status(201, Stored(uid=record_clean_up(_read(said, by), by=by).uid))


@router.post("/clean-ups/{uuid:uid}/correction", response={201: Stored}, summary="Correct a clean-up")
@scope(RECORD)
def correct(request: ApiRequest, uid: UUID, said: CleanUpBody) -> Status[Stored]:
    """Voids it and stores the one that is sent in its place, under a uid of its own; both are kept."""
    by = request.actor
    clean_up = found_for(by, CleanUp, may=RECORD, uid=uid)
    request.replayed = CleanUp.objects.of(by).filter(uid=said.uid).exists()
    return Status(201, Stored(uid=correct_clean_up(clean_up, _read(said, by), by=by).uid))


@router.post("/clean-ups/{uuid:uid}/void", response={204: None}, summary="Void a clean-up")
@scope(RECORD)
def void(request: ApiRequest, uid: UUID) -> Status[None]:
    clean_up = found_for(request.actor, CleanUp, may=RECORD, uid=uid)
    void_clean_up(clean_up, by=request.actor)
    return Status(204, None)


def _read(said: CleanUpBody, by: Actor) -> NewCleanUp:
    return NewCleanUp(
        uid=said.uid,
        site_id=site_called(said.site, by=by).pk,
        held_on=said.held_on,
        method=Method(said.method),
        measure=Decimal(str(said.measure)),
        area=said.area,
        people=said.people,
        staff_hours=None if said.staff_hours is None else Decimal(str(said.staff_hours)),
    )


def _shape(clean_up: CleanUp) -> CleanUpShape:
    return CleanUpShape(
        uid=clean_up.uid,
        site=clean_up.site.slug,
        held_on=clean_up.held_on,
        method=clean_up.method,
        measure=clean_up.measure,
        factor=clean_up.factor,
        factor_source=clean_up.factor_source,
        syringes=clean_up.syringes,
        area=clean_up.area,
        people=clean_up.people,
        staff_hours=clean_up.staff_hours,
        voided=clean_up.voided_at is not None,
    )
