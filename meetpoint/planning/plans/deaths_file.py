"""Deaths by year from the files that people download: CDC WONDER, VSRR by state and by county, or plain.

Layouts: WONDER exports (wonder.cdc.gov) by year or by month, tab- or comma-separated, with notes below a
line of dashes;
"VSRR Provisional Drug Overdose Death Counts" (data.cdc.gov xkb8-kh2a) and "… County-Level …" (gb4e-yj24),
whose rows are sums of the twelve months that end with theirs, so that December's is the calendar year; or
two columns, `year` and `deaths`. Every row that cannot be used is said with its place; nothing is guessed.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from meetpoint.planning.errors import FaultyPlan
from meetpoint.planning.plans.numbers import FIRST_YEAR, LAST_YEAR, MOST_DEATHS

LARGEST = 20_000_000
MOST_PROBLEMS = 30
MOST_KEPT = 5_000
OVERDOSE = "number of drug overdose deaths"
ANYWHERE = ""
MONTHS = 12
KNOWN_GROUPS = frozenset({"year", "month"})

Row = dict[str, str]


@dataclass
class PlaceDeaths:
    """What a file says about one place."""

    deaths: dict[int, int] = field(default_factory=dict)
    provisional: set[int] = field(default_factory=set)
    population: dict[int, int] = field(default_factory=dict)


@dataclass
class DeathsFile:
    """A file that was read: its layout, its places by name, and what could not be used, row by row."""

    layout: str
    places: dict[str, PlaceDeaths] = field(default_factory=dict)
    months: dict[tuple[str, int], dict[str, int | None]] = field(default_factory=dict)
    unfinished: set[tuple[str, int]] = field(default_factory=set)
    _doubts: list[tuple[str, str]] = field(default_factory=list)
    _chosen: str | None = None

    @property
    def problems(self) -> list[str]:
        """What could not be used; once a place was chosen, only what is about it."""
        about = [words for place, words in self._doubts if self._chosen is None or place == self._chosen]
        return about[:MOST_PROBLEMS]

    def place(self, wanted: str) -> PlaceDeaths:
        """Return one place. Raises FaultyPlan that lists the places when it is not clear which is meant."""
        named = [name for name in self.places if wanted.casefold() in name.casefold()]
        exact = [name for name in named if name.casefold() == wanted.casefold()]
        found = exact or named if wanted else list(self.places)
        if len(found) == 1:
            self._chosen = found[0]
            return self.places[found[0]]
        if not self.places:
            fault = _("No row of this file could be used. %(why)s") % {"why": " ".join(self.problems[:3])}
        else:
            some = ", ".join(sorted(found or self.places)[:12])
            fault = _("This file has several places. Write which one is meant: %(some)s.") % {"some": some}
        raise FaultyPlan(fault, fields={"file_place" if self.places else "file": fault})

    def doubt(self, row: int, place: str, words: str) -> None:
        """Keep what is wrong with a row about a place; the list ends after a while."""
        if len(self._doubts) < MOST_KEPT:
            self._doubts.append((place, _("Row %(row)d: %(words)s") % {"row": row, "words": words}))

    def doubt_place(self, place: str, words: str) -> None:
        """Keep what is wrong with several rows of a place."""
        self._doubts.append((place, words))


def read_deaths(content: bytes) -> DeathsFile:
    """Read a file. Raises FaultyPlan when it is none of the layouts that are known."""
    if len(content) > LARGEST:
        raise _refused(_("This file is too large. Leave only your place and its years in it."))
    lines = _text(content).splitlines()
    start = next((place for place, line in enumerate(lines) if _cells(line)), 0)
    header = [_plain(cell) for cell in _cells(lines[start])] if lines else []
    for layout, needed, reader in LAYOUTS:
        if needed <= set(header):
            found = DeathsFile(layout)
            if more := _broken_down(layout, header):
                raise _refused(
                    _("This file is broken down by %(by)s. Download it by place and year alone.")
                    % {"by": more}
                )
            for number, row in _rows(lines, start, header):
                reader(found, number, row)
            _add_up(found)
            return found
    known = _("a year and a number of deaths in each row, or a file of CDC WONDER or VSRR as downloaded")
    seen = ", ".join(filter(None, header))[:200] or _("nothing")
    raise _refused(
        _("The columns of this file are not known: %(seen)s. It needs %(known)s.")
        % {"seen": seen, "known": known}
    )


def _broken_down(layout: str, header: list[str]) -> str:
    """Return by what else a WONDER file is divided: each of its groups has a column with its code beside."""
    if not layout.startswith("CDC WONDER"):
        return ""
    coded = [name.removesuffix(" code") for name in header if name.endswith(" code")]
    return ", ".join(name for name in coded if name not in KNOWN_GROUPS and not _is_place(name))


def _add_up(found: DeathsFile) -> None:
    """Make years of months, and say which years are not whole."""
    for (place, year), months in found.months.items():
        here = found.places.setdefault(place, PlaceDeaths())
        hidden = sum(count is None for count in months.values())
        words = {"year": year, "months": len(months), "hidden": hidden}
        if len(months) < MONTHS:
            said = _("%(year)d has %(months)d months in this file, so it is left out.") % words
            found.doubt_place(place, said)
        elif hidden:
            said = _("%(hidden)d months of %(year)d are suppressed, so the year is left out. ") % words
            found.doubt_place(place, said + _("Download it by year."))
        else:
            here.deaths[year] = sum(count or 0 for count in months.values())
    for place, year in sorted(found.unfinished):
        if year > max(found.places[place].deaths if place in found.places else {9999}, default=0):
            said = _("%(year)d has no December yet, so it is left out.") % {"year": year}
            found.doubt_place(place, said)


def _refused(words: str) -> FaultyPlan:
    return FaultyPlan(words, fields={"file": words})


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16") if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _cells(line: str) -> list[str]:
    delimiter = "\t" if "\t" in line else ";" if line.count(";") > line.count(",") else ","
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        return []


def _plain(cell: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", cell.casefold()).strip()


def _rows(lines: list[str], start: int, header: list[str]) -> Iterator[tuple[int, Row]]:
    for place, line in enumerate(lines[start + 1 :], start=start + 2):
        cells = _cells(line)
        if cells and set(cells[0]) == {"-"}:
            return  # what stands below the dashes of a WONDER export are notes
        if any(cells):
            yield place, dict(zip(header, cells + [""] * len(header), strict=False))


# --- the layouts ----------------------------------------------------------------------------------


def _wonder(found: DeathsFile, number: int, row: Row) -> None:
    if row.get("notes"):
        return  # a total
    text = row.get("year code") or row.get("year") or ""
    words = f"{row.get('year', '')} {text}".casefold()
    if "partial" in words:
        found.doubt(number, _place(row), _("the year is not over yet, so it is left out."))
        return
    _take(found, number, _place(row), text, row.get("deaths", ""), provisional="provisional" in words)
    population = _whole(row.get("population", ""))
    year = _year(text)
    if population and year and _place(row) in found.places:
        found.places[_place(row)].population[year] = population


def _wonder_months(found: DeathsFile, number: int, row: Row) -> None:
    month, place = row["month code"], _place(row)
    if row.get("notes") or not month:
        return  # a total
    year = _year(month)
    if year is None:
        found.doubt(number, place, _("“%(text)s” is not a year.") % {"text": month[:40]})
        return
    found.months.setdefault((place, year), {})[month] = _whole(row["deaths"])
    if "provisional" in row.get("month", "").casefold():
        found.places.setdefault(place, PlaceDeaths()).provisional.add(year)


def _place(row: Row) -> str:
    for name, cell in row.items():
        if cell and (_is_place(name) or name == "place"):
            return cell
    return ANYWHERE


def _is_place(name: str) -> bool:
    return name.endswith(("county", "state"))


def _vsrr_state(found: DeathsFile, number: int, row: Row) -> None:
    if row["indicator"].casefold() != OVERDOSE:
        return
    place = row.get("state name") or row.get("state") or ANYWHERE
    if not _is_december(row["month"]):
        found.unfinished.add((place, _year(row["year"]) or 0))
        return
    said = row.get("predicted value") or row["data value"]
    pending = float(row.get("percent pending investigation") or 0) if _is_number(row) else 0.0
    _take(found, number, place, row["year"], said, provisional=pending > 0)


def _is_number(row: Row) -> bool:
    return bool(re.fullmatch(r"\d+(\.\d+)?", row.get("percent pending investigation", "")))


def _vsrr_county(found: DeathsFile, number: int, row: Row) -> None:
    place = ", ".join(filter(None, (row["countyname"], row.get("st abbrev") or row.get("state name"))))
    if not _is_december(row["month"]):
        found.unfinished.add((place, _year(row["year"]) or 0))
        return
    _take(found, number, place, row["year"], row["provisional drug overdose deaths"], provisional=True)


def _plain_rows(found: DeathsFile, number: int, row: Row) -> None:
    _take(found, number, _place(row), row["year"], row["deaths"], provisional=False)


def _is_december(month: str) -> bool:
    return month.casefold() in {"december", "dec", "12"}


def _take(
    found: DeathsFile, number: int, place: str, year_text: str, count_text: str, *, provisional: bool
) -> None:
    year, count = _year(year_text), _whole(count_text)
    if year is None:
        found.doubt(number, place, _("“%(text)s” is not a year.") % {"text": year_text[:40]})
        return
    if count is None:
        found.doubt(number, place, _why_no_count(count_text, year))
        return
    here = found.places.setdefault(place, PlaceDeaths())
    if year in here.deaths and here.deaths[year] != count:
        words = _("%(year)d stands here twice with different numbers; the first, %(count)d, is used.")
        found.doubt(number, place, words % {"year": year, "count": here.deaths[year]})
        return
    here.deaths[year] = count
    if provisional:
        here.provisional.add(year)


def _why_no_count(text: str, year: int) -> str:
    if text.casefold().startswith("suppressed") or not text:
        return _(
            "the number for %(year)d is suppressed, as it is from 1 to 9. Ask the medical examiner or the "
            "health department for it and type it in, or leave the year out."
        ) % {"year": year}
    return _("“%(text)s” is not a number of deaths for %(year)d.") % {"text": text[:40], "year": year}


def _year(text: str) -> int | None:
    match = re.match(r"\s*(\d{4})\b", text)
    year = int(match[1]) if match else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def _whole(text: str) -> int | None:
    digits = text.replace(",", "").replace(" ", "").removesuffix(".0")
    return int(digits) if re.fullmatch(r"[0-9]{1,10}", digits) and int(digits) <= MOST_DEATHS * 1000 else None


LAYOUTS: tuple[tuple[str, set[str], Callable[[DeathsFile, int, Row], None]], ...] = (
    ("VSRR", {"indicator", "data value", "year", "month"}, _vsrr_state),
    ("VSRR county", {"countyname", "provisional drug overdose deaths", "year", "month"}, _vsrr_county),
    ("CDC WONDER by month", {"notes", "month code", "deaths"}, _wonder_months),
    ("CDC WONDER", {"notes", "year", "deaths"}, _wonder),
    ("plain", {"year", "deaths"}, _plain_rows),
)
