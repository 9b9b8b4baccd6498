"""People, plans and goals as tests need them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from meetpoint.core.organisations.models import Site
from meetpoint.core.people.models import Participant
from meetpoint.core.people.tests.factories import participant
from meetpoint.core.plans import actions
from meetpoint.core.plans.models import Assignment, Goal, Helper, Plan, Step
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7

WORDS = "I want a room with a blue door."


def along(by: Actor, site: Site, person: Participant | None = None, **more: Any) -> Assignment:
    """Somebody who goes along with a person; without more said, whoever acts, with somebody new."""
    given = {"uid": uuid7(), "staff_id": by.staff_id, "site_id": site.pk, **more}
    return actions.assign(actions.NewAssignment(person=person or participant(by), **given), by=by)


def begun(by: Actor, site: Site, person: Participant | None = None) -> Plan:
    """An open plan."""
    return actions.begin_plan(uuid7(), person or participant(by), site.pk, by=by)


def said(**more: Any) -> actions.NewGoal:
    """A goal that could be added."""
    return actions.NewGoal(
        **{"uid": uuid7(), "words": WORDS, "language": "en", "area": "housing", "importance": 1, **more}
    )


def wanted(by: Actor, site: Site, person: Participant | None = None, **more: Any) -> Goal:
    """A goal of an open plan."""
    return actions.add_goal(begun(by, site, person).uid, said(**more), by=by)


def in_days(days: int) -> date:
    """A day so many days from now."""
    return clock.now().date() + timedelta(days=days)


def step(by: Actor, site: Site, goal: Goal | None = None, **more: Any) -> Step:
    """A step towards a goal, due in a week."""
    given = {"uid": uuid7(), "what": "Ring the housing office", "due_on": in_days(7), **more}
    return actions.add_step((goal or wanted(by, site)).uid, by=by, **given)


def helper(by: Actor, site: Site) -> Helper:
    """Somebody outside who helps."""
    return actions.add_helper(begun(by, site).uid, uid=uuid7(), name="my sister", by=by)
