"""The public data set: which rows, how coarse, and as what file. Functions over plain rows, without queries.

A row says a quarter, a place, what was expected, the form, and what a laboratory found. Never a day, a
site, a
note, what was felt, whether there was an overdose, a laboratory's number or a code.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

COLUMNS = ("quarter", "region", "area", "expected", "form", "methods", "primary", "trace", "unexpected")
ELSEWHERE = ""
"""Stands for a place, or a quarter, that too few samples share."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DataRow:
    """One sample of the data set. Words of lists are joined by semicolons."""

    quarter: str
    region: str
    area: str
    expected: str
    form: str
    methods: tuple[str, ...]
    primary: tuple[str, ...]
    trace: tuple[str, ...]
    unexpected: str

    @property
    def place(self) -> tuple[str, str, str]:
        return (self.quarter, self.region, self.area)


def quarter_of(day: date) -> str:
    """Return a day's quarter: 2026-Q1."""
    return f"{day.year}-Q{(day.month - 1) // 3 + 1}"


def coarsened(rows: Sequence[DataRow], smallest: int) -> list[DataRow]:
    """Return the rows, each with a place and a quarter that at least `smallest` of them share.

    Where fewer do, the area is left out; then the region; then the quarter becomes its year; and rows that
    even so are too few are not published. The form goes with the area: together they might tell one sample
    from its neighbours. Rows come back in an order that says nothing of when they were stored.
    """
    kept = list(rows)
    for coarser in (_without_area, _without_region, _year_only):
        kept = _where_few(kept, smallest, coarser)
    counts = Counter(row.place for row in kept)
    fine = [row for row in kept if counts[row.place] >= smallest]
    return sorted(
        fine, key=lambda row: (row.place, row.expected, row.form, row.primary, row.trace, row.methods)
    )


def _where_few(
    rows: Sequence[DataRow], smallest: int, coarser: Callable[[DataRow], DataRow]
) -> list[DataRow]:
    """Make the rows of small groups coarser, and enough of their neighbours that what is left is not small.

    Without the neighbours, a leftover of two samples would be as telling as the place that was left out.
    """
    counts = Counter(row.place for row in rows)
    an_example = {row.place: row for row in rows}
    few = {place for place, count in counts.items() if count < smallest}
    left_over: Counter[tuple[str, str, str]] = Counter()
    for place in few:
        left_over[coarser(an_example[place]).place] += counts[place]
    for place in sorted(counts.keys() - few, key=lambda each: (counts[each], each)):
        coarse = coarser(an_example[place]).place
        if coarse != place and 0 < left_over[coarse] < smallest:
            left_over[coarse] += counts[place]
            few.add(place)
    return [coarser(row) if row.place in few else row for row in rows]


def _without_area(row: DataRow) -> DataRow:
    return replace(row, area=ELSEWHERE, form=ELSEWHERE)


def _without_region(row: DataRow) -> DataRow:
    return replace(row, region=ELSEWHERE, area=ELSEWHERE, form=ELSEWHERE)


def _year_only(row: DataRow) -> DataRow:
    return replace(row, quarter=row.quarter[:4], region=ELSEWHERE, area=ELSEWHERE, form=ELSEWHERE)


def as_csv(rows: Iterable[DataRow]) -> bytes:
    """Return the rows as a CSV file in UTF-8, with a header."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_cells(rows))
    return text.getvalue().encode()


def _cells(rows: Iterable[DataRow]) -> Iterator[list[str]]:
    for row in rows:
        values = (getattr(row, name) for name in COLUMNS)
        yield ["; ".join(value) if isinstance(value, tuple) else str(value) for value in values]
