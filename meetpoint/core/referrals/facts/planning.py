"""What planning may begin with from referrals: how many led to medication treatment."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from meetpoint.core.directory.models import ServiceKind
from meetpoint.core.modules.planning_inputs import Informs, PlanningInput
from meetpoint.core.modules.spans import Answer, Span
from meetpoint.core.referrals.models import Referral
from meetpoint.core.referrals.words import ReferralStatus


def linked_to_treatment(span: Span) -> Answer:
    """Count referrals to medication treatment whose person was seen there, by the day of that."""
    linked = Referral.objects.of(span.organisation_id).filter(
        kind=ServiceKind.TREATMENT,
        status=ReferralStatus.COMPLETED,
        linked_on__range=(span.first, span.last),
    )
    if span.site_ids is not None:
        linked = linked.filter(site_id__in=span.site_ids)
    return Answer(value=linked.count())


PLANNING_INPUTS = (
    PlanningInput(
        slug="referrals.linked_to_treatment",
        title=_("Referrals linked to medication treatment"),
        unit=_("people"),
        parameter="treatment_entries",
        informs=Informs.OUTCOME,
        counted=_(
            "Referrals to medication treatment that ended with the person being seen there. Treatment that "
            "others began is not in it, so the model’s own number should be larger."
        ),
        count=linked_to_treatment,
    ),
)
