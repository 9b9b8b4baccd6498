"""What can be told about naloxone: kits and doses, to how many people, training, refills, reversals."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from meetpoint.core.encounters.facts.indicators import NC_SSP, PLACES, TOLD
from meetpoint.core.modules.indicators import DataSource, Indicator, ratio, total

ONP = "Ontario Naloxone Program, quarterly report (secondary)"
OD2A = "CDC OD2A LOCAL, HR_Naloxone (secondary)"
SAMHSA = "SAMHSA SOR/TOR, OMB 0930-0384 (secondary)"
DOSES_NOT_KITS = "overdosemeasuresmatter.org, data-quality rule: count doses, not kits"
PITTSBURGH = "opioiddata.org, Pittsburgh, November 2025"
SURVEY = _("an anonymous survey of participants at one point in time; Meetpoint keeps no such answers")

INDICATORS = (
    Indicator(
        code="naloxone.kits",
        title=_("Naloxone kits"),
        definition=_(
            "Units of naloxone items that are kits, handed out at contacts. Loose doses are not in it, and"
            " kits passed to other organisations are not in it either. Voided entries are left out."
        ),
        unit=_("kits"),
        source=DataSource.ENCOUNTER,
        additive=True,
        table="supplies",
        value=lambda supplies: supplies.quantity.sum(where=(supplies.kind == "naloxone") & supplies.kit),
        breakdowns=(*PLACES, "route"),
        reference=ONP,
        standards=(ONP, NC_SSP, OD2A),
        figures=("naloxone_kits",),
    ),
    Indicator(
        code="naloxone.loose_doses",
        title=_("Naloxone doses outside kits"),
        definition=_(
            "Doses handed out that were not part of a kit, by what each unit held on that day: a box counts"
            " for the doses in it."
        ),
        unit=_("doses"),
        source=DataSource.ENCOUNTER,
        additive=True,
        table="supplies",
        value=lambda supplies: supplies.doses.sum(where=(supplies.kind == "naloxone") & ~supplies.kit),
        breakdowns=(*PLACES, "route"),
        reference=ONP,
        standards=(ONP,),
        figures=("naloxone_loose_doses",),
    ),
    Indicator(
        code="naloxone.doses",
        headline=True,
        title=_("Naloxone doses"),
        definition=_("All doses handed out, in kits and outside, by what each kit held on that day."),
        unit=_("doses"),
        source=DataSource.ENCOUNTER,
        additive=True,
        table="supplies",
        value=lambda supplies: supplies.doses.sum(where=supplies.kind == "naloxone"),
        breakdowns=(*PLACES, "route"),
        reference=DOSES_NOT_KITS,
        standards=("SSP 11", OD2A, SAMHSA),
        figures=("naloxone_doses",),
    ),
    Indicator(
        code="naloxone.people_supplied",
        events=True,
        title=_("Different people given naloxone"),
        definition=_(
            "Participants with a code who were given naloxone, each counted once; joined records are one."
            " Contacts without a code in which naloxone was given are not in it, and their number stands"
            " beside it."
        ),
        unit=_("people"),
        source=DataSource.ENCOUNTER,
        additive=False,
        estimated=True,
        table="contacts",
        value=lambda contacts: contacts.person.nunique(where=contacts.got_naloxone),
        without_code=lambda contacts: contacts.people.sum(
            where=contacts.person.isnull() & contacts.got_naloxone
        ),
        breakdowns=(*PLACES, *TOLD),
        reference="Meetpoint’s own definition",
    ),
    Indicator(
        code="naloxone.contacts_supplied",
        events=True,
        title=_("Contacts in which naloxone was given"),
        definition=_(
            "Contacts in which naloxone was handed out, in kits or outside; a count of a group adds the"
            " number of people counted."
        ),
        unit=_("contacts"),
        source=DataSource.ENCOUNTER,
        additive=True,
        table="contacts",
        value=lambda contacts: contacts.people.sum(where=contacts.got_naloxone),
        breakdowns=(*PLACES, "place_type"),
        reference=OD2A,
        standards=(OD2A,),
    ),
    Indicator(
        code="naloxone.other_medications",
        title=_("Other overdose reversal medications"),
        definition=_(
            "Units of reversal medications that are not naloxone, handed out at contacts. Naloxone is not in"
            " it."
        ),
        unit=_("units"),
        source=DataSource.ENCOUNTER,
        additive=True,
        table="supplies",
        value=lambda supplies: supplies.quantity.sum(where=supplies.kind == "other_reversal"),
        breakdowns=PLACES,
        reference=SAMHSA,
        standards=(SAMHSA,),
    ),
    Indicator(
        code="naloxone.refills",
        events=True,
        title=_("Naloxone refills"),
        definition=_("Contacts in which the person said that they had had naloxone before."),
        unit=_("contacts"),
        source=DataSource.ENCOUNTER,
        additive=True,
        table="naloxone_said",
        value=lambda said: (said.supply == "refill").sum(),
        answered=lambda said: (said.supply != "").sum(),
        occasions="naloxone.doses",
        breakdowns=(*PLACES, "reason"),
        reference=ONP,
        standards=(ONP,),
        figures=("naloxone_refills",),
    ),
    Indicator(
        code="naloxone.resupply_reasons",
        events=True,
        title=_("What became of the last kit"),
        definition=_("Contacts in which the person said what became of their last kit."),
        unit=_("contacts"),
        source=DataSource.ENCOUNTER,
        additive=True,
        table="naloxone_said",
        value=lambda said: (said.reason != "").sum(),
        answered=lambda said: (said.reason != "").sum(),
        occasions="naloxone.doses",
        breakdowns=(*PLACES, "reason"),
        reference="towardtheheart.com/ezine/7 (British Columbia); Ontario, earlier form (secondary)",
        standards=(ONP,),
    ),
    Indicator(
        code="naloxone.people_shown",
        events=True,
        title=_("Different people shown how to respond"),
        definition=_(
            "Participants with a code who were shown at a contact how to respond to an overdose, each counted"
            " once. Contacts without a code are not in it, and their number stands beside it."
        ),
        unit=_("people"),
        source=DataSource.ENCOUNTER,
        additive=False,
        estimated=True,
        table="naloxone_said",
        value=lambda said: said.person.nunique(where=said.training == "given"),
        answered=lambda said: (said.training != "").sum(),
        occasions="naloxone.doses",
        without_code=lambda said: (said.person.isnull() & (said.training == "given")).sum(),
        breakdowns=PLACES,
        reference=ONP,
        standards=(ONP, SAMHSA),
    ),
    Indicator(
        code="naloxone.contacts_shown",
        events=True,
        title=_("Contacts with overdose response training"),
        definition=_("Contacts in which somebody was shown how to respond to an overdose."),
        unit=_("contacts"),
        source=DataSource.ENCOUNTER,
        additive=True,
        table="naloxone_said",
        value=lambda said: (said.training == "given").sum(),
        breakdowns=PLACES,
        reference=ONP,
        figures=("naloxone_trained_contacts",),
    ),
    Indicator(
        code="naloxone.trained_in_groups",
        title=_("People at group trainings"),
        definition=_("Headcounts of group trainings. Somebody who came twice counts twice."),
        unit=_("people"),
        source=DataSource.PROGRAMME,
        additive=True,
        table="trainings",
        value=lambda trainings: trainings.people.sum(),
        breakdowns=(*PLACES, "audience"),
        reference=ONP,
        standards=(ONP, SAMHSA, "CDC OD2A LOCAL, HS_Training (secondary)"),
        figures=("naloxone_trained_in_groups",),
    ),
    Indicator(
        code="naloxone.trainings_held",
        events=True,
        title=_("Group trainings held"),
        definition=_("Trainings of groups, whatever their size; those entered by mistake are left out."),
        unit=_("trainings"),
        source=DataSource.PROGRAMME,
        additive=True,
        table="trainings",
        value=lambda trainings: trainings.count(),
        breakdowns=(*PLACES, "audience"),
        reference=SAMHSA,
        standards=(SAMHSA,),
    ),
    Indicator(
        code="naloxone.people_trained",
        title=_("People trained to respond to an overdose"),
        definition=_(
            "The headcounts of group trainings, in which somebody who came twice counts twice, and the"
            " different participants with a code who were shown at a contact how to respond. Contacts without"
            " a code are not in it: their number stands beside it. Somebody may be in both parts."
        ),
        unit=_("people"),
        source=DataSource.ENCOUNTER,
        additive=False,
        estimated=True,
        of=("naloxone.people_shown", "naloxone.trained_in_groups"),
        combine=total,
        breakdowns=PLACES,
        reference=ONP,
        standards=(ONP, SAMHSA),
    ),
    Indicator(
        code="naloxone.reversals",
        headline=True,
        events=True,
        title=_("Reversals reported"),
        definition=_(
            "Overdoses answered with naloxone, as people told us, by the day on which they told us."
        ),
        unit=_("reports"),
        source=DataSource.ENCOUNTER,
        additive=True,
        table="reversals",
        value=lambda reversals: reversals.count(),
        breakdowns=(*PLACES, "outcome", "given_by", "place_type", "product", "called_911"),
        reference=NC_SSP,
        standards=(NC_SSP, ONP, SAMHSA),
        figures=("reversals_reported",),
    ),
    Indicator(
        code="naloxone.reversals_survived",
        events=True,
        title=_("Reversals reported: survived"),
        definition=_("Reported reversals in which the person is said to have survived."),
        unit=_("reports"),
        source=DataSource.ENCOUNTER,
        additive=True,
        table="reversals",
        value=lambda reversals: (reversals.outcome == "survived").sum(),
        breakdowns=(*PLACES, "given_by", "place_type", "product"),
        reference="Illinois bystander form, ilsavesod.org/BystanderForm",
        figures=("reversals_survived",),
    ),
    Indicator(
        code="naloxone.reversal_rate",
        title=_("Reversals reported for each dose"),
        definition=_(
            "Reversals reported divided by naloxone doses handed out. Most reversals are never reported, so"
            " it is a floor."
        ),
        unit=_("reports for each dose"),
        source=DataSource.ENCOUNTER,
        additive=False,
        estimated=True,
        of=("naloxone.reversals", "naloxone.doses"),
        combine=ratio("naloxone.reversals", "naloxone.doses"),
        breakdowns=("site", "month"),
        reference=PITTSBURGH,
    ),
    Indicator(
        code="naloxone.overdose_experience",
        title=_("Participants who had or saw an overdose"),
        definition=_("The share of participants who say so in an anonymous survey."),
        unit="%",
        source=DataSource.SURVEY,
        additive=False,
        missing=SURVEY,
        reference="SSP indicators, University of Washington SHaRP with CDC (secondary)",
        standards=("SSP 12",),
    ),
    Indicator(
        code="naloxone.surveyed_reversals",
        title=_("Participants who reversed an overdose"),
        definition=_("The share of participants who say so in an anonymous survey."),
        unit="%",
        source=DataSource.SURVEY,
        additive=False,
        missing=SURVEY,
        reference="SSP indicators, University of Washington SHaRP with CDC (secondary)",
        standards=("SSP 13",),
    ),
)
