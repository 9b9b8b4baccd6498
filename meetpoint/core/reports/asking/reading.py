"""Reading a template out of plain values, as TOML and JSON give them: every mistake named by row and field.

A mistake says what is allowed in its place, so that whoever wrote the template can mend it without this code.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, TypeVar

from django.conf import settings
from django.utils.translation import gettext as _

from meetpoint.core.facts.reading.narrowing import words_in, words_said
from meetpoint.core.modules.indicators import Indicator
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.packs import Confidence, Words
from meetpoint.core.reports.asking.template import FORMAT, Layout, Period, Row, Section, Shown, Template
from meetpoint.lib.errors import DomainError

Kind = TypeVar("Kind", bound=StrEnum)

MOST_ROWS = 200
MOST_BREAKDOWNS = 2
LONGEST_WORDS = 2000
VALUE = "{value}"

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_CODE = re.compile(r"\S{1,20}")


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with one field; `row` is the code of its row, or nothing for those of the template."""

    row: str
    field: str
    message: str

    def __str__(self) -> str:
        where = _("row %(code)s") % {"code": self.row} if self.row else ""
        return ", ".join(part for part in (where, self.field) if part) + f": {self.message}"


class TemplateWrong(DomainError):
    """A template that cannot be used. `mistakes` has all that were found, `name` says where it stood."""

    def __init__(self, name: str, mistakes: Iterable[Mistake]) -> None:
        self.name, self.mistakes = name, tuple(mistakes)
        lines = (f"{name}: {mistake}" for mistake in self.mistakes)
        super().__init__("\n".join(lines))


def template_of(data: Any, *, name: str, declared: bool = True) -> Template:
    """Return the template that plain values describe. `name` is said in errors. Raises TemplateWrong.

    With `declared` False, indicators and words need not be those that are declared today.
    """
    reading = _Reading(declared=declared)
    template = reading.template(data)
    if reading.mistakes:
        raise TemplateWrong(name, reading.mistakes)
    assert template is not None
    return template


class _Reading:
    """One template being read: what reads a field notes a mistake, and gives something harmless instead."""

    def __init__(self, *, declared: bool) -> None:
        self.declared = declared
        self.mistakes: list[Mistake] = []
        self.row = ""

    def template(self, data: Any) -> Template | None:
        if not isinstance(data, Mapping):
            self._wrong("", _("it is not a table of fields"))
            return None
        if data.get("format") != FORMAT:
            self._wrong("format", _("write format = %(number)s") % {"number": FORMAT})
        self._unknown(data, {one.name for one in fields(Template)} | {"format"})
        sections = tuple(self._section(one) for one in self._tables(data, "sections"))
        rows = tuple(self._row(one) for one in self._tables(data, "rows"))
        self.row = ""
        template = Template(
            slug=self._matching(data, "slug", _SLUG, _("small letters, digits and single dashes")),
            version=self._text(data, "version", needed=True),
            title=self._words(data, "title", needed=True) or {},
            periods=self._periods(data),
            rows=rows,
            funder=self._words(data, "funder"),
            layout=self._one_of(data, "layout", Layout, Layout.TABLE),
            confidence=self._one_of(data, "confidence", Confidence, Confidence.PRODUCT_CHOICE),
            source=self._words(data, "source"),
            check=self._words(data, "check"),
            notes=self._words(data, "notes"),
            sections=sections,
        )
        self._whole(template)
        return template

    # --- parts ---

    def _section(self, data: Mapping[str, Any]) -> Section:
        self._unknown(data, {one.name for one in fields(Section)})
        return Section(
            slug=self._matching(data, "slug", _SLUG, _("small letters, digits and single dashes")),
            title=self._words(data, "title", needed=True) or {},
            note=self._words(data, "note"),
        )

    def _row(self, data: Mapping[str, Any]) -> Row:
        self.row = str(data.get("code", ""))
        self._unknown(data, {one.name for one in fields(Row)})
        row = Row(
            code=self._matching(data, "code", _CODE, _("up to 20 letters, digits or signs, without spaces")),
            label=self._words(data, "label", needed=True) or {},
            section=self._text(data, "section"),
            indicator=self._text(data, "indicator"),
            where=self._where(data),
            by=self._list(data, "by"),
            detail=self._text(data, "detail"),
            missing=self._words(data, "missing"),
            asked=self._words(data, "asked"),
            note=self._words(data, "note"),
            check=self._words(data, "check"),
            shown=self._one_of(data, "shown", Shown, Shown.NUMBERS),
            sentence=self._words(data, "sentence", holding=VALUE),
            sentence_one=self._words(data, "sentence_one"),
        )
        self._answerable(row)
        return row

    def _answerable(self, row: Row) -> None:
        """Note what keeps a row from being answered, as far as its service is installed."""
        if bool(row.indicator) == bool(row.missing):
            self._wrong("indicator", _("a row needs an indicator, or what is missing, and not both"))
        elif row.indicator and self.declared:
            indicator = registry().indicators.get(row.indicator)
            if indicator is not None:
                self._declared(row, indicator)
            elif (
                module := row.indicator.partition(".")[0]
            ) in registry().by_slug or "." not in row.indicator:
                codes = registry().indicators
                near = [code for code in codes if code.startswith(f"{module}.")] or codes
                self._not_among("indicator", row.indicator, near)
        if len(row.by) > MOST_BREAKDOWNS or len(set(row.by)) < len(row.by):
            self._wrong("by", _("name one or two different columns"))
        if row.shown is Shown.LINE and row.by not in (("month",), ("day",)):
            self._wrong("shown", _('a line is drawn over time: write by = "month" or by = "day"'))
        if row.shown is Shown.BARS and len(row.by) != 1:
            self._wrong("shown", _("bars need one column: write it in by"))

    def _declared(self, row: Row, indicator: Indicator) -> None:
        for name in row.by:
            self._not_among("by", name, indicator.breakdowns)
        if row.detail:
            self._not_among("detail", row.detail, indicator.breakdowns)
        for name, said in row.where.items():
            allowed = words_in(indicator, name)
            if allowed is None:
                self._not_among(f"where.{name}", name, words_said(indicator))
                continue
            for word in said:
                self._not_among(f"where.{name}", word, allowed)

    def _whole(self, template: Template) -> None:
        """Note what is wrong between the parts."""
        if not template.rows:
            self._wrong("rows", _("a report needs at least one row"))
        if len(template.rows) > MOST_ROWS:
            self._wrong("rows", _("at most %(number)s rows") % {"number": MOST_ROWS})
        for name, slugs in (
            ("rows", [row.code for row in template.rows]),
            ("sections", [section.slug for section in template.sections]),
        ):
            if twice := [one for one, times in Counter(slugs).items() if times > 1]:
                self._wrong(name, _("more than one is called %(names)s") % {"names": ", ".join(twice)})
        known = [section.slug for section in template.sections]
        for row in template.rows:
            self.row = row.code
            if row.section:
                self._not_among("section", row.section, known)
            if template.layout is Layout.POSTER and (row.sentence is None or row.by):
                self._wrong("sentence", _("each row of a poster needs a sentence, and no by"))
        self.row = ""

    # --- fields ---

    def _where(self, data: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
        found = data.get("where", {})
        if not isinstance(found, Mapping):
            self._wrong("where", _('write where.column = "word"'))
            return {}
        return {str(name): self._list(found, name, shown=f"where.{name}", needed=True) for name in found}

    def _periods(self, data: Mapping[str, Any]) -> tuple[Period, ...]:
        said = self._list(data, "periods", needed=True)
        for word in said:
            self._not_among("periods", word, list(Period))
        return tuple(Period(word) for word in said if word in list(Period))

    def _list(
        self, data: Mapping[str, Any], name: str, *, shown: str = "", needed: bool = False
    ) -> tuple[str, ...]:
        """Return words of which there may be one or several: `by = "site"`, `by = ["site", "month"]`."""
        said = data.get(name, [])
        found = said if isinstance(said, list | tuple) else [said]
        if not all(isinstance(one, str) for one in found) or (needed and not found):
            self._wrong(shown or name, _("write a word, or several in [ ]"))
            return ()
        return tuple(found)

    def _words(
        self, data: Mapping[str, Any], name: str, *, needed: bool = False, holding: str = ""
    ) -> Words | None:
        """Return a sentence by language; one that is plain text is the same in every language."""
        said = data.get(name)
        if isinstance(said, str) and said:
            said = {"en": said}
        if said is None or said == "":
            if needed:
                self._wrong(name, _("this is needed"))
            return None
        languages = [code for code, _label in settings.LANGUAGES]
        if not isinstance(said, Mapping) or not all(isinstance(one, str) for one in said.values()):
            self._wrong(name, _("write text, or one for each language: %(name)s.en") % {"name": name})
            return None
        for language in said:
            self._not_among(f"{name}.{language}", language, languages)
        if not said.get("en"):
            self._wrong(f"{name}.en", _("this is needed"))
        for language, text in said.items():
            if len(text) > LONGEST_WORDS:
                self._wrong(f"{name}.{language}", _("at most %(number)s letters") % {"number": LONGEST_WORDS})
            if text.count(holding) != 1 and holding:
                self._wrong(f"{name}.{language}", _("write %(what)s once in it") % {"what": holding})
        return dict(said)

    def _text(self, data: Mapping[str, Any], name: str, *, needed: bool = False) -> str:
        said = data.get(name, "")
        if not isinstance(said, str) or (needed and not said):
            self._wrong(name, _("write text in quotation marks"))
            return ""
        return said

    def _matching(self, data: Mapping[str, Any], name: str, shape: re.Pattern[str], how: str) -> str:
        said = self._text(data, name)
        if not shape.fullmatch(said):
            self._wrong(name, _("“%(said)s” does not do. Allowed: %(how)s.") % {"said": said, "how": how})
        return said

    def _one_of(self, data: Mapping[str, Any], name: str, kind: Callable[[str], Kind], usual: Kind) -> Kind:
        said = self._text(data, name) or usual.value
        allowed = [one.value for one in type(usual)]
        return kind(said) if self._not_among(name, said, allowed) else usual

    def _tables(self, data: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
        found = data.get(name, [])
        if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
            self._wrong(name, _("write each as a table of its own: [[%(name)s]]") % {"name": name})
            return []
        return found

    def _unknown(self, data: Mapping[str, Any], known: set[str]) -> None:
        for name in sorted(data.keys() - known):
            self._not_among(str(name), str(name), sorted(known))

    def _not_among(self, name: str, said: str, allowed: Iterable[str]) -> bool:
        """Note a word that is not allowed, with the likeliest one first. Tell whether it is."""
        words = [str(one) for one in allowed]
        if said in words:
            return True
        near = difflib.get_close_matches(said, words, n=1)
        meant = _(" Did you mean “%(near)s”?") % {"near": near[0]} if near else ""
        told = {"said": said, "allowed": ", ".join(words) or _("nothing")}
        self._wrong(name, _("“%(said)s” does not do. Allowed: %(allowed)s.") % told + meant)
        return False

    def _wrong(self, name: str, message: str) -> None:
        self.mistakes.append(Mistake(self.row, name, message))
