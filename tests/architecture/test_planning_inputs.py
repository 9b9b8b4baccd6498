"""Every planning input of every module: sums of the own organisation only, known to the engine."""

from dataclasses import replace
from datetime import timedelta

import pytest

from meetpoint.core.encounters.tests.factories import encounter
from meetpoint.core.modules.planning_inputs import Informs
from meetpoint.core.modules.registry import registry
from meetpoint.core.modules.spans import Span
from meetpoint.lib import clock
from meetpoint.planning.engine.compiling.structure import Structure
from meetpoint.planning.engine.language.reading import community_model

INPUTS = registry().planning_inputs.values()


def whole_year(organisation) -> Span:
    today = clock.now().date()
    return Span(organisation_id=organisation.pk, first=today - timedelta(days=364), last=today)


def test_services_and_referrals_declare_inputs() -> None:
    assert {each.slug.partition(".")[0] for each in INPUTS} >= {"naloxone", "syringe_services", "referrals"}


@pytest.mark.parametrize("declared", INPUTS, ids=lambda each: each.slug)
def test_input_says_what_it_counts_and_informs_something_that_the_engine_has(declared) -> None:
    model = community_model()
    known = {
        Informs.LEVEL: {lever.name for lever in model.levers},
        Informs.OUTCOME: set(Structure.empty(model).outcomes),
    }
    assert declared.parameter in known[declared.informs]
    assert str(declared.title).strip()
    assert str(declared.unit).strip()
    assert len(str(declared.counted)) > 30, "say how it was counted, and what it leaves out"


@pytest.mark.django_db
@pytest.mark.parametrize("declared", INPUTS, ids=lambda each: each.slug)
def test_input_of_an_empty_organisation_is_nought_or_says_what_is_missing(declared, org) -> None:
    found = declared.count(whole_year(org))
    assert found.value == 0 or str(found.missing)


@pytest.mark.parametrize("declared", INPUTS, ids=lambda each: each.slug)
def test_input_is_one_number_of_the_own_organisation_in_two_queries(
    declared, dee, site, org, other_org, django_assert_max_num_queries
) -> None:
    encounter(dee, site)
    with django_assert_max_num_queries(2):
        mine = declared.count(whole_year(org)).value
    assert isinstance(mine, int)
    assert declared.count(whole_year(other_org)).value == 0
    nowhere = replace(whole_year(org), site_ids=frozenset())
    assert declared.count(nowhere).value == 0
