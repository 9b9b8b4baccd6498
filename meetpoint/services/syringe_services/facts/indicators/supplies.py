"""Syringes and other supplies, out and back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from meetpoint.core.encounters.facts.indicators import EUDA, NC_SSP, NMDC, PLACES, SSP, TOLD
from meetpoint.core.modules.indicators import DataSource, Indicator, ratio
from meetpoint.services.syringe_services.facts.indicators.sources import (
    BACK,
    GAM,
    OUT,
    OWN_WORDS,
    PEOPLE_SUPPLIED,
    SAMHSA,
    WITH_CODE,
)

SUPPLIES = (
    Indicator(
        code=OUT,
        headline=True,
        title=_("Syringes handed out"),
        definition=_("Complete sets handed out. Loose needles and loose barrels are not in it."),
        unit=_("syringes"),
        source=DataSource.ENCOUNTER,
        additive=True,
        table="supplies",
        value=lambda supplies: supplies.syringes.sum(),
        breakdowns=PLACES,
        reference=GAM,
        standards=("UNAIDS GAM", NC_SSP, EUDA, NMDC),
        figures=("syringes_out",),
    ),
    Indicator(
        code=BACK,
        headline=True,
        title=_("Syringes returned"),
        definition=_(
            "Used syringes brought back at contacts: counted, as people said, or by the volume or weight of"
            " containers at the rate in force on that day. Clean-ups are not in it."
        ),
        unit=_("syringes"),
        source=DataSource.ENCOUNTER,
        additive=True,
        estimated=True,
        table="returns",
        value=lambda returns: returns.syringes.sum(),
        breakdowns=(*PLACES, "method"),
        reference=NC_SSP,
        standards=(NC_SSP,),
        figures=(
            "syringes_returned_counted",
            "syringes_returned_stated",
            "syringes_returned_volume",
            "syringes_returned_weight",
        ),
    ),
    Indicator(
        code="syringe_services.return_ratio",
        title=_("Syringes returned for each handed out"),
        definition=_(
            "Used syringes returned divided by syringes handed out. Look at it beside the methods: most"
            " returns are estimates."
        ),
        unit=_("returned for each handed out"),
        source=DataSource.ENCOUNTER,
        additive=False,
        estimated=True,
        of=(BACK, OUT),
        combine=ratio(BACK, OUT),
        breakdowns=("site", "month"),
        reference="SSP summary of SUDS, github.com/taugustincst/suds",
    ),
    Indicator(
        code=PEOPLE_SUPPLIED,
        events=True,
        title=_("Different people given syringes"),
        definition=_(
            "Participants with a code who were given syringes, each counted once; joined records are one."
            " Contacts without a code in which syringes were given are not in it, and their number stands"
            " beside it."
        ),
        unit=_("people"),
        source=DataSource.ENCOUNTER,
        additive=False,
        estimated=True,
        table="contacts",
        value=lambda contacts: contacts.person.nunique(where=contacts.got_syringes),
        without_code=lambda contacts: contacts.people.sum(
            where=contacts.person.isnull() & contacts.got_syringes
        ),
        breakdowns=(*PLACES, *TOLD),
        reference=OWN_WORDS,
        standards=(EUDA,),
    ),
    Indicator(
        code=WITH_CODE,
        title=_("Syringes handed out to people with a code"),
        definition=_("Complete sets handed out at contacts with a code; what they took for others is in it."),
        unit=_("syringes"),
        source=DataSource.ENCOUNTER,
        additive=True,
        table="supplies",
        value=lambda supplies: supplies.syringes.sum(where=supplies.person.notnull()),
        breakdowns=PLACES,
        reference=OWN_WORDS,
    ),
    Indicator(
        code="syringe_services.contacts_supplied",
        events=True,
        title=_("Contacts in which syringes were given"),
        definition=_(
            "Contacts in which complete sets were handed out; a count of a group adds the number of people"
            " counted."
        ),
        unit=_("contacts"),
        source=DataSource.ENCOUNTER,
        additive=True,
        table="contacts",
        value=lambda contacts: contacts.people.sum(where=contacts.got_syringes),
        breakdowns=(*PLACES, "place_type"),
        reference=EUDA,
        standards=(EUDA, NMDC),
    ),
    Indicator(
        code="syringe_services.provision_points",
        title=_("Places where syringes were given"),
        definition=_(
            "Sites with at least one contact in these days in which complete sets were handed out. A van or"
            " a route counts as one, however many stops it makes."
        ),
        unit=_("sites"),
        source=DataSource.PROGRAMME,
        additive=False,
        table="contacts",
        value=lambda contacts: contacts.site.nunique(where=contacts.got_syringes),
        breakdowns=("site_kind", "month"),
        reference=EUDA,
        standards=(EUDA, NMDC),
    ),
    Indicator(
        code="syringe_services.test_strips",
        title=_("Drug checking strips handed out"),
        definition=_(
            "Test strips handed out at contacts, for fentanyl or another substance, counted in strips as the"
            " catalogue has them. Other drug checking technologies are not handed out by these services."
        ),
        unit=_("strips"),
        source=DataSource.ENCOUNTER,
        additive=True,
        table="supplies",
        value=lambda supplies: supplies.quantity.sum(where=supplies.kind == "test_strips"),
        breakdowns=PLACES,
        reference=SAMHSA,
        standards=(SAMHSA,),
    ),
    Indicator(
        code="syringe_services.syringes_found",
        title=_("Syringes found in clean-ups"),
        definition=_("Used syringes picked up in the community, counted or estimated. Not part of returns."),
        unit=_("syringes"),
        source=DataSource.PROGRAMME,
        additive=True,
        estimated=True,
        table="clean_ups",
        value=lambda found: found.syringes.sum(),
        breakdowns=(*PLACES, "method"),
        reference="Ontario Harm Reduction Database, clean-up (secondary)",
        figures=("syringes_cleaned_up",),
    ),
    Indicator(
        code="syringe_services.supplies_out",
        title=_("Supplies handed out"),
        definition=_("Units handed out at contacts. They add up to something only within one kind."),
        unit=_("units"),
        source=DataSource.ENCOUNTER,
        additive=True,
        table="supplies",
        value=lambda supplies: supplies.quantity.sum(),
        breakdowns=(*PLACES, "kind"),
        reference="SSP summary of SUDS, github.com/taugustincst/suds",
        standards=(SSP,),
    ),
)
