"""Reading the rows of a log by its mapping: each becomes a draft of a contact, with what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from django.utils.translation import gettext as _

from meetpoint.core.encounters.rules import MOST_OTHERS, MOST_PEOPLE
from meetpoint.core.imports.mapping import dates
from meetpoint.core.imports.mapping.numbers import (
    CellProblem,
    in_units,
    read_count,
    refuse_formula,
    supplies_in,
)
from meetpoint.core.imports.mapping.shape import ANSWER, COUNTS, ITEM, LEFT_OUT, LINK, LogMapping, Target
from meetpoint.core.imports.mapping.sheet import Entry, Sheet
from meetpoint.core.imports.mapping.words import ANONYMOUS, NOTHING, PLACE_WORDS, plain
from meetpoint.core.modules.fields import FieldError
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.policy import Policy
from meetpoint.core.supplies.queries import ItemFacts

MIDNIGHT = time(0, 0)
"""When a row without a time counts as happened: any other hour of today might still lie ahead."""

_PLACES = {word: slug for slug, words in PLACE_WORDS.items() for word in words}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one row: where, and how to mend it. `column` is a header, or empty."""

    row: int
    column: str
    message: str


@dataclass(slots=True)
class Draft:
    """One row as it was understood: `site_word` and `code` as written, `items` in units by item id."""

    row: int
    day: date | None = None
    at: time = MIDNIGHT
    site_word: str = ""
    code: str = ""
    people: int = 1
    count_only: bool = False
    for_others: int = 0
    place_type: str = ""
    note: str = ""
    items: dict[int, int] = field(default_factory=dict)
    sections: dict[str, dict[str, str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    item_word: str = ""
    quantity: int | None = None
    blank: bool = False


Set = Callable[[Draft, str], None]


@dataclass(frozen=True, slots=True)
class _Column:
    place: int
    header: str
    set: Set


@dataclass(frozen=True, kw_only=True)
class Place:
    """What rows are read against: the catalogue by slug, the rules of the place, words for items."""

    items: Mapping[str, ItemFacts]
    policy: Policy
    item_of: Callable[[str], str]


class Reader:
    """Reads entries by a mapping. `left_out` names columns that the rules of the place forbid."""

    def __init__(self, sheet: Sheet, mapping: LogMapping, place: Place) -> None:
        self.mapping = mapping
        self.place = place
        self.left_out: list[str] = []
        self.fields: dict[str, str] = {}
        self.columns = [column for column in self._columns(sheet.headers)]

    def read(self, entry: Entry) -> Draft:
        """Return what one entry says."""
        draft = Draft(entry.row)
        cells = entry.cells
        for column in self.columns:
            text = cells[column.place]
            if not text:
                continue
            try:
                column.set(draft, text)
            except CellProblem as problem:
                draft.problems.append(Problem(entry.row, column.header, str(problem)))
            except FieldError as problem:
                draft.problems.append(Problem(entry.row, column.header, str(problem)))
        self._finish(draft)
        return draft

    def header_of(self, name: str) -> str:
        """Return the header of the column that a refused field came from, or an empty text."""
        return self.fields.get(name) or self.fields.get(name.partition(".")[0], "")

    def _finish(self, draft: Draft) -> None:
        if draft.item_word or draft.quantity is not None:
            self._add_worded(draft)
        if self.mapping.rows == COUNTS:
            draft.count_only = True
            if draft.people == 0:
                draft.blank = not draft.problems and not any(draft.items.values()) and not draft.sections
                if not draft.blank and not draft.problems:
                    message = _("Something was given out, but to nobody. Write how many people came.")
                    draft.problems.append(Problem(draft.row, self.header_of("people"), message))
        elif draft.people != 1:
            draft.count_only = True
            if draft.people == 0 and not draft.problems:
                message = _("Write how many people came, or 1.")
                draft.problems.append(Problem(draft.row, self.header_of("people"), message))
        if draft.day is None and not draft.blank and not _has(draft, self.header_of("occurred_at")):
            message = _("The date is missing. Write when this was.")
            draft.problems.append(Problem(draft.row, self.header_of("occurred_at"), message))

    # --- columns -------------------------------------------------------------------------------

    def _columns(self, headers: Sequence[str]) -> Iterator[_Column]:
        for place, header in enumerate(headers):
            target = self.mapping.columns.get(header)
            if target is None or target.role == LEFT_OUT:
                continue
            setter = self._setter(target, header)
            if setter is not None:
                yield _Column(place, header, setter)

    def _setter(self, target: Target, header: str) -> Set | None:
        if target.role == ITEM:
            return self._item(target, header)
        if target.role == ANSWER:
            return self._answer(target, header)
        name, forbidden_by, make = _ROLES[target.role]
        if (forbidden_by and self.place.policy.is_forbidden(forbidden_by)) or (
            target.role == "code" and self.mapping.codes != LINK
        ):
            self.left_out.append(header)
            return None
        self.fields.setdefault(name, header)
        return make(self)

    def _item(self, target: Target, header: str) -> Set | None:
        item = self.place.items.get(target.name)
        if item is None:
            return None
        self.fields.setdefault(f"item-{item.id}", header)

        def add(draft: Draft, text: str) -> None:
            count = in_units(read_count(text), target.unit, item)
            if count:
                draft.items[item.id] = draft.items.get(item.id, 0) + count

        return add

    def _answer(self, target: Target, header: str) -> Set | None:
        column = registry().import_columns[target.name]
        self.fields.setdefault(column.form, header)
        answers = column.answers
        assert answers is not None

        def say(draft: Draft, text: str) -> None:
            values = answers(text)
            if values:
                draft.sections.setdefault(column.form, {}).update(values)

        return say

    def _add_worded(self, draft: Draft) -> None:
        header = self.header_of("item_word")
        words = (
            supplies_in(draft.item_word) if draft.quantity is None else [(draft.quantity, draft.item_word)]
        )
        for count, word in words:
            slug = self.mapping.items.get(plain(word)) or self.place.item_of(word)
            item = self.place.items.get(slug)
            if item is None:
                if count and (word or draft.quantity):
                    message = _(
                        "This item is not in the catalogue. Add it there, or say in "
                        "the mapping which item the word means."
                    )
                    draft.problems.append(Problem(draft.row, header, message))
                continue
            if count:
                draft.items[item.id] = draft.items.get(item.id, 0) + count

    def read_day(self, draft: Draft, text: str) -> None:
        try:
            draft.day, tail = dates.read_day(text, self.mapping.dates)
        except dates.NeedsOrder:
            raise CellProblem(
                _("This date can be read in two ways. Say whether the day or the month comes first.")
            ) from None
        except dates.NoDate:
            refuse_formula(text)
            raise CellProblem(
                _("There is no such date. Write it as year-month-day, such as 2026-03-14.")
            ) from None
        if tail:
            read_hour(draft, tail)


def read_hour(draft: Draft, text: str) -> None:
    if text.casefold() in NOTHING:
        return
    try:
        draft.at = dates.read_time(text)
    except dates.NoDate:
        refuse_formula(text)
        raise CellProblem(_("There is no such time. Write it such as 14:30, or leave it empty.")) from None


def _site(draft: Draft, text: str) -> None:
    refuse_formula(text)
    draft.site_word = text


def _code(draft: Draft, text: str) -> None:
    if text.casefold() not in ANONYMOUS:
        refuse_formula(text)
        draft.code = text[:80]


def _people(draft: Draft, text: str) -> None:
    draft.people = read_count(text, most=MOST_PEOPLE)


def _others(draft: Draft, text: str) -> None:
    draft.for_others = read_count(text, most=MOST_OTHERS)


def _note(draft: Draft, text: str) -> None:
    if text.casefold() not in NOTHING:
        refuse_formula(text)
        draft.note = text


def _place(draft: Draft, text: str) -> None:
    refuse_formula(text)
    found = _PLACES.get(plain(text), plain(text).replace(" ", "_"))
    if found not in PLACE_WORDS:
        raise CellProblem(_("This kind of place is not known. Leave it empty, or leave the column out."))
    draft.place_type = found


def _word(draft: Draft, text: str) -> None:
    refuse_formula(text)
    if text.casefold() not in NOTHING:
        draft.item_word = text


def _quantity(draft: Draft, text: str) -> None:
    draft.quantity = read_count(text)


def _has(draft: Draft, header: str) -> bool:
    return any(problem.column == header for problem in draft.problems)


def _plainly(setter: Set) -> Callable[[Any], Set]:
    return lambda _reader: setter


_ROLES: dict[str, tuple[str, str, Callable[[Any], Set]]] = {
    "date": ("occurred_at", "", lambda reader: reader.read_day),
    "time": ("time", "", _plainly(read_hour)),
    "site": ("site", "", _plainly(_site)),
    "code": ("participant", "encounter.participant", _plainly(_code)),
    "for_others": ("for_others", "", _plainly(_others)),
    "people": ("people", "", _plainly(_people)),
    "note": ("note", "encounter.note", _plainly(_note)),
    "place_type": ("place_type", "encounter.place_type", _plainly(_place)),
    "item_word": ("item_word", "", _plainly(_word)),
    "quantity": ("quantity", "", _plainly(_quantity)),
}
"""For each role: the field of an encounter that it fills, the rule that may forbid it, what reads a cell."""
