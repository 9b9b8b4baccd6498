"""Audit files in the programme: deltas, resets, one posting each, and what is compared with messages."""

from __future__ import annotations

import os
import time
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetpoint.core.encounters.models import Encounter, EncounterLine
from meetpoint.lib import clock
from meetpoint.lib.errors import DomainError, NotFound
from meetpoint.services.vending.actions.audits import Delta, deltas, take_file
from meetpoint.services.vending.actions.reviewing import try_again
from meetpoint.services.vending.actions.watching import take_dropped_files
from meetpoint.services.vending.evadts.errors import Damaged
from meetpoint.services.vending.models import AuditRead, KeptMessage, Machine, Source, Vend
from meetpoint.services.vending.simulating.audit_file import audit_file
from meetpoint.services.vending.simulating.device import Device, Loaded
from meetpoint.services.vending.tests.factories import machine, take, vend


@pytest.fixture
def east(dee) -> Machine:
    return machine(dee, serial="S-1", source=Source.AUDITS)


def device() -> Device:
    slots = {"A1": Loaded("strips", 24, 24), "A2": Loaded("kit", 12, 12)}
    return Device(organisation="harbor-light", name="east-01", slots=slots, signing_key=b"", code_key=b"")


def read(counts: dict[str, int], number: int, *, serial: str = "S-1", days_ago: float = 0) -> bytes:
    made = device()
    made.given = counts
    return audit_file(made, clock.now() - timedelta(days=days_ago), serial=serial, read=number)


def test_first_read_says_where_counters_stand_and_the_next_counts(dee, east) -> None:
    take_file(read({"A1": 100, "A2": 7}, 1, days_ago=2), by=dee)
    assert not Vend.objects.of(dee).exists()
    take_file(read({"A1": 104, "A2": 7}, 2), by=dee)
    counted = Encounter.objects.of(dee).get()
    assert (counted.people, counted.count_only, counted.site_id) == (4, True, east.site_id)
    assert EncounterLine.objects.of(dee).get().quantity == 4
    assert Vend.objects.of(dee).get().slot.selection == "A1"


def test_same_file_twice_counts_once(dee, east) -> None:
    take_file(read({"A1": 100}, 1, days_ago=2), by=dee)
    second = read({"A1": 104}, 2)
    assert len(take_file(second, by=dee)) == 1
    assert take_file(second, by=dee) == []
    assert Vend.objects.of(dee).count() == 1


def test_counter_that_went_back_began_again(dee, east) -> None:
    take_file(read({"A1": 100}, 1, days_ago=2), by=dee)
    (again,) = take_file(read({"A1": 3}, 2), by=dee)
    assert again.was_reset
    assert Vend.objects.of(dee).get().quantity == 3


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(st.sampled_from("ABC"), st.integers(0, 99)),
    st.dictionaries(st.sampled_from("ABC"), st.integers(0, 99)),
)
def test_deltas_never_fall_below_nought_and_never_exceed_the_counter(before, now) -> None:
    for change in deltas(before, now, same_machine=True):
        assert 0 <= change.units <= now[change.selection]
    assert deltas(now, now, same_machine=True) == [Delta(name, 0, False) for name in now]


def test_other_board_begins_at_nought() -> None:
    assert deltas({"A": 5}, {"A": 6}, same_machine=False) == [Delta("A", 6, True)]


def test_read_is_compared_with_what_messages_told(dee) -> None:
    told = machine(dee, serial="S-1")
    take_file(read({"A1": 10}, 1, days_ago=2), by=dee)
    take(
        vend(told, 1, at=clock.now() - timedelta(days=1)), vend(told, 2, at=clock.now() - timedelta(hours=2))
    )
    (found,) = take_file(read({"A1": 13}, 2), by=dee)
    found.refresh_from_db()
    assert found.difference == 1
    assert Vend.objects.of(dee).count() == 2


def test_file_that_is_not_whole_moves_nothing(dee, east) -> None:
    whole = read({"A1": 100}, 1).replace(b"\r\n", b"\n")
    with pytest.raises(DomainError, match="no end"):
        take_file(whole[: whole.index(b"G85")], by=dee)
    with pytest.raises(Damaged):
        take_file(read({"A1": 100}, 1)[:-60], by=dee)
    assert not AuditRead.objects.of(dee).exists()


def test_file_of_another_programme_or_nobody_is_refused(dee, cai, east) -> None:
    with pytest.raises(NotFound, match="S-9"):
        take_file(read({"A1": 1}, 1, serial="S-9"), by=dee)
    with pytest.raises(NotFound):
        take_file(read({"A1": 1}, 1), by=cai)


def test_selection_that_is_not_there_moves_nothing(dee, east) -> None:
    made = device()
    made.slots["Z9"] = Loaded("other", 1, 1)
    made.given = {"Z9": 1}
    take_file(audit_file(made, clock.now() - timedelta(days=1), serial="S-1", read=1), by=dee)
    made.given = {"Z9": 2, "A1": 2}
    with pytest.raises(DomainError, match="Z9"):
        take_file(audit_file(made, clock.now(), serial="S-1", read=2), by=dee)
    assert AuditRead.objects.of(dee).count() == 1
    assert not Vend.objects.of(dee).exists()


def test_drop_folder_is_emptied_and_what_cannot_be_read_is_kept(dee, org, tmp_path, monkeypatch, cai) -> None:
    monkeypatch.setenv("MEETPOINT_VENDING_DROP", str(tmp_path))
    folder = tmp_path / org.slug
    assert take_dropped_files(dee) == (0, 0)
    folder.mkdir()
    good, bad, fresh = folder / "a.eva", folder / "b.eva", folder / "c.eva"
    good.write_bytes(read({"A1": 1}, 1))
    bad.write_bytes(read({"A1": 1}, 2)[:-60])
    fresh.write_bytes(b"still being written")
    long_ago = time.time() - 60
    for path in (good, bad):
        os.utime(path, (long_ago, long_ago))
    assert take_dropped_files(dee) == (0, 2)
    assert [path.name for path in folder.iterdir()] == ["c.eva"]
    kept = {row.name: row for row in KeptMessage.objects.of(dee)}
    assert "S-1" in kept["a.eva"].reason
    assert kept["b.eva"].reason.startswith("line")
    machine(dee, serial="S-1")
    try_again(kept["a.eva"], by=dee)
    assert AuditRead.objects.of(dee).count() == 1
    with pytest.raises(DomainError, match="line"):
        try_again(kept["b.eva"], by=dee)
