"""Files for the receiver of a referral, and for the person: past the disclosure gate first."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from meetpoint.core.referrals.actions.leaving import account
from meetpoint.core.referrals.fhir.bundles import bundle_of, checked
from meetpoint.core.referrals.fhir.told import told_of
from meetpoint.core.referrals.models import Referral
from meetpoint.core.referrals.words import ReferralStatus
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict


@dataclass(frozen=True, kw_only=True, slots=True)
class FhirFile:
    """A file with its name and the notice that is in it, too."""

    name: str
    text: str
    notice: str


def file_for_receiver(referral: Referral, *, by: Actor) -> FhirFile:
    """Return a referral for the service to which it leads. Raises NotAllowed, and Conflict for a draft.

    The gate is asked with the receiver's name, about this person, now; it writes the accounting.
    """
    if referral.status == ReferralStatus.DRAFT:
        raise Conflict(_("This is a draft. Send it first."))
    to = referral.entry.name if referral.entry else referral.to_name
    grant = account(referral.kind, referral.participant_id, by, site_id=referral.site_id, to_name=to)
    told = told_of(referral, to=to, notice=grant.notice, by=by)
    text = checked(bundle_of([told], at=clock.now()))
    return FhirFile(name=f"referral-{referral.slip}.fhir.json", text=text, notice=grant.notice)
