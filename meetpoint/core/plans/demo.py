"""Plans of the demo's people, in English and Spanish; words and shares of our own."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from meetpoint.core.access.models import StaffMember
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.modules.interface import Demo
from meetpoint.core.people.models import Participant
from meetpoint.core.plans import actions, permissions
from meetpoint.core.plans.actions import NewAssignment, NewGoal
from meetpoint.core.plans.models import Goal
from meetpoint.core.plans.queries.colleagues import colleagues
from meetpoint.core.referrals.permissions import CHANGE_TASKS
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7

PEOPLE = 28
"""Of those who came last; one in seven has nobody yet, so that the page for managers shows somebody."""

_GOALS: tuple[tuple[str, str, str, int | None, str], ...] = (
    ("I want a room with a door that I can lock.", "en", "housing", 1, "Ring the housing office together"),
    ("Quiero volver a ver a mi hija los domingos.", "es", "family", 1, "Escribir una carta juntos"),
    ("I want my ID back so that I can pick up my mail.", "en", "money", 2, "Fill in the form for a new ID"),
    ("Quiero que me miren esta pierna.", "es", "health", 1, "Ir juntos a la enfermera del martes"),
    (
        "I want to use less in the mornings, before work.",
        "en",
        "safer_use",
        2,
        "Talk about how last week went",
    ),
    (
        "I want to hear what methadone would be like. Only hear.",
        "en",
        "treatment",
        3,
        "Ask the clinic for an open hour",
    ),
    ("Quiero trabajar otra vez en una cocina.", "es", "work", 2, "Mirar los anuncios de cocinas"),
    ("I want that old ticket off my back.", "en", "legal", None, "Ask Street Law for a morning"),
    ("I want my dog to see a vet.", "en", "other", 2, "Find out when the free vet comes"),
)
_HELPERS = ("my sister", "the nurse at Union Clinic", "mi vecina del 4B")


def after(actor: Actor, random: Random) -> None:
    """Let colleagues go along with some of those who came last, and write down what they want."""
    came = Encounter.objects.of(actor).filter(participant__isnull=False, voided_at=None)
    newest = came.order_by("-occurred_at", "-pk").values_list("participant_id", "site_id", "occurred_at")
    last: dict[int, tuple[int, datetime]] = {}
    for participant_id, site_id, at in newest[:2000]:
        last.setdefault(participant_id, (site_id, at))
    people = Participant.objects.of(actor).filter(erased_at=None, merged_into=None).in_bulk(list(last))
    for place, (pk, (site_id, at)) in enumerate(list(last.items())[:PEOPLE]):
        if pk in people and place % 7 != 6:
            _one(actor, random, people[pk], site_id, at)


def _one(actor: Actor, random: Random, person: Participant, site_id: int, at: datetime) -> None:
    here = [one for one in colleagues(actor) if one.reaches(site_id)]
    if not here:
        return
    member = StaffMember.objects.of(actor).get(pk=random.choice(here).id)
    by = Actor(
        organisation_id=actor.organisation_id,
        staff_id=member.pk,
        permissions=frozenset({permissions.HOLD, permissions.CHANGE, CHANGE_TASKS}),
        name=member.display_name,
    )
    began = min(at, clock.now()) - timedelta(days=random.randint(20, 80))
    with clock.stand_at(began):
        actions.assign(NewAssignment(uid=uuid7(), person=person, site_id=site_id, staff_id=member.pk), by=by)
        plan = actions.begin_plan(uuid7(), person, site_id, by=by)
        goals = [
            (_said(plan.uid, said, by), said) for said in random.sample(_GOALS, random.choice((1, 2, 2, 3)))
        ]
        if random.random() < 0.4:
            actions.add_helper(plan.uid, uid=uuid7(), name=random.choice(_HELPERS), by=by)
    for goal, said in goals:
        _goes_on(goal, said[4], random, by)


def _said(plan_uid: UUID, said: tuple[str, str, str, int | None, str], by: Actor) -> Goal:
    words, language, area, importance, _step = said
    new = NewGoal(uid=uuid7(), words=words, language=language, area=area, importance=importance)
    return actions.add_goal(plan_uid, new, by=by)


def _goes_on(goal: Goal, step: str, random: Random, by: Actor) -> None:
    today = clock.now().date()
    with clock.stand_at(clock.now() - timedelta(days=random.randint(1, 15))):
        state = random.choice(("wanted", "working", "working", "reached", "set_aside"))
        if state in ("working", "wanted"):
            due = today + timedelta(days=random.randint(-2, 12))
            uid = uuid7()
            actions.add_step(goal.uid, uid=uid, what=step, due_on=due, by_person=random.random() < 0.3, by=by)
        actions.move_goal(goal.uid, state, by=by)


DEMO = Demo(after=after, order=70)
