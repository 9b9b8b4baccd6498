"""Case load and plans through the API."""

from __future__ import annotations

import pytest

from meetpoint.core.access.models import StaffMember
from meetpoint.core.api.models import Recipient
from meetpoint.core.api.tests.programs import Program, program, uid
from meetpoint.core.consent.models import Disclosure
from meetpoint.core.consent.permissions import API
from meetpoint.core.organisations.models import Site
from meetpoint.core.plans import actions
from meetpoint.core.plans.models import Step
from meetpoint.core.plans.permissions import HOLD
from meetpoint.core.plans.tests.factories import WORDS, along, begun, in_days, step, wanted
from meetpoint.core.referrals.models import FollowUpTask
from meetpoint.core.tenancy.actor import Actor


@pytest.fixture
def asker(dee_member: StaffMember, site: Site) -> Program:
    return program(dee_member)


def test_case_load_names_who_goes_along(
    asker: Program, dee: Actor, ana: Actor, site: Site, van: Site
) -> None:
    one = along(ana, site)
    along(dee, van)
    (item,) = asker.get("/case-load", site="plaza").json()["items"]
    assert (item["staff"], item["part"], item["participant"]) == ("Ana", "primary", str(one.participant.uid))
    assert len(asker.get("/case-load").json()["items"]) == 2
    assert asker.get("/case-load", site="pier").json()["items"] == []


def test_token_without_the_scope_to_manage_reads_its_makers_people(
    dee_member: StaffMember, ana: Actor, dee: Actor, site: Site
) -> None:
    along(ana, site)
    mine = along(dee, site)
    (item,) = program(dee_member, scopes=[HOLD, API]).get("/case-load").json()["items"]
    assert (item["uid"], item["participant"]) == (str(mine.uid), None)


def test_plans_are_listed_without_and_read_with_goals(asker: Program, dee: Actor, site: Site) -> None:
    goal = wanted(dee, site)
    one = step(dee, site, goal)
    actions.close_plan(begun(dee, site).uid, by=dee)
    (item,) = asker.get("/plans", open="true", site="plaza").json()["items"]
    assert item["uid"] == str(goal.plan.uid)
    assert WORDS not in str(item)
    assert len(asker.get("/plans", open="false").json()["items"]) == 1
    read = asker.get(f"/plans/{goal.plan.uid}").json()
    (told,) = read["goals"]
    assert (told["words"], told["area"], told["steps"][0]["uid"]) == (WORDS, "housing", str(one.task.uid))
    assert read["notice"]


def test_step_is_added_once(asker: Program, dee: Actor, site: Site) -> None:
    goal = wanted(dee, site)
    new = {"uid": uid(), "what": "Ring", "due_on": in_days(3).isoformat(), "by_person": True}
    path = f"/goals/{goal.uid}/steps"
    first, again = asker.post(path, new), asker.post(path, new)
    assert (first.status_code, again["Idempotent-Replayed"]) == (201, "true")
    assert FollowUpTask.objects.of(dee).get().owner_id == dee.staff_id
    assert Step.objects.of(dee).get().by_person
    assert asker.post(path, {**new, "what": "Ring twice"}).status_code == 409
    answer = asker.post(path, {**new, "uid": uid(), "due_on": "2199-01-01"})
    assert (answer.status_code, set(answer.json()["fields"])) == (422, {"due_on"})


def test_closed_plan_is_a_conflict(asker: Program, dee: Actor, site: Site) -> None:
    goal = wanted(dee, site)
    actions.close_plan(goal.plan.uid, by=dee)
    new = {"uid": uid(), "what": "Ring", "due_on": in_days(3).isoformat()}
    assert asker.post(f"/goals/{goal.uid}/steps", new).status_code == 409


def test_read_for_a_partner_names_what_it_is(dee: Actor, dee_member: StaffMember, site: Site) -> None:
    partner = program(dee_member, recipient=Recipient.PARTNER)
    partner.get(f"/plans/{begun(dee, site).uid}")
    entry = Disclosure.objects.of(dee).latest("pk")
    assert (entry.what, entry.recipient) == ("care plan", "other organisation")
