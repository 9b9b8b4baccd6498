"""Answering a question: what the engine finds, what is worked out of it, and what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from typing import Any

from meetpoint.core.facts.errors import all_sites_together, nobody_asked, not_entered
from meetpoint.core.facts.reading.engines import Engine, engine, pieces_of
from meetpoint.core.facts.reading.expressions import Asked, columns_of, expression, lists_needed
from meetpoint.core.facts.reading.questions import Question
from meetpoint.core.facts.store.manifest import Manifest
from meetpoint.core.facts.store.refreshing import refresh
from meetpoint.core.modules.facts import MONTH, FactTable
from meetpoint.core.modules.indicators import DataSource, Indicator, Parts, Value
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Site
from meetpoint.core.organisations.options import OptionInForce, option_in_force

CONTACTS = "contacts"
WITHOUT_CODE = "without_code"

Key = tuple[Any, ...]
"""The values of the breakdowns of one row."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Input:
    """What a programme entered, and on what ground."""

    name: str
    value: Decimal
    source: str
    since: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What was found for one indicator: a value for each row, and what nobody could count.

    `missing` says in sentences why there is no row; behind it stand `not_entered`, the options without a
    value, `whole_only`, when what is entered is about all sites together, and `unasked`, the indicators
    of which nobody was asked. `contacts_without_code` is None where nothing that the indicator tells comes
    from contacts. Where people are counted, alone or as a part, it is how many contacts without a code would
    have counted; elsewhere it is how many such contacts there were at all.
    """

    indicator: Indicator
    by: tuple[str, ...]
    rows: tuple[tuple[Key, Value], ...] = ()
    contacts_without_code: int | None = None
    missing: tuple[str, ...] = ()
    inputs: tuple[Input, ...] = ()
    not_entered: tuple[str, ...] = ()
    whole_only: bool = False
    unasked: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "code": self.indicator.code,
            "unit": str(self.indicator.unit),
            "rows": [{**dict(zip(self.by, key, strict=True)), "value": _plain(v)} for key, v in self.rows],
            "contacts_without_code": self.contacts_without_code,
            "missing": list(self.missing),
            "inputs": [
                {
                    "name": one.name,
                    "value": _plain(one.value),
                    "source": one.source,
                    "since": one.since.isoformat() if one.since else None,
                }
                for one in self.inputs
            ],
            "not_entered": list(self.not_entered),
            "whole_only": self.whole_only,
            "unasked": list(self.unasked),
        }


def answers(question: Question, *, on: Engine | None = None) -> list[Answer]:
    """Answer every indicator of a question, in its order, with all that was saved before this call."""
    found = refresh(question.organisation_id)
    return answers_from(found, question, on=on or engine())


def answers_to_all(questions: Sequence[Question], *, on: Engine | None = None) -> list[list[Answer]]:
    """Answer several questions about one organisation from one state of its facts, as new as `answers`."""
    (organisation_id,) = {one.organisation_id for one in questions}
    found = refresh(organisation_id)
    return [answers_from(found, one, on=on or engine()) for one in questions]


def answers_from(found: Manifest, question: Question, *, on: Engine) -> list[Answer]:
    """Answer from facts as they stand."""
    reading = _Reading(found, question, on)
    return [reading.answer(indicator) for indicator in question.indicators]


class _Reading:
    """One question being answered: reads each table once, for all indicators that need it."""

    def __init__(self, found: Manifest, question: Question, on: Engine) -> None:
        self.found, self.question, self.on = found, question, on
        self.groups: dict[str, dict[Key, Any]] = {}
        self.uncoded: dict[str, int] = {}
        self.answered: dict[str, int] = {}
        months = list(question.months())
        on.turn_to(f"{question.organisation_id} {months[0]} {months[-1]}")
        self._read_all(list(_counted(question.indicators)))

    def answer(self, indicator: Indicator) -> Answer:
        plain = Answer(
            indicator=indicator, by=self.question.by, contacts_without_code=self._uncoded(indicator)
        )
        if indicator.missing:
            return replace(plain, missing=(str(indicator.missing),))
        if indicator.inputs and self.question.site_ids is not None:
            return replace(plain, missing=(all_sites_together(),), whole_only=True)
        inputs, lacking = _inputs_of(indicator, self.question)
        plain = replace(plain, inputs=tuple(inputs), unasked=self._unasked(indicator))
        if lacking:
            names = tuple(one.option.name for one in lacking)
            return replace(
                plain, missing=tuple(not_entered(one.option.label) for one in lacking), not_entered=names
            )
        found = self._combined(indicator, inputs) if indicator.combine else self.groups[indicator.code]
        if plain.unasked and not any(found.values()):
            return replace(plain, missing=(nobody_asked(),))
        return replace(plain, rows=self._labelled(found))

    def _unasked(self, indicator: Indicator) -> tuple[str, ...]:
        """Return which of an indicator's parts nobody was asked about, though there was occasion for it."""
        if self.question.where:
            return ()
        parts = [registry().indicators[code] for code in indicator.of] or [indicator]
        return tuple(one.code for one in parts if self.answered.get(one.code) == 0 and self._occasions(one))

    def _occasions(self, indicator: Indicator) -> bool:
        occasion = registry().indicators[indicator.occasions]
        ((found, *_rest),) = self._run(
            registry().facts[occasion.table], (occasion.code,), replace(self.question, by=())
        )
        return bool(found)

    def _combined(self, indicator: Indicator, inputs: Sequence[Input]) -> dict[Key, Value]:
        assert indicator.combine is not None
        given = {one.name: one.value for one in inputs}
        parts = {code: self.groups[code] for code in indicator.of}
        keys = {key for groups in parts.values() for key in groups}
        if not self.question.by:
            keys.add(())
        span = {"first": self.question.first, "last": self.question.last}
        return {
            key: indicator.combine(
                Parts(of={code: groups.get(key, 0) for code, groups in parts.items()}, inputs=given, **span)
            )
            for key in keys
        }

    def _uncoded(self, indicator: Indicator) -> int | None:
        people = [code for code in (indicator.code, *indicator.of) if code in self.uncoded]
        if people:
            return self.uncoded[people[0]]
        told = [registry().indicators[code] for code in indicator.of] or [indicator]
        from_contacts = any(one.source is DataSource.ENCOUNTER for one in (indicator, *told))
        return self.uncoded[CONTACTS] if from_contacts and not indicator.missing else None

    def _labelled(self, groups: dict[Key, Value]) -> tuple[tuple[Key, Value], ...]:
        rows = [
            (tuple(say(part) for say, part in zip(self._labels, key, strict=True)), groups[key])
            for key in groups
        ]
        return tuple(sorted(rows, key=lambda row: [(part is None, str(part)) for part in row[0]]))

    @cached_property
    def _labels(self) -> list[Callable[[Any], Any]]:
        return _labels(self.question)

    # --- reading ---

    def _read_all(self, counted: Sequence[Indicator]) -> None:
        for table in {indicator.table for indicator in counted}:
            self._read(registry().facts[table], [one for one in counted if one.table == table])
        whole = replace(self.question, codes=(), by=(), where=())
        ((people,),) = self._run(registry().facts[CONTACTS], (WITHOUT_CODE,), whole)
        self.uncoded[CONTACTS] = int(people or 0)

    def _read(self, table: FactTable, counted: Sequence[Indicator]) -> None:
        rows = self._run(table, tuple(one.code for one in counted), self.question)
        depth = len(self.question.by)
        places = {name: place for place, name in enumerate(_names(counted))}
        for one in counted:
            value = depth + places[f"value:{one.code}"]
            nothing = (
                0 if one.additive else None
            )  # a sum of nothing is nought; a median of nothing is unknown
            self.groups[one.code] = {
                row[:depth]: nothing if row[value] is None else row[value] for row in rows
            }
            if one.without_code is not None:
                without = depth + places[f"without:{one.code}"]
                self.uncoded[one.code] = sum(int(row[without] or 0) for row in rows)
            if one.answered is not None:
                answered = depth + places[f"answered:{one.code}"]
                self.answered[one.code] = sum(int(row[answered] or 0) for row in rows)

    def _run(self, table: FactTable, codes: tuple[str, ...], question: Question) -> list[tuple[Any, ...]]:
        months = list(question.months())
        self.on.show(table.slug, pieces_of(question.organisation_id, self.found, table.slug, months))
        for other in lists_needed(table, columns_of(question)):
            self.on.show(other.slug, pieces_of(question.organisation_id, self.found, other.slug))
        return self.on.rows(_sql(self.on, table, codes, replace(question, codes=(), organisation_id=0)))


@lru_cache(maxsize=512)
def _sql(on: Engine, table: FactTable, codes: tuple[str, ...], question: Question) -> str:
    """Return the statement for a question; the same question is put into words once."""
    if codes == (WITHOUT_CODE,):
        asked = [Asked(WITHOUT_CODE, lambda contacts: contacts.people.sum(where=contacts.person.isnull()))]
    else:
        asked = list(_asked([registry().indicators[code] for code in codes]))
    return on.sql(expression(table, asked, question))


def _asked(counted: Iterable[Indicator]) -> Iterable[Asked]:
    for one in counted:
        assert one.value is not None
        yield Asked(f"value:{one.code}", one.value)
        if one.without_code is not None:
            yield Asked(f"without:{one.code}", one.without_code)
        if one.answered is not None:
            yield Asked(f"answered:{one.code}", one.answered)


def _names(counted: Iterable[Indicator]) -> list[str]:
    return [one.name for one in _asked(counted)]


def _counted(indicators: Iterable[Indicator]) -> Iterable[Indicator]:
    """Return the indicators that have to be counted for these: themselves, or what they combine."""
    known = registry().indicators
    asked = [code for one in indicators for code in (one.of or ((one.code,) if one.value else ()))]
    return [known[code] for code in dict.fromkeys(asked)]


def _inputs_of(indicator: Indicator, question: Question) -> tuple[list[Input], list[OptionInForce]]:
    """Return what was entered as in force on the last day, and the values that were not."""
    found: list[Input] = []
    missing: list[OptionInForce] = []
    for name in indicator.inputs:
        entered = option_in_force(question.organisation_id, name, question.last)
        if entered.value is None or isinstance(entered.value, str) or not Decimal(entered.value):
            missing.append(entered)
            continue
        value = Decimal(entered.value)
        found.append(Input(name=name, value=value, source=entered.source, since=entered.effective_from))
    return found, missing


def _labels(question: Question) -> list[Callable[[Any], Any]]:
    """Return, for each breakdown, what makes of a stored value the one that people know."""
    known: dict[str, Callable[[Any], Any]] = {MONTH: _month, "day": lambda day: day.isoformat()}
    if "site" in question.by:
        slugs = dict(Site.objects.of(question.organisation_id).values_list("pk", "slug"))
        known["site"] = lambda site_id: slugs.get(site_id, str(site_id))
    return [known.get(name, lambda word: None if word == "" else word) for name in question.by]


@cache
def _month(number: int) -> str:
    return f"{number // 100}-{number % 100:02}"


def _plain(value: Value) -> int | float | str | None:
    if value is None or isinstance(value, str | int):
        return value
    return int(value) if value == int(value) else float(value)
