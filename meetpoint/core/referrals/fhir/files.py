"""Files for the receiver of a referral, and for the person: past the disclosure gate first."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from meetpoint.core.consent.gate import PARTICIPANT, disclose
from meetpoint.core.consent.models import DisclosureKind
from meetpoint.core.consent.programmes import is_part2
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.people.models import Participant
from meetpoint.core.people.queries import joined_ids
from meetpoint.core.referrals.actions.leaving import account
from meetpoint.core.referrals.fhir.bundles import bundle_for, bundle_of, checked
from meetpoint.core.referrals.fhir.told import consents_of, pseudonym, told_of, told_to_person
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


def file_for_person(person: Participant, *, by: Actor) -> FhirFile:
    """Return all referrals and all consents of a person, for themself; `person` is the record that was kept.

    Raises NotAllowed. It is written into the accounting as their own copy.
    """
    grant = disclose(
        by,
        kind=DisclosureKind.EXPORT,
        what="referral_fhir",
        purpose="own copy",
        recipient=PARTICIPANT,
        participant_id=person.pk,
        rows=1,
        programmes=("referrals", "consent"),
    )
    theirs = Referral.objects.of(by).filter(participant_id__in=joined_ids(by, person))
    in_order = theirs.select_related("entry").order_by("made_at", "id")
    told = [told_to_person(one, person, by=by) for one in in_order]
    bundle = bundle_for(
        pseudonym(person, "", by),
        told,
        consents_of(person, by),
        organisation=Organisation.objects.get(pk=by.organisation_id).name,
        protected=is_part2(by, None),
        at=clock.now(),
    )
    day = clock.now().date().isoformat()
    return FhirFile(name=f"copy-{day}.fhir.json", text=checked(bundle), notice=grant.notice)
