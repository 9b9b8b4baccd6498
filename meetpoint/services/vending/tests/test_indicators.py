"""Every indicator of this service over four days of two machines, with sums that anybody can do by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from meetpoint.core.encounters.actions import void_encounter
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.facts.reading.answers import Answer, answers
from meetpoint.core.facts.reading.questions import Question
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.services.vending.actions.tokens import Limit, set_limit
from meetpoint.services.vending.actions.watching import add_up_days
from meetpoint.services.vending.credentials import code_key_of, mark_of
from meetpoint.services.vending.intake.outages import fell_silent, heard
from meetpoint.services.vending.models import Access, Machine, Slot, Vend
from meetpoint.services.vending.module import MODULE
from meetpoint.services.vending.tests.factories import filled, item, machine, take, vend

FIRST, LAST = date(2026, 5, 28), date(2026, 5, 31)
A_DAY = 24 * 60
TAKEN = 7
"""Vends that stand and handed something out; a machine asks for no code of the programme."""

# code: value, contacts without a code
EXAMPLES: dict[str, tuple[Any, int | None]] = {
    # east: 1 strip pack and 2 kits; west, on its three days: 2 + 1 + 1 + 1 strip packs and 3 kits
    "vending.items": (11, TAKEN),
    # five kits of two doses
    "vending.naloxone_doses": (10, TAKEN),
    # two in a week for one code, which had two already
    "vending.over_limit": (1, TAKEN),
    # a jam and an empty slot; a refusal is none
    "vending.not_given": (2, None),
    "vending.limited": (1, None),
    # east was there on four days; west was added when one of them was over
    "vending.minutes_in_use": (7 * A_DAY, None),
    # from six in the morning until noon
    "vending.minutes_silent": (6 * 60, None),
    # two slots each
    "vending.slot_minutes": (2 * 7 * A_DAY, None),
    # from 22:00 until 01:00, when it was filled
    "vending.slot_minutes_empty": (3 * 60, None),
    # so on two days
    "vending.slot_days_empty": (2, None),
    "vending.uptime": (100 * (7 * A_DAY - 360) / (7 * A_DAY), None),
    "vending.stockout_rate": (100 * 180 / (2 * 7 * A_DAY), None),
}


def at(day: int, hour: int) -> datetime:
    """An hour of a day in May, at the machines."""
    return datetime(2026, 5, day, hour, tzinfo=ZoneInfo("America/New_York")).astimezone(UTC)


@pytest.fixture
def days(dee: Actor, org: Organisation, settings: Any, tmp_path: Path) -> Iterator[Actor]:
    settings.HOME, settings.KEYS = tmp_path / "home", tmp_path / "keys"
    with clock.stand_at(datetime(2026, 6, 1, 12, tzinfo=UTC)):
        set_limit(Limit(item_id=item(dee).pk, most=2, days=7, source="Test"), by=dee)
        of_east(dee, standing(dee, "east", since=at(28, 0)))
        of_west(dee, standing(dee, "west", since=at(29, 0), access=Access.TOKEN))
        add_up_days(dee, days=4)
        yield dee


def standing(dee: Actor, device: str, *, since: datetime, **more: Any) -> Machine:
    made = machine(dee, device, **more)
    Machine.objects.of(dee).filter(pk=made.pk).update(added_at=since)
    Slot.objects.of(dee).filter(machine=made).update(since=since)
    return Machine.objects.of(dee).select_related("site").get(pk=made.pk)


def of_east(dee: Actor, east: Machine) -> None:
    """A pack of strips, two kits, a jam; a vend by mistake; empty over midnight; silent for a morning."""
    take(vend(east, 1, at=at(28, 9)), vend(east, 2, sel="A2", qty=2, at=at(28, 10)))
    take(vend(east, 3, qty=0, result="jam", at=at(28, 11)))
    take(vend(east, 4, qty=9, at=at(28, 22)))
    mistaken = Vend.objects.of(dee).filter(quantity=9).values("encounter_id")
    take(vend(east, 5, qty=0, result="empty", at=at(28, 23)))
    filled(east, dee, {"A1": 24}, at=at(29, 1))
    void_encounter(Encounter.objects.of(dee).get(pk__in=mistaken).uid, reason="mistake", by=dee)
    fell_silent(dee, east, at=at(30, 6))
    heard(dee, {east.pk}, at=at(30, 12))


def of_west(dee: Actor, west: Machine) -> None:
    """One code takes two, is refused, and takes one more that the machine let through; others are open."""
    mark = mark_of("1234567890", code_key_of(dee.organisation_id))
    coded = {"access": "token", "token": mark}
    take(vend(west, 1, qty=2, at=at(29, 9), **coded))
    take(vend(west, 2, qty=0, result="limit", at=at(30, 9), **coded))
    take(vend(west, 3, at=at(31, 9), **coded))
    take(vend(west, 4, at=at(31, 10)), vend(west, 5, at=at(31, 11)))
    take(vend(west, 6, sel="A2", qty=3, at=at(31, 12)))


def asked(dee: Actor, *codes: str, by: tuple[str, ...] = ()) -> dict[str, Answer]:
    question = Question(organisation_id=dee.organisation_id, codes=codes, first=FIRST, last=LAST, by=by)
    return dict(zip(codes, answers(question), strict=True))


def test_every_indicator_is_worked_by_hand() -> None:
    assert [one.code for one in MODULE.indicators] == list(EXAMPLES)


def test_worked_examples(days: Actor) -> None:
    found = asked(days, *EXAMPLES)
    values: dict[str, Any] = {
        code: (answer.rows[0][1], answer.contacts_without_code) for code, answer in found.items()
    }
    assert values == {code: (pytest.approx(value), people) for code, (value, people) in EXAMPLES.items()}
    assert {answer.missing for answer in found.values()} == {()}


def test_counts_add_up_over_days_and_sites(days: Actor) -> None:
    additive = [one.code for one in MODULE.indicators if one.additive]
    for by in (("day",), ("month", "site")):
        sums: dict[str, Any] = {
            code: sum(cast("int", value) for _key, value in answer.rows)
            for code, answer in asked(days, *additive, by=by).items()
        }
        assert sums == {code: EXAMPLES[code][0] for code in additive}


def test_breakdowns_say_what_they_are(days: Actor) -> None:
    items = "vending.items"
    assert dict(asked(days, items, by=("site",))[items].rows) == {("east",): 3, ("west",): 8}
    by_access = dict(asked(days, items, by=("access",))[items].rows)
    assert by_access == {("open",): 8, ("token",): 3}
    failed = "vending.not_given"
    rows = dict(asked(days, failed, by=("result",))[failed].rows)
    assert {key: value for key, value in rows.items() if value} == {("jam",): 1, ("empty",): 1}


def test_no_machine_has_no_uptime(dee: Actor, settings: Any, tmp_path: Path) -> None:
    settings.HOME, settings.KEYS = tmp_path / "home", tmp_path / "keys"
    shares = asked(dee, "vending.uptime", "vending.stockout_rate")
    assert not any(value is not None for answer in shares.values() for _key, value in answer.rows)
