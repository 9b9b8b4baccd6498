"""One row: which questions answer it, and what is made of the answers.

A row that narrows what adds up is read off the breakdown by its last column: so it knows how many do not say,
which stands beside the value, and whether none does, which is not nought. Rows that differ in that word alone
share one question. A row about people asks for just its words, since people do not add up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetpoint.core.facts.errors import all_sites_together, nobody_asked
from meetpoint.core.facts.labels import name_of, words_of
from meetpoint.core.facts.reading.narrowing import NO, NOT_SAID, YES, column_of
from meetpoint.core.facts.reading.questions import Where
from meetpoint.core.modules.facts import FactType
from meetpoint.core.modules.indicators import DataSource, Indicator
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.packs import Words
from meetpoint.core.reports.answering.report import AnsweredRow, Breakdown, Key, Value, in_languages
from meetpoint.core.reports.asking.template import Row
from meetpoint.core.ui.numbers import say_number

Asked = tuple[str, tuple[str, ...], Where]
"""An indicator, broken down and narrowed."""

Found = Mapping[Asked, Mapping[str, Any]]

UNKNOWN = "unknown"
"""The word of forms on which somebody may say that they do not know."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked for a row: its value; with `narrowed`, by that column, of which it takes some words."""

    value: Asked
    narrowed: str = ""
    detail: Asked | None = None
    people: Asked | None = None

    def __iter__(self) -> Iterator[Asked]:
        return (asked for asked in (self.value, self.detail, self.people) if asked is not None)


def plan_of(row: Row, indicator: Indicator) -> Plan:
    """Return what to ask for a row."""
    where: Where = tuple(row.where.items())
    detail = (row.indicator, (row.detail,), where) if row.detail else None
    if where and not row.by and indicator.additive and NOT_SAID not in where[-1][1]:
        *others, (narrowed, _words) = where
        return Plan((row.indicator, (narrowed,), tuple(others)), narrowed, detail)
    told = [name for name, _words in where if (column := column_of(indicator, name)) and column.told]
    # Whoever has no code told nothing: narrowed by what was told, no contact without a code would be left.
    places = tuple(pair for pair in where if pair[0] not in told)
    people = (row.indicator, (), places) if told and counts_people(indicator) else None
    return Plan((row.indicator, row.by, where), "", detail, people)


def counts_people(indicator: Indicator) -> bool:
    """Tell whether an indicator counts different people, alone or as a part."""
    known = registry().indicators
    if indicator.of:
        return any(counts_people(known[code]) for code in indicator.of)
    return indicator.source is DataSource.ENCOUNTER and not indicator.additive and indicator.value is not None


class Reader:
    """Reads rows out of what was found. `sites` are names by short name."""

    def __init__(self, sites: Mapping[str, str], found: Found) -> None:
        self.sites, self.found = sites, found

    def answered(self, row: Row) -> AnsweredRow:
        indicator = registry().indicators.get(row.indicator)
        if indicator is None:
            return AnsweredRow(row=row, lacks=row.missing or in_languages(_not_installed))
        plan = plan_of(row, indicator)
        answer = self.found[plan.value]
        plain = AnsweredRow(
            row=row,
            module=row.indicator.partition(".")[0],
            unit=in_languages(lambda: indicator.unit),
            defined=in_languages(lambda: indicator.definition),
            reference=indicator.reference,
            source=indicator.source.value,
            additive=indicator.additive,
            estimated=indicator.estimated,
            notes=tuple(_notes_of(answer)),
        )
        if counts_people(indicator):
            uncoded = self.found[plan.people or plan.value]["contacts_without_code"]
            plain = replace(plain, contacts_without_code=uncoded)
        if answer["missing"]:
            return replace(plain, lacks=_lacks(indicator, answer), notes=(), contacts_without_code=None)
        filled = self._filled(plain, indicator, plan, answer)
        return self._with_detail(filled, indicator, plan) if plan.detail and filled.value else filled

    def _filled(
        self, plain: AnsweredRow, indicator: Indicator, plan: Plan, answer: Mapping[str, Any]
    ) -> AnsweredRow:
        row = plain.row
        if plan.narrowed:
            return _narrowed(plain, indicator, plan.narrowed, answer)
        if not row.by:
            ((line,),) = ([one["value"] for one in answer["rows"]],)
            return replace(plain, value=line)
        lines = tuple(
            (tuple(_word(one[name]) for name in row.by), one["value"])
            for one in answer["rows"]
            if one["value"]
        )
        return replace(plain, by=tuple(self._breakdowns(row.by, indicator, lines)), lines=_ordered(lines))

    def _with_detail(self, filled: AnsweredRow, indicator: Indicator, plan: Plan) -> AnsweredRow:
        assert plan.detail is not None
        name = filled.row.detail
        lines = tuple(((_word(one[name]),), one["value"]) for one in self.found[plan.detail]["rows"])
        (column,) = self._breakdowns((name,), indicator, lines)
        told = [(key[0], value) for key, value in lines if value]

        def sentence() -> str:
            return " · ".join(f"{column.say(word)}: {say_number(value)}" for word, value in told)

        return replace(filled, notes=(*filled.notes, in_languages(sentence)))

    def _breakdowns(
        self, names: tuple[str, ...], indicator: Indicator, lines: tuple[tuple[Key, Value], ...]
    ) -> Iterator[Breakdown]:
        for place, name in enumerate(names):
            used = dict.fromkeys(key[place] for key, _value in lines)
            yield Breakdown(
                name=name,
                label=in_languages(partial(name_of, name, column_of(indicator, name))),
                words={
                    word: in_languages(self._said(indicator, name, word)) for word in used if word is not None
                },
            )

    def _said(self, indicator: Indicator, name: str, word: str) -> Any:
        """Return a function that says a word of a column in the language of the moment."""
        if name == "site":
            return lambda: self.sites.get(word, word)
        if name == "month":
            return lambda: date_format(date.fromisoformat(f"{word}-01"), "YEAR_MONTH_FORMAT")
        if name == "day":
            return lambda: date_format(date.fromisoformat(word), "DATE_FORMAT")
        column = column_of(indicator, name)
        assert column is not None
        if column.type is FactType.AREA and word not in words_of(column):
            return lambda: word
        return lambda: words_of(column).get(word, word)


def _narrowed(plain: AnsweredRow, indicator: Indicator, name: str, answer: Mapping[str, Any]) -> AnsweredRow:
    """Return a row that takes some words of a column, with how many do not say which."""
    wanted = plain.row.where[name]
    by_word = {_word(one[name]): one["value"] for one in answer["rows"]}
    unsaid = sum(by_word.get(word, 0) for word in (None, UNKNOWN) if word not in wanted)
    value = sum(by_word.get(word, 0) for word in wanted)
    if not unsaid:
        return replace(plain, value=value)
    column = column_of(indicator, name)
    label = partial(name_of, name, column)
    plain = replace(plain, mend=column.mend if column else "")
    if unsaid == sum(by_word.values()):
        return replace(plain, lacks=in_languages(lambda: _("“%(what)s”: nobody said it") % {"what": label()}))

    def sentence() -> str:
        return _("%(number)s more do not say: %(what)s.") % {"number": say_number(unsaid), "what": label()}

    return replace(plain, value=value, notes=(*plain.notes, in_languages(sentence)))


def _lacks(indicator: Indicator, answer: Mapping[str, Any]) -> Words:
    if answer["whole_only"]:
        return in_languages(all_sites_together)
    if answer["not_entered"]:
        labels = [registry().options[name].label for name in answer["not_entered"]]
        return in_languages(lambda: "; ".join(_not_entered(label) for label in labels))
    if answer["unasked"]:
        return in_languages(nobody_asked)
    return in_languages(lambda: indicator.missing)


def _notes_of(answer: Mapping[str, Any]) -> Iterator[Words]:
    for code in answer["unasked"]:
        yield in_languages(partial(_not_asked, registry().indicators[code].title))
    for entered in answer["inputs"]:
        if entered["source"]:
            label = registry().options[entered["name"]].label
            yield in_languages(partial(_entered, label, entered["source"]))


def _not_installed() -> str:
    return _("the service that would record it is not installed here")


def _not_entered(label: object) -> str:
    return _("%(what)s, which can be entered among the values in the settings") % {"what": label}


def _not_asked(title: object) -> str:
    return _("Nobody was asked in these days: %(what)s.") % {"what": title}


def _entered(label: object, source: str) -> str:
    return _("%(what)s, entered by the programme: %(source)s") % {"what": label, "source": source}


def _word(found: Any) -> str | None:
    if isinstance(found, bool):
        return YES if found else NO
    return None if found is None else str(found)


def _ordered(lines: tuple[tuple[Key, Value], ...]) -> tuple[tuple[Key, Value], ...]:
    """Return lines by their words, those who did not say at the end."""
    return tuple(sorted(lines, key=lambda line: [(word is None, str(word)) for word in line[0]]))
