"""What funders ask about referrals: how many were made, and to what."""

from __future__ import annotations

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from meetpoint.core.directory.models import ServiceKind
from meetpoint.core.modules.measures import Answer, DataSource, Measure, Question, Span
from meetpoint.core.modules.planning_inputs import Informs, PlanningInput
from meetpoint.core.referrals.models import Referral, ReferralStatus


def referrals_made(question: Question) -> Answer:
    """Return how many referrals were made to one kind of service, or to any."""
    by_kind = question.span.once(referrals_by_kind)
    asked = question.where.get("kind")
    return Answer(value=sum(by_kind.values()) if asked is None else by_kind.get(asked, 0))


def referrals_by_kind(span: Span) -> dict[str, int]:
    """Return the number of referrals of a span by kind of service, those entered by mistake left out."""
    made = Referral.objects.of(span.organisation_id).filter(local_date__range=(span.first, span.last))
    if span.site_ids is not None:
        made = made.filter(site_id__in=span.site_ids)
    standing = made.exclude(status=ReferralStatus.ENTERED_IN_ERROR).order_by()
    return dict(standing.values_list("kind").annotate(amount=Count("pk")))


MEASURES = (
    Measure(
        slug="referrals.made",
        label=_("Referrals made"),
        definition=_(
            "Referrals made in these days, by the day on which they were made; those entered by mistake are"
            " left out. One person may be referred more than once. A referral is not yet a linkage."
        ),
        unit=_("referrals"),
        source=DataSource.ENCOUNTER,
        additive=True,
        filters={"kind": tuple(ServiceKind.values)},
        compute=referrals_made,
    ),
)


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
