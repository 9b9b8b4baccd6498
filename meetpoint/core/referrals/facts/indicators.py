"""What can be told from referrals: how many were made, how many led to a service."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from meetpoint.core.encounters.facts.indicators import NC_SSP, PLACES
from meetpoint.core.modules.indicators import DataSource, Indicator, ratio

HL7 = "HL7 SDOH Clinical Care, referral task states"
OD2A_LTC = "CDC OD2A LOCAL, LTC_Referrals (secondary)"

INDICATORS = (
    Indicator(
        code="referrals.made",
        title=_("Referrals made"),
        definition=_(
            "Referrals made in these days, by the day on which they were made; those entered by mistake are"
            " left out. One person may be referred more than once. A referral is not yet a linkage."
        ),
        unit=_("referrals"),
        source=DataSource.ENCOUNTER,
        additive=True,
        table="referrals",
        value=lambda referrals: referrals.count(),
        breakdowns=(*PLACES, "kind", "status"),
        reference=NC_SSP,
        standards=(NC_SSP, OD2A_LTC),
        figures=("referrals_made",),
    ),
    Indicator(
        code="referrals.linked",
        title=_("Referrals linked to care"),
        definition=_(
            "Referrals for which the receiver or the person said that the service began, by that day."
        ),
        unit=_("referrals"),
        source=DataSource.ENCOUNTER,
        additive=True,
        table="linkages",
        value=lambda linkages: linkages.count(),
        breakdowns=(*PLACES, "kind"),
        reference=HL7,
        standards=(OD2A_LTC,),
        figures=("referrals_linked",),
    ),
    Indicator(
        code="referrals.linked_share",
        title=_("Linkages for each referral"),
        definition=_(
            "Services that began in these days, divided by referrals made in these days. They need not be the"
            " same referrals: one made in March may begin in April."
        ),
        unit=_("linkages for each referral"),
        source=DataSource.ENCOUNTER,
        additive=False,
        of=("referrals.linked", "referrals.made"),
        combine=ratio("referrals.linked", "referrals.made"),
        breakdowns=("site", "month", "kind"),
        reference=HL7,
    ),
)
