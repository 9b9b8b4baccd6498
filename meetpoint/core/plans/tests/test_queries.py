"""What the pages read: hints, who may see, joined records, one question for a whole page."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import translation

from meetpoint.core.encounters.tests.factories import encounter
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.actions import merge_participants
from meetpoint.core.people.models import Participant
from meetpoint.core.people.queries import joined_ids
from meetpoint.core.people.tests.factories import participant
from meetpoint.core.plans import actions
from meetpoint.core.plans.module import plans_to_look_at
from meetpoint.core.plans.queries.load import assignments, cases, load_of, mine, without_anybody
from meetpoint.core.plans.queries.plans import going_along, hint, plan_said, plans_of, timeline, visible
from meetpoint.core.plans.tests.factories import WORDS, along, begun, in_days, said, step, wanted
from meetpoint.core.referrals.actions import make_referral
from meetpoint.core.referrals.tests.factories import new as new_referral
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock


def test_hint_says_goals_and_the_next_step_in_one_query(
    ana: Actor, far: Actor, site: Site, person: Participant, django_assert_num_queries
) -> None:  # type: ignore[no-untyped-def]
    ids = [person.pk]
    assert hint(ana, ids) == ""
    goal = wanted(ana, site, person)
    assert hint(ana, ids) == "1 goal"
    for due in (1, 5):
        step(ana, site, goal, due_on=in_days(due))
    other = actions.add_goal(goal.plan.uid, said(), by=ana)
    with django_assert_num_queries(1):
        assert hint(ana, ids) == "2 goals · next step tomorrow"
    with translation.override("es"):
        assert hint(ana, ids) == "2 metas · próximo paso mañana"
    actions.move_goal(other.uid, "set_aside", by=ana)
    assert hint(ana, ids).startswith("1 goal ·")
    assert hint(far, ids) == ""


def test_whoever_goes_along_sees_the_plan_beyond_their_sites(
    ana: Actor, far: Actor, dee: Actor, site: Site, person: Participant
) -> None:
    plan = begun(dee, site, person)
    assert list(visible(far)) == []
    along(ana, site, person)
    assert list(visible(far)) == [plan]
    assert list(visible(replace(dee, site_ids=frozenset()))) == []
    assert [one.staff_id for one in going_along(far, [person.pk])] == [ana.staff_id]


def test_plan_is_said_with_what_matters_most_first(ana: Actor, site: Site, person: Participant) -> None:
    goal = wanted(ana, site, person, importance=None, words="Later")
    actions.add_goal(goal.plan.uid, said(importance=2, words="Second"), by=ana)
    actions.add_goal(goal.plan.uid, said(importance=1), by=ana)
    actions.move_goal(goal.uid, "reached", by=ana)
    told = plan_said(ana, goal.plan)
    assert [one.words for one in told.open_goals] == [WORDS, "Second"]
    assert [one.words for one in told.closed_goals] == ["Later"]
    assert [what for _day, what, _who in told.closed_goals[0].history] == ["Wanted", "Reached"]
    assert [state for state, _label in told.closed_goals[0].moves] == ["working"]


def test_plan_costs_the_same_for_one_goal_and_three(
    ana: Actor, site: Site, person: Participant, django_assert_num_queries
) -> None:  # type: ignore[no-untyped-def]
    goal = wanted(ana, site, person)
    step(ana, site, goal)
    for _ in range(2):
        with django_assert_num_queries(5):
            plan_said(ana, goal.plan)
        for _more in range(2):
            step(ana, site, actions.add_goal(goal.plan.uid, said(), by=ana))


def test_timeline_never_tells_what_a_goal_says(ana: Actor, site: Site, person: Participant) -> None:
    goal = wanted(ana, site, person)
    actions.move_goal(goal.uid, "reached", by=ana)
    later = clock.now() + timedelta(minutes=1)
    found = timeline(ana, person.pk, later, 10)
    assert [entry.title for entry in found] == ["Goal reached: Housing", "A plan began"]
    assert all(WORDS not in f"{entry.title}{entry.detail}" for entry in found)
    assert [entry.title for entry in timeline(ana, person.pk, later, 1)] == ["Goal reached: Housing"]


def full(ana: Actor, site: Site, person: Participant) -> None:
    """Somebody with all that a row says."""
    along(ana, site, person)
    encounter(ana, site, participant_id=person.pk)
    goal = wanted(ana, site, person)
    step(ana, site, goal, due_on=in_days(3))
    step(ana, site, goal, due_on=in_days(2))
    make_referral(new_referral(site, participant_id=person.pk, follow_up_on=in_days(9)), by=ana)


@pytest.mark.parametrize("people", [1, 3])
def test_rows_cost_the_same_for_one_and_three(
    ana: Actor, site: Site, people: int, django_assert_num_queries
) -> None:  # type: ignore[no-untyped-def]
    for _ in range(people):
        full(ana, site, participant(ana))
    rows = list(mine(ana))
    with django_assert_num_queries(5):
        found = cases(rows, ana)
    assert {(one.due_on, one.referrals, one.goals) for one in found} == {(in_days(2), 1, 1)}
    assert all(one.last_at and one.review_on for one in found)


def test_joined_records_are_one_persons_row(dee: Actor, ana: Actor, site: Site, person: Participant) -> None:
    other = participant(dee)
    full(ana, site, other)
    wanted(dee, site, person)
    merge_participants(by=dee, kept=person, joined=other)
    (row,) = cases(list(mine(ana)), ana)
    assert (row.due_on, row.referrals, row.goals) == (in_days(2), 1, 2)
    assert len(plans_of(ana, joined_ids(ana, person))) == 2


def test_row_says_nothing_of_sites_out_of_reach(
    ana: Actor, site: Site, van: Site, person: Participant
) -> None:
    full(ana, site, person)
    encounter(ana, van, participant_id=person.pk)
    (row,) = cases(list(mine(ana)), replace(ana, site_ids=frozenset({van.pk})))
    assert row.last_at is not None
    assert (row.due_on, row.referrals) == (None, 0)
    assert row.goals == 1  # whoever goes along sees the plan


def test_people_with_nobody_came_lately_within_reach(
    dee: Actor, ana: Actor, site: Site, van: Site, person: Participant
) -> None:
    assert list(without_anybody(dee)) == []
    encounter(dee, site, participant_id=person.pk)
    assert list(without_anybody(dee)) == [person]
    assert list(without_anybody(replace(dee, site_ids=frozenset({van.pk})))) == []
    with clock.stand_at(clock.now() + timedelta(days=91)):
        assert list(without_anybody(dee)) == []
    one = along(ana, site, person)
    assert list(without_anybody(dee)) == []
    actions.end_assignment(one.uid, "wish", by=ana)
    assert list(without_anybody(dee)) == [person]


def test_joined_record_came_and_has_somebody_for_the_person(
    dee: Actor, ana: Actor, site: Site, person: Participant
) -> None:
    other = participant(dee)
    encounter(dee, site, participant_id=other.pk)
    merge_participants(by=dee, kept=person, joined=other)
    assert list(without_anybody(dee)) == [person]
    along(ana, site, person)
    assert list(without_anybody(dee)) == []


def test_load_counts_people_and_assignments_keep_to_reach(
    ana: Actor, dee: Actor, site: Site, van: Site
) -> None:
    along(ana, site)
    along(ana, van)
    assert load_of(dee, ana.staff_id).people == 2
    near = replace(dee, site_ids=frozenset({site.pk}))
    assert [one.site for one in assignments(near)] == [site]


def test_plan_to_look_at_is_said_on_its_day(ana: Actor, far: Actor, site: Site) -> None:
    plan = begun(ana, site)
    assert plan.review_on is not None
    assert list(plans_to_look_at(ana, site.pk, plan.review_on - timedelta(days=1))) == []
    (notice,) = plans_to_look_at(ana, site.pk, plan.review_on)
    assert notice.text == "1 plan is to be looked at again."
    assert list(plans_to_look_at(far, site.pk, plan.review_on)) == []
    actions.close_plan(plan.uid, by=ana)
    assert list(plans_to_look_at(ana, site.pk, plan.review_on)) == []
