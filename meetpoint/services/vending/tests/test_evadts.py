"""Audit files: real ones read right, damaged ones refused with the line, and nothing else ever happens."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetpoint.services.vending.evadts import crc
from meetpoint.services.vending.evadts.counts import STANDARD, SWAPPED
from meetpoint.services.vending.evadts.errors import Damaged
from meetpoint.services.vending.evadts.files import LARGEST_BYTES, read_sets
from tests.architecture.source.sizes import ROOT

REAL = ROOT.parent / "shared" / "data" / "eva-dts"
HERE = [
    "ST*001*0001",
    "ID1*PHVM000123*SD5000*0100*LOBBY EAST**PHVM-EAST-01",
    "ID5*20260303*2145",
    "VA1*0*0*0*0",
    "VA2*0*0*0*0",
    "VA3*0*1452*0*51",
    "PA1*A1*0*NALOXONE 4MG 2PK*24*24*1*0*3*6",
    "PA2*0*0*0*0",
    "PA4*912*0*21*0",
    "PA1*A2*0*FENTANYL STRIP 5PK*30",
    "PA4*540*0*30*0",
    "EA1*ELB_A2*20260303*183344*5",
    "EA2*ELB_A2*1*11**1",
]


def file(
    lines: list[str] = HERE, *, end: str = "\r\n", stated: str | None = None, count: int | None = None
) -> bytes:
    """Write a whole file, its checksum and count of segments right unless they are given."""
    raw = [line.encode("latin-1") for line in lines]
    g85 = crc.of_lines(raw) if stated is None else stated
    ends = [f"G85*{g85}", f"SE*{len(lines) + 2 if count is None else count}*0001", "DXE*1*1", ""]
    return end.join(["DXS*HRD0000001*VA*V0/6*1", *lines, *ends]).encode("latin-1")


def test_checksum_is_that_of_the_standard() -> None:
    assert crc.crc16(b"123456789") == 0xBB3D


def test_file_says_what_it_counts() -> None:
    (said,) = read_sets(file())
    assert said.as_data() == {
        "machine": {"serial": "PHVM000123", "model": "SD5000", "asset": "PHVM-EAST-01"},
        "read_at": "2026-03-03T21:45:00",
        "crc": {"stated": said.crc.computed, "computed": said.crc.computed, "ok": True},
        "segments": {"stated": 15, "counted": 15},
        "totals": {"paid": 0, "test": 0, "free": 1452},
        "products": [
            {"selection": "A1", "name": "NALOXONE 4MG 2PK", "price": 0, "paid": 0, "free": 912, "tests": 0},
            {"selection": "A2", "name": "FENTANYL STRIP 5PK", "price": 0, "paid": 0, "free": 540, "tests": 0},
        ],
        "events": [
            {
                "code": "ELB",
                "selection": "A2",
                "at": "2026-03-03T18:33:44",
                "minutes": 5,
                "count": 11,
                "active": True,
            }
        ],
        "warnings": [],
    }


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_line_ends_do_not_matter_to_the_checksum(end) -> None:
    (said,) = read_sets(file(end=end))
    assert said.crc.match == "exact"


def test_checksum_may_be_written_small_without_the_last_end_or_swapped() -> None:
    raw = [line.encode() for line in HERE]
    exact, shorter = crc.of_lines(raw), crc.of_lines(raw, last_end=False)
    assert read_sets(file(stated=exact.lower()))[0].crc.match == "exact"
    assert read_sets(file(stated=shorter))[0].crc.match == "without_last_end"
    assert read_sets(file(stated=crc.swapped(exact)))[0].crc.match == "swapped"


def test_wrong_checksum_refuses_the_file_and_names_the_line() -> None:
    with pytest.raises(Damaged, match="line 15: the checksum is 0001"):
        read_sets(file(stated="0001"))


def test_wrong_count_of_segments_only_warns() -> None:
    (said,) = read_sets(file(count=99))
    assert said.segments_stated == 99
    assert any("99 segments" in warning for warning in said.warnings)


def test_missing_checksum_only_warns() -> None:
    content = file().replace(b"G85*", b"XX5*")
    (said,) = read_sets(content)
    assert said.crc.as_data()["ok"] is None
    assert any("no G85" in warning for warning in said.warnings)


def test_several_sets_are_several() -> None:
    assert [len(said.products) for said in read_sets(file() + file())] == [2, 2]


def test_board_that_swaps_its_counters_is_found_out_or_told() -> None:
    lines = [
        "ST*001*0001",
        "VA1*0*30*0*30",
        "VA3*0*8*0*8",
        "PA1*1*0*TEA",
        "PA2*4*0*30",
        "PA4*1*0*8",
    ]
    (found,) = read_sets(file(lines))
    assert (found.profile, found.products[0].paid, found.products[0].free) == (SWAPPED, 30, 8)
    (told,) = read_sets(file(lines), profile=STANDARD)
    assert (told.products[0].paid, told.products[0].free) == (4, 1)


def test_paid_vends_told_by_price_list_only_are_added_up() -> None:
    lines = ["ST*001*0001", "PA1*1*50*TEA", "PA7*1*CA*0*50*7*350", "PA7*1*DA*0*50*2*100"]
    (said,) = read_sets(file(lines))
    assert (said.products[0].paid, said.paid) == (9, 9)


@pytest.mark.parametrize("cut", range(60, 440, 19))
def test_file_that_was_cut_off_is_refused(cut) -> None:
    content = file()
    before_end = content.index(b"SE*")
    with pytest.raises(Damaged):
        read_sets(content[: min(cut, before_end)])


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", 1),
        (b"Dear madam,\r\n", 1),
        (b"DXS*X\r\nST*1\r\nPA1*A1\r\nPA2*twelve\r\nSE*4\r\n", 4),
        (b"ST*1\r\nPA1*A1\r\n\x00\x01\r\n", 3),
        (b"ST*1\r\nG85*not\r\nSE*3\r\n", 2),
        (b"ST*1\nPA1*A1\nPA2", 3),
        (b"A" * (LARGEST_BYTES + 1), 1),
    ],
)
def test_damage_is_named_by_its_line(content, line) -> None:
    with pytest.raises(Damaged) as caught:
        read_sets(content)
    assert caught.value.line == line


def test_command_prints_json_or_refuses_with_the_line(tmp_path) -> None:
    path = tmp_path / "audit.eva_dts"
    path.write_bytes(file())
    out = StringIO()
    call_command("vending", "parse", str(path), "--json", stdout=out)
    assert json.loads(out.getvalue())["totals"]["free"] == 1452
    path.write_bytes(file() + file())
    several = StringIO()
    call_command("vending", "parse", str(path), "--json", stdout=several)
    assert len(json.loads(several.getvalue())) == 2
    path.write_bytes(file(stated="0001"))
    with pytest.raises(CommandError, match="line 15"):
        call_command("vending", "parse", str(path), "--json")


@given(st.binary(max_size=300))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_bytes_do_more_than_be_refused(content: bytes) -> None:
    with pytest.raises(Damaged):
        read_sets(content)


FIELD = st.text(st.characters(max_codepoint=255), max_size=6)
KINDS = [
    "DXS",
    "ST",
    "ID1",
    "ID5",
    "VA1",
    "VA3",
    "PA1",
    "PA2",
    "PA4",
    "PA7",
    "EA1",
    "EA2",
    "EA3",
    "G85",
    "SE",
    "DXE",
    "XX9",
]
LINE = st.builds(
    lambda kind, fields: "*".join([kind, *fields]),
    st.sampled_from(KINDS),
    st.lists(FIELD | st.integers(0, 99_999).map(str), max_size=8),
)


@given(st.lists(LINE, max_size=25), st.sampled_from(["\r\n", "\n"]))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_lines_of_any_content_are_read_or_refused(lines: list[str], end: str) -> None:
    try:
        found = read_sets(end.join(["ST*001*0001", *lines, ""]).encode("latin-1"))
    except Damaged as problem:
        assert (problem.line >= 1, bool(problem.reason)) == (True, True)  # noqa: PT017 - most lines are read
    else:
        json.dumps([each.as_data() for each in found])


def real_files() -> list[Path]:
    return sorted(REAL.glob("*.eva_dts"))


WHAT = {
    "animo": (8161, 29, 2322, 24, SWAPPED),
    "animo2": (547, 3, 11, 27, STANDARD),
    "phvm_free_vend_synthetic": (0, 0, 1843, 5, STANDARD),
    "rhevendors": (9612, 0, 7, 18, STANDARD),
    "sielaff": (1666, 28, 0, 0, STANDARD),
}


@pytest.mark.skipif(not real_files(), reason="the real audit files are not here (../shared/data/eva-dts)")
@pytest.mark.parametrize("name", sorted(WHAT))
def test_real_files_are_read(name) -> None:
    (said,) = read_sets((REAL / f"{name}.eva_dts").read_bytes())
    assert (said.paid, said.tests, said.free, len(said.products), said.profile) == WHAT[name]


@pytest.mark.skipif(not real_files(), reason="the real audit files are not here (../shared/data/eva-dts)")
def test_real_files_agree_with_the_reference_checksums_and_the_cut_one_is_refused() -> None:
    for vector in json.loads((REAL / "crc_vectors.json").read_text()):
        path = REAL / f"{Path(vector['file']).stem}.eva_dts"
        if path.exists():
            (said,) = read_sets(path.read_bytes())
            assert (said.crc.computed, said.segments_stated) == (vector["crc_spec"], vector["se_stated"])
            assert said.segments_counted == vector["se_counted"]
    assert read_sets((REAL / "rhevendors.eva_dts").read_bytes())[0].crc.stated == "F4D0"
    with pytest.raises(Damaged, match="cut off"):
        read_sets((REAL / "phvm_free_vend_synthetic_truncated.eva_dts").read_bytes())


def test_damage_and_doubts_are_told_in_the_readers_language() -> None:
    with override("es"):
        with pytest.raises(Damaged, match="línea 15: la suma de control es 0001"):
            read_sets(file(stated="0001"))
        (said,) = read_sets(file(count=99))
    assert said.warnings == ["La línea 16 indica 99 segmentos, y hay 15; muchas tarjetas cuentan mal."]
