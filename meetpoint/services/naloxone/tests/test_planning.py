from datetime import timedelta

from meetpoint.core.modules.spans import Span
from meetpoint.lib import clock
from meetpoint.services.naloxone.facts.planning import PLANNING_INPUTS
from meetpoint.services.naloxone.tests.factories import held, reported

INPUTS = {each.slug: each for each in PLANNING_INPUTS}


def span(org, days: int = 364) -> Span:
    today = clock.now().date()
    return Span(organisation_id=org.pk, first=today - timedelta(days=days), last=today)


def test_reversals_are_counted_without_a_word_about_anybody(dee, site, org) -> None:
    assert INPUTS["naloxone.reversals"].count(span(org)).value == 0
    reported(dee, site)
    assert INPUTS["naloxone.reversals"].count(span(org)).value == 1


def test_people_at_group_trainings_are_part_of_those_trained(dee, site, org) -> None:
    training = held(dee, site)
    assert INPUTS["naloxone.trained"].count(span(org)).value == training.people
