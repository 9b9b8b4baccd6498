"""Coverage and cost: what is handed out, beside what a programme entered about its area."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from meetpoint.core.encounters.facts.indicators import SSP
from meetpoint.core.modules.indicators import DataSource, Indicator, Number, Parts
from meetpoint.services.syringe_services.facts.indicators.sources import (
    COVERAGE,
    GAM,
    OKEEFE,
    OUT,
    OWN_WORDS,
    PEOPLE_SUPPLIED,
    SURVEY,
    WHO,
    WITH_CODE,
)
from meetpoint.services.syringe_services.facts.inputs import BUDGET, HOURS, INJECTIONS, PEOPLE

DAYS_IN_YEAR = 365
LOW, HIGH = 100, 200


def per_person_and_year(parts: Parts) -> Number:
    """Return syringes for each person who injects in twelve months; another span is scaled by its days."""
    return float(parts.of[OUT]) / float(parts.inputs[PEOPLE]) * DAYS_IN_YEAR / _counted_days(parts)


def coverage_band(parts: Parts) -> str:
    """Return the WHO band in which the coverage lies: low, medium or high."""
    coverage = per_person_and_year(parts)
    return "low" if coverage < LOW else "medium" if coverage <= HIGH else "high"


def share_of_injections(parts: Parts) -> Number:
    """Return how many percent of injections there was a new syringe for, 100 and more meaning enough."""
    injections = parts.inputs[PEOPLE] * parts.inputs[INJECTIONS] * parts.days
    return 100 * float(parts.of[OUT]) / float(injections)


def individual_coverage(parts: Parts) -> Number | None:
    """Return syringes for each hundred injections of participants with a code; nothing where none got any."""
    injections = parts.of[PEOPLE_SUPPLIED] * float(parts.inputs[INJECTIONS]) * parts.days
    return 100 * parts.of[WITH_CODE] / injections if injections else None


def cost_of_a_syringe(parts: Parts) -> Number | None:
    """Return the budget of these days for each syringe handed out; nothing where none was."""
    budget = float(parts.inputs[BUDGET]) * _counted_days(parts) / DAYS_IN_YEAR
    return budget / float(parts.of[OUT]) if parts.of[OUT] else None


def _counted_days(parts: Parts) -> int:
    """Return the days of a span; a whole leap year counts as a year."""
    return DAYS_IN_YEAR if parts.days == DAYS_IN_YEAR + 1 else parts.days


COVERED = (
    Indicator(
        code=COVERAGE,
        title=_("Syringes per person who injects and year"),
        definition=_(
            "Syringes handed out divided by the estimated number of people who inject, for twelve months;"
            " a shorter or longer span is scaled by its days. Only this programme’s syringes are in it."
        ),
        unit=_("syringes per person and year"),
        source=DataSource.PROGRAMME,
        additive=False,
        estimated=True,
        of=(OUT,),
        inputs=(PEOPLE,),
        combine=per_person_and_year,
        reference=GAM,
        standards=("UNAIDS GAM",),
    ),
    Indicator(
        code="syringe_services.coverage_band",
        title=_("Coverage band"),
        definition=_(
            "Whether the syringes per person who injects and year are few, medium or many: low under 100,"
            " medium up to 200, high above."
        ),
        unit="",
        source=DataSource.PROGRAMME,
        additive=False,
        estimated=True,
        of=(OUT,),
        inputs=(PEOPLE,),
        combine=coverage_band,
        words=(("low", _("low")), ("medium", _("medium")), ("high", _("high"))),
        reference=WHO,
        standards=("WHO coverage bands",),
    ),
    Indicator(
        code="syringe_services.injections_covered",
        title=_("Injections with a new syringe"),
        definition=_(
            "Syringes handed out for each hundred injections: the estimated number of people who inject,"
            " times their injections in a day, times the days."
        ),
        unit="%",
        source=DataSource.PROGRAMME,
        additive=False,
        estimated=True,
        of=(OUT,),
        inputs=(PEOPLE, INJECTIONS),
        combine=share_of_injections,
        reference=OKEEFE,
    ),
    Indicator(
        code="syringe_services.individual_coverage",
        title=_("Injections with a new syringe, of people with a code"),
        definition=_(
            "Syringes handed out to participants with a code for each hundred injections of theirs: those who"
            " were given syringes in these days, times the injections of a person in a day, times the days."
            " The injections are an average that the programme entered, not each person’s own; syringes from"
            " elsewhere are not in it, and those taken for others are."
        ),
        unit="%",
        source=DataSource.ENCOUNTER,
        additive=False,
        estimated=True,
        of=(WITH_CODE, PEOPLE_SUPPLIED),
        inputs=(INJECTIONS,),
        combine=individual_coverage,
        reference=OKEEFE,
    ),
    Indicator(
        code="syringe_services.people_covered",
        title=_("People with a new syringe for every injection"),
        definition=_(
            "The share of people who inject whose syringes, from anywhere and without those they gave away,"
            " are at least as many as their injections."
        ),
        unit="%",
        source=DataSource.SURVEY,
        additive=False,
        missing=_(
            "how often each person injects, how many syringes they got from anywhere, and how many they gave"
            " away: a survey would have to ask it, and Meetpoint asks nobody"
        ),
        reference="BMC Health Services Research 2016, doi 10.1186/s12913-016-1668-z (abstract read)",
        standards=(OKEEFE,),
    ),
    Indicator(
        code="syringe_services.people_who_inject",
        title=_("People who inject drugs in the area served"),
        definition=_("The size estimate that the programme entered, as in force on the last day."),
        unit=_("people"),
        source=DataSource.PROGRAMME,
        additive=False,
        estimated=True,
        inputs=(PEOPLE,),
        combine=lambda parts: parts.inputs[PEOPLE],
        reference=GAM,
        standards=("UNAIDS GAM",),
    ),
    Indicator(
        code="syringe_services.sterile_at_last_injection",
        title=_("New equipment at the last injection"),
        definition=_("The share of people who inject who used sterile equipment the last time they did."),
        unit="%",
        source=DataSource.SURVEY,
        additive=False,
        missing=SURVEY,
        reference="UNAIDS Global AIDS Monitoring, indicatorregistry.unaids.org/node/853 (secondary)",
        standards=("UNAIDS GAM",),
    ),
    Indicator(
        code="syringe_services.cost_of_a_syringe",
        title=_("Cost of a syringe handed out"),
        definition=_("The year’s budget, for the share of these days, divided by syringes handed out."),
        unit=_("in your currency"),
        source=DataSource.PROGRAMME,
        additive=False,
        estimated=True,
        of=(OUT,),
        inputs=(BUDGET,),
        combine=cost_of_a_syringe,
        reference=OWN_WORDS,
    ),
    Indicator(
        code="syringe_services.service_hours",
        title=_("Hours of service in a week"),
        definition=_(
            "The hours that the programme entered for a usual week, as in force on the report's last day."
        ),
        unit=_("hours"),
        source=DataSource.PROGRAMME,
        additive=False,
        inputs=(HOURS,),
        combine=lambda parts: parts.inputs[HOURS],
        reference=SSP,
        standards=("SSP 04",),
    ),
)
