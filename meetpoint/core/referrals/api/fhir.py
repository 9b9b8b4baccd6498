"""Referrals as FHIR R4B, for programs."""

import json
from typing import Any
from uuid import UUID

from ninja import Router

from meetpoint.core.api.door.entry import ApiRequest
from meetpoint.core.api.models import Recipient
from meetpoint.core.api.offer.scopes import scope
from meetpoint.core.consent.reads import let_out
from meetpoint.core.referrals import permissions
from meetpoint.core.referrals.api.reading import OURS, referral_for
from meetpoint.core.referrals.fhir.bundles import bundle_of, checked
from meetpoint.core.referrals.fhir.told import told_of
from meetpoint.core.referrals.models import Referral
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock

router = Router()


@router.get("/fhir/referrals/{uuid:uid}", response=dict[str, Any], summary="Read one referral as FHIR R4B")
@scope(permissions.VIEW)
def read_fhir_referral(request: ApiRequest, uid: UUID) -> dict[str, Any]:
    """A Bundle with ServiceRequest, Task, the person without a name, both organisations and the consents."""
    referral = referral_for(request, uid, may=permissions.VIEW, what="referral_fhir")
    notice = let_out(
        request,
        "referral_fhir",
        rows=1,
        participant_id=referral.participant_id,
        people=(referral.participant_id,),
        scope=OURS,
    )
    is_own = request.caller.recipient == Recipient.OWN
    return _written(referral, to=request.caller.name, notice=notice, is_own=is_own, by=request.actor)


def _written(referral: Referral, *, to: str, notice: str, is_own: bool, by: Actor) -> dict[str, Any]:
    told = told_of(referral, to=to, notice=notice, is_own=is_own, by=by)
    said: dict[str, Any] = json.loads(checked(bundle_of([told], at=clock.now())))
    return said
