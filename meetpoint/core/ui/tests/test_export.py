"""Files that lists become."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui import export
from meetpoint.core.ui.listing import Link, Status
from meetpoint.core.ui.listing.cells import plain
from meetpoint.core.ui.listing.files import export_rows
from meetpoint.core.ui.tests.test_listing import MOMENTS, SITES, make_sites


def naive(day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC).replace(tzinfo=None)


def read_csv(*rows: list[Any], notice: str = "") -> list[list[str]]:
    text = b"".join(export.csv_pieces(["A", "B"], rows, notice=notice)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("start", list("=+-@\t\r"))
def test_text_that_looks_like_a_formula_is_neutralised(start: str) -> None:
    text = f"{start}cmd|' /C calc'!A0"
    assert export.harmless(text) == f"'{text}"


def test_numbers_and_plain_text_are_left_alone() -> None:
    assert [export.harmless(value) for value in (-5, Decimal("-1.5"), "a-b", "")] == [
        -5,
        Decimal("-1.5"),
        "a-b",
        "",
    ]


def test_csv_keeps_negative_numbers_dates_and_accents() -> None:
    rows = read_csv([-5, date(2026, 3, 4)], ["-5", naive(4, 21, 5)], ["ñandú", 'a,b\n"c"'])
    assert rows[1:] == [["-5", "2026-03-04"], ["'-5", "2026-03-04 21:05:00"], ["ñandú", 'a,b\n"c"']]


def test_csv_ends_with_the_notice() -> None:
    assert read_csv(["x", 1], notice="Do not pass on.")[-2:] == [[], ["Do not pass on."]]


def sheets(*rows: list[Any], notice: str = "") -> dict[str, str]:
    with export.xlsx_file("A [list]/of: things", ["A", "=B"], rows, notice=notice) as file:
        book = zipfile.ZipFile(io.BytesIO(file.read()))
    return {name: book.read(name).decode() for name in book.namelist() if name.endswith(".xml")}


def test_xlsx_types_its_cells() -> None:
    book = sheets([-5, date(2026, 3, 4)], ["=1+1", naive(4, 12, 0)], [True, None])
    sheet = book["xl/worksheets/sheet1.xml"]
    assert "<v>-5</v>" in sheet
    assert "<v>46085</v>" in sheet  # 4 March 2026 counted from 1900
    assert "<v>46085.5</v>" in sheet
    assert "'=1+1" in sheet
    assert "'=B" in sheet
    assert "<f>" not in sheet
    assert 't="b"' in sheet


def test_xlsx_goes_on_to_another_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "ROWS_PER_SHEET", 2)
    book = sheets(["a", 1], ["b", 2], ["c", 3], notice="Keep safe.")
    assert [name for name in book if "worksheets/sheet" in name] == [
        f"xl/worksheets/sheet{number}.xml" for number in (1, 2, 3)
    ]
    assert "Keep safe." in book["xl/worksheets/sheet3.xml"]


def test_xlsx_without_rows_has_its_header() -> None:
    assert ">A<" in sheets()["xl/worksheets/sheet1.xml"]


def test_xlsx_leaves_nothing_behind(settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path  # another worker may write a workbook in the home of the tests just now
    sheets(["a", 1])
    assert list((tmp_path / "tmp").iterdir()) == []


def test_plain_values_keep_their_types_and_local_times() -> None:
    moment = datetime(2026, 3, 5, 2, 30, tzinfo=UTC)
    with timezone.override("America/New_York"):
        assert plain(moment) == naive(4, 21, 30)
    values = [None, True, Link("Plaza", "/x"), Status("ok", "Enough"), 3, "text"]
    assert [plain(value) for value in values] == ["", "Yes", "Plaza", "Enough", 3, "text"]


def test_rows_leave_out_columns_that_stay(dee: Actor, org: Any) -> None:
    make_sites(org, "North")
    rows = list(export_rows(SITES, Site.objects.of(dee).filter(name="North"), dee))
    assert rows == [["North", "", "Fixed site"]]


def test_rows_keep_the_readers_zone_while_they_stream(dee: Actor) -> None:
    at = datetime(2026, 3, 5, 2, 30, tzinfo=UTC)
    AuditEntry.objects.create(organisation_id=dee.organisation_id, seq=900, at=at, mac="x")
    with timezone.override("America/New_York"):
        rows = export_rows(MOMENTS, AuditEntry.objects.of(dee).filter(seq=900), dee)
    assert list(rows) == [[naive(4, 21, 30)]]


def test_rows_are_prepared_in_batches(
    dee: Actor, org: Any, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr("meetpoint.core.ui.listing.files.BATCH", 2)
    make_sites(org, *"ABCDE")
    with django_assert_num_queries(1):
        rows = list(export_rows(SITES, Site.objects.of(dee).order_by("pk"), dee))
    assert [row[0] for row in rows] == ["Plaza", *"ABCDE"]
