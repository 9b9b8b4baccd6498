"""A log as a table: where its header stands, its columns' names, its rows with their place in the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from meetpoint.core.imports.errors import FileRefused
from meetpoint.core.imports.mapping import dates
from meetpoint.core.imports.mapping.shape import ACROSS, DOWN
from meetpoint.core.imports.mapping.words import HEADERS, plain

LOOKED_AT = 40
MOST_ACROSS = 2_000
DATE_HEADER = "Date"

Rows = Callable[[], Iterator[list[str]]]
"""Gives the rows of the file from its start, each time it is called."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the table. `row` is its place in the file, counted from 1 (in a sheet with dates across,
    the column's place); `cells` are as many as the table has columns."""

    row: int
    cells: Sequence[str]


@dataclass(frozen=True)
class Sheet:
    """The table in a log. `headers` are unique; `entries` yields its rows anew, blank ones left out."""

    layout: str
    header_row: int
    headers: tuple[str, ...]
    entries: Callable[[], Iterator[Entry]]


def find(rows: Rows, known: Mapping[str, object]) -> tuple[str, int]:
    """Return the layout and header row of a log: the row, of the first forty, that says most of a header.

    `known` holds the words, in plain form, that somebody understands as headers.
    """
    best, score = 1, -1
    for number, cells in enumerate(rows(), start=1):
        if number > LOOKED_AT:
            break
        if _is_row_of_dates(cells):
            return ACROSS, number
        said = [cell for cell in cells if cell]
        hits = sum(plain(cell) in known for cell in said) * 10 + (len(said) > 1)
        if hits > score:
            best, score = number, hits
    return DOWN, best


def open_sheet(rows: Rows, *, layout: str, header_row: int) -> Sheet:
    """Return the table that begins below a header row. Raises FileRefused when there is none."""
    if layout == ACROSS:
        return _across(rows, header_row)
    first = _row_at(rows, header_row)
    headers = named(first)
    width = len(headers)

    def entries() -> Iterator[Entry]:
        for number, cells in enumerate(rows(), start=1):
            if number > header_row and any(cells):
                yield Entry(number, _fitted(cells, width))

    return Sheet(DOWN, header_row, headers, entries)


def named(cells: Sequence[str]) -> tuple[str, ...]:
    """Return headers that are unique: `Date`, `Date (2)`; a column without one is called `Column C`."""
    names: list[str] = []
    for place, cell in enumerate(cells):
        name = " ".join(cell.split())[:80] or f"Column {letters(place)}"
        count = 1
        while (unique := name if count == 1 else f"{name} ({count})") in names:
            count += 1
        names.append(unique)
    return tuple(names)


def letters(place: int) -> str:
    """Return how a spreadsheet calls a column, counted from nought: A, B … Z, AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def _row_at(rows: Rows, number: int) -> list[str]:
    for place, cells in enumerate(rows(), start=1):
        if place == number:
            if not any(cells):
                break
            return cells
    raise FileRefused(
        _("Row %(row)d is empty. Say in which row the names of the columns stand.") % {"row": number}
    )


def _fitted(cells: list[str], width: int) -> list[str]:
    return cells[:width] if len(cells) >= width else cells + [""] * (width - len(cells))


def _is_row_of_dates(cells: Sequence[str]) -> bool:
    found = sum(dates.looks_like_date(cell) for cell in cells)
    return (
        found >= 3
        and found * 2 > sum(bool(cell) for cell in cells)
        and bool(cells)
        and not dates.looks_like_date(cells[0])
    )


def _across(rows: Rows, header_row: int) -> Sheet:
    """Turn a sheet with dates across into one with dates down; such sheets are small, and held whole."""
    block: list[list[str]] = []
    for number, cells in enumerate(rows(), start=1):
        if number >= header_row and any(cells):
            block.append(cells)
        if len(block) > MOST_ACROSS:
            raise FileRefused(_("A sheet with dates across may have %(most)d rows.") % {"most": MOST_ACROSS})
    if not block:
        raise FileRefused(
            _("Row %(row)d is empty. Say in which row the names of the columns stand.") % {"row": header_row}
        )
    top, below = block[0], block[1:]
    days = [place for place, cell in enumerate(top) if dates.looks_like_date(cell)]
    if not days:
        raise FileRefused(_("No dates stand in row %(row)d.") % {"row": header_row})
    labelled = [(_label(cells, days[0]), cells) for cells in below]
    labelled = [(label, cells) for label, cells in labelled if label and plain(label) not in _TOTALS]
    headers = named([DATE_HEADER, *(label for label, _cells in labelled)])

    def entries() -> Iterator[Entry]:
        for place in days:
            cells = [top[place], *(row[place] if place < len(row) else "" for _label, row in labelled)]
            if any(cells[1:]):
                yield Entry(place + 1, cells)

    return Sheet(ACROSS, header_row, headers, entries)


def _label(cells: Sequence[str], before: int) -> str:
    return next((cell for cell in cells[:before] if cell), "")


_TOTALS = frozenset({"total", "totals", "totales", "total general"} & set(HEADERS["leave_out"]))


def rows_from(source: Iterable[list[str]]) -> Rows:
    """Return rows held in memory as something that can be read again and again; for small logs and tests."""
    held = list(source)
    return lambda: iter(held)
