"""Additive counts of referrals: made, and linked. A referral is not a linkage."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import DayFigure, Figure
from meetpoint.core.referrals.models import Referral
from meetpoint.core.referrals.words import ReferralStatus


def _counted(organisation_id: int, day_field: str, first: date, last: date) -> Iterable[DayFigure]:
    rows = (
        Referral.objects.of(organisation_id)
        .filter(sent_at__isnull=False, **{f"{day_field}__range": (first, last)})
        .exclude(status=ReferralStatus.ENTERED_IN_ERROR)
        .values_list("site_id", day_field)
        .annotate(amount=Count("pk"))
    )
    return [DayFigure(site_id, day, amount) for site_id, day, amount in rows]


def made_by_day(organisation_id: int, first: date, last: date) -> Iterable[DayFigure]:
    """Return how many referrals were made."""
    return _counted(organisation_id, "local_date", first, last)


def linked_by_day(organisation_id: int, first: date, last: date) -> Iterable[DayFigure]:
    """Return how many referrals led to a first service, by the day of that service."""
    return _counted(organisation_id, "linked_on", first, last)


FIGURES = (
    Figure(
        slug="referrals_made",
        label=_("Referrals made"),
        group=_("Referrals"),
        definition=_("Referrals sent to other services; drafts and those entered by mistake are left out."),
        by_day=made_by_day,
        order=80,
    ),
    Figure(
        slug="referrals_linked",
        label=_("Referrals linked to care"),
        group=_("Referrals"),
        definition=_(
            "Referrals for which the receiver or the person said that the service began, by that day."
        ),
        by_day=linked_by_day,
        order=81,
    ),
)
