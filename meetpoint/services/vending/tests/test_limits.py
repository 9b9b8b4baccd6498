"""Limits and codes: rolling windows to the second, naloxone free of them, no identity anywhere."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetpoint.core.organisations.actions import Ground, set_option
from meetpoint.lib import clock
from meetpoint.lib.errors import DomainError, NotAllowed, NotFound
from meetpoint.services.vending.actions.tokens import Limit, end_code, issue_token, set_limit
from meetpoint.services.vending.credentials import code_key_of, mark_of, signing_key_of
from meetpoint.services.vending.models import (
    Access,
    Command,
    LimitRule,
    Operation,
    Token,
    TokenUse,
    Vend,
)
from meetpoint.services.vending.mqtt.telling import outgoing
from meetpoint.services.vending.privacy import retain
from meetpoint.services.vending.rules import Use, taken_within, wait_until
from meetpoint.services.vending.simulating.device import TOKEN, Device, Loaded, remembered
from meetpoint.services.vending.tests.factories import (
    item,
    machine,
    machine_called,
    naloxone,
    raw,
    said,
    take,
    vend,
)

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
WEEK = timedelta(days=7)


def limited(by, **more) -> LimitRule:
    return set_limit(Limit(item_id=item(by).pk, source="Test", **{"most": 2, "days": 7, **more}), by=by)


# --- the rule -----------------------------------------------------------------------------------


def test_what_is_exactly_as_old_as_the_window_no_longer_counts() -> None:
    uses = [Use(NOON - WEEK, 1), Use(NOON - WEEK + timedelta(seconds=1), 2), Use(NOON, 4)]
    assert taken_within(uses, at=NOON, days=7) == 6


def test_what_comes_later_does_not_count_so_order_of_messages_is_free() -> None:
    assert taken_within([Use(NOON + timedelta(seconds=1), 5)], at=NOON, days=7) == 0


USES = st.lists(
    st.builds(Use, st.integers(0, 30 * 86_400).map(lambda s: NOON - timedelta(seconds=s)), st.integers(1, 3)),
    max_size=8,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(USES, st.integers(1, 4), st.integers(1, 3), st.integers(1, 30))
def test_wait_is_the_earliest_moment_at_which_it_is_allowed(uses, most, wanted, days) -> None:
    when = wait_until(uses, at=NOON, days=days, most=most, wanted=wanted)
    if wanted > most:
        assert when is None
        return
    assert when is not None
    assert taken_within(uses, at=when, days=days) + wanted <= most
    if when > NOON:
        assert taken_within(uses, at=when - timedelta(seconds=1), days=days) + wanted > most


# --- the machine, alone -----------------------------------------------------------------------------


def device_of_tokens(by, *, journal=None) -> Device:
    clinic = machine(by, "clinic", access=Access.TOKEN)
    return Device(
        organisation="harbor-light",
        name="clinic",
        slots={"A1": Loaded("STRIP-5", 20, 20), "A2": Loaded("kit", 20, 20)},
        signing_key=signing_key_of(clinic),
        code_key=code_key_of(by.organisation_id),
        access=TOKEN,
        journal=journal,
    )


def heard(device: Device, by) -> int:
    """Let the machine hear every command that waits for it; return how many it obeyed."""
    commands = (
        Command.objects.of(by).filter(machine__device=device.name).select_related("machine", "organisation")
    )
    return sum(device.obey(outgoing(command).payload, clock.now()) for command in commands.order_by("id"))


def test_machine_decides_alone_from_what_it_last_heard(dee) -> None:
    device = device_of_tokens(dee)
    limited(dee)
    set_limit(Limit(item_id=naloxone(dee).pk, most=1, days=7, source="Test"), by=dee)
    _token, code = issue_token(by=dee)
    assert heard(device, dee) == 3
    now = clock.now()
    assert device.ask("A1", now, code="0000000000") == "failed"
    assert [device.ask("A1", now, code=code) for _turn in range(3)] == ["dispensed", "dispensed", "limit"]
    assert json.loads(device.waiting[-1].payload)["retry_after_s"] == 7 * 86_400
    assert device.ask("A1", now + WEEK, code=code) == "dispensed"
    assert [device.ask("A2", now, code=code) for _turn in range(3)] == ["dispensed"] * 3


def test_limit_for_naloxone_holds_only_where_the_programme_says_so(dee) -> None:
    device = device_of_tokens(dee)
    ground = Ground(source="Board", effective_from=date(2020, 1, 1), verified_by="Dee")
    set_option("vending.limit_naloxone", "yes", ground, by=dee)
    set_limit(Limit(item_id=naloxone(dee).pk, most=1, days=7, source="Test"), by=dee)
    _token, code = issue_token(by=dee)
    heard(device, dee)
    assert [device.ask("A2", clock.now(), code=code) for _turn in range(2)] == ["dispensed", "limit"]


def test_ended_or_expired_code_opens_nothing(dee) -> None:
    device = device_of_tokens(dee)
    _token, code = issue_token(by=dee)
    heard(device, dee)
    assert device.ask("A1", clock.now() + timedelta(days=120), code=code) == "failed"
    end_code(code, by=dee)
    heard(device, dee)
    assert device.ask("A1", clock.now(), code=code) == "failed"
    with pytest.raises(NotFound):
        end_code(code, by=dee)


def test_command_is_obeyed_once_and_only_with_its_signature_in_time_and_on_its_topic(dee) -> None:
    device = device_of_tokens(dee)
    limited(dee)
    command = Command.objects.of(dee).select_related("machine", "organisation").latest("id")
    payload = outgoing(command).payload
    forged = json.dumps(
        {**json.loads(payload), "args": {"sku": "STRIP-5", "max": 99, "per_days": 7}}
    ).encode()
    other = Device(**{**_fields(device), "name": "another"})
    now = clock.now()
    assert not device.obey(forged, now)
    assert not other.obey(payload, now)
    assert not device.obey(payload, now + timedelta(days=3))
    assert not device.obey(b"nonsense", now)
    assert device.limits == {}
    assert device.obey(payload, now)
    device.limits.clear()
    assert device.obey(payload, now)
    assert device.limits == {}, "a command that comes twice is done once, and answered twice"
    answers = [json.loads(message.payload)["id"] for message in device.waiting]
    assert answers == [command.name, command.name]


def _fields(device: Device) -> dict[str, object]:
    names = ("organisation", "slots", "signing_key", "code_key", "access")
    return {name: getattr(device, name) for name in names}


def test_machine_remembers_what_it_has_to_tell_through_a_power_cut(dee, tmp_path) -> None:
    journal = tmp_path / "journal"
    device = device_of_tokens(dee, journal=journal)
    device.access = "open"
    for _turn in range(3):
        device.ask("A1", clock.now())
    device.acknowledged(device.waiting[0])
    with journal.open("a") as stream:
        stream.write('{"number": 9, "to')
    assert remembered(journal) == device.waiting
    assert remembered(tmp_path / "none") == []


def test_machine_that_comes_up_is_told_everything(dee) -> None:
    device = device_of_tokens(dee)
    limited(dee)
    issue_token(by=dee)
    Command.objects.of(dee).delete()
    clinic = machine_called("clinic", dee)
    take(raw(clinic, "state", said(clinic, 0, online=True, fw="1.4.2")))
    heard(device, dee)
    assert device.limits["STRIP-5"].most == 2
    assert len(device.marks) == 1


# --- the server, later --------------------------------------------------------------------------------


def token_vend(of, seq, mark, **more):
    return vend(of, seq, access="token", token=mark, **more)


def test_conflict_between_two_machines_is_noted_and_nothing_more(dee) -> None:
    clinic, station = (
        machine(dee, "clinic", access=Access.TOKEN),
        machine(dee, "station", access=Access.TOKEN),
    )
    limited(dee)
    _token, code = issue_token(by=dee)
    mark = mark_of(code, code_key_of(dee.organisation_id))
    hours = [clock.now() - timedelta(hours=back) for back in (3, 2, 1)]
    take(token_vend(clinic, 1, mark, at=hours[0]), token_vend(station, 1, mark, at=hours[1]))
    take(token_vend(station, 2, mark, at=hours[2]))
    assert list(Vend.objects.of(dee).order_by("id").values_list("over_limit", flat=True)) == [
        False,
        False,
        True,
    ]
    told = Command.objects.of(dee).filter(operation=Operation.ADD_USE).order_by("id")
    assert [row.machine_id for row in told] == [station.pk, clinic.pk, clinic.pk]


def test_late_message_counts_where_it_happened(dee) -> None:
    clinic = machine(dee, "clinic", access=Access.TOKEN)
    limited(dee, most=1)
    mark = mark_of("1234567890", code_key_of(dee.organisation_id))
    take(token_vend(clinic, 2, mark, at=clock.now()))
    take(token_vend(clinic, 1, mark, at=clock.now() - timedelta(days=2)))
    assert list(Vend.objects.of(dee).order_by("id").values_list("over_limit", flat=True)) == [False, False]


def test_nothing_stored_tells_the_code_or_the_mark_of_a_use(dee) -> None:
    clinic = machine(dee, "clinic", access=Access.TOKEN)
    limited(dee)
    token, code = issue_token(by=dee)
    take(token_vend(clinic, 1, token.mark))
    use = TokenUse.objects.of(dee).get()
    stored = bytes(use.token)
    assert code not in token.mark
    assert token.mark.encode() not in stored
    assert stored == bytes(Token.objects.of(dee).get().digest)
    assert "token" not in {field.name for field in Vend._meta.fields}


def test_naloxone_with_a_code_leaves_no_trace_of_it(dee) -> None:
    clinic = machine(dee, "clinic", access=Access.TOKEN)
    token, _code = issue_token(by=dee)
    take(token_vend(clinic, 1, token.mark, sel="A2"))
    assert not TokenUse.objects.of(dee).exists()


def test_uses_and_codes_go_when_no_limit_looks_back_so_far(dee) -> None:
    clinic = machine(dee, "clinic", access=Access.TOKEN)
    limited(dee)
    token, _code = issue_token(by=dee)
    take(
        token_vend(clinic, 1, token.mark, at=clock.now() - timedelta(days=9)),
        token_vend(clinic, 2, token.mark),
    )
    retain(dee, clock.now().date())
    assert TokenUse.objects.of(dee).count() == 1
    retain(dee, clock.now().date() + timedelta(days=130))
    assert not TokenUse.objects.of(dee).exists()
    assert not Token.objects.of(dee).exists()


def test_answers_go_with_time_and_the_vend_stays(dee) -> None:
    east = machine(dee)
    take(vend(east, 1, access="demographic", answers={"zip3": "112"}))
    retain(dee, clock.now().date() + timedelta(days=402))
    assert Vend.objects.of(dee).get().zip3 == ""


@pytest.mark.parametrize(
    ("change", "field"),
    [({"days": None}, "days"), ({"most": None}, "most"), ({"source": " "}, "source"), ({"item_id": 0}, "")],
)
def test_half_a_limit_is_refused(dee, change, field) -> None:
    said = {"item_id": item(dee).pk, "most": 2, "days": 7, "source": "Test", **change}
    with pytest.raises(DomainError) as caught:
        set_limit(Limit(**said), by=dee)
    assert set(caught.value.fields) == ({field} if field else set())


def test_limit_without_numbers_is_taken_away(dee) -> None:
    limited(dee)
    assert set_limit(Limit(item_id=item(dee).pk, source="Test"), by=dee) is None
    assert not LimitRule.objects.of(dee).exists()


def test_reader_gives_out_no_codes(ben, dee) -> None:
    with pytest.raises(NotAllowed):
        issue_token(by=ben)
    with pytest.raises(NotAllowed):
        limited(ben) if item(dee) else None
