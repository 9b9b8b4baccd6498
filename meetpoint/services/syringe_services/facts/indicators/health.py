"""Tests, vaccines, wound care and talks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from meetpoint.core.encounters.facts.indicators import NMDC, PLACES
from meetpoint.core.modules.indicators import Indicator
from meetpoint.core.modules.measures import DataSource
from meetpoint.services.syringe_services.facts.indicators.sources import OWN_WORDS, TESTS

HEALTH = (
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
