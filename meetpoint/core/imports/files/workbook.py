"""Reading an XLSX workbook in a process of its own, where what it unpacks to cannot fill the memory.

A workbook is a packed file: a small one may unpack to terabytes, or name one cell in the far corner of a
sheet of 17 thousand million. The child reads standard input under a limit of memory and time that the
kernel enforces, and writes each row as one line of JSON; when it is stopped, the file is refused.
"""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from meetpoint.core.imports.errors import FileRefused
from meetpoint.core.imports.files.faults import faults_in

MEMORY_BYTES = 640 << 20
CPU_SECONDS = 60
MOST_ROWS = 1_048_576
MOST_MERGES = 20_000
MOST_MERGED_ROWS = 1_000
_WIDEST = 16_384
REFUSED, OVER_LIMITS = 3, 1


def workbook_rows(file: BinaryIO, sheet: str = "") -> Iterator[list[str]]:
    """Yield the rows of one sheet, the first that holds something unless `sheet` names one.

    Raises FileRefused for what is no workbook, is beyond the limits, or has no such sheet.
    """
    file.seek(0)
    command = [sys.executable, "-m", "meetpoint.core.imports.files.workbook", sheet]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL) as child:  # noqa: S603 - our own module
        assert child.stdin is not None
        assert child.stdout is not None
        with suppress(BrokenPipeError), child.stdin:
            shutil.copyfileobj(file, child.stdin)  # the child reads all of it before it writes
        try:
            for line in child.stdout:
                yield json.loads(line)
        except GeneratorExit:
            child.kill()
            raise
        except ValueError:  # it was stopped in the middle of a row
            child.kill()
            raise FileRefused(_refusal(OVER_LIMITS, sheet)) from None
        code = child.wait()
    if code:
        raise FileRefused(_refusal(code, sheet))


def _refusal(code: int, sheet: str) -> str:
    if code == REFUSED and sheet:
        return _("This workbook has no sheet called “%(sheet)s” that can be read.") % {"sheet": sheet[:60]}
    if code == REFUSED:
        return _(
            "This workbook cannot be read. Open it, save it again as XLSX without a password, and try that."
        )
    return _("This workbook unpacks to more than can be read. Save the sheet alone as CSV and try that.")


# --- in the child ---------------------------------------------------------------------------------


def main(sheet: str) -> int:
    """Write the rows of the workbook on standard input; return the exit code."""
    _limit()
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - loaded under the limit

    try:
        package = io.BytesIO(sys.stdin.buffer.read())
        found = _sheet(CalamineWorkbook.from_filelike(package), sheet)
        faults = faults_in(package, found.name) if found is not None else {}
    except (CalamineError, zipfile.BadZipFile, zlib.error, ValueError, OSError):
        return REFUSED
    if found is None:
        return REFUSED
    if found.total_height > MOST_ROWS or found.total_width > _WIDEST:
        return OVER_LIMITS
    merged = Merged(found.merged_cell_ranges)
    for number, row in enumerate(found.iter_rows()):
        cells = [as_text(value) for value in row]
        for place, text in faults.get(number, {}).items():
            if place < len(cells) and not cells[place]:
                cells[place] = text
        merged.fill(cells, number)
        sys.stdout.write(json.dumps(cells, separators=(",", ":")) + "\n")
    return 0


def _limit() -> None:
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on every platform

    if sys.platform.startswith("linux"):  # elsewhere the kernel does not keep it
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))


def _sheet(book: Any, wanted: str) -> Any:
    for name in book.sheet_names:
        if wanted and name.strip().casefold() != wanted.strip().casefold():
            continue
        sheet = book.get_sheet_by_name(name)
        if wanted or sheet.height:
            return sheet
    return None


def as_text(value: Any) -> str:
    """Return a cell as it would stand in a CSV file: ISO dates and times, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


class Merged:
    """Cells that were merged downwards: their word or date is repeated in each row, as a reader sees it."""

    def __init__(self, ranges: list[Any] | None) -> None:
        self.covered: dict[tuple[int, int], tuple[int, int]] = {}
        self.said: dict[tuple[int, int], str] = {}
        for (top, left), (bottom, _right) in (ranges or [])[:MOST_MERGES]:
            for row in range(top + 1, min(bottom, top + MOST_MERGED_ROWS) + 1):
                self.covered[row, left] = (top, left)
        self.origins = frozenset(self.covered.values())

    def fill(self, cells: list[str], row: int) -> None:
        """Repeat what stands above; never a number, which would then be counted more than once."""
        for place, text in enumerate(cells) if self.origins else ():
            if (row, place) in self.origins and not _is_number(text):
                self.said[row, place] = text
            elif not text and (row, place) in self.covered:
                cells[place] = self.said.get(self.covered[row, place], "")


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).replace("-", "", 1).isdigit()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
