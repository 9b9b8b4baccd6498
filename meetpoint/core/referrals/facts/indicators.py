"""What can be told from referrals: how many were made, how many led to a service."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from meetpoint.core.encounters.facts.indicators import NC_SSP, PLACES
from meetpoint.core.modules.indicators import DataSource, Indicator, ratio

HL7 = "HL7 SDOH Clinical Care, referral task states"
OVERDOSE_MEASURES = "overdosemeasuresmatter.org: link to care (secondary); median: product choice"
_WAITING = ("requested", "accepted", "in-progress", "on-hold")
OD2A_LTC = "CDC OD2A LOCAL, LTC_Referrals (secondary)"

INDICATORS = (
    Indicator(
        code="referrals.made",
        title=_("Referrals made"),
        definition=_(
            "Referrals sent in these days; drafts and those entered by mistake are left out. One person may"
            " be referred more than once. A referral is not yet a linkage."
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
    Indicator(
        code="referrals.led_to_service",
        title=_("Referrals that led to a service so far"),
        definition=_(
            "Of the referrals sent in these days, those after which a service began, whenever that was. The"
            " number of late days still grows."
        ),
        unit=_("referrals"),
        source=DataSource.ENCOUNTER,
        additive=True,
        table="referrals",
        value=lambda referrals: (referrals.status == "completed").sum(),
        breakdowns=(*PLACES, "kind", "urgency"),
        reference=HL7,
    ),
    Indicator(
        code="referrals.led_to_service_share",
        title=_("Share of referrals that led to a service so far"),
        definition=_(
            "Referrals of these days after which a service began, divided by all referrals of these days."
        ),
        unit=_("of all referrals"),
        source=DataSource.ENCOUNTER,
        additive=False,
        of=("referrals.led_to_service", "referrals.made"),
        combine=ratio("referrals.led_to_service", "referrals.made"),
        breakdowns=("site", "month", "kind"),
        reference=HL7,
    ),
    Indicator(
        code="referrals.closed_no_answer",
        title=_("Referrals closed without an answer"),
        definition=_(
            "Of the referrals sent in these days, those that were closed because neither the service nor the"
            " person ever said what became of them."
        ),
        unit=_("referrals"),
        source=DataSource.ENCOUNTER,
        additive=True,
        table="referrals",
        value=lambda referrals: (referrals.outcome == "no_answer").sum(),
        breakdowns=(*PLACES, "kind"),
        reference=HL7,
    ),
    Indicator(
        code="referrals.still_open",
        title=_("Referrals that are still open"),
        definition=_("Of the referrals sent in these days, those that have not ended yet."),
        unit=_("referrals"),
        source=DataSource.ENCOUNTER,
        additive=True,
        table="referrals",
        value=lambda referrals: referrals.status.isin(_WAITING).sum(),
        breakdowns=(*PLACES, "kind"),
        reference=HL7,
    ),
    Indicator(
        code="referrals.days_to_service",
        title=_("Days to the first service"),
        definition=_(
            "The median of days from sending a referral to the first service, over services that began in"
            " these days. Referrals that led nowhere are not in it: read it beside the share that led to a"
            " service."
        ),
        unit=_("days"),
        source=DataSource.ENCOUNTER,
        additive=False,
        table="linkages",
        value=lambda linkages: linkages.days_to_service.median(),
        breakdowns=(*PLACES, "kind"),
        reference=OVERDOSE_MEASURES,
    ),
)
