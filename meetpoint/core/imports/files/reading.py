"""Opening a log, whatever it is, and yielding its rows as text within bounds."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from meetpoint.core.imports.errors import FileRefused
from meetpoint.core.imports.files.text import text_rows
from meetpoint.core.imports.files.workbook import workbook_rows

MOST_ROWS = 1_000_000
MOST_COLUMNS = 250
LONGEST_CELL = 2_000
LARGEST_TEXT = 256 << 20
LARGEST_WORKBOOK = 48 << 20
MOST_UNPACKED = 1 << 30
_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def rows_of(file: BinaryIO, *, sheet: str = "") -> Iterator[list[str]]:
    """Yield the rows of a CSV or XLSX file as cells of text, no cell of the last column empty.

    Rows keep their place, so that the first is row 1 of the sheet. Raises FileRefused for anything else,
    for an empty file, and beyond the bounds: a million rows, 250 columns, 2,000 characters in a cell.
    """
    said = False
    for number, row in enumerate(_raw_rows(file, sheet), start=1):
        if number > MOST_ROWS:
            raise FileRefused(_("This log has more than a million rows. Please split it."))
        cells = _tidy(row)
        if len(cells) > MOST_COLUMNS:
            raise FileRefused(
                _(
                    "Row %(row)d has %(count)d columns; more than %(most)d cannot be read. "
                    "Take out what is no log."
                )
                % {"row": number, "count": len(cells), "most": MOST_COLUMNS}
            )
        said = said or bool(cells)
        yield cells
    if not said:
        raise FileRefused(_("There is nothing in this file. Choose the log itself."))


def _raw_rows(file: BinaryIO, sheet: str) -> Iterator[list[str]]:
    size = _size_of(file)
    start = file.read(4)
    if start == _OLD_EXCEL:
        raise FileRefused(
            _(
                "This is a workbook of the old kind (.xls), or one with a password. "
                "Save it as XLSX without one."
            )
        )
    if start == _ZIP:
        _check_workbook(file, size)
        return workbook_rows(file, sheet)
    if size > LARGEST_TEXT:
        raise FileRefused(
            _("This file is larger than %(most)d MB. Please split it.") % {"most": LARGEST_TEXT >> 20}
        )
    return text_rows(file)


def _size_of(file: BinaryIO) -> int:
    size = file.seek(0, 2)
    file.seek(0)
    return size


def _check_workbook(file: BinaryIO, size: int) -> None:
    """Refuse by what the package says of itself; what it hides is found in the child, under its limits."""
    if size > LARGEST_WORKBOOK:
        raise FileRefused(
            _("This workbook is larger than %(most)d MB. Save the sheet alone as CSV and try that.")
            % {"most": LARGEST_WORKBOOK >> 20}
        )
    try:
        with zipfile.ZipFile(file) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise FileRefused(_("This file is damaged. Save the log again and try that.")) from None
    if not any(part.filename.startswith("xl/") for part in parts):
        raise FileRefused(
            _("This is neither a CSV nor an XLSX file. Save the log as one of these and try again.")
        )
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise FileRefused(
            _("This workbook unpacks to more than can be read. Save the sheet alone as CSV and try that.")
        )


def _tidy(row: list[str]) -> list[str]:
    cells = [_cell(text) for text in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _cell(text: str) -> str:
    text = text.strip()
    if text.isascii() and text.isprintable() and len(text) <= LONGEST_CELL:
        return text
    return _CONTROL.sub(" ", text)[:LONGEST_CELL].strip()
