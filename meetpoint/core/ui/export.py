"""Writing a list into a CSV or XLSX file, row by row, so that no spreadsheet takes a cell for a formula."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import xlsxwriter
from django.conf import settings

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
ROWS_PER_SHEET = 1_000_000
PIECE_BYTES = 65_536
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""Without it, spreadsheets read the file in an old encoding."""

Row = Sequence[Any]


def harmless(value: Any) -> Any:
    """Put an apostrophe before text that a spreadsheet would run as a formula (CWE-1236)."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


class _Echo:
    """A file that hands each written line straight back."""

    def write(self, line: str) -> str:
        return line


def csv_pieces(header: Row, rows: Iterable[Row], *, notice: str = "") -> Iterator[bytes]:
    """Yield the lines of a CSV file: UTF-8 with a byte-order mark, for spreadsheets, and ISO dates.

    A notice that must travel along stands below the rows.
    """
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + _line(writer, header)
    for row in rows:
        yield _line(writer, row)
    if notice:
        yield _line(writer, []) + _line(writer, [notice])


def _line(writer: Any, row: Row) -> bytes:
    line: str = writer.writerow([_csv_cell(harmless(value)) for value in row])
    return line.encode("utf-8", "replace")


def _csv_cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return value


@dataclass(frozen=True, kw_only=True)
class SheetRows:
    """One sheet of a workbook. With `widths`, in characters, columns are that wide and long text wraps."""

    title: str
    header: Row
    rows: Iterable[Row]
    widths: Sequence[int] = ()


def xlsx_file(title: str, header: Row, rows: Iterable[Row], *, notice: str = "") -> IO[bytes]:
    """Write a workbook of one list; see `xlsx_book`."""
    return xlsx_book([SheetRows(title=title, header=header, rows=rows)], notice=notice)


def xlsx_book(sheets: Iterable[SheetRows], *, notice: str = "") -> IO[bytes]:
    """Write a workbook of typed cells and return it, open at its start; it vanishes when closed.

    Rows pass through a temporary file under MEETPOINT_HOME (xlsxwriter's constant memory), a million to
    a sheet. A notice that must travel along stands on a sheet of its own.
    """
    folder = Path(settings.HOME) / "tmp"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - the response closes it
    options = {"constant_memory": True, "tmpdir": str(folder), "default_date_format": "yyyy-mm-dd"}
    with xlsxwriter.Workbook(file, options) as book:
        for sheet in sheets:
            _write_rows(book, sheet)
        if notice:
            book.add_worksheet("Notice").write_string(0, 0, notice)
    file.seek(0)
    return file


def _write_rows(book: Any, rows: SheetRows) -> None:
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet = None
    for number, row in enumerate(rows.rows):
        line = number % ROWS_PER_SHEET + 1
        if line == 1:
            sheet = _new_sheet(book, rows, number // ROWS_PER_SHEET)
        for place, value in enumerate(row):
            _writer_of(sheet, value)(line, place, *_xlsx_cell(value, moment))
    if sheet is None:
        _new_sheet(book, rows, 0)


def _new_sheet(book: Any, rows: SheetRows, number: int) -> Any:
    title = _sheet_name(rows.title)
    sheet = book.add_worksheet(f"{title} {number + 1}" if number else title)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(len(rows.header) - 1, 0), 16)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"}) if rows.widths else None
    for place, width in enumerate(rows.widths):
        sheet.set_column(place, place, width, wrapped)
    bold = book.add_format({"bold": True})
    for place, name in enumerate(rows.header):
        sheet.write_string(0, place, harmless(str(name)), bold)
    return sheet


def _writer_of(sheet: Any, value: Any) -> Callable[..., Any]:
    if isinstance(value, bool):
        return sheet.write_boolean  # type: ignore[no-any-return]
    if isinstance(value, int | float | Decimal):
        return sheet.write_number  # type: ignore[no-any-return]
    if isinstance(value, date):
        return sheet.write_datetime  # type: ignore[no-any-return]
    return sheet.write_string  # type: ignore[no-any-return]


def _xlsx_cell(value: Any, moment: Any) -> tuple[Any, ...]:
    if isinstance(value, datetime):
        return value, moment
    if isinstance(value, int | float | Decimal | date):
        return (value,)
    return (harmless(str(value))[:32_767],)


def _sheet_name(title: str) -> str:
    """Return a name that spreadsheets accept: 25 characters at most here, none of []:*?/\\."""
    kept = "".join(letter for letter in title if letter not in "[]:*?/\\'")
    return kept[:25].strip() or "List"


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """Yield a file in pieces and close it."""
    with file:
        while piece := file.read(PIECE_BYTES):
            yield piece
