"""What every change of a referral or a task needs: the person as they are now, a step, days to forget."""

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from meetpoint.core.encounters.storing import forget_days
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.actions.codes import refuse_erased
from meetpoint.core.people.models import Participant
from meetpoint.core.people.queries import kept_record
from meetpoint.core.referrals.errors import ReferralRefused
from meetpoint.core.referrals.models import Referral, ReferralChange
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import NotFound


def person_now(participant_id: int | None, by: Actor) -> int | None:
    """Return the record kept for a person, locked, so that an erasure waits; None stays None.

    Must run inside a transaction. Raises ReferralRefused for a record that is not here, and Erased.
    """
    if participant_id is None:
        return None
    found = Participant.objects.of(by).filter(pk=participant_id).first()
    if found is None:
        raise not_listed("participant")
    kept = kept_record(by, found).pk
    refuse_erased(Participant.objects.of(by).select_for_update(no_key=True).get(pk=kept))
    return kept


def locked(uid: UUID, by: Actor) -> Referral:
    """Return a referral in reach, locked. Must run inside a transaction. Raises NotFound."""
    referral = Referral.objects.of(by).select_for_update().filter(uid=uid).first()
    if referral is None or not by.reaches(referral.site_id):
        raise NotFound(_("This referral is not here. It may belong to another site."))
    return referral


def site_of(site_id: int, by: Actor) -> Site:
    """Return one of the organisation's sites, with the organisation. Raises ReferralRefused."""
    site = Site.objects.of(by).select_related("organisation").filter(pk=site_id).first()
    if site is None:
        raise not_listed("site")
    return site


def not_listed(field: str) -> ReferralRefused:
    """Return the refusal of something that this organisation does not have."""
    return ReferralRefused({field: _("Choose one from the list.")})


def write_step(
    referral: Referral,
    status: str,
    *,
    by: Actor,
    reason: str = "",
    said_by: str = "",
    at: datetime | None = None,
) -> None:
    """Add one status to a referral's history."""
    ReferralChange.objects.create(
        organisation_id=by.organisation_id,
        referral=referral,
        status=status,
        reason=reason.strip(),
        said_by=said_by,
        at=at or clock.now(),
        staff_id=by.staff_id,
    )


def forget(by: Actor, *days: date | None) -> None:
    """Let the kept sums of these days be added up again."""
    known = {day for day in days if day is not None}
    forget_days(by.organisation_id, known, now=clock.now())
