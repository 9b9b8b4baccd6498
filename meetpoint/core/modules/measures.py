"""How a module declares what a funder may ask of it: one number or word about a span of days and some sites.

A figure (`interface.Figure`) is a count for each day; a measure answers for a whole span, so that it can be
what does not add up: people, models of service, what somebody entered. Reports are made of measures by name,
and do not know how a measure finds its answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar, cast

from meetpoint.core.modules.fields import Words

T = TypeVar("T")


class DataSource(StrEnum):
    """Where an answer is best taken from; an attribute of each indicator (UW SHaRP technical assistance)."""

    INVENTORY = "inventory"
    ENCOUNTER = "encounter"
    PROGRAMME = "programme"
    SURVEY = "survey"


@dataclass(frozen=True, kw_only=True)
class Span:
    """What a report is about: local dates from `first` to `last`, both included, at some sites.

    `site_ids` is None for every site of the organisation.
    """

    organisation_id: int
    first: date
    last: date
    site_ids: frozenset[int] | None = None
    _read: dict[Callable[..., Any], Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    def once(self, read: Callable[[Span], T]) -> T:
        """Return what a function reads of this span; measures of one report that share it read it once."""
        if read not in self._read:
            self._read[read] = read(self)
        return cast(T, self._read[read])


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a measure found. `value` is None when it cannot be told, and `missing` then says what it lacks.

    `contacts_without_code` stands with every count of people: how many contacts had no code, so that
    nobody takes them for people, or forgets them. `notes` are sentences that belong beside the value;
    `mend` is the name of a page on which what is missing can be entered.
    """

    value: int | Decimal | Words | None = None
    missing: Words = ""
    contacts_without_code: int | None = None
    notes: tuple[Words, ...] = ()
    mend: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """What `compute` is asked: a span, a row's filters, and the sums of the measure's figures over it."""

    span: Span
    where: Mapping[str, str]
    sums: Mapping[str, int]


def add_up(question: Question) -> Answer:
    """Return the sum of the measure's figures: what a measure without a `compute` of its own answers."""
    return Answer(value=sum(question.sums.values()))


@dataclass(frozen=True, kw_only=True)
class Measure:
    """Something that a report may ask for. `slug` is `<module>.<what_it_measures>`.

    `figures` are the slugs of the figures that it needs; their sums over the span come with the question.
    `filters` names what a row may narrow it by, with the words that each filter takes. `additive` says
    that the answers of sites and of days may be added up, which is never so for people. `estimated` says
    that it is an estimate. `definition` is printed beside the number.
    """

    slug: str
    label: Words
    definition: Words
    unit: Words
    source: DataSource
    additive: bool
    figures: tuple[str, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    estimated: bool = False
    compute: Callable[[Question], Answer] = add_up
