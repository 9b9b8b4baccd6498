"""Machines that fall silent, days that are added up, and how much is left where."""

from __future__ import annotations

from datetime import timedelta

import pytest

from meetpoint.lib import clock
from meetpoint.services.vending.actions.watching import add_up_days, notice_silence
from meetpoint.services.vending.intake.outages import fell_silent, heard
from meetpoint.services.vending.models import Machine, MachineDay, Outage
from meetpoint.services.vending.queries.levels import slot_levels, slots_in_use
from meetpoint.services.vending.queries.machines import machines_of, states_of
from meetpoint.services.vending.queries.route import machines_in_need, refill_route
from meetpoint.services.vending.rules import daily_rate, days_cover, fill_by
from meetpoint.services.vending.tests.factories import filled, machine, slot, take, vend

NOW = clock.now()


def test_machine_that_says_nothing_for_an_hour_is_silent(dee) -> None:
    east, west = machine(dee), machine(dee, "west")
    Machine.objects.of(dee).filter(pk=east.pk).update(seen_at=clock.now() - timedelta(minutes=61))
    Machine.objects.of(dee).filter(pk=west.pk).update(seen_at=clock.now() - timedelta(minutes=59))
    assert (notice_silence(dee), notice_silence(dee)) == (1, 0)
    assert Outage.objects.of(dee).get().machine_id == east.pk


def test_rate_counts_only_days_on_which_there_was_something_to_take() -> None:
    assert daily_rate(28, days=28, days_empty=14) == 2
    assert daily_rate(28, days=28, days_empty=0) == 1
    assert daily_rate(3, days=28, days_empty=27.5) is None
    assert daily_rate(0, days=28, days_empty=0) is None


def test_unknown_stays_unknown() -> None:
    assert days_cover(None, 2) is None
    assert days_cover(6, None) is None
    assert (days_cover(6, 2), days_cover(-3, 2)) == (3, 0)
    assert fill_by(None, 2, 1, now=NOW) is None
    assert fill_by(9, 2, None, now=NOW) is None
    assert fill_by(2, 2, None, now=NOW) == NOW
    assert fill_by(9, 2, 1, now=NOW) == NOW + timedelta(days=7)


def test_slot_says_how_long_it_lasts(dee) -> None:
    east = machine(dee)
    filled(east, dee, {"A1": 24}, at=clock.now() - timedelta(days=28))
    take(*(vend(east, day, at=clock.now() - timedelta(days=day)) for day in range(1, 15)))
    (level, other) = slot_levels(dee, list(slots_in_use(dee, [east.pk])))
    assert (level.level, level.whole_days, level.rate) == (10, 20, 0.5)
    assert (other.level, other.days, other.fill_by) == (None, None, None)


def test_day_is_added_up_with_silence_and_empty_slots(dee, org) -> None:
    east = machine(dee)
    two_days_ago = clock.now() - timedelta(days=2)
    fell_silent(dee, east, at=two_days_ago)
    heard(dee, {east.pk}, at=two_days_ago + timedelta(hours=6))
    Outage.objects.create(
        organisation_id=org.pk,
        machine=east,
        slot=slot(east),
        kind="empty",
        began_at=two_days_ago,
        ended_at=two_days_ago + timedelta(hours=3),
    )
    assert add_up_days(dee) == 3
    days = list(MachineDay.objects.of(dee))
    assert sum(day.minutes_silent for day in days) == 360
    assert sum(day.slot_minutes_empty for day in days) == 180
    assert sum(day.slots_empty for day in days) in (1, 2)
    assert all(day.slot_minutes == 2 * day.minutes for day in days)
    assert add_up_days(dee) == 0, "nothing changed, so nothing is written"


def test_route_begins_where_there_is_no_naloxone(dee) -> None:
    full, low, dry = machine(dee, "full"), machine(dee, "low"), machine(dee, "dry")
    ago = clock.now() - timedelta(days=1)
    filled(full, dee, {"A1": 24, "A2": 12}, at=ago)
    filled(low, dee, {"A1": 0, "A2": 12}, at=ago)
    filled(dry, dee, {"A1": 24, "A2": 0}, at=ago)
    route = refill_route(dee)
    assert [state.machine.device for state in route.stops] == ["dry", "low"]
    assert [state.machine.device for state in route.others] == ["full"]
    assert {each.item.slug: each.units for each in route.to_bring} == {"strips": 24, "kit": 12}


def test_board_says_how_many_machines_have_empty_slots(dee, site) -> None:
    east = machine(dee)
    today = clock.now().date()
    assert machines_in_need(dee, site.pk, today) == []
    filled(east, dee, {"A1": 0})
    (notice,) = machines_in_need(dee, site.pk, today)
    assert notice.text == "1 vending machine has an empty slot."


@pytest.mark.parametrize("machines", [1, 3])
def test_states_cost_the_same_for_one_and_three(dee, machines, django_assert_num_queries) -> None:
    for number in range(machines):
        filled(machine(dee, f"m-{number}"), dee, {"A1": 20, "A2": 3})
    found = list(machines_of(dee))
    states_of(dee, found)
    with django_assert_num_queries(STATE_QUERIES):
        states = states_of(dee, found)
    assert len(states) == machines


STATE_QUERIES = 8
