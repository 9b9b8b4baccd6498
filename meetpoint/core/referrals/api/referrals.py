"""The addresses of referrals."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from meetpoint.core.api.door.entry import ApiRequest
from meetpoint.core.api.offer.pages import cut, newest_first
from meetpoint.core.api.offer.scopes import scope
from meetpoint.core.api.offer.shapes import Rows
from meetpoint.core.consent import reads
from meetpoint.core.consent.reads import let_out
from meetpoint.core.people.permissions import VIEW as VIEW_PEOPLE
from meetpoint.core.referrals import actions, permissions, queries, rules
from meetpoint.core.referrals.api.reading import (
    OURS,
    is_partner,
    new_referral,
    plan_of,
    referral_for,
    refuse_unknown_slip,
)
from meetpoint.core.referrals.api.shapes import (
    MadeShape,
    OneReferralShape,
    PlanBody,
    ReferralBody,
    ReferralFilter,
    ReferralShape,
    SendBody,
    SlipBody,
    StatusBody,
    StepShape,
)
from meetpoint.core.referrals.models import Referral
from meetpoint.core.referrals.words import ReferralStatus
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import Conflict

router = Router()


@router.get("/referrals", response=Rows[ReferralShape], summary="List referrals, newest first")
@scope(permissions.VIEW)
def list_referrals(request: ApiRequest, asked: Query[ReferralFilter]) -> Rows[ReferralShape]:
    by = request.actor
    rows = queries.referrals_of(by).select_related("entry", "site", "participant")
    wanted = {"site__slug": asked.site, "kind": asked.kind, "status": asked.status}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    if is_partner(request):
        rows = rows.exclude(status=ReferralStatus.DRAFT)
    if asked.open is not None:
        rows = rows.filter(status__in=rules.OPEN) if asked.open else rows.exclude(status__in=rules.OPEN)
    found = cut(reads.told(request, rows, scope=OURS), asked, newest_first("made_at"))
    people = [row.participant_id for row in found.rows]
    let_out(request, "referrals", rows=len(found.rows), people=people, scope=OURS)
    return Rows(items=[ReferralShape(**_said(row, by)) for row in found.rows], next=found.next)


@router.get("/referrals/{uuid:uid}", response=OneReferralShape, summary="Read one referral")
@scope(permissions.VIEW)
def read_referral(request: ApiRequest, uid: UUID) -> OneReferralShape:
    by = request.actor
    referral = referral_for(request, uid, may=permissions.VIEW)
    notice = let_out(
        request,
        "referral",
        rows=1,
        participant_id=referral.participant_id,
        people=(referral.participant_id,),
        scope=OURS,
    )
    history = [
        StepShape(status=step.status, reason=step.reason, said_by=step.said_by, at=step.at)
        for step in referral.changes.order_by("id")
    ]
    return OneReferralShape(**_said(referral, by), history=history, notice=notice)


@router.post("/referrals", response={201: MadeShape}, summary="Make a referral")
@scope(permissions.MAKE)
def add_referral(request: ApiRequest, said: ReferralBody) -> Status[MadeShape]:
    """Makes the slip, and a task to ask what became of it. It passes the disclosure gate as a referral."""
    by = request.actor
    new = new_referral(said, request)
    known = Referral.objects.of(by).filter(uid=said.uid).exists()
    referral = actions.make_referral(new, by=by)
    if said.made_at is not None and referral.made_at != said.made_at:
        raise Conflict(_("A referral with this identifier is already stored, with other content."))
    request.replayed = known
    return Status(201, MadeShape(uid=referral.uid, slip=referral.slip, status=referral.status))


@router.post("/referrals/{uuid:uid}/status", response=MadeShape, summary="Say what became of a referral")
@scope(permissions.CHANGE)
def change_referral(request: ApiRequest, uid: UUID, said: StatusBody) -> MadeShape:
    referral_for(request, uid, may=permissions.CHANGE)
    referral = actions.change_status(
        uid,
        said.status,
        by=request.actor,
        reason=said.reason,
        said_by=said.said_by,
        on=said.on,
        outcome=said.outcome,
    )
    return MadeShape(uid=referral.uid, slip=referral.slip, status=referral.status)


@router.post("/referrals/{uuid:uid}/send", response=MadeShape, summary="Send a draft")
@scope(permissions.MAKE)
def send_referral(request: ApiRequest, uid: UUID, said: SendBody) -> MadeShape:
    """It passes the disclosure gate now. A referral that was sent stays as it is."""
    referral_for(request, uid, may=permissions.MAKE)
    referral = actions.send_referral(uid, by=request.actor, follow_up_on=said.follow_up_on)
    return MadeShape(uid=referral.uid, slip=referral.slip, status=referral.status)


@router.post("/referrals/{uuid:uid}/plan", response=MadeShape, summary="Say when and how somebody gets there")
@scope(permissions.CHANGE)
def plan_referral(request: ApiRequest, uid: UUID, said: PlanBody) -> MadeShape:
    found = referral_for(request, uid, may=permissions.CHANGE)
    referral = actions.plan_referral(uid, plan_of(said, found.site), by=request.actor)
    return MadeShape(uid=referral.uid, slip=referral.slip, status=referral.status)


@router.post("/referrals/slip", response=MadeShape, summary="Close a loop by the slip that came back")
@scope(permissions.CHANGE)
def answer_slip(request: ApiRequest, said: SlipBody) -> MadeShape:
    """For the service that got the slip, too: nobody has to know whom it was about.

    A partner's program closes no loop of which it may not know: that slip is then one that is not here.
    """
    refuse_unknown_slip(request, said.slip)
    referral = actions.answer_slip(
        said.slip,
        said.status,
        by=request.actor,
        said_by=said.said_by,
        reason=said.reason,
        on=said.on,
        outcome=said.outcome,
    )
    return MadeShape(uid=referral.uid, slip=referral.slip, status=referral.status)


def _said(referral: Referral, by: Actor) -> dict[str, Any]:
    person = referral.participant if by.may(VIEW_PEOPLE) else None
    return {
        "uid": referral.uid,
        "slip": referral.slip,
        "site": referral.site.slug,
        "kind": referral.kind,
        "entry": referral.entry.uid if referral.entry else None,
        "to_name": referral.to_name,
        "participant": person.uid if person else None,
        "status": referral.status,
        "status_reason": referral.status_reason,
        "outcome": referral.outcome,
        "urgency": referral.urgency,
        "provenance": referral.provenance,
        "appointment_at": referral.appointment_at,
        "appointment_zone": referral.appointment_zone,
        "transport": referral.transport,
        "handoff_at": referral.handoff_at,
        "made_at": referral.made_at,
        "sent_at": referral.sent_at,
        "local_date": referral.local_date,
        "linked_on": referral.linked_on,
        "days_to_service": referral.days_to_service,
        "closed_at": referral.closed_at,
    }
