"""The builder, schedules that run once for each period, and the inbox."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from meetpoint.core.facts.errors import AnalysisUnavailable
from meetpoint.core.facts.serving import client
from meetpoint.core.facts.serving.here import ask_here
from meetpoint.core.organisations.models import Site
from meetpoint.core.reports.actions import save_template
from meetpoint.core.reports.models import ReportRun
from meetpoint.core.reports.own.actions.inbox import make_report, mark_read, run_schedules, try_again
from meetpoint.core.reports.own.actions.schedules import NewSchedule, make_schedule, stop_schedule
from meetpoint.core.reports.own.building import Choices, built, chosen_in, is_built, name_for
from meetpoint.core.reports.own.due import last_over, period_of, periods_due
from meetpoint.core.reports.own.models import Every, Outcome, ReportSchedule
from meetpoint.core.reports.own.queries import inbox, schedules, unread
from meetpoint.core.reports.queries import report_of, run_for, templates_of
from meetpoint.core.reports.tests.quarter import FIRST, LAST, Quarter
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict, NotAllowed, NotFound
from meetpoint.lib.identifiers import uuid7

KITS = Choices(("naloxone.kits", "encounters.unique_participants"), ("month",))
"""Kits by month, and people by month."""

MAY = datetime(2026, 5, 2, 12, tzinfo=UTC)

# --- which periods are due ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("every", "day", "first", "last"),
    [
        ("month", "2024-02-29", "2024-02-01", "2024-02-29"),
        ("month", "2026-12-31", "2026-12-01", "2026-12-31"),
        ("quarter", "2026-03-31", "2026-01-01", "2026-03-31"),
        ("quarter", "2026-10-01", "2026-10-01", "2026-12-31"),
    ],
)
def test_a_day_lies_in_its_month_and_quarter(every: str, day: str, first: str, last: str) -> None:
    assert period_of(date.fromisoformat(day), every) == (date.fromisoformat(first), date.fromisoformat(last))


def test_the_last_period_that_is_over_may_be_of_last_year() -> None:
    assert last_over(date(2026, 1, 31), Every.MONTH) == (date(2025, 12, 1), date(2025, 12, 31))
    assert last_over(date(2026, 3, 31), Every.QUARTER) == (date(2025, 10, 1), date(2025, 12, 31))


def test_a_period_is_due_when_it_is_over_and_the_wait_too() -> None:
    from_day = date(2026, 1, 1)

    def firsts(today: str, wait: int = 0, every: str = "month") -> list[str]:
        found = periods_due(every, from_day=from_day, wait_days=wait, today=date.fromisoformat(today))
        return [first.isoformat() for first, _last in found]

    assert firsts("2026-01-31") == []
    assert firsts("2026-02-01") == ["2026-01-01"]
    assert firsts("2026-02-03", wait=3) == []
    assert firsts("2026-02-04", wait=3) == ["2026-01-01"]
    # after a standstill: all that were missed, the oldest first
    assert firsts("2026-04-15") == ["2026-01-01", "2026-02-01", "2026-03-01"]
    assert firsts("2026-06-30", every="quarter") == ["2026-01-01"]


# --- building -------------------------------------------------------------------------------------


def test_what_was_ticked_comes_back_from_what_was_saved(dee: Actor) -> None:
    asked = built(KITS, title="Our kits", slug=name_for("Our kits – März", UUID(int=255)))
    assert asked.slug == "our-kits-marz-0000ff"
    saved = save_template(asked.as_data(), by=dee)
    kept = templates_of(dee)[saved.slug]
    assert is_built(kept)
    assert chosen_in(kept) == KITS
    assert kept.rows[0].label == {"en": "Naloxone kits", "es": "Kits de naloxona"}
    assert not is_built(templates_of(dee)["samhsa-sor"])


def test_what_cannot_be_broken_down_stays_one_number() -> None:
    template = built(Choices(("naloxone.kits", "syringe_services.coverage_band"), ("site", "month")))
    assert [row.by for row in template.rows] == [("site", "month"), ()]


def test_a_title_without_letters_has_a_name_all_the_same() -> None:
    assert name_for("¡¿…?!", UUID(int=1)) == "report-000001"
    assert len(name_for("x" * 120, UUID(int=1))) < 60


# --- schedules and the inbox ------------------------------------------------------------------------


@pytest.fixture
def world(dee: Actor, site: Site, van: Site, settings: Any, tmp_path: Path) -> Iterator[Quarter]:
    settings.HOME, settings.KEYS = tmp_path / "home", tmp_path / "keys"
    with clock.stand_at(MAY):
        yield Quarter(dee, site, van)


@pytest.fixture
def analysis(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer in this process what is asked of the worker."""
    monkeypatch.setattr(client, "ask_all", ask_here)


def scheduled(by: Actor, template: str = "", **more: Any) -> ReportSchedule:
    if not template:
        template = save_template(built(KITS, title="Our kits", slug="our-kits").as_data(), by=by).slug
    return make_schedule(NewSchedule(uid=uuid7(), template=template, **{"every": "month", **more}), by=by)


def periods(actor: Actor) -> list[tuple[str, str]]:
    return [(one.first.isoformat(), one.outcome) for one in inbox(actor).order_by("first")]


@pytest.mark.usefixtures("analysis")
def test_a_schedule_makes_each_period_once_also_after_a_standstill(world: Quarter, dee: Actor) -> None:
    schedule = scheduled(dee)
    system = Actor.system(dee.organisation_id, "test")
    run_schedules(system)
    run_schedules(system)
    assert periods(dee) == [("2026-04-01", "ready")]
    with clock.stand_at(datetime(2026, 8, 3, 12, tzinfo=UTC)):
        run_schedules(system)
        run_schedules(system)
    assert periods(dee) == [(f"2026-0{month}-01", "ready") for month in (4, 5, 6, 7)]
    assert ReportRun.objects.of(dee).count() == 4
    stop_schedule(schedule, by=dee)
    with clock.stand_at(datetime(2026, 12, 3, 12, tzinfo=UTC)):
        run_schedules(system)
    assert len(periods(dee)) == 4
    with pytest.raises(Conflict):
        stop_schedule(schedule, by=dee)


@pytest.mark.usefixtures("analysis")
def test_what_was_made_stays_what_it_was(world: Quarter, dee: Actor) -> None:
    made = make_report(scheduled(dee, every="quarter"), (FIRST, LAST), by=dee)
    assert made.run is not None
    kits, people = (dict(row.lines) for row in report_of(run_for(dee, made.run)).rows)
    # two kits and one of January, one at the van in February, one on the last evening of March
    assert kits == {("2026-01",): 3, ("2026-02",): 1, ("2026-03",): 1}
    # A in January, and in February as C; B in February and March
    assert people == {("2026-01",): 1, ("2026-02",): 2, ("2026-03",): 1}
    world.met("2026-02-20T15:00", world.d, {"naloxone-nasal-4mg-kit": 4})
    again = make_report(made.schedule, (FIRST, LAST), by=dee)
    assert (again.run, ReportRun.objects.of(dee).count()) == (made.run, 1)


def test_failures_are_told_and_tried_again(
    world: Quarter, dee: Actor, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    def down(_questions: Any) -> Any:
        raise AnalysisUnavailable

    monkeypatch.setattr(client, "ask_all", down)
    schedule, system = scheduled(dee, "unaids-gam"), Actor.system(dee.organisation_id, "test")
    run_schedules(system)
    (report,) = inbox(dee)
    assert (report.outcome, report.run) == (Outcome.UNAVAILABLE, None)
    mark_read(report, by=dee)
    run_schedules(system)  # the same again is no news
    assert unread(dee) == 0
    monkeypatch.setattr(client, "ask_all", lambda questions: 1 / 0)
    assert try_again(report, by=dee).outcome == Outcome.FAILED
    assert unread(dee) == 1
    for wrong, outcome in (({"template": "gone"}, Outcome.GONE), ({"site_ids": [0]}, Outcome.NO_SITE)):
        ReportSchedule.objects.of(dee).update(**{"template": "unaids-gam", "site_ids": None, **wrong})
        schedule.refresh_from_db()
        assert make_report(schedule, (report.first, report.last), by=dee).outcome == outcome
    ReportSchedule.objects.of(dee).update(template="unaids-gam", site_ids=None)
    request.getfixturevalue("analysis")
    run_schedules(system)
    (report,) = inbox(dee)
    assert report.is_ready
    assert report.run is not None
    assert len(report_of(run_for(dee, report.run)).rows) == 11


@pytest.mark.usefixtures("analysis")
def test_each_reads_for_themselves_and_nobody_sees_sites_out_of_reach(
    world: Quarter, dee: Actor, cai: Actor
) -> None:
    everywhere = scheduled(dee, "samhsa-sor")
    both = scheduled(dee, "samhsa-sor", every="quarter", sites=(world.plaza, world.van))
    van = scheduled(dee, "samhsa-sor", every="quarter", sites=(world.van,))
    run_schedules(Actor.system(dee.organisation_id, "test"))
    near = reaching(dee, world.van)
    assert [one.schedule for one in inbox(near)] == [van]
    assert schedules(near) == [van]
    assert set(schedules(dee)) == {everywhere, both, van}
    assert (unread(dee), unread(near), unread(cai)) == (3, 1, 0)
    for report in [*inbox(dee), *inbox(dee)]:
        mark_read(report, by=dee)
    assert (unread(dee), unread(near)) == (0, 1)
    with pytest.raises(NotFound):
        scheduled(near, "samhsa-sor", sites=(world.plaza,))
    assert scheduled(near, "samhsa-sor").site_ids == [world.van.pk]


def test_a_schedule_sent_twice_is_one_and_needs_a_report_and_a_right(dee: Actor, ben: Actor) -> None:
    new = NewSchedule(uid=uuid7(), template="samhsa-sor", every="month", wait_days=99)
    made = make_schedule(new, by=dee)
    assert make_schedule(new, by=dee) == made
    assert made.wait_days == 28
    with pytest.raises(NotFound):
        scheduled(dee, "own-report-of-somebody-else")
    with pytest.raises(NotAllowed):
        make_schedule(new, by=ben)
    with pytest.raises(NotAllowed):
        stop_schedule(made, by=ben)


def reaching(actor: Actor, *sites: Site) -> Actor:
    return Actor(
        organisation_id=actor.organisation_id,
        staff_id=actor.staff_id and actor.staff_id + 1000,
        permissions=actor.permissions,
        site_ids=frozenset(site.pk for site in sites),
    )
