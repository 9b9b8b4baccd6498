"""The pages of case load and plans: who sees what, what forms keep and say, what lists cost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from meetpoint.core.access.models import StaffMember
from meetpoint.core.care.erasure import erase_participant
from meetpoint.core.consent.models import Disclosure
from meetpoint.core.encounters.tests.factories import encounter
from meetpoint.core.organisations.actions import Ground, set_option
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.actions import merge_participants
from meetpoint.core.people.models import Participant
from meetpoint.core.people.tests.factories import participant
from meetpoint.core.plans import actions
from meetpoint.core.plans.models import Assignment, Goal, Helper, Plan, Step
from meetpoint.core.plans.options import CASE_LOAD_MOST
from meetpoint.core.plans.sealing import words_of
from meetpoint.core.plans.tests.factories import WORDS, along, begun, in_days, said, step, wanted
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7

PEOPLE, TEAM, NOBODY = (reverse(f"plans:{name}") for name in ("people", "team", "nobody"))
LOAD = reverse("plans:hand_over_load")
PLAN_QUERIES = 11
"""The session and the frame's sites; the person, their joined records, plans and who goes along; goals,
steps, changes, helpers and the names of the staff."""


def at(name: str, record: Any) -> str:
    return reverse(f"plans:{name}", args=[record.uid])


def keep_to(member: StaffMember, *sites: Site) -> None:
    StaffMember.objects.of(member.organisation_id).filter(pk=member.pk).update(all_sites=False)
    member.sites.set(sites)


# --- lists ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_my_people_cost_the_same_for_one_and_three(
    sign_in, ana_member, ana, site, rows, django_assert_num_queries
) -> None:  # type: ignore[no-untyped-def]
    for _ in range(rows):
        one = along(ana, site)
        step(ana, site, wanted(ana, site, one.participant))
    browser = sign_in(None, ana_member)
    browser.get(PEOPLE)
    with django_assert_num_queries(10):
        page = browser.get(PEOPLE)
    assert page.content.decode().count("/plans/person/") == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_everybodys_people_cost_the_same_for_one_and_three(
    sign_in, dee_member, ana, eli, site, rows, django_assert_num_queries
) -> None:  # type: ignore[no-untyped-def]
    for by in (ana, eli, ana)[:rows]:
        along(by, site)
    browser = sign_in(None, dee_member)
    browser.get(TEAM)
    with django_assert_num_queries(10):
        page = browser.get(TEAM)
    assert page.content.decode().count("/plans/person/") == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_people_with_nobody_cost_the_same_for_one_and_three(
    sign_in, dee_member, dee, site, rows, django_assert_num_queries
) -> None:  # type: ignore[no-untyped-def]
    for _ in range(rows):
        encounter(dee, site, participant_id=participant(dee).pk)
    browser = sign_in(None, dee_member)
    browser.get(NOBODY)
    with django_assert_num_queries(5):
        page = browser.get(NOBODY)
    assert page.content.decode().count("/plans/person/") == rows


def test_mine_are_mine_and_a_manager_chooses_a_colleague(
    sign_in, ana_member, dee_member, ana, eli, eli_member, site
) -> None:  # type: ignore[no-untyped-def]
    hers, his = along(ana, site), along(eli, site)
    page = sign_in(None, ana_member).get(PEOPLE).content.decode()
    assert str(hers.participant.uid) in page
    assert str(his.participant.uid) not in page
    page = sign_in(None, dee_member).get(TEAM, {"staff": eli_member.pk}).content.decode()
    assert str(his.participant.uid) in page
    assert str(hers.participant.uid) not in page


def test_worker_is_shown_neither_everybodys_nor_who_has_nobody(sign_in, ana_member) -> None:  # type: ignore[no-untyped-def]
    browser = sign_in(None, ana_member)
    assert TEAM.encode() not in browser.get(PEOPLE).content
    assert [browser.get(url).status_code for url in (TEAM, NOBODY)] == [403, 403]


def test_load_is_shown_beside_what_is_wished_and_nothing_is_blocked(
    sign_in, ana_member, ana, dee, site
) -> None:  # type: ignore[no-untyped-def]
    along(ana, site)
    browser = sign_in(None, ana_member)
    assert b"wished" not in browser.get(PEOPLE).content
    ground = Ground(source="Our team", effective_from=clock.now().date(), verified_by="Dee")
    set_option(CASE_LOAD_MOST, "1", ground, by=dee)
    assert b"more than wished" not in browser.get(PEOPLE).content
    along(ana, site)
    page = browser.get(PEOPLE).content.decode()
    assert "2 people; wished: at most 1" in page
    assert "more than wished" in page


@pytest.mark.parametrize(
    "asked", [{"staff": "\x00"}, {"staff": "9" * 30}, {"site": "1 OR 1=1"}, {"after": "x"}]
)
def test_list_is_shown_whatever_is_asked(sign_in, dee_member, ana, site, asked) -> None:  # type: ignore[no-untyped-def]
    one = along(ana, site)
    assert str(one.participant.uid) in sign_in(None, dee_member).get(TEAM, asked).content.decode()


# --- who goes along ---------------------------------------------------------------------------------


def test_worker_goes_along_with_a_person(sign_in, ana_member, ana, site, person) -> None:  # type: ignore[no-untyped-def]
    browser = sign_in(None, ana_member)
    form = browser.get(at("assign", person)).context["form"]
    assert [label for _value, label in form.fields["staff"].choices] == ["Ana"]
    sent = {"uid": form["uid"].value(), "staff": ana.staff_id, "part": "primary", "site": site.pk}
    answers = [browser.post(at("assign", person), sent) for _ in range(2)]
    assert [answer.url for answer in answers] == [at("plan", person)] * 2
    assert Assignment.objects.of(ana).get().staff_id == ana.staff_id


def test_refusal_stands_beside_its_field_and_keeps_the_answers(
    sign_in, ana_member, eli, site, person
) -> None:  # type: ignore[no-untyped-def]
    along(eli, site, person)
    sent = {"uid": uuid7(), "staff": ana_member.pk, "part": "primary", "site": site.pk}
    page = sign_in(None, ana_member).post(at("assign", person), sent)
    assert set(page.context["form"].errors) == {"part"}
    assert b"Eli is the first contact" in page.content


@pytest.mark.parametrize(
    "wrong", [{"uid": "x"}, {"staff": "9" * 40}, {"staff": "\x00"}, {"site": "9" * 40}, {"part": "boss"}]
)
def test_nonsense_is_said_in_the_form(sign_in, ana_member, ana, site, person, wrong) -> None:  # type: ignore[no-untyped-def]
    sent = {"uid": uuid7(), "staff": ana.staff_id, "part": "primary", "site": site.pk, **wrong}
    page = sign_in(None, ana_member).post(at("assign", person), sent)
    assert set(page.context["form"].errors) == set(wrong)


def test_hand_over_shows_the_note_to_the_colleague(
    sign_in, ana_member, eli_member, ana, site, person
) -> None:  # type: ignore[no-untyped-def]
    one = along(ana, site, person)
    sent = {"staff": eli_member.pk, "note": "Ring in the <evening>"}
    assert sign_in(None, ana_member).post(at("hand_over", one), sent).url == at("plan", person)
    page = sign_in(None, eli_member).get(at("plan", person)).content.decode()
    assert "Ring in the &lt;evening&gt;" in page
    assert "handed over by Ana" in page


def test_load_is_handed_over_by_a_manager_also_of_who_left(
    sign_in, dee_member, ana_member, eli_member, ana, site
) -> None:  # type: ignore[no-untyped-def]
    along(ana, site)
    ana_member.ended_at = clock.now()
    ana_member.save()
    browser = sign_in(None, dee_member)
    assert f"{LOAD}?whose={ana_member.pk}" in browser.get(TEAM, {"staff": ana_member.pk}).content.decode()
    page = browser.get(LOAD, {"whose": ana_member.pk})
    assert "Ana · 1 person" in page.content.decode()
    assert f'name="whose" value="{ana_member.pk}"' in page.content.decode()
    sent = {"whose": ana_member.pk, "staff": eli_member.pk, "note": ""}
    assert browser.post(LOAD, sent).status_code == 302
    assert Assignment.objects.of(ana).get(ended_on=None).staff_id == eli_member.pk


@pytest.mark.parametrize("whose", ["x", "\x00", "9" * 30, "other"])
def test_load_of_others_is_not_there_for_a_worker(sign_in, ana_member, eli_member, whose) -> None:  # type: ignore[no-untyped-def]
    asked = eli_member.pk if whose == "other" else whose
    assert sign_in(None, ana_member).get(LOAD, {"whose": asked}).status_code == 404


def test_nobody_to_hand_over_to_is_said(sign_in, ana_member, ana, site, org) -> None:  # type: ignore[no-untyped-def]
    page = sign_in(None, ana_member).get(at("hand_over", along(ana, site)))
    assert b"no colleague here who could take over" in page.content


def test_end_says_why(sign_in, ana_member, ana, site) -> None:  # type: ignore[no-untyped-def]
    one = along(ana, site)
    browser = sign_in(None, ana_member)
    assert browser.post(at("end", one), {"reason": "lazy"}).status_code == 200
    assert browser.post(at("end", one), {"reason": "moved"}).url == at("plan", one.participant)
    assert b"The person moved away" in browser.get(at("plan", one.participant)).content


# --- the plan ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("goals", [1, 3])
def test_plan_costs_the_same_for_one_goal_and_three(
    sign_in, ana_member, ana, site, person, goals, django_assert_num_queries
) -> None:  # type: ignore[no-untyped-def]
    along(ana, site, person)
    plan = begun(ana, site, person)
    for _ in range(goals):
        step(ana, site, actions.add_goal(plan.uid, said(), by=ana))
    browser = sign_in(None, ana_member)
    browser.get(at("plan", person))
    with django_assert_num_queries(PLAN_QUERIES):
        page = browser.get(at("plan", person))
    assert page.content.decode().count(WORDS) == goals


def test_goal_is_a_quote_in_its_language(sign_in, ana_member, ana, site, person) -> None:  # type: ignore[no-untyped-def]
    wanted(ana, site, person, words="Quiero un cuarto", language="es")
    page = sign_in(None, ana_member).get(at("plan", person)).content.decode()
    assert '<blockquote class="wish" lang="es">Quiero un cuarto</blockquote>' in page


def test_whole_way_from_nothing_to_a_goal_reached(sign_in, ana_member, ana, site, person) -> None:  # type: ignore[no-untyped-def]
    browser = sign_in(None, ana_member)
    assert b"No plan yet" in browser.get(at("plan", person)).content
    answer = browser.post(at("begin", person), {"uid": uuid7(), "site": site.pk})
    plan = Plan.objects.of(ana).get()
    assert answer.url == at("add_goal", plan)
    sent = {"uid": uuid7(), "words": WORDS, "language": "en", "area": "housing", "importance": "1"}
    assert browser.post(at("add_goal", plan), sent).url == at("plan", person)
    goal = Goal.objects.of(ana).get()
    assert (words_of(goal), goal.importance) == (WORDS, 1)
    sent = {"uid": uuid7(), "what": "Ring", "due_on": in_days(2), "owner": ana.staff_id, "by_person": "on"}
    assert browser.post(at("add_step", goal), sent).url == at("plan", person)
    task = Step.objects.of(ana).get().task
    assert b"Ring" in browser.get(reverse("referrals:tasks")).content
    assert b"Ring" in browser.get(at("plan", person)).content
    for name, done in (("finish_step", True), ("reopen_step", False)):
        assert browser.post(at(name, task)).url == at("plan", person)
        task.refresh_from_db()
        assert (task.done_at is not None) is done
    assert browser.post(at("move", goal), {"state": "reached"}).url == at("plan", person)
    assert b"Reached or set aside" in browser.get(at("plan", person)).content
    assert browser.post(at("move", goal), {"state": "lost"}).status_code == 422


def test_goal_is_said_otherwise(sign_in, ana_member, ana, site, person) -> None:  # type: ignore[no-untyped-def]
    goal = wanted(ana, site, person)
    browser = sign_in(None, ana_member)
    form = browser.get(at("goal", goal)).context["form"]
    assert form["words"].value() == WORDS
    sent = {"uid": uuid7(), "words": "A door", "language": "en", "area": "housing", "importance": ""}
    browser.post(at("goal", goal), sent)
    goal.refresh_from_db()
    assert (words_of(goal), goal.importance) == ("A door", None)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"words": "a" * 501}, "words"),
        ({"words": "a\x00"}, "words"),
        ({"area": "fame"}, "area"),
        ({"importance": "9"}, "importance"),
        ({"uid": "x"}, "uid"),
    ],
)
def test_wrong_goal_is_kept_and_said(sign_in, ana_member, ana, site, wrong, field) -> None:  # type: ignore[no-untyped-def]
    plan = begun(ana, site)
    sent = {"uid": uuid7(), "words": WORDS, "language": "en", "area": "housing", **wrong}
    page = sign_in(None, ana_member).post(at("add_goal", plan), sent)
    assert set(page.context["form"].errors) == {field}
    assert page.context["form"]["words"].value() == sent["words"]
    assert not Goal.objects.of(ana).exists()


@pytest.mark.parametrize(
    "wrong", [{"due_on": "9999-12-31"}, {"due_on": "soon"}, {"what": " "}, {"owner": "0"}]
)
def test_wrong_step_is_kept_and_said(sign_in, ana_member, ana, site, wrong) -> None:  # type: ignore[no-untyped-def]
    goal = wanted(ana, site)
    sent = {"uid": uuid7(), "what": "Ring", "due_on": in_days(2), "owner": ana.staff_id, **wrong}
    page = sign_in(None, ana_member).post(at("add_step", goal), sent)
    assert set(page.context["form"].errors) == set(wrong)
    assert WORDS.encode() in page.content


def test_review_helper_and_closing(sign_in, ana_member, eli_member, ana, site, person) -> None:  # type: ignore[no-untyped-def]
    plan = begun(ana, site, person)
    browser = sign_in(None, ana_member)
    page = browser.post(at("review", plan), {"review_on": "9999-12-31"})
    assert set(page.context["form"].errors) == {"review_on"}
    assert browser.post(at("review", plan), {"review_on": ""}).status_code == 302
    assert b"No reminder" in browser.get(at("plan", person)).content
    page = browser.post(at("add_helper", plan), {"uid": uuid7(), "staff": "", "name": ""})
    assert set(page.context["form"].errors) == {"name"}
    browser.post(at("add_helper", plan), {"uid": uuid7(), "staff": "", "name": "my sister"})
    browser.post(at("add_helper", plan), {"uid": uuid7(), "staff": eli_member.pk, "name": ""})
    page = browser.get(at("plan", person)).content
    assert b"my sister" in page
    assert b"Eli" in page
    outside = Helper.objects.of(ana).get(staff=None)
    assert browser.post(at("end_helper", outside)).url == at("plan", person)
    assert b"my sister" not in browser.get(at("plan", person)).content
    browser.post(at("close", plan))
    assert b"No plan yet" in browser.get(at("plan", person)).content
    old = browser.get(at("plan", person), {"plan": plan.uid}).content
    assert b"Open again" in old
    begun(ana, site, person)
    answer = browser.post(at("reopen", plan), follow=True)
    assert b"another open plan" in answer.content


def test_plan_is_printed_for_the_person_in_either_language(sign_in, ana_member, ana, site, person) -> None:  # type: ignore[no-untyped-def]
    browser = sign_in(None, ana_member)
    assert browser.get(at("sheet", person)).status_code == 404
    wanted(ana, site, person)
    assert b"My plan" in browser.get(at("sheet", person)).content
    page = browser.get(at("sheet", person), {"lang": "es"}).content.decode()
    assert "Mi plan" in page
    assert WORDS in page
    entry = Disclosure.objects.of(ana).latest("pk")
    assert (entry.kind, entry.what, entry.recipient, entry.participant_id) == (
        "print",
        "care plan",
        "participant",
        person.pk,
    )
    assert browser.get(at("sheet", person), {"lang": "\x00"}).status_code == 200


def test_joined_record_leads_to_the_persons_plan(sign_in, dee_member, dee, site, person) -> None:  # type: ignore[no-untyped-def]
    other = participant(dee)
    wanted(dee, site, other)
    merge_participants(by=dee, kept=person, joined=other)
    for one in (person, other):
        assert WORDS.encode() in sign_in(None, dee_member).get(at("plan", one)).content


def test_erased_person_has_no_plan_page(sign_in, dee_member, dee, site, person) -> None:  # type: ignore[no-untyped-def]
    plan = begun(dee, site, person)
    erase_participant(person, by=dee)
    browser = sign_in(None, dee_member)
    assert browser.get(at("plan", person)).status_code >= 400
    assert browser.post(at("close", plan)).status_code == 404


def test_other_site_other_organisation_and_nothing_answer_alike(
    sign_in, ana_member, cai_member, dee, site, van, person
) -> None:  # type: ignore[no-untyped-def]
    goal = wanted(dee, van, person)
    one = step(dee, van, goal)
    helper = actions.add_helper(goal.plan.uid, uid=uuid7(), name="x", by=dee)
    mine = along(dee, van, person)
    keep_to(ana_member, site)
    pages = [
        ("add_goal", goal.plan),
        ("close", goal.plan),
        ("goal", goal),
        ("move", goal),
        ("add_step", goal),
    ]
    pages += [("finish_step", one.task), ("end_helper", helper), ("hand_over", mine), ("end", mine)]
    for name, record in pages:
        nothing = reverse(f"plans:{name}", args=[uuid7()])
        for member in (ana_member, cai_member):
            browser = sign_in(None, member)
            there, nowhere = browser.post(at(name, record)), browser.post(nothing)
            assert (there.status_code, nowhere.status_code) == (404, 404), name
            assert there.content.count(b"<") == nowhere.content.count(b"<")
    page = sign_in(None, ana_member).get(at("plan", person)).content
    assert WORDS.encode() not in page
    assert sign_in(None, cai_member).get(at("plan", person)).status_code == 404


def test_participants_page_leads_on_with_a_hint(sign_in, ana_member, ana, site, person) -> None:  # type: ignore[no-untyped-def]
    step(ana, site, wanted(ana, site, person), due_on=clock.now().date() + timedelta(days=40))
    page = sign_in(None, ana_member).get(reverse("care:participant", args=[person.uid])).content.decode()
    assert at("plan", person) in page
    assert "1 goal · next step" in page
    assert WORDS not in page


def test_read_only_staff_see_nothing_of_it(
    sign_in, ben_member: StaffMember, dee: Actor, person: Participant
) -> None:  # type: ignore[no-untyped-def]
    browser = sign_in(None, ben_member)
    assert {browser.get(url).status_code for url in (PEOPLE, TEAM, at("plan", person))} == {403}
