"""What can be told about syringe services: syringes out and back, coverage, tests, vaccines, care."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from meetpoint.core.encounters.facts.indicators import EUDA, NC_SSP, NMDC, PLACES, SSP
from meetpoint.core.modules.fields import Words
from meetpoint.core.modules.indicators import Indicator, Number, Parts, ratio
from meetpoint.core.modules.measures import DataSource
from meetpoint.services.syringe_services.facts.inputs import BUDGET, INJECTIONS, PEOPLE
from meetpoint.services.syringe_services.measures import HOURS

GAM = "UNAIDS Global AIDS Monitoring, indicatorregistry.unaids.org/node/465 (secondary)"
WHO = "WHO, UNODC, UNAIDS technical guide: low under 100, medium 100 to 200, high over 200 (unverified)"
OKEEFE = "O’Keefe and others 2019, Bulletin of the WHO 97:605, for a whole area instead of one person"
OWN_WORDS = "Meetpoint’s own definition"
SURVEY = _("an anonymous survey of participants at one point in time; Meetpoint keeps no such answers")
NOT_PUBLIC = _("the text of this indicator was not public")

DAYS_IN_YEAR = 365
LOW, HIGH = 100, 200
OUT = "syringe_services.syringes_out"
BACK = "syringe_services.syringes_returned"
COVERAGE = "syringe_services.syringes_per_person_year"
TESTS = "Form items of outreach programmes: HIV, HBV, HCV, STI and TB tests (OpenSRP, Tanzania)"


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


def cost_of_a_syringe(parts: Parts) -> Number | None:
    """Return the budget of these days for each syringe handed out; nothing where none was."""
    budget = float(parts.inputs[BUDGET]) * _counted_days(parts) / DAYS_IN_YEAR
    return budget / float(parts.of[OUT]) if parts.of[OUT] else None


def _counted_days(parts: Parts) -> int:
    """Return the days of a span; a whole leap year counts as a year."""
    return DAYS_IN_YEAR if parts.days == DAYS_IN_YEAR + 1 else parts.days


_SYRINGES = (
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
        code="syringe_services.people_supplied",
        events=True,
        title=_("Different people given syringes"),
        definition=_(
            "Participants with a code who were given syringes, each counted once; joined records are one."
            " Beside it stands the number of all contacts without a code, whatever they were given."
        ),
        unit=_("people"),
        source=DataSource.ENCOUNTER,
        additive=False,
        estimated=True,
        table="supplies",
        value=lambda supplies: supplies.person.nunique(where=supplies.syringes > 0),
        breakdowns=PLACES,
        reference=OWN_WORDS,
        standards=(EUDA,),
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

_COVERAGE = (
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

_HEALTH = (
    Indicator(
        code="syringe_services.tests_offered",
        events=True,
        title=_("Infection tests offered"),
        definition=_("Tests offered, whether done or not; one for each infection and contact."),
        unit=_("tests"),
        source=DataSource.ENCOUNTER,
        additive=True,
        table="infection_tests",
        value=lambda tests: tests.count(),
        breakdowns=(*PLACES, "infection"),
        reference=TESTS,
        figures=("tests_offered",),
    ),
    Indicator(
        code="syringe_services.tests_done",
        events=True,
        title=_("Infection tests done"),
        definition=_("Tests done; one for each infection and contact."),
        unit=_("tests"),
        source=DataSource.ENCOUNTER,
        additive=True,
        table="infection_tests",
        value=lambda tests: (tests.step == "done").sum(),
        breakdowns=(*PLACES, "infection", "result"),
        reference=TESTS,
        figures=("tests_done",),
    ),
    Indicator(
        code="syringe_services.tests_reactive",
        events=True,
        title=_("Tests reactive or positive"),
        definition=_("Tests with a reactive or positive result, all infections together."),
        unit=_("tests"),
        source=DataSource.ENCOUNTER,
        additive=True,
        table="infection_tests",
        value=lambda tests: (tests.result == "reactive").sum(),
        breakdowns=(*PLACES, "infection"),
        reference=TESTS,
        figures=("tests_reactive",),
    ),
    Indicator(
        code="syringe_services.linked_after_test",
        events=True,
        title=_("Linked to care after a test"),
        definition=_(
            "Tests after which the person was seen by a care provider; a referral alone is not counted."
        ),
        unit=_("tests"),
        source=DataSource.ENCOUNTER,
        additive=True,
        table="infection_tests",
        value=lambda tests: tests.linked_to_care.sum(),
        breakdowns=(*PLACES, "infection"),
        reference=TESTS,
        standards=("CDC OD2A LOCAL, LTC_Referrals (secondary)",),
        figures=("tests_linked",),
    ),
    Indicator(
        code="syringe_services.people_tested",
        events=True,
        title=_("Different people tested"),
        definition=_(
            "Participants with a code who had a test done, each counted once; joined records are one."
            " Tests of people without a code are not in it, and their number stands beside it."
        ),
        unit=_("people"),
        source=DataSource.ENCOUNTER,
        additive=False,
        estimated=True,
        table="infection_tests",
        value=lambda tests: tests.person.nunique(where=tests.step == "done"),
        without_code=lambda tests: (tests.person.isnull() & (tests.step == "done")).sum(),
        breakdowns=(*PLACES, "infection"),
        reference=OWN_WORDS,
    ),
    Indicator(
        code="syringe_services.vaccines",
        events=True,
        title=_("Vaccines given"),
        definition=_("Doses of vaccine given at contacts."),
        unit=_("doses"),
        source=DataSource.ENCOUNTER,
        additive=True,
        table="vaccinations",
        value=lambda given: given.count(),
        breakdowns=(*PLACES, "vaccine"),
        reference=OWN_WORDS,
        figures=("vaccines",),
    ),
    Indicator(
        code="syringe_services.wound_care",
        events=True,
        title=_("Wound care"),
        definition=_("Contacts in which a wound was cared for or talked through."),
        unit=_("contacts"),
        source=DataSource.ENCOUNTER,
        additive=True,
        table="wound_care",
        value=lambda cared: cared.count(),
        breakdowns=PLACES,
        reference="SSP encounter log template (secondary)",
        figures=("wound_care",),
    ),
    Indicator(
        code="syringe_services.education",
        title=_("Topics talked through"),
        definition=_("Topics talked through at contacts; two topics in one contact count as two."),
        unit=_("topics"),
        source=DataSource.ENCOUNTER,
        additive=True,
        table="education",
        value=lambda topics: topics.count(),
        breakdowns=(*PLACES, "topic"),
        reference=NMDC,
        standards=(NMDC,),
        figures=("education",),
    ),
)


def _unanswered(number: str, title: Words, missing: Words) -> Indicator:
    """Return an SSP indicator that records cannot answer, with what it would take."""
    return Indicator(
        code=f"syringe_services.ssp_{number}",
        title=title,
        definition=_("One of the 16 indicators for syringe services programmes."),
        unit="",
        source=DataSource.SURVEY if missing is SURVEY else DataSource.PROGRAMME,
        additive=False,
        missing=missing,
        reference=SSP,
        standards=(f"SSP {number}",),
    )


_ASKED_IN_SURVEYS = (("14", _("Age")), ("15", _("Gender")), ("16", _("Race and ethnicity")))

_NOT_PUBLIC = ("01", "02", "03", "07", "08", "09", "10")

_UNANSWERED = (
    *(_unanswered(number, f"SSP {number}", NOT_PUBLIC) for number in _NOT_PUBLIC),
    *(_unanswered(number, title, SURVEY) for number, title in _ASKED_IN_SURVEYS),
)

INDICATORS = (*_SYRINGES, *_COVERAGE, *_HEALTH, *_UNANSWERED)
