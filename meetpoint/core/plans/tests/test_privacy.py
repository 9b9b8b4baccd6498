"""A participant's copy holds their own words; an erasure leaves counts of nobody."""

from __future__ import annotations

from datetime import timedelta

from meetpoint.core.care.copies import export_participant
from meetpoint.core.care.erasure import erase_participant
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.actions import merge_participants
from meetpoint.core.people.models import Participant
from meetpoint.core.people.tests.factories import participant
from meetpoint.core.plans import actions, privacy
from meetpoint.core.plans.models import Assignment, Goal, Helper, Plan, Step
from meetpoint.core.plans.sealing import note_of, words_of
from meetpoint.core.plans.tests.factories import WORDS, along, step, wanted
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.identifiers import uuid7


def everything(by: Actor, site: Site, person: Participant) -> Goal:
    along(by, site, person)
    goal = wanted(by, site, person)
    step(by, site, goal)
    actions.add_helper(goal.plan.uid, uid=uuid7(), name="my sister", by=by)
    return actions.move_goal(goal.uid, "reached", by=by)


def test_copy_holds_their_words_steps_and_who_helps(dee: Actor, site: Site, person: Participant) -> None:
    everything(dee, site, person)
    told = privacy.export(dee, person.pk)
    (plan,) = told["plans"]
    assert plan["goals"][0]["words"] == WORDS
    assert plan["goals"][0]["steps"][0]["what"] == "Ring the housing office"
    assert plan["who_helps"] == ["my sister"]
    assert told["who_goes_along"][0]["name"] == "Dee"
    assert WORDS in str(export_participant(person, by=dee).as_data())


def test_erasure_leaves_counts_of_nobody(dee: Actor, site: Site, person: Participant) -> None:
    other = participant(dee)
    everything(dee, site, person)
    everything(dee, site, other)
    stays = everything(dee, site, participant(dee))
    merge_participants(by=dee, kept=person, joined=other)
    erase_participant(person, by=dee)
    gone = Goal.objects.of(dee).exclude(pk=stays.pk)
    assert {(words_of(goal), goal.state, goal.plan.participant_id) for goal in gone} == {
        ("", "reached", None)
    }
    assert Plan.objects.of(dee).filter(closed_at=None).count() == 1
    assert [model.objects.of(dee).count() for model in (Assignment, Helper, Step)] == [1, 1, 1]
    assert privacy.export(dee, person.pk) == {"who_goes_along": [], "plans": []}
    assert words_of(Goal.objects.of(dee).get(pk=stays.pk)) == WORDS


def test_note_of_a_hand_over_goes_after_half_a_year(dee: Actor, ana: Actor, site: Site) -> None:
    before = along(dee, site)
    made = actions.hand_over(before.uid, ana.staff_id or 0, note="Ring in the evening", by=dee)
    assert privacy.retain(dee, made.began_on + timedelta(days=180)) == 0
    assert privacy.retain(dee, made.began_on + timedelta(days=181)) == 1
    made.refresh_from_db()
    assert note_of(made) == ""
