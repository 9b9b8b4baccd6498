"""Referrals and tasks as programs send them, read into what the actions take."""

from uuid import UUID

from meetpoint.core.api.offer.places import site_called
from meetpoint.core.directory.models import DirectoryEntry
from meetpoint.core.people.models import Participant
from meetpoint.core.referrals.actions import NewReferral
from meetpoint.core.referrals.actions.writing import not_listed
from meetpoint.core.referrals.api.shapes import ReferralBody
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock


def new_referral(said: ReferralBody, *, by: Actor) -> NewReferral:
    """Return the referral to be made. Raises DomainError for what is not within the token's reach."""
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
        participant_id=participant_id_of(said.participant, by=by),
        follow_up_on=said.follow_up_on,
    )


def participant_id_of(uid: UUID | None, *, by: Actor) -> int | None:
    """Return a participant's id, None for none. Raises ReferralRefused for one that is not here."""
    if uid is None:
        return None
    found = Participant.objects.of(by).filter(uid=uid).values_list("pk", flat=True).first()
    if found is None:
        raise not_listed("participant")
    return found


def _entry_id(uid: UUID | None, by: Actor) -> int | None:
    if uid is None:
        return None
    found = DirectoryEntry.objects.of(by).filter(uid=uid).values_list("pk", flat=True).first()
    if found is None:
        raise not_listed("entry")
    return found
