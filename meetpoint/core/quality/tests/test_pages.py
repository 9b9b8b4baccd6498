"""The pages: counts and lists within reach, “looks right” with its undo, and the line about the boards."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetpoint.core.access.models import StaffMember
from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.dashboards.spans import Days
from meetpoint.core.dashboards.tests.test_boards import only_at
from meetpoint.core.encounters.tests.factories import encounter, make_item
from meetpoint.core.facts.actions import compare_apart
from meetpoint.core.facts.management.commands import facts
from meetpoint.core.facts.store.verifying import Difference
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Site
from meetpoint.core.quality import actions
from meetpoint.core.quality.models import LooksRight
from meetpoint.core.quality.queries import review
from meetpoint.core.quality.tests.conftest import FIRST, NOON, TODAY
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import NotAllowed

OVERVIEW = reverse("quality:overview")
DOUBLES = "quality.double_entries"
SignIn = Callable[[Client | None, StaffMember], Client]


def page(part: str = "check", slug: str = DOUBLES) -> str:
    return reverse(f"quality:{part}", args=[slug])


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def doubled(dee: Actor, site: Site) -> Callable[..., None]:
    """`doubled(3)` makes so many findings of double entries at a site."""
    item = make_item(dee.organisation_id, "syringe")

    def make(count: int = 1, where: Site = site, by: Actor = dee) -> None:
        for turn in range(count):
            for second in (0, 30):
                moment = NOON - timedelta(hours=1 + turn % 20, days=turn // 20, seconds=-second)
                encounter(by, where, {item: 10}, occurred_at=moment)

    return make


def test_what_waits_is_counted_and_listed(
    sign_in: SignIn, dee_member: StaffMember, doubled: Callable[..., None]
) -> None:
    doubled(2)
    browser = sign_in(None, dee_member)
    counts = {one.check.slug: len(one.waiting) for one in browser.get(OVERVIEW).context["reviews"]}
    assert set(counts) == set(registry().quality)
    assert counts[DOUBLES] == 2
    listed = browser.get(page())
    assert len(listed.context["found"].object_list) == 2
    assert "/correct/" in listed.content.decode()
    assert browser.get(page(slug="no.such")).status_code == 404


def test_long_lists_come_page_by_page(
    sign_in: SignIn, dee_member: StaffMember, doubled: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    doubled(27)
    browser = sign_in(None, dee_member)
    first, second = browser.get(page()), browser.get(page(), {"page": 2})
    assert [len(one.context["found"].object_list) for one in (first, second)] == [25, 2]
    monkeypatch.setattr("meetpoint.core.quality.queries.MOST", 10)
    cut = browser.get(page())
    assert len(cut.context["review"].waiting) == 10
    assert cut.context["review"].is_cut


def test_what_looks_right_waits_no_more_is_audited_and_can_be_undone(
    sign_in: SignIn, dee_member: StaffMember, dee: Actor, doubled: Callable[..., None]
) -> None:
    doubled(3)
    browser = sign_in(None, dee_member)
    subjects = [one.subject for one, _mark in browser.get(page()).context["found"].object_list]
    for _twice in range(2):
        browser.post(page("mark"), {"subject": subjects[:2]})
    assert len(browser.get(page()).context["review"].waiting) == 1
    assert LooksRight.objects.of(dee).count() == 2
    audited = AuditEntry.objects.of(dee).get(action="quality.marked_right")
    assert all(subject in audited.subjects for subject in subjects[:2])
    right = browser.get(page(), {"show": "right"})
    ((_finding, mark), _other) = right.context["found"].object_list
    for _twice in range(2):
        browser.post(page("unmark"), {"mark": mark.pk})
    assert len(browser.get(page()).context["review"].waiting) == 2
    assert AuditEntry.objects.of(dee).filter(action="quality.unmarked").count() == 1


def test_a_list_can_get_empty(sign_in: SignIn, dee_member: StaffMember, doubled: Callable[..., None]) -> None:
    doubled(2)
    browser = sign_in(None, dee_member)
    subjects = [one.subject for one, _mark in browser.get(page()).context["found"].object_list]
    browser.post(page("mark"), {"subject": subjects})
    assert "Nothing waits for you" in words(browser.get(page()))


@pytest.mark.parametrize("mark", ["", "x", "9" * 30, "²", "%00"])
def test_nonsense_undoes_nothing(sign_in: SignIn, dee_member: StaffMember, mark: str) -> None:
    assert sign_in(None, dee_member).post(page("unmark"), {"mark": mark}).status_code == 302


def test_only_the_readers_sites_are_shown_and_settled(
    sign_in: SignIn,
    ana_member: StaffMember,
    ana: Actor,
    dee: Actor,
    site: Site,
    van: Site,
    doubled: Callable[..., None],
) -> None:
    doubled(1, site)
    doubled(2, van)
    only_at(ana_member, van)
    browser = sign_in(None, ana_member)
    assert len(browser.get(page()).context["review"].waiting) == 2
    assert browser.get(page(), {"site": site.slug}).context["site"] is None
    check = registry().quality[DOUBLES]
    theirs = review(dee, check, Days(FIRST, TODAY), {site.pk}).waiting
    browser.post(page("mark"), {"subject": [one.subject for one in theirs]})
    assert not LooksRight.objects.of(dee).exists()
    narrow = replace(ana, site_ids=frozenset({van.pk}))
    with pytest.raises(NotAllowed, match="not yours"):
        actions.mark_right(check, theirs, by=narrow)
    actions.mark_right(check, theirs, by=dee)
    with pytest.raises(NotAllowed, match="not yours"):
        actions.unmark(LooksRight.objects.of(dee).get(), by=narrow)


def test_nothing_of_another_organisation_is_shown(
    sign_in: SignIn, cai_member: StaffMember, doubled: Callable[..., None], dee: Actor
) -> None:
    doubled(1)
    browser = sign_in(None, cai_member)
    assert browser.get(page()).context["review"].waiting == ()


def test_a_check_that_goes_too_far_shows_nothing_out_of_reach(
    dee: Actor, site: Site, van: Site, doubled: Callable[..., None]
) -> None:
    doubled(1, site)
    check = registry().quality[DOUBLES]
    careless = replace(check, find=lambda by, first, last, _sites: check.find(by, first, last, {site.pk}))
    assert review(dee, careless, Days(FIRST, TODAY), {van.pk}).waiting == ()


def test_the_pages_ask_as_few_questions_for_three_findings_as_for_one(
    sign_in: SignIn, dee_member: StaffMember, doubled: Callable[..., None]
) -> None:
    browser = sign_in(None, dee_member)
    doubled(1)
    browser.get(OVERVIEW)
    counts = []
    for _turn in range(2):
        for address in (OVERVIEW, page()):
            with CaptureQueriesContext(connection) as seen:
                browser.get(address)
            counts.append(len(seen))
        doubled(2)
    assert counts == [19, 7, 19, 7]


def test_somebody_who_may_only_look_cannot_settle(
    sign_in: SignIn, ben_member: StaffMember, doubled: Callable[..., None]
) -> None:
    doubled(1)
    browser = sign_in(None, ben_member)
    assert browser.get(OVERVIEW).status_code == 403
    type(ben_member).objects.of(ben_member.organisation_id).filter(pk=ben_member.pk).update(role="analyst")
    assert "Looks right?" not in words(browser.get(page()))
    assert browser.post(page("mark"), {"subject": "x"}).status_code == 403


def test_the_last_comparison_stands_on_the_page(
    sign_in: SignIn,
    dee_member: StaffMember,
    org: Any,
    settings: Any,
    tmp_path: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.HOME, settings.KEYS = tmp_path / "home", tmp_path / "keys"
    browser = sign_in(None, dee_member)
    assert "Not compared yet" in words(browser.get(OVERVIEW))
    call_command("facts", "verify", "--org", org.slug)
    assert "every total on boards is that of the records" in words(browser.get(OVERVIEW))
    wrong = Difference(table="encounters.contacts", month="2026-03", what="plaza", facts=3, records=4)
    monkeypatch.setattr(facts, "differences", lambda _number: [wrong] * 30)
    with pytest.raises(CommandError):
        call_command("facts", "verify", "--org", org.slug)
    said = browser.get(OVERVIEW)
    assert (said.context["verified"].differing, len(said.context["verified"].shown)) == (30, 20)
    assert "Contacts, plaza" in words(said)
    assert "30 totals on boards are not those of the records" in words(said)


def test_the_nightly_comparison_is_made_in_a_process_of_its_own(
    dee: Actor, org: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[list[str]] = []
    monkeypatch.setattr("subprocess.run", lambda command, **_more: ran.append(command))
    compare_apart(Actor.system(org.pk, "schedule"))
    assert [command[1:] for command in ran] == [["-m", "meetpoint", "facts", "verify", "--org", org.slug]]
