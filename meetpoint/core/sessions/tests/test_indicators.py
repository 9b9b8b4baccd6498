"""Every indicator of this package over two days, with sums that anybody can do by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from meetpoint.core.care.erasure import erase_participant
from meetpoint.core.facts.reading.answers import Answer, answers
from meetpoint.core.facts.reading.questions import Question
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.tests.factories import participant
from meetpoint.core.sessions import actions
from meetpoint.core.sessions.module import MODULE
from meetpoint.core.sessions.tests.factories import held, planned, ride, stay
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock

FIRST, LAST = date(2026, 5, 30), date(2026, 5, 31)

# code: value, people without a code
EXAMPLES: dict[str, tuple[Any, int | None]] = {
    # case management, counselling, homeless services and a group; one missed, one cancelled, one a mistake
    "sessions.held": (4, None),
    # Ada twice, Bo once; the third was erased since, and three in the group gave no code
    "sessions.people": (2, 4),
    # 1 + 1 + 1 + (1 + 3)
    "sessions.attended": (7, None),
    "sessions.without_code": (4, None),
    # Bo once alone, and once in the group
    "sessions.missed": (2, None),
    "sessions.missed_share": (100 * 2 / 9, None),
    # 30 + 60 + 45 + 90
    "sessions.minutes": (225, None),
    "sessions.hours": (3.75, None),
    # 30 + 45
    "sessions.navigator_minutes": (75, None),
    "sessions.navigator_hours": (1.25, None),
    # one goes on, one was a mistake
    "sessions.stays": (2, None),
    # 1 and 29
    "sessions.nights": (30, None),
    "sessions.nights_each": (15, None),
    # one was not needed
    "sessions.rides": (2, None),
    "sessions.passes": (3, None),
}


@pytest.fixture
def days(dee: Actor, site: Site, van: Site, settings: Any, tmp_path: Path) -> Iterator[Actor]:
    settings.HOME, settings.KEYS = tmp_path / "home", tmp_path / "keys"
    with clock.stand_at(datetime(2026, 6, 1, 16, tzinfo=UTC)):
        _sessions(dee, site, van)
        _stays_and_rides(dee, site, van)
        yield dee


def _sessions(dee: Actor, site: Site, van: Site) -> None:
    ada, bo, cy = (participant(dee) for _turn in range(3))
    held(dee, planned(dee, site, ada, on=FIRST), ada, minutes=30)
    held(dee, planned(dee, site, cy, on=FIRST, kind="counselling"), cy, minutes=60)
    held(dee, planned(dee, van, bo, on=LAST, kind="homeless_services"), bo, minutes=45)
    group = planned(dee, site, ada, bo, on=LAST, kind="dbt_group")
    held(dee, group, ada, minutes=90, without_code=3)
    actions.end_session(planned(dee, site, bo, on=LAST).uid, "missed", by=dee)
    actions.end_session(planned(dee, site, ada, on=LAST).uid, "cancelled", why="closed", by=dee)
    actions.end_session(planned(dee, site, ada, on=LAST).uid, "mistake", by=dee)
    erase_participant(cy, by=dee)


def _stays_and_rides(dee: Actor, site: Site, van: Site) -> None:
    stay(dee, site, from_on=FIRST, until_on=LAST, ended="planned")
    stay(dee, van, kind="recovery_housing", from_on=date(2026, 5, 2), until_on=LAST, ended="moved_housing")
    stay(dee, site, from_on=FIRST)
    actions.void_stay(stay(dee, site, from_on=FIRST, until_on=LAST, ended="planned").uid, by=dee)
    ride(dee, site, on=FIRST)
    ride(dee, van, on=LAST, mode="transit", passes=3)
    ride(dee, site, on=LAST, outcome="not_needed")


def asked(dee: Actor, *codes: str, by: tuple[str, ...] = ()) -> dict[str, Answer]:
    question = Question(organisation_id=dee.organisation_id, codes=codes, first=FIRST, last=LAST, by=by)
    return dict(zip(codes, answers(question), strict=True))


def test_every_indicator_is_worked_by_hand() -> None:
    assert [one.code for one in MODULE.indicators] == list(EXAMPLES)


def test_worked_examples(days: Actor) -> None:
    values: dict[str, Any] = {
        code: (answer.rows[0][1], answer.contacts_without_code)
        for code, answer in asked(days, *EXAMPLES).items()
    }
    assert values == {code: (pytest.approx(value), people) for code, (value, people) in EXAMPLES.items()}


def test_counts_add_up_over_days_and_sites(days: Actor) -> None:
    additive = [one.code for one in MODULE.indicators if one.additive]
    for by in (("day",), ("month", "site")):
        sums: dict[str, Any] = {
            code: sum(cast("int", value) for _key, value in answer.rows)
            for code, answer in asked(days, *additive, by=by).items()
        }
        assert sums == {code: EXAMPLES[code][0] for code in additive}


def test_breakdowns_say_what_they_are(days: Actor) -> None:
    found = asked(days, "sessions.held", by=("kind",))["sessions.held"]
    assert dict(found.rows)[("dbt_group",)] == 1
    nights = asked(days, "sessions.nights", by=("kind",))["sessions.nights"]
    assert dict(nights.rows) == {("shelter",): 1, ("recovery_housing",): 29}
