"""What can be told from contacts: how many, with how many people, who they are in broad groups, and where."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.indicators import DataSource, Indicator

PLACES = ("site", "site_kind", "day", "month")
"""By what every count can be broken down."""

TOLD = ("age_band", "gender", "race_ethnicity", "zip3")
"""By what different people can be broken down: what they told about themselves."""

OWN_WORDS = "Meetpoint’s own definition"
SSP = "SSP indicators, University of Washington SHaRP with CDC (secondary)"
EUDA = "EUDA ST10, archive.euda.europa.eu/stats10 (secondary)"
NC_SSP = "North Carolina SSP annual report (secondary)"
OD2A = "CDC OD2A LOCAL, HR_Encounters (secondary)"
NMDC = "Australian NSP national minimum data collection (secondary)"

PEOPLE = _(
    "Participants with a code who were met at least once, each counted once for whatever is asked: any span"
    " of days, any sites; joined records are one. It is an estimate of people: somebody may carry two codes."
    " Contacts without a code are not in it, and their number stands beside it."
)

INDICATORS = (
    Indicator(
        code="encounters.contacts",
        headline=True,
        events=True,
        title=_("Contacts"),
        definition=_(
            "Each time a person was met, with or without a code. A count of a group adds the number of people"
            " counted. The same person on another day is another contact. Voided entries are left out."
        ),
        unit=_("contacts"),
        source=DataSource.ENCOUNTER,
        additive=True,
        table="contacts",
        value=lambda contacts: contacts.people.sum(),
        breakdowns=(*PLACES, "place_type"),
        reference=SSP,
        standards=("SSP 06", OD2A, NC_SSP, EUDA, NMDC),
        figures=("contacts",),
    ),
    Indicator(
        code="encounters.unique_participants",
        headline=True,
        events=True,
        title=_("Different people met"),
        definition=PEOPLE,
        unit=_("people"),
        source=DataSource.ENCOUNTER,
        additive=False,
        estimated=True,
        table="contacts",
        value=lambda contacts: contacts.person.nunique(),
        without_code=lambda contacts: contacts.people.sum(where=contacts.person.isnull()),
        breakdowns=(*PLACES, "place_type", *TOLD),
        reference=NC_SSP,
        standards=(NC_SSP, EUDA),
    ),
    Indicator(
        code="encounters.contacts_with_code",
        events=True,
        title=_("Contacts with a code"),
        definition=_("Contacts of people who used a code of theirs."),
        unit=_("contacts"),
        source=DataSource.ENCOUNTER,
        additive=True,
        table="contacts",
        value=lambda contacts: contacts.people.sum(where=contacts.person.notnull()),
        breakdowns=(*PLACES, "place_type", *TOLD),
        reference=OWN_WORDS,
        standards=(NMDC,),
        figures=("contacts_with_code",),
    ),
    Indicator(
        code="encounters.contacts_without_code",
        events=True,
        title=_("Anonymous contacts"),
        definition=_("Single contacts recorded without a code. Groups that were only counted are not in it."),
        unit=_("contacts"),
        source=DataSource.ENCOUNTER,
        additive=True,
        table="contacts",
        value=lambda contacts: contacts.people.sum(where=contacts.person.isnull() & ~contacts.count_only),
        breakdowns=(*PLACES, "place_type"),
        reference=OWN_WORDS,
        figures=("contacts_without_code",),
    ),
    Indicator(
        code="encounters.people_counted",
        title=_("People only counted"),
        definition=_("People in entries that count a group, as in a rush or a counting week."),
        unit=_("people"),
        source=DataSource.ENCOUNTER,
        additive=True,
        table="contacts",
        value=lambda contacts: contacts.people.sum(where=contacts.count_only),
        breakdowns=PLACES,
        reference=OWN_WORDS,
        figures=("people_counted",),
    ),
    Indicator(
        code="encounters.collected_for",
        title=_("Others collected for"),
        definition=_(
            "How many other people the persons met said they collect for, added up over contacts."
            " Nobody is asked who they are."
        ),
        unit=_("people"),
        source=DataSource.ENCOUNTER,
        additive=True,
        estimated=True,
        table="contacts",
        value=lambda contacts: contacts.for_others.sum(),
        breakdowns=PLACES,
        reference="Ontario Harm Reduction Database, “collecting on behalf of” (secondary)",
        figures=("people_collected_for",),
    ),
    Indicator(
        code="encounters.sites_in_use",
        title=_("Sites where somebody was met"),
        definition=_("Sites with at least one contact in these days."),
        unit=_("sites"),
        source=DataSource.PROGRAMME,
        additive=False,
        table="contacts",
        value=lambda contacts: contacts.site.nunique(),
        breakdowns=("site_kind", "month"),
        reference=EUDA,
        standards=("SSP 05", EUDA, NC_SSP),
    ),
)
