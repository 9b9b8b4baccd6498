"""Reading text files with separators: the encoding and the separator are recognised, lines stay bounded."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from meetpoint.core.imports.errors import FileRefused

SEPARATORS = (",", ";", "\t")
LONGEST_LINE = 1_000_000
_SAMPLE = 65_536
_PIECE = 1 << 20
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def text_rows(file: BinaryIO) -> Iterator[list[str]]:
    """Yield the rows of a CSV file as text. Raises FileRefused, also in the middle.

    UTF-8, UTF-16 and Windows-1252 are told apart by the whole file; comma, semicolon and tab by its first
    lines, or by Excel's own `sep=;` line.
    """
    encoding = encoding_of(file)
    file.seek(0)
    sample = _decoded(file.read(_SAMPLE), encoding)
    separator, skipped = separator_of(sample)
    file.seek(0)
    reader = csv.reader(_lines(file, encoding), delimiter=separator)
    try:
        for number, row in enumerate(reader):
            if number >= skipped:
                yield row
    except csv.Error:
        raise FileRefused(
            _("Row %(row)d cannot be read. Most often a quotation mark there is not closed.")
            % {"row": reader.line_num}
        ) from None


def encoding_of(file: BinaryIO) -> str:
    """Return the encoding of a text file. Raises FileRefused when it is no text."""
    file.seek(0)
    start = file.read(_SAMPLE)
    for mark, encoding in _BOMS:
        if start.startswith(mark):
            return encoding
    if b"\x00" in start:
        return _utf_16_without_mark(start)
    return "utf-8" if _is_utf_8(file) else "cp1252"


def separator_of(sample: str) -> tuple[str, int]:
    """Return the separator of a text and how many lines before the table name it (0 or 1)."""
    first = sample.split("\n", 1)[0].strip().strip('"')
    if len(first) == 5 and first.lower().startswith("sep=") and first[4] in SEPARATORS:
        return first[4], 1
    if first.lower() == "sep=":
        return "\t", 1
    lines = sample.splitlines()[:20]
    return max(SEPARATORS, key=lambda separator: _fit(lines, separator)), 0


def _fit(lines: list[str], separator: str) -> tuple[int, int]:
    """Return in how many lines a separator makes the same number of cells, and that number."""
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=separator) if len(row) > 1)
    except csv.Error:
        return 0, 0
    if not widths:
        return 0, 0
    width, often = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
    return often, width


def _utf_16_without_mark(start: bytes) -> str:
    nulls_first, nulls_second = start[0::2].count(0), start[1::2].count(0)
    half = len(start) // 2
    if half and max(nulls_first, nulls_second) > half * 0.4 and min(nulls_first, nulls_second) < half * 0.05:
        return "utf-16-be" if nulls_first > nulls_second else "utf-16-le"
    raise FileRefused(
        _("This is neither a CSV nor an XLSX file. Save the log as one of these and try again.")
    )


def _is_utf_8(file: BinaryIO) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := file.read(_PIECE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _decoded(start: bytes, encoding: str) -> str:
    return codecs.getincrementaldecoder(encoding)("replace").decode(start)


def _lines(file: BinaryIO, encoding: str) -> Iterator[str]:
    text = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
    try:
        while line := text.readline(LONGEST_LINE):
            if len(line) == LONGEST_LINE:
                raise FileRefused(_("A line has more than a million characters. This is not a log."))
            yield line
    finally:
        text.detach()
