"""Messages are taken in once, or kept with the reason; nothing is lost and nothing counts twice."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetpoint.core.encounters.models import ChangedDay, Encounter, EncounterLine
from meetpoint.core.supplies.models import Movement, MovementKind
from meetpoint.lib import clock
from meetpoint.lib.errors import DomainError
from meetpoint.services.vending.actions.machines import Placed, place_items
from meetpoint.services.vending.actions.reviewing import put_away, try_again
from meetpoint.services.vending.intake.envelope import Raw, Unreadable, read
from meetpoint.services.vending.intake.keeping import opened
from meetpoint.services.vending.models import (
    KeptMessage,
    Machine,
    MachineKind,
    Message,
    Outage,
    Result,
    Signal,
    Vend,
)
from meetpoint.services.vending.queries.levels import levels_now
from meetpoint.services.vending.tests.factories import (
    filled,
    item,
    machine,
    naloxone,
    raw,
    said,
    slot,
    take,
    vend,
)


def level(of: Machine, selection: str = "A1") -> int | None:
    return levels_now(of.organisation_id, [slot(of, selection)])[slot(of, selection).pk]


def test_vend_is_an_encounter_at_the_machines_site_with_its_ledger(dee, org) -> None:
    east = machine(dee)
    filled(east, dee, {"A1": 20})
    taken = take(vend(east, 1, qty=2))
    encounter = Encounter.objects.of(dee).get()
    assert (taken.stored, encounter.site_id, encounter.participant_id) == (1, east.site_id, None)
    assert EncounterLine.objects.of(dee).get().quantity == 2
    out = Movement.objects.of(dee).get(kind=MovementKind.HANDED_OUT)
    assert (out.site_id, out.item_id, out.quantity) == (east.site_id, item(dee).pk, -2)
    assert level(east) == 18


def test_same_message_again_changes_nothing(dee) -> None:
    east = machine(dee)
    message = vend(east, 1)
    first, second, inside = take(message), take(message), take(vend(east, 2), vend(east, 2))
    assert (first.stored, second.stored, second.known) == (1, 0, 1)
    assert (inside.stored, inside.known) == (1, 1)
    assert Encounter.objects.of(dee).count() == Vend.objects.of(dee).count() == 2


def test_vend_that_comes_again_after_its_note_is_gone_is_known_by_its_encounter(dee) -> None:
    east = machine(dee)
    message = vend(east, 1)
    take(message)
    Message.objects.of(dee).delete()
    assert take(message).kept == 0
    assert Encounter.objects.of(dee).count() == Vend.objects.of(dee).count() == 1


def test_failed_and_refused_vends_are_no_encounters(dee) -> None:
    east = machine(dee)
    take(
        vend(east, 1, qty=0, result="jam", eva="EJC"),
        vend(east, 2, qty=0, result="limit", retry_after_s=60),
        vend(east, 3, qty=1, result="exploded"),
    )
    results = list(Vend.objects.of(dee).order_by("id").values_list("result", "quantity"))
    assert results == [(Result.JAM, 0), (Result.LIMIT, 0), (Result.FAILED, 0)]
    assert not Encounter.objects.of(dee).exists()


def test_answers_are_kept_as_area_and_decade_only(dee) -> None:
    east = machine(dee)
    take(
        vend(east, 1, access="demographic", answers={"zip": "11215", "birth_year": 1987}),
        vend(east, 2, access="demographic", answers={"zip3": "112", "birth_year": "soon"}),
    )
    rows = Vend.objects.of(dee).order_by("id").values_list("zip3", "born_decade", "access")
    assert list(rows) == [("112", 1980, "demographic"), ("112", None, "demographic")]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"v": 2}, "another version"),
        ({"device": "west"}, "“device”"),
        ({"boot": ""}, "“boot”"),
        ({"seq": -1}, "“seq”"),
        ({"seq": True}, "“seq”"),
        ({"ts": "yesterday"}, "“ts”"),
        ({"ts": "2026-03-03T21:19:02"}, "time zone"),
        ({"sel": "Z9"}, "Z9"),
        ({"qty": 51}, "“qty”"),
        ({"result": 3}, "“result”"),
    ],
)
def test_what_cannot_be_read_is_kept_with_the_reason(dee, change, reason) -> None:
    east = machine(dee)
    body = {**said(east, 1, sel="A1", qty=1, result="dispensed"), **change}
    taken = take(raw(east, "vend", body), vend(east, 7))
    kept = KeptMessage.objects.of(dee).get()
    assert (taken.stored, taken.kept) == (1, 1)
    assert reason in kept.reason
    assert json.loads(opened(kept)) == body


def test_kept_message_is_kept_once_and_sealed(dee) -> None:
    east = machine(dee)
    broken = raw(east, "vend", b'{"card": "4111 1111"')
    take(broken, broken)
    take(broken)
    assert b"4111" not in bytes(KeptMessage.objects.of(dee).get().sealed)


def test_message_of_an_unknown_machine_is_kept_until_it_is_added(dee, org) -> None:
    east = machine(dee)
    message = vend(east, 1)
    Machine.objects.of(dee).filter(pk=east.pk).update(device="another")
    take(message)
    kept = KeptMessage.objects.of(dee).get()
    assert "No machine" in kept.reason
    with pytest.raises(DomainError, match="No machine"):
        try_again(kept, by=dee)
    Machine.objects.of(dee).filter(pk=east.pk).update(device="east-01")
    try_again(kept, by=dee)
    kept.refresh_from_db()
    assert kept.settled_by == dee.staff_id
    assert Vend.objects.of(dee).count() == 1


def test_vend_of_an_unknown_selection_counts_once_the_slot_is_there(dee) -> None:
    east = machine(dee)
    take(vend(east, 1, sel="C3"))
    kept = KeptMessage.objects.of(dee).get()
    places = [
        Placed(selection="A1", item_id=item(dee).pk, capacity=24, minimum=6, sku="STRIP-5"),
        Placed(selection="C3", item_id=naloxone(dee).pk, capacity=5),
    ]
    place_items(east, places, by=dee)
    try_again(kept, by=dee)
    assert Vend.objects.of(dee).get().slot.selection == "C3"
    assert take(vend(east, 1, sel="C3")).known == 1


def test_kept_message_can_be_put_away(dee) -> None:
    east = machine(dee)
    take(raw(east, "vend", b"nothing"))
    kept = KeptMessage.objects.of(dee).get()
    put_away(kept, by=dee)
    kept.refresh_from_db()
    assert kept.settled_at is not None


def test_message_for_an_organisation_that_is_not_here_is_only_counted(dee) -> None:
    taken = take(Raw("hr/v1/nowhere/machine/east-01/vend", b"{}"), Raw("weather/today", b"{}"))
    assert (taken.unknown, taken.stored, taken.kept) == (2, 0, 0)


def test_organisations_do_not_meet(dee, cai) -> None:
    ours, theirs = machine(dee), machine(cai)
    take(vend(ours, 1), vend(theirs, 1))
    assert Vend.objects.of(dee).get().site_id == ours.site_id
    assert Vend.objects.of(cai).get().site_id == theirs.site_id


def test_wrong_clock_gives_way_to_ours_and_is_said(dee) -> None:
    east = machine(dee)
    take(
        vend(east, 1, at=clock.now() + timedelta(days=3650)),
        vend(east, 2, at=clock.now() - timedelta(days=3650)),
        vend(east, 3, at=clock.now() - timedelta(days=2)),
    )
    rows = Vend.objects.of(dee).order_by("id")
    assert [row.clock_wrong for row in rows] == [True, True, False]
    assert all(clock.now() - row.occurred_at < timedelta(days=3) for row in rows)


def test_vend_before_the_last_count_does_not_lower_the_level(dee) -> None:
    east = machine(dee)
    filled(east, dee, {"A1": 10}, at=clock.now() - timedelta(hours=1))
    take(vend(east, 1, at=clock.now() - timedelta(hours=2)), vend(east, 2))
    assert level(east) == 9


def test_stock_that_a_machine_states_stands_in_until_somebody_counts(dee) -> None:
    east = machine(dee)
    stock = {
        "slots": [{"sel": "A1", "level": 5, "cap": 24}, {"sel": "A2", "level": 0}, {"sel": "Q", "level": 1}]
    }
    hour_ago = clock.now() - timedelta(hours=1)
    take(raw(east, "stock", said(east, 1, at=hour_ago, **stock)), vend(east, 2))
    assert (level(east), level(east, "A2")) == (4, 0)
    assert Outage.objects.of(dee).get().slot_id == slot(east, "A2").pk
    filled(east, dee, {"A1": 24, "A2": 12})
    assert (level(east), level(east, "A2")) == (24, 12)
    assert Outage.objects.of(dee).get().ended_at is not None


def test_last_unit_begins_an_outage_and_a_refill_ends_it(dee) -> None:
    east = machine(dee)
    filled(east, dee, {"A1": 2}, at=clock.now() - timedelta(hours=3))
    gone_at = clock.now() - timedelta(hours=1)
    take(vend(east, 1, at=clock.now() - timedelta(hours=2)), vend(east, 2, at=gone_at))
    outage = Outage.objects.of(dee).get()
    assert (outage.began_at, outage.ended_at) == (gone_at, None)
    filled(east, dee, {"A1": 24})
    outage.refresh_from_db()
    assert outage.ended_at is not None


def test_more_out_than_in_says_that_a_count_was_wrong_not_that_it_is_empty(dee) -> None:
    east = machine(dee)
    filled(east, dee, {"A1": 1}, at=clock.now() - timedelta(hours=3))
    take(vend(east, 1, qty=2))
    assert level(east) == -1
    assert not Outage.objects.of(dee).filter(ended_at=None).exists()


def test_machine_that_says_sold_out_is_believed_before_our_count(dee) -> None:
    east = machine(dee)
    filled(east, dee, {"A1": 5}, at=clock.now() - timedelta(hours=3))
    take(vend(east, 1, qty=0, result="empty"))
    take(vend(east, 2, qty=0, result="jam"))
    assert Outage.objects.of(dee).get().ended_at is None
    take(vend(east, 3))
    assert Outage.objects.of(dee).get().ended_at is not None


def test_late_failure_has_its_past_day_added_up_again(dee, org) -> None:
    east = machine(dee)
    three_days_ago = clock.now() - timedelta(days=3)
    ChangedDay.objects.of(dee).delete()
    take(vend(east, 1, qty=0, result="jam", at=three_days_ago))
    (changed,) = ChangedDay.objects.of(dee).values_list("day", flat=True)
    assert abs((changed - three_days_ago.date()).days) <= 1


def test_events_are_kept_and_change_what_is_shown(dee) -> None:
    east = machine(dee)
    take(
        raw(east, "event", said(east, 1, eva="EJJ", active=True, temp_c=41.2)),
        raw(east, "event", said(east, 2, eva="EGS", active=True)),
        raw(east, "event", said(east, 3, eva="ELB", slot="A1", active=True)),
    )
    east.refresh_from_db()
    assert (east.temperature_c, east.door_open) == (Decimal("41.2"), True)
    assert [row.code for row in Signal.objects.of(dee).order_by("id")] == ["EJJ", "EGS", "ELB"]
    assert Outage.objects.of(dee).get(ended_at=None).slot_id == slot(east).pk
    take(
        raw(east, "event", said(east, 4, eva="ELB", slot="A1", active=False)),
        raw(east, "event", said(east, 5, eva="EGS", active=False)),
    )
    east.refresh_from_db()
    assert not east.door_open
    assert not Outage.objects.of(dee).filter(ended_at=None).exists()


def test_event_of_no_sense_is_kept_and_the_others_stay(dee) -> None:
    east = machine(dee)
    taken = take(
        raw(east, "event", said(east, 1, eva="EJJ", temp_c=9000)),
        raw(east, "stock", said(east, 2, slots="all")),
        raw(east, "audit", said(east, 3, body_b64="%%%")),
        raw(east, "event", said(east, 4, eva="EGS")),
    )
    assert (taken.stored, taken.kept) == (1, 3)
    assert Signal.objects.of(dee).count() == 1


def test_will_begins_silence_and_the_next_word_ends_it(dee) -> None:
    east = machine(dee)
    take(raw(east, "state", said(east, 0, online=True, fw="1.4.2")))
    will = {"v": 1, "device": east.device, "boot": "01JQ7Z8Q2M", "seq": -1, "online": False}
    take(raw(east, "state", will))
    take(raw(east, "state", will))
    silence = Outage.objects.of(dee).get()
    assert (silence.slot_id, silence.ended_at) == (None, None)
    take(raw(east, "state", will, retained=True), vend(east, 1))
    silence.refresh_from_db()
    east.refresh_from_db()
    assert silence.ended_at is not None
    assert east.firmware == "1.4.2"


def test_opened_cabinet_is_presumed_used(dee) -> None:
    box = machine(dee, "box-17", kind=MachineKind.CABINET)
    take(raw(box, "event", said(box, 12, event="door_open", after_h_closed=190.5)))
    given = Vend.objects.of(dee).get()
    assert (given.result, given.quantity, given.encounter_id is not None) == (Result.PRESUMED, 1, True)
    east = machine(dee)
    take(raw(east, "event", said(east, 1, event="door_open")))
    assert Vend.objects.of(dee).count() == 1


def test_damaged_audit_in_a_message_is_kept_with_its_line(dee) -> None:
    east = machine(dee)
    body = base64.b64encode(b"ST*001*0001\r\nPA1*A1\r\nPA2*x\r\nG85*0000\r\nSE*5*0001\r\n").decode()
    take(raw(east, "audit", said(east, 1, fmt="eva-dts", crc_ok=True, body_b64=body)))
    assert "line 4" in KeptMessage.objects.of(dee).get().reason


def test_list_of_many_messages_costs_the_same_number_of_queries(dee, django_assert_num_queries) -> None:
    east = machine(dee)
    filled(east, dee, {"A1": 24, "A2": 12})
    take(vend(east, 1))
    few, many = [vend(east, seq) for seq in range(2, 4)], [vend(east, seq) for seq in range(4, 14)]
    with django_assert_num_queries(QUERIES):
        take(*few)
    with django_assert_num_queries(QUERIES):
        take(*many)


QUERIES = 31


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_payload_does_more_than_be_refused(payload: bytes) -> None:
    with pytest.raises(Unreadable):
        read(Raw("hr/v1/harbor-light/machine/east-01/vend", payload))


KINDS = st.sampled_from(["vend", "stock", "event", "audit", "state", "ack"])
NAMES = [
    "sel",
    "sku",
    "qty",
    "result",
    "access",
    "token",
    "answers",
    "slots",
    "eva",
    "event",
    "slot",
    "temp_c",
]
BODY = st.dictionaries(st.sampled_from([*NAMES, "active", "body_b64", "online", "fw", "id", "ok"]), JSON)


@given(KINDS, BODY)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_body_is_lost_or_breaks_the_batch(dee, kind: str, body: dict[str, object]) -> None:
    east = Machine.objects.of(dee).first() or machine(dee)
    seq = Message.objects.of(dee).count() + KeptMessage.objects.of(dee).count() + 1
    taken = take(raw(east, kind, {**said(east, seq), **body}), vend(east, seq + 1_000_000))
    assert taken.stored + taken.kept == 2 - taken.known
