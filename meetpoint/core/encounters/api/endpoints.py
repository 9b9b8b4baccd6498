"""The addresses of encounters."""

from uuid import UUID

from ninja import Query, Router, Status

from meetpoint.core.api.door.entry import ApiRequest
from meetpoint.core.api.offer.answers import schema_of
from meetpoint.core.api.offer.pages import cut, newest_first
from meetpoint.core.api.offer.scopes import ANY_TOKEN, found_for, scope
from meetpoint.core.api.offer.shapes import Rows
from meetpoint.core.consent import reads
from meetpoint.core.consent.deciding.facts import Scope
from meetpoint.core.consent.deciding.preparing import Reach
from meetpoint.core.consent.reads import let_out
from meetpoint.core.encounters import permissions
from meetpoint.core.encounters.actions import correct_encounter, record_encounter, void_encounter
from meetpoint.core.encounters.api.reading import in_their_words, read_body
from meetpoint.core.encounters.api.shapes import (
    EncounterBody,
    EncounterFilter,
    EncounterShape,
    FormShape,
    FormsShape,
    OneEncounterShape,
    RecordedShape,
    VoidEncounterBody,
)
from meetpoint.core.encounters.api.telling import programmes_in, recorded_shape, shapes_of
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.encounters.queries.correcting import with_unseen_note
from meetpoint.core.encounters.queries.reach import narrowed
from meetpoint.core.modules.forms import EncounterForm
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.policy import Policy, policy_for

router = Router()


@router.get("/encounters", response=Rows[EncounterShape], summary="List encounters, newest first")
@scope(permissions.VIEW)
def list_encounters(request: ApiRequest, asked: Query[EncounterFilter]) -> Rows[EncounterShape]:
    """Voided ones are listed too, unless `voided=false` is asked for."""
    by = request.actor
    found = cut(reads.told(request, narrowed(by, asked)), asked, newest_first("occurred_at"))
    shapes = shapes_of(by, found.rows)
    let_out(
        request,
        "encounters",
        rows=len(shapes),
        programmes=programmes_in(shapes),
        people=[row.participant_id for row in found.rows],
    )
    return Rows(items=shapes, next=found.next)


@router.get("/encounters/{uuid:uid}", response=OneEncounterShape, summary="Read one encounter")
@scope(permissions.VIEW)
def read_encounter(request: ApiRequest, uid: UUID) -> OneEncounterShape:
    by = request.actor
    encounter = reads.one(
        request,
        "encounter",
        lambda: found_for(by, Encounter, may=permissions.VIEW, uid=uid),
        person=lambda found: found.participant_id,
    )
    (shape,) = shapes_of(by, [encounter])
    notice = let_out(
        request,
        "encounter",
        rows=1,
        participant_id=encounter.participant_id,
        people=(encounter.participant_id,),
        hidden=True,
        programmes=programmes_in([shape]),
    )
    return OneEncounterShape(**dict(shape), notice=notice)


@router.post("/encounters", response={201: RecordedShape}, summary="Record an encounter")
@scope(permissions.RECORD)
def add_encounter(request: ApiRequest, said: EncounterBody) -> Status[RecordedShape]:
    """The same as saving on the Log: stock goes out, day totals follow, a shortage never blocks."""
    by = request.actor
    with in_their_words(said, by=by):
        recorded = record_encounter(read_body(said, by=by, reach=_known(request)), by=by)
    request.replayed = not recorded.created
    return Status(201, recorded_shape(recorded, by))


@router.post(
    "/encounters/{uuid:uid}/correction", response={201: RecordedShape}, summary="Correct an encounter"
)
@scope(permissions.RECORD)
def correct(request: ApiRequest, uid: UUID, said: EncounterBody) -> Status[RecordedShape]:
    """Voids it and records the one that is sent in its place, under a uid of its own; both are kept."""
    by = request.actor
    before = _to_change(request, uid)
    with in_their_words(said, by=by):
        new = with_unseen_note(read_body(said, by=by, reach=_known(request)), before, by)
        recorded = correct_encounter(uid, new, by=by)
    request.replayed = not recorded.created
    return Status(201, recorded_shape(recorded, by))


@router.post("/encounters/{uuid:uid}/void", response={204: None}, summary="Void an encounter")
@scope(permissions.RECORD)
def void(request: ApiRequest, uid: UUID, said: VoidEncounterBody) -> Status[None]:
    """It stays in the history; its supplies go back on the shelf, and no figure counts it."""
    _to_change(request, uid)
    void_encounter(uid, reason=said.reason, by=request.actor)
    return Status(204, None)


@router.get("/forms", response=FormsShape, summary="List the forms that an encounter may carry")
@scope(ANY_TOKEN)
def list_forms(request: ApiRequest) -> FormsShape:
    """Says what may be asked here, nothing that was answered."""
    policy = policy_for(request.actor.organisation_id)
    return FormsShape(forms=[_form(form, policy) for form in registry().forms.values()])


def _known(request: ApiRequest) -> Reach:
    """Return about whom this program may know that they come here."""
    return reads.whom(request, scope=frozenset({Scope.ATTENDANCE}))


def _to_change(request: ApiRequest, uid: UUID) -> Encounter:
    return reads.one(
        request,
        "encounter",
        lambda: found_for(request.actor, Encounter, may=permissions.RECORD, uid=uid),
        person=lambda found: found.participant_id,
    )


def _form(form: EncounterForm, policy: Policy) -> FormShape:
    fields = [
        {"name": field.name, "label": str(field.label), "takes": schema_of(field)}
        for field in form.fields
        if not policy.is_forbidden(field.policy or f"{form.slug}.{field.name}")
    ]
    return FormShape(
        slug=form.slug, title=str(form.title), help=str(form.help), scope=form.permission, fields=fields
    )
