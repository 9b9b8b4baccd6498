"""Regular tasks: once per organisation and period, whoever runs them, whatever breaks."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from meetpoint.core.modules.interface import Schedule
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.tenancy.actor import Actor, ActorKind
from meetpoint.operate import schedules
from meetpoint.operate.models import ScheduleRun

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr("meetpoint.lib.clock.now", lambda: moment)


def hourly(run: object = lambda actor: None) -> Schedule:
    return Schedule(slug="sweep", every_minutes=60, run=run)  # type: ignore[arg-type]


def test_schedule_runs_once_per_organisation_and_period(
    org: Organisation, other_org: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Actor] = []
    schedule = hourly(seen.append)
    for minutes in (0, 1, 59, 60, 61):
        at(monkeypatch, NOON + timedelta(minutes=minutes))
        list(schedules.run_due([schedule]))
    assert [actor.organisation_id for actor in seen] == [org.pk, other_org.pk] * 2
    assert {actor.kind for actor in seen} == {ActorKind.SYSTEM}


def test_claimed_schedule_is_not_taken_twice(org: Organisation) -> None:
    assert schedules.claim(hourly(), org.pk, NOON)
    assert not schedules.claim(hourly(), org.pk, NOON)
    assert not schedules.claim(hourly(), org.pk, NOON + timedelta(hours=2)), "it is still running"


def test_runner_that_died_is_given_up(org: Organisation) -> None:
    assert schedules.claim(hourly(), org.pk, NOON)
    assert schedules.claim(hourly(), org.pk, NOON + schedules.GIVEN_UP_AFTER)


def test_failing_schedule_stops_no_other_and_its_words_stay_out_of_the_log(
    org: Organisation, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(actor: Actor) -> None:
        raise ValueError("Kaya from the bridge")

    seen: list[Actor] = []
    after = Schedule(slug="after", every_minutes=60, run=seen.append)
    ran = list(schedules.run_due([hourly(fail), after]))
    assert [(one.slug, one.failed) for one in ran] == [("sweep", True), ("after", False)]
    assert len(seen) == 1
    assert "Kaya" not in caplog.text
    assert "sweep failed: ValueError" in caplog.text
    assert ScheduleRun.objects.of(org.pk).get(slug="sweep").failed


def test_stopping_runner_starts_nothing_more(org: Organisation) -> None:
    assert list(schedules.run_due([hourly()], stopping=lambda: True)) == []


def test_last_runs_are_listed_for_a_program(org: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, NOON)
    list(schedules.run_due([hourly()]))
    out = StringIO()
    call_command("schedule", "--list", "--json", stdout=out)
    row = json.loads(out.getvalue())[0]
    assert row == {
        "organisation": "harbor-light",
        "task": "sweep",
        "started": NOON.isoformat(),
        "finished": NOON.isoformat(),
        "failed": False,
    }


def test_once_runs_what_modules_declare(org: Organisation) -> None:
    out = StringIO()
    call_command("schedule", "--once", "--json", stdout=out)
    assert {row["task"] for row in json.loads(out.getvalue())} == {one.slug for one in schedules.declared()}
    assert ScheduleRun.objects.of(org.pk).filter(failed=True).count() == 0
