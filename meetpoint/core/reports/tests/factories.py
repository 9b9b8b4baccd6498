"""Runs and releases for tests: answered by whatever numbers a test says, without facts or an engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from meetpoint.core.facts.reading.questions import Question
from meetpoint.core.reports.actions import run_report, save_template
from meetpoint.core.reports.asking.reading import template_of
from meetpoint.core.reports.asking.template import Template
from meetpoint.core.reports.models import Release, ReportRun
from meetpoint.core.reports.own.actions.inbox import make_report
from meetpoint.core.reports.own.actions.schedules import NewSchedule, make_schedule
from meetpoint.core.reports.own.building import Choices, built, name_for
from meetpoint.core.reports.own.due import last_over
from meetpoint.core.reports.own.models import InboxReport, ReportSchedule
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
GIVERS = {"friend": 40, "responder": 25, "self": 3, "stranger": 14}


def template(*rows: Mapping[str, Any], **more: Any) -> Template:
    """Return a small template; without rows it has one table of counts."""
    by_giver = {
        "code": "1",
        "label": {"en": "Reversals by giver", "es": "Reversiones según quién dio"},
        "indicator": "naloxone.reversals",
        "by": "given_by",
    }
    data = {
        "format": 2,
        "slug": "ours",
        "version": "1",
        "title": {"en": "Ours", "es": "El nuestro"},
        "periods": "quarter",
        "rows": list(rows) or [by_giver],
    }
    return template_of(data | more, name="ours")


def answering(
    given: Mapping[str, int] | None = None, value: int = 412
) -> Callable[[Sequence[Question]], list[list[dict[str, Any]]]]:
    """Return what answers every question: by word where it is broken down, else with one value."""
    found = GIVERS if given is None else given

    def ask(questions: Sequence[Question]) -> list[list[dict[str, Any]]]:
        return [[_answer(code, one, found, value) for code in one.codes] for one in questions]

    return ask


def _answer(code: str, question: Question, given: Mapping[str, int], value: int) -> dict[str, Any]:
    rows: list[dict[str, Any]] = [{"value": value}]
    if question.by:
        rows = [{**dict.fromkeys(question.by, word), "value": count} for word, count in given.items()]
    return {
        "code": code,
        "rows": rows,
        "contacts_without_code": 7,
        "missing": [],
        "inputs": [],
        "not_entered": [],
        "whole_only": False,
        "unasked": [],
    }


def make_run(by: Actor, asked: Template | None = None, **more: Any) -> ReportRun:
    """Run a report whose numbers are given."""
    ask = answering(**more)
    return run_report(asked or template(), FIRST, LAST, by=by, ask=ask)


def make_release(by: Actor) -> Release:
    """Publish a table of one column, its smallest count and another hidden."""
    words = {word: {"en": word.capitalize()} for word in GIVERS}
    return Release.objects.create(
        organisation_id=by.organisation_id,
        uid=uuid7(),
        run=uuid7(),
        template="ours",
        first=FIRST,
        last=LAST,
        policy="cms@2024-01-26",
        made_at=clock.now(),
        staff_id=by.staff_id,
        table={
            "code": "1",
            "title": {"en": "Ours"},
            "label": {"en": "Reversals by giver"},
            "defined": {},
            "unit": {},
            "columns": [{"en": "Given by"}],
            "labels": [sorted(GIVERS)],
            "words": [words],
            "published": {"counts": [40, 25, None, None], "margins": {"(*)": 82}},
            "primary": [[2]],
            "secondary": [[3]],
            "threshold": "1..10 suppressed; 0 publishable",
            "policy_title": "CMS",
            "policy_url": "https://resdac.org/node/1506",
        },
    )


def own_report(by: Actor) -> str:
    """Save a report that the builder made, and return its name."""
    kits = built(Choices(("naloxone.kits",)), title="Our kits", slug=name_for("Our kits", uuid7()))
    return save_template(kits.as_data(), by=by).slug


def scheduled(by: Actor, name: str = "samhsa-sor", **more: Any) -> ReportSchedule:
    """Schedule a report every month."""
    return make_schedule(NewSchedule(uid=uuid7(), template=name, **{"every": "month", **more}), by=by)


def not_made(schedule: ReportSchedule, by: Actor) -> InboxReport:
    """Return a report of the inbox that could not be made, since its template is gone."""
    schedule.template = "gone"
    return make_report(schedule, last_over(clock.now().date(), "month"), by=by)
