"""A participant's timeline shows nobody what was recorded at a site out of their reach."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from meetpoint.core.encounters.tests.factories import encounter
from meetpoint.core.modules.pages import TimelineEntry, TimelineSource
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.models import Participant
from meetpoint.core.people.tests.factories import participant
from meetpoint.core.plans.actions import close_plan, move_goal
from meetpoint.core.plans.tests.factories import wanted
from meetpoint.core.sessions.tests import factories as sessions_made
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.services.supervised_consumption.tests.factories import arrived

SOURCES = {
    f"{module.slug}.{source.slug}": source
    for module in registry()
    for source in module.timeline
    if module.slug != "consent"
}
"""Consents belong to no site; `core/consent` tests who sees them."""

SAID: dict[str, dict[str, Any]] = {
    "returns": {"counted": "12"},
    "infections": {"hiv": "reactive"},
    "vaccines": {"given": ("mpox",)},
    "wounds": {"care": ("dressed",)},
    "naloxone": {"supply": "first"},
    "reversal": {"outcome": "died", "linked": True},
    "referral": {"kind": "housing", "to_name": "Home Again"},
}
"""A contact in which something was said for every source. A new source needs a line here."""


@pytest.fixture
def person(dee: Actor, site: Site, van: Site) -> int:
    """Somebody who came once to Plaza and once to the van, and said the same at both."""
    who = participant(dee)
    somebody = who.pk
    for ago, place in ((2, site), (1, van)):
        when = clock.now() - timedelta(days=ago)
        encounter(dee, place, participant_id=somebody, occurred_at=when, sections=SAID)
        with clock.stand_at(when):
            arrived(dee, place, participant_id=somebody)
            planned(dee, place, somebody)
            for kind in ("counselling", "case_management"):
                sessions_made.planned(dee, place, who, kind=kind)
            sessions_made.stay(dee, place, who)
            sessions_made.ride(dee, place, participant_id=somebody)
    return somebody


def planned(dee: Actor, place: Site, somebody: int) -> None:
    """A plan of the same person with a goal that was reached, closed again so that the next may begin."""
    goal = wanted(dee, place, Participant.objects.of(dee).get(pk=somebody))
    move_goal(goal.uid, "reached", by=dee)
    close_plan(goal.plan.uid, by=dee)


def read(source: TimelineSource, viewer: Actor, person: int) -> list[TimelineEntry]:
    return list(source.read(viewer, person, later(), 50))


def later() -> datetime:
    return clock.now() + timedelta(days=2)


@pytest.mark.parametrize("name", SOURCES)
def test_viewer_of_one_site_sees_nothing_recorded_at_another(
    name: str, dee: Actor, site: Site, van: Site, person: int
) -> None:
    source = SOURCES[name]
    both = read(source, dee, person)
    assert {entry.site_id for entry in both} == {site.pk, van.pk}, "SAID has nothing for this source"
    near = replace(dee, site_ids=frozenset({site.pk}))
    assert read(source, near, person) == [entry for entry in both if entry.site_id == site.pk]


@pytest.mark.parametrize("name", SOURCES)
def test_viewer_of_no_site_sees_nothing(name: str, dee: Actor, person: int) -> None:
    assert read(SOURCES[name], replace(dee, site_ids=frozenset()), person) == []
