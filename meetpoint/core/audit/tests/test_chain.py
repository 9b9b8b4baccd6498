"""Every way of tampering with the log is found, and found where it was done."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection

from meetpoint.core.audit import anchors, chain, triggers
from meetpoint.core.audit.actions import record
from meetpoint.core.audit.findings import Finding
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.tenancy.actor import Actor

TABLE = "audit_auditentry"


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, settings: object) -> None:
    settings.HOME = tmp_path  # type: ignore[attr-defined]


@pytest.fixture
def ten(org: Organisation) -> Organisation:
    """An organisation with ten entries."""
    write(org, 10)
    return org


@pytest.fixture
def tamper(db: None) -> Iterator[Callable[..., None]]:
    """Runs SQL with the triggers out of the way, as somebody who owns the database file could."""
    triggers.remove(connection)

    def run(sql: str, *values: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)

    yield run
    triggers.install(connection)


def write(org: Organisation, count: int) -> None:
    by = Actor.system(org.pk, "test")
    for number in range(count):
        record(by, "thing.done", "thing", [number], fields={"kind": "x"})


def findings(org: Organisation) -> list[tuple[Finding, int, int]]:
    return [(found.finding, found.first, found.last) for found in chain.verify(org.pk).problems]


def test_chain_untouched_is_intact(ten: Organisation) -> None:
    report = chain.verify(ten.pk)
    assert report.is_intact
    assert report.entries == 10


def test_chain_of_an_organisation_without_entries_is_intact(org: Organisation) -> None:
    assert chain.verify(org.pk).is_intact


def test_chain_says_how_far_it_is(ten: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "CHUNK", 4)
    steps: list[tuple[int, int]] = []
    assert chain.verify(ten.pk, on_progress=lambda done, total: steps.append((done, total))).is_intact
    assert steps == [(4, 10), (8, 10), (10, 10)]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("staff_id", 99),
        ("actor_kind", "staff"),
        ("action", "thing.undone"),
        ("subject", "other"),
        ("subjects", "[7]"),
        ("fields", "{}"),
        ("at", "2020-01-01 00:00:00"),
    ],
)
def test_chain_finds_an_edited_column(
    ten: Organisation, tamper: Callable[..., None], column: str, value: object
) -> None:
    tamper(f"UPDATE {TABLE} SET {column} = %s WHERE seq = 4", value)
    assert findings(ten) == [(Finding.EDITED, 4, 4)]


def test_chain_finds_an_edited_last_entry(ten: Organisation, tamper: Callable[..., None]) -> None:
    tamper(f"UPDATE {TABLE} SET action = 'x' WHERE seq = 10")
    assert findings(ten) == [(Finding.EDITED, 10, 10)]


def test_chain_finds_two_edited_neighbours(ten: Organisation, tamper: Callable[..., None]) -> None:
    tamper(f"UPDATE {TABLE} SET action = 'x' WHERE seq IN (4, 5)")
    assert findings(ten) == [(Finding.EDITED, 4, 4), (Finding.EDITED, 5, 5)]


def test_chain_tells_a_replaced_seal_from_replaced_content(
    ten: Organisation, tamper: Callable[..., None]
) -> None:
    tamper(f"UPDATE {TABLE} SET mac = %s WHERE seq = 4", "0" * 64)
    assert findings(ten) == [(Finding.MAC_REPLACED, 4, 4)]


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL holds nothing but moments in the column"
)
def test_chain_survives_a_garbled_moment(ten: Organisation, tamper: Callable[..., None]) -> None:
    tamper(f"UPDATE {TABLE} SET at = 'yesterday' WHERE seq = 4")
    assert findings(ten) == [(Finding.EDITED, 4, 4)]


def test_chain_finds_entries_missing_in_the_middle(ten: Organisation, tamper: Callable[..., None]) -> None:
    tamper(f"DELETE FROM {TABLE} WHERE seq BETWEEN 3 AND 5")
    assert findings(ten) == [(Finding.MISSING, 3, 5)]


def test_chain_finds_an_edit_just_before_a_gap(ten: Organisation, tamper: Callable[..., None]) -> None:
    tamper(f"UPDATE {TABLE} SET action = 'x' WHERE seq = 2")
    tamper(f"DELETE FROM {TABLE} WHERE seq = 3")
    assert findings(ten) == [(Finding.EDITED, 2, 2), (Finding.MISSING, 3, 3)]


def test_chain_finds_entries_missing_at_the_start(ten: Organisation, tamper: Callable[..., None]) -> None:
    tamper(f"DELETE FROM {TABLE} WHERE seq <= 2")
    assert findings(ten) == [(Finding.MISSING, 1, 2)]


def test_chain_finds_entries_cut_off_at_the_end(ten: Organisation, tamper: Callable[..., None]) -> None:
    tamper(f"DELETE FROM {TABLE} WHERE seq > 7")
    assert findings(ten) == [(Finding.CUT_SHORT, 8, 10)]


def test_chain_finds_every_entry_cut_off(ten: Organisation, tamper: Callable[..., None]) -> None:
    tamper(f"DELETE FROM {TABLE}")
    assert findings(ten) == [(Finding.CUT_SHORT, 1, 10)]


def test_chain_finds_an_entry_put_in_front(ten: Organisation, tamper: Callable[..., None]) -> None:
    tamper(
        f"INSERT INTO {TABLE} (organisation_id, seq, at, actor_kind, action, subject, subjects, fields, mac)"
        f" SELECT organisation_id, 0, at, actor_kind, action, subject, subjects, fields, mac"
        f" FROM {TABLE} WHERE seq = 1"
    )
    assert findings(ten) == [(Finding.FOREIGN, 0, 0)]


def test_chain_finds_a_missing_head(ten: Organisation, tamper: Callable[..., None]) -> None:
    tamper("DELETE FROM audit_audithead")
    assert findings(ten) == [(Finding.HEAD_MISSING, 10, 10)]


def test_chain_finds_a_head_that_was_made_up(ten: Organisation, tamper: Callable[..., None]) -> None:
    tamper(f"DELETE FROM {TABLE} WHERE seq > 7")
    tamper(f"UPDATE audit_audithead SET seq = 7, mac = (SELECT mac FROM {TABLE} WHERE seq = 7)")
    assert findings(ten) == [(Finding.HEAD_FORGED, 7, 7)]


def test_chain_finds_a_head_of_another_entry(ten: Organisation, tamper: Callable[..., None]) -> None:
    tamper("UPDATE audit_audithead SET mac = %s", "0" * 64)
    assert findings(ten) == [(Finding.HEAD_DIFFERS, 10, 10), (Finding.HEAD_FORGED, 10, 10)]


def _head() -> tuple[object, ...]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq, mac, seal FROM audit_audithead")
        return cursor.fetchone()  # type: ignore[no-any-return]


def test_chain_finds_a_head_put_back_while_entries_stay(
    org: Organisation, tamper: Callable[..., None]
) -> None:
    write(org, 6)
    old = _head()
    write(org, 4)
    tamper("UPDATE audit_audithead SET seq = %s, mac = %s, seal = %s", *old)
    assert findings(org) == [(Finding.BEYOND_HEAD, 7, 10)]


def test_chain_rolled_back_with_its_head_is_found_by_the_anchor_alone(
    org: Organisation, tamper: Callable[..., None]
) -> None:
    write(org, 6)
    old = _head()
    write(org, 4)
    anchors.anchor(org.pk)
    tamper(f"DELETE FROM {TABLE} WHERE seq > 6")
    tamper("UPDATE audit_audithead SET seq = %s, mac = %s, seal = %s", *old)
    assert findings(org) == [(Finding.ROLLED_BACK, 7, 10)]
    anchors.path_of(org.pk).unlink()
    assert chain.verify(org.pk).is_intact


def test_chain_rolled_back_and_written_on_is_found_by_the_anchor(
    org: Organisation, tamper: Callable[..., None]
) -> None:
    write(org, 6)
    old = _head()
    write(org, 4)
    anchors.anchor(org.pk)
    tamper(f"DELETE FROM {TABLE} WHERE seq > 6")
    tamper("UPDATE audit_audithead SET seq = %s, mac = %s, seal = %s", *old)
    write(org, 8)
    assert findings(org) == [(Finding.ANCHOR_DIFFERS, 10, 10)]


def test_chain_after_an_honest_restore_is_intact_and_says_so(
    org: Organisation, tamper: Callable[..., None]
) -> None:
    write(org, 6)
    old = _head()
    write(org, 4)
    anchors.anchor(org.pk)
    tamper(f"DELETE FROM {TABLE} WHERE seq > 6")
    tamper("UPDATE audit_audithead SET seq = %s, mac = %s, seal = %s", *old)
    anchors.anchor(org.pk, restored=True)
    write(org, 8)
    report = chain.verify(org.pk)
    assert report.is_intact
    assert [(note.finding, note.first) for note in report.notes] == [(Finding.RESTORED, 6)]


def test_chain_finds_an_anchor_that_was_made_up(ten: Organisation) -> None:
    anchors.anchor(ten.pk)
    path = anchors.path_of(ten.pk)
    path.write_text("nonsense\n" + path.read_text().replace(" 10 ", " 9 "))
    assert findings(ten) == [(Finding.ANCHOR_FORGED, 1, 1), (Finding.ANCHOR_FORGED, 2, 2)]


def test_chain_stops_listing_after_a_hundred_problems_but_goes_on_counting(
    org: Organisation, tamper: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "MOST_PROBLEMS", 3)
    write(org, 10)
    tamper(f"UPDATE {TABLE} SET action = 'x' WHERE seq <= 5")
    report = chain.verify(org.pk)
    assert (len(report.problems), report.more) == (3, 2)


def test_chain_of_one_organisation_is_not_troubled_by_another(
    ten: Organisation, other_org: Organisation, tamper: Callable[..., None]
) -> None:
    write(other_org, 3)
    tamper(f"UPDATE {TABLE} SET action = 'x' WHERE organisation_id = %s", other_org.pk)
    assert chain.verify(ten.pk).is_intact
    assert len(findings(other_org)) == 3


def test_every_finding_can_be_said(ten: Organisation) -> None:
    for finding in Finding:
        assert "%" not in str(chain.Problem(finding, 1, 2, "2026-03-01"))
