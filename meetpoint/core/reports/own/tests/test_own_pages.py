"""The pages of the report builder, of schedules and of the inbox."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from meetpoint.core.access.models import StaffMember
from meetpoint.core.facts.errors import AnalysisUnavailable
from meetpoint.core.facts.serving import client
from meetpoint.core.facts.serving.here import ask_here
from meetpoint.core.organisations.models import Site
from meetpoint.core.reports.models import SavedTemplate
from meetpoint.core.reports.own.models import InboxReport, ReportSchedule
from meetpoint.core.reports.own.queries import inbox, unread
from meetpoint.core.reports.tests.quarter import FIRST, LAST, Quarter
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock

BUILD = reverse("reports:build")
DAYS = {"from": FIRST.isoformat(), "to": LAST.isoformat(), "period": "other"}
KITS = {"indicator": ["naloxone.kits", "encounters.unique_participants"], "by": ["site"], **DAYS}
QUERIES = 9
"""Of the inbox, the frame of the page included."""

APRIL = datetime(2026, 4, 9, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _analysis(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Iterator[None]:
    """Answer in this process what pages ask of the worker, on the ninth of April."""
    settings.HOME, settings.KEYS = tmp_path / "home", tmp_path / "keys"
    monkeypatch.setattr(client, "ask_all", ask_here)
    with clock.stand_at(APRIL):
        yield


@pytest.fixture
def world(dee: Actor, site: Site, van: Site) -> Quarter:
    return Quarter(dee, site, van)


@pytest.fixture
def browser(sign_in: Any, dee_member: StaffMember) -> Any:
    return sign_in(None, dee_member)


def down(_questions: Any) -> Any:
    raise AnalysisUnavailable


def test_builder_shows_what_was_ticked_at_once(browser: Any, world: Quarter) -> None:
    assert "Nothing is chosen yet" in browser.get(BUILD).content.decode()
    answer = browser.get(BUILD, KITS)
    kits, people = answer.context["report"].rows
    # three kits and the one of the last evening at the plaza, one at the van
    assert dict(kits.lines) == {("plaza",): 4, ("van",): 1}
    assert dict(people.lines) == {("plaza",): 2, ("van",): 1}
    assert "14 contacts had no code and are not in it." in answer.content.decode()
    one = browser.get(BUILD, {**KITS, "by": [], "site": "van"}).context["report"]
    assert [row.value for row in one.rows] == [1, 1]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"indicator": []}, "Tick at least one thing to count."),
        ({"indicator": ["naloxone.nothing"]}, "Select a valid choice"),
        ({"by": ["site", "month", "day"]}, "Choose one or two"),
        ({"from": "yesterday"}, "Write a date as year-month-day"),
        ({"to": "2025-01-01"}, "The last day is before the first."),
    ],
)
def test_bad_choices_are_said_beside_their_field(browser: Any, site: Site, asked: Any, said: str) -> None:
    answer = browser.get(BUILD, {**KITS, **asked})
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert "report" not in answer.context


def test_builder_without_analysis_keeps_the_choices(
    browser: Any, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "ask_all", down)
    page = browser.get(BUILD, KITS).content.decode()
    assert "The numbers are not ready at this moment." in page
    assert 'value="naloxone.kits" checked' in page


def test_report_is_saved_opened_changed_and_refused_when_somebody_else_changed_it(
    browser: Any, world: Quarter, dee: Actor
) -> None:
    uid = browser.get(BUILD, KITS).context["uid"]
    said = {**KITS, "title": "Our kits", "uid": uid}
    saved = browser.post(reverse("reports:save"), said)
    (own,) = SavedTemplate.objects.of(dee)
    assert saved.url == reverse("reports:report", args=[own.slug])
    assert "Our kits" in browser.get(reverse("reports:reports")).content.decode()
    assert (
        reverse("reports:change", args=[own.slug])
        in browser.get(f"{saved.url}?period=last-quarter").content.decode()
    )
    opened = browser.get(reverse("reports:change", args=[own.slug]), follow=True)
    assert opened.context["form"].choices.codes == tuple(KITS["indicator"])
    change = {**said, "title": "Kits", "by": [], "own": own.slug, "version": "1"}
    assert browser.post(reverse("reports:save"), change).status_code == 302
    assert [one.version for one in SavedTemplate.objects.of(dee).order_by("pk")] == ["1", "2"]
    refused = browser.post(reverse("reports:save"), change)
    assert refused.status_code == 200
    assert "This version is there already." in refused.content.decode()
    assert browser.post(reverse("reports:save"), {**said, "title": ""}).context["title"].errors
    assert browser.get(reverse("reports:change", args=["samhsa-sor"])).status_code == 404


def test_report_is_scheduled_and_comes_into_the_inbox(
    browser: Any, world: Quarter, dee: Actor, sign_in: Any, ben_member: StaffMember
) -> None:
    page = reverse("reports:schedule", args=["samhsa-sor"])
    assert "SAMHSA" in browser.get(page).content.decode()
    assert browser.post(page, {"every": "month", "wait_days": "3"}).url == reverse("reports:inbox")
    (entry,) = inbox(dee)
    assert (entry.first.isoformat(), entry.is_ready) == ("2026-03-01", True)
    listed = browser.get(reverse("reports:inbox")).content.decode()
    assert "1 report is not read yet." in listed
    assert "<strong>(1)</strong>" in browser.get(reverse("reports:reports")).content.decode()
    shown = browser.get(reverse("reports:inbox_report", args=[entry.uid]))
    assert shown.url == reverse("reports:run", args=[entry.run])
    assert unread(dee) == 0
    ben = sign_in(None, ben_member)
    assert "1 report is not read yet." in ben.get(reverse("reports:inbox")).content.decode()
    (schedule,) = ReportSchedule.objects.of(dee)
    stop = reverse("reports:stop_schedule", args=[schedule.uid])
    assert ben.post(stop).status_code == 403
    assert browser.post(stop).url == reverse("reports:inbox")
    assert "None runs." in browser.get(reverse("reports:inbox")).content.decode()
    assert browser.get(reverse("reports:schedule", args=["nothing"])).status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"wait_days": "29"}, {"wait_days": "-1"}, {"every": "week"}, {"every": ""}]
)
def test_bad_schedules_are_said(browser: Any, site: Site, dee: Actor, wrong: dict[str, str]) -> None:
    said = {"every": "month", "wait_days": "3", **wrong}
    answer = browser.post(reverse("reports:schedule", args=["samhsa-sor"]), said)
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == set(wrong)
    assert not ReportSchedule.objects.of(dee).exists()


def test_failure_says_how_to_mend_it_and_is_tried_again(
    browser: Any, world: Quarter, dee: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "ask_all", down)
    browser.post(reverse("reports:schedule", args=["samhsa-sor"]), {"every": "month", "wait_days": "0"})
    (entry,) = inbox(dee)
    page = browser.get(reverse("reports:inbox_report", args=[entry.uid])).content.decode()
    assert "The analysis was not running. It is tried again every hour." in page
    again = reverse("reports:again", args=[entry.uid])
    assert "It could still not be made." in browser.post(again, follow=True).content.decode()
    monkeypatch.setattr(client, "ask_all", ask_here)
    assert "Kept as it was." in browser.post(again, follow=True).content.decode()


def test_inbox_asks_the_database_as_much_for_three_as_for_one(
    browser: Any, world: Quarter, dee: Actor, django_assert_num_queries: Any
) -> None:
    for number, name in enumerate(("samhsa-sor", "euda-st10", "unaids-gam"), start=1):
        page = reverse("reports:schedule", args=[name])
        browser.post(page, {"every": "quarter", "wait_days": "0"})
        browser.get(reverse("reports:inbox"))
        assert InboxReport.objects.of(dee).count() == number
        with django_assert_num_queries(QUERIES):
            browser.get(reverse("reports:inbox"))
