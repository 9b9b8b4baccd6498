import io
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest
import xlsxwriter

from meetpoint.core.imports.errors import FileRefused
from meetpoint.core.imports.files import faults, keeping
from meetpoint.core.imports.files.reading import MOST_COLUMNS, rows_of
from meetpoint.core.imports.files.text import encoding_of
from meetpoint.core.imports.files.workbook import Merged, as_text
from meetpoint.core.imports.tests.factories import workbook
from meetpoint.lib.keys import KeyMissing

TABLE = [["fecha", "lugar"], ["2026-03-01", "Ñandú"]]


def read(content: bytes, sheet: str = "") -> list[list[str]]:
    return list(rows_of(io.BytesIO(content), sheet=sheet))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_and_separators_are_recognised(encoding: str, separator: str, end: str) -> None:
    text = end.join(separator.join(row) for row in TABLE)
    assert read(text.encode(encoding)) == TABLE


def test_separator_named_in_the_first_line_is_believed() -> None:
    assert read(b"sep=;\na;b,c\n1;2,5\n") == [["a", "b,c"], ["1", "2,5"]]


def test_windows_letters_deep_in_a_long_file_are_found() -> None:
    assert encoding_of(io.BytesIO(b"a,b\n" * 50_000 + b"\xf1,1\n")) == "cp1252"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n,,\n",
        b"\x00\x01\x02\x03garbage" * 50,
        b"\xd0\xcf\x11\xe0old excel",
        b"PK\x03\x04broken",
        b"x" * 1_200_000,
        b'a,b\n"never closed\n' + b"1,2\n" * 60_000,
        b",".join([b"c"] * 100_000),
    ],
)
def test_what_is_no_log_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(FileRefused):
        read(content)


def test_limit_of_columns_is_exact() -> None:
    assert len(read(",".join(["c"] * MOST_COLUMNS).encode())[0]) == MOST_COLUMNS
    with pytest.raises(FileRefused, match="columns"):
        read(",".join(["c"] * (MOST_COLUMNS + 1)).encode())


def test_workbook_gives_dates_and_numbers_as_text() -> None:
    rows = [["date", "n"], [date(2026, 3, 1), 20], [date(2026, 3, 2), 2.5], ["x", True]]
    assert read(workbook(*rows)) == [["date", "n"], ["2026-03-01", "20"], ["2026-03-02", "2.5"], ["x", "yes"]]


def test_sheet_is_found_by_name() -> None:
    content = workbook(Empty=[], March=[["a"]], April=[["b"]])
    assert read(content) == [["a"]]
    assert read(content, "april") == [["b"]]
    with pytest.raises(FileRefused, match="June"):
        read(content, "June")


def test_workbook_with_formulas_gives_their_results() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write_formula(1, 0, "=1+1", None, 2)
    assert read(file.getvalue()) == [["a", "b"], ["2"]]


def test_merged_dates_are_repeated_and_merged_numbers_are_not() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["day", "n"])
        sheet.merge_range(1, 0, 2, 0, "Monday")
        sheet.merge_range(1, 1, 2, 1, 7)
        sheet.write_row(3, 0, ["Friday", 8])
    assert read(file.getvalue()) == [["day", "n"], ["Monday", "7"], ["Monday"], ["Friday", "8"]]
    Merged(None).fill(["a"], 0)


def _bomb(cell: str, filler: int = 0) -> bytes:
    """A workbook whose one sheet names a far cell, or unpacks to much more than it weighs."""
    file = io.BytesIO(workbook(["a"]))
    bomb = io.BytesIO()
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            content = source.read(part)
            if part.filename.endswith("sheet1.xml"):
                row = "".join(filter(str.isdigit, cell))
                cells = f'<row r="{row}"><c r="{cell}" t="n"><v>1</v></c></row>'
                content = content.replace(b"</sheetData>", cells.encode() + b"</sheetData>")
            if part.filename.endswith("sharedStrings.xml") and filler:
                content = content.replace(b"</sst>", b"<si><t>" + b"A" * filler + b"</t></si></sst>")
            target.writestr(part, content)
    return bomb.getvalue()


@pytest.mark.parametrize(
    ("cell", "filler"), [("XFD1048576", 0), ("A2", 900 << 20)], ids=["far cell", "zip bomb"]
)
def test_workbook_that_unpacks_without_bounds_is_refused(cell: str, filler: int) -> None:
    content = _bomb(cell, filler)
    with pytest.raises(FileRefused):
        read(content)


def test_workbook_that_says_so_is_refused_before_it_is_unpacked() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("notes.txt", "hello")
    with pytest.raises(FileRefused, match="neither"):
        read(file.getvalue())


def test_workbook_read_by_a_child_that_dies_in_the_middle_of_a_row_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dying = 'import sys; sys.stdin.buffer.read(); sys.stdout.write(\'["a"]\\n["b\'); sys.exit(1)'
    start = subprocess.Popen
    monkeypatch.setattr(
        subprocess, "Popen", lambda _command, **how: start([sys.executable, "-c", dying], **how)
    )
    with pytest.raises(FileRefused, match="unpacks"):
        read(workbook(["date", "syringes"]))


def faulty_workbook(**options: object) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, options) as book:
        book.add_worksheet("Notes").write_row(0, 0, ["nothing", "here"])
        sheet = book.add_worksheet("Log & more")
        sheet.write_row(0, 0, ["date", "syringes"])
        sheet.write_row(1, 0, ["2026-03-01", 4])
        sheet.write(2, 0, "2026-03-02")
        sheet.write_formula(2, 1, '=IF(A1<>"",1/0)', None, "#DIV/0!")
        sheet.write(3, 0, "2026-03-03")
        sheet.write_formula(3, 27, "=1+1", None, 2)
    return file.getvalue()


def test_cells_of_a_workbook_that_failed_are_not_taken_for_empty_ones() -> None:
    rows = read(faulty_workbook(), "log & more")
    assert [row[:2] for row in rows] == [
        ["date", "syringes"],
        ["2026-03-01", "4"],
        ["2026-03-02", "#DIV/0!"],
        ["2026-03-03", ""],
    ]
    assert rows[3][27] == "2"


def test_faults_are_found_across_pieces_and_only_in_the_sheet_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(faults, "_PIECE", 7)
    package = io.BytesIO(faulty_workbook())
    assert faults.faults_in(package, "Log & more") == {2: {1: "#DIV/0!"}}
    assert faults.faults_in(package, "Notes") == faults.faults_in(package, "No such") == {}


def test_days_of_a_workbook_that_counts_from_1904_are_the_same_days() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"date_1904": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["date", "syringes"])
        sheet.write_datetime(1, 0, datetime.fromisoformat("2026-03-21"))
        sheet.write(1, 1, 3)
    assert read(file.getvalue())[1] == ["2026-03-21", "3"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "yes"),
        (20.0, "20"),
        (2.5, "2.5"),
        (datetime.fromisoformat("2026-03-01"), "2026-03-01"),
        (datetime.fromisoformat("2026-03-01 14:30"), "2026-03-01 14:30:00"),
        (time(14, 30), "14:30:00"),
        (timedelta(hours=1), "1:00:00"),
        ("word", "word"),
    ],
)
def test_cell_of_a_workbook_as_text(value: object, text: str) -> None:
    assert as_text(value) == text


def test_kept_rows_are_sealed_and_come_back_as_they_were() -> None:
    uid = uuid4()
    rows = [[f"word {number}", "Ñ"] for number in range(30_000)]
    assert keeping.keep(uid, rows) == 30_000
    assert list(keeping.kept(uid)) == rows
    assert b"word" not in keeping.path_of(uid).read_bytes()
    assert oct(keeping.path_of(uid).stat().st_mode)[-3:] == "600"


def test_rows_of_another_import_cannot_be_put_in_their_place() -> None:
    mine, other = uuid4(), uuid4()
    keeping.keep(mine, [["a"]])
    keeping.path_of(mine).replace(keeping.path_of(other))
    with pytest.raises(KeyMissing):
        list(keeping.kept(other))


def test_file_that_breaks_off_leaves_nothing_behind() -> None:
    def broken() -> Iterator[list[str]]:
        yield ["a"]
        raise FileRefused("no")

    uid = uuid4()
    with pytest.raises(FileRefused):
        keeping.keep(uid, broken())
    assert not list(keeping.folder().glob("*"))
