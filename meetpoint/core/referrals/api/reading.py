"""Referrals and tasks as programs send them, read into what the actions take."""

from uuid import UUID

from meetpoint.core.api.door.entry import ApiRequest, not_here
from meetpoint.core.api.models import Recipient
from meetpoint.core.api.offer.places import site_called
from meetpoint.core.api.offer.scopes import found_for
from meetpoint.core.consent import reads
from meetpoint.core.consent.deciding.facts import Scope
from meetpoint.core.directory.models import DirectoryEntry
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.models import Participant
from meetpoint.core.referrals.actions import NewReferral, Plan
from meetpoint.core.referrals.actions.outcomes import unknown_slip
from meetpoint.core.referrals.actions.writing import not_listed
from meetpoint.core.referrals.api.shapes import PlanBody, ReferralBody
from meetpoint.core.referrals.models import FollowUpTask, Referral
from meetpoint.core.referrals.queries import by_slip
from meetpoint.core.referrals.words import ReferralStatus
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock

OURS = frozenset({Scope.REFERRALS})


def new_referral(said: ReferralBody, request: ApiRequest) -> NewReferral:
    """Return the referral to be made. Raises DomainError for what is not within the token's reach."""
    by = request.actor
    site = site_called(said.site, by=by)
    made_at = said.made_at or clock.now()
    return NewReferral(
        uid=said.uid,
        site_id=site.pk,
        kind=said.kind,
        local_date=clock.local_date(made_at, site.time_zone or site.organisation.time_zone),
        made_at=made_at,
        entry_id=_entry_id(said.entry, by),
        to_name=said.to_name,
        participant_id=participant_id_of(said.participant, request),
        follow_up_on=said.follow_up_on,
        urgency=said.urgency,
        provenance=said.provenance,
        plan=plan_of(said, site),
        draft=said.draft,
    )


def plan_of(said: ReferralBody | PlanBody, site: Site) -> Plan:
    """Return the plan that was said; without a time zone, an appointment is in that of the site."""
    zone = said.appointment_zone or site.time_zone or site.organisation.time_zone
    return Plan(
        appointment_at=said.appointment_at,
        appointment_zone=zone if said.appointment_at else "",
        transport=said.transport,
    )


def participant_id_of(uid: UUID | None, request: ApiRequest) -> int | None:
    """Return a participant's id, None for none.

    Raises ReferralRefused for one that is not here, or of whom this program may not know.
    """
    if uid is None:
        return None
    reach = reads.whom(request, scope=OURS)
    found = Participant.objects.of(request.actor).filter(uid=uid).values_list("pk", flat=True).first()
    if found is None or not reach.holds(found):
        raise not_listed("participant")
    return found


def is_partner(request: ApiRequest) -> bool:
    """Tell whether somebody else's program asks; a draft, which was told to nobody, is not there for it."""
    return request.caller.recipient == Recipient.PARTNER


def referral_for(request: ApiRequest, uid: UUID, *, may: str, what: str = "referral") -> Referral:
    """Return a referral of which this program may know. Raises Problem (404)."""
    return reads.one(
        request,
        what,
        lambda: _told_to(request, uid, may),
        person=lambda found: found.participant_id,
        scope=OURS,
    )


def task_for(request: ApiRequest, uid: UUID, *, may: str) -> FollowUpTask:
    """Return a task of which this program may know. Raises Problem (404)."""
    return reads.one(
        request,
        "task",
        lambda: found_for(request.actor, FollowUpTask, may=may, uid=uid),
        person=lambda found: found.participant_id,
        scope=OURS,
    )


def refuse_unknown_slip(request: ApiRequest, slip: str) -> None:
    """Raise ReferralRefused for a slip of a referral of which this program may not know, or of none."""
    reach = reads.whom(request, scope=OURS)
    found = by_slip(request.actor, slip)
    is_hidden = found is not None and found.status == ReferralStatus.DRAFT and is_partner(request)
    if found is None or is_hidden or not reach.holds(found.participant_id):
        raise unknown_slip()


def _told_to(request: ApiRequest, uid: UUID, may: str) -> Referral:
    found = found_for(request.actor, Referral, may=may, uid=uid)
    if found.status == ReferralStatus.DRAFT and is_partner(request):
        raise not_here()
    return found


def _entry_id(uid: UUID | None, by: Actor) -> int | None:
    if uid is None:
        return None
    found = DirectoryEntry.objects.of(by).filter(uid=uid).values_list("pk", flat=True).first()
    if found is None:
        raise not_listed("entry")
    return found
