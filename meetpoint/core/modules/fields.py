"""The kinds of fields of which encounter forms are made: described once, rendered and checked anywhere.

A field reads raw text (from a page, a phone, an import) into a value, or raises FieldError with the
message that the person sees. `describe()` gives the same rules as plain data, for a phone without a
network.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from django.utils.translation import gettext_lazy as _

from meetpoint.lib.numbers import LONGEST, whole_number

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Words: TypeAlias = "str | _StrPromise"
"""Text for people, most often lazily translated."""


MESSAGES: Mapping[str, Words] = {
    "empty": _("Please fill this in."),
    "whole": _("Write a whole number, such as 12."),
    "range": _("Write a number from %(low)d to %(high)d."),
    "number": _("Write a number, such as 2.5."),
    "up_to": _("Write a number from 0 to %(high)s."),
    "listed": _("Choose one of the answers listed."),
    "one": _("Please choose at least one."),
    "row": _("This row is not on the list: %(row)s."),
    "one_number": _("Please write at least one number."),
    "character": _("This text has a character that cannot be stored. Please type it again."),
    "long": _("Please keep this under %(most)d characters."),
    "date": _("Write a date as year-month-day, such as 2026-03-14."),
}
"""Every message of a field, once: pages say them, and phones without a network are given them."""

_DECIMAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class FieldError(ValueError):
    """A value that a field cannot take, with a message that says how to mend it."""

    @classmethod
    def saying(cls, message: str, **blanks: object) -> FieldError:
        """Return the error with one of `MESSAGES`."""
        text = str(MESSAGES[message])
        return cls(text % blanks if blanks else text)


@dataclass(frozen=True, kw_only=True)
class Field:
    """What all kinds share. `policy` names the jurisdiction rule, when it is not `<form>.<name>`.

    Nothing is required unless `required` or a policy pack says so. `folded` fields are seldom needed:
    the Log screen keeps them behind one more tap.
    """

    name: str
    label: Words
    help: Words = ""
    required: bool = False
    policy: str = ""
    folded: bool = False

    kind = "text"

    def read(self, raw: object) -> Any:
        """Return the value, or None when nothing was said. Raises FieldError."""
        text = "" if raw is None else str(raw).strip()
        if not text:
            if self.required:
                raise FieldError.saying("empty")
            return None
        return self.parse(text)

    def parse(self, text: str) -> Any:
        """Turn non-empty text into a value. Raises FieldError."""
        raise NotImplementedError

    def describe(self) -> dict[str, Any]:
        """Return the rules as plain JSON data."""
        return {
            "kind": self.kind,
            "name": self.name,
            "label": str(self.label),
            "help": str(self.help),
            "required": self.required,
            "folded": self.folded,
        }


@dataclass(frozen=True, kw_only=True)
class Count(Field):
    """A whole number, set with a stepper. `presets` are one-tap amounts."""

    minimum: int = 0
    maximum: int = 100_000
    presets: tuple[int, ...] = ()

    kind = "count"

    def parse(self, text: str) -> int | None:
        value = whole_number(text, most=10**LONGEST - 1)
        if value is None:
            raise FieldError.saying("whole")
        if not self.minimum <= value <= self.maximum:
            raise FieldError.saying("range", low=self.minimum, high=self.maximum)
        return value

    def describe(self) -> dict[str, Any]:
        return {
            **super().describe(),
            "minimum": self.minimum,
            "maximum": self.maximum,
            "presets": list(self.presets),
        }


@dataclass(frozen=True, kw_only=True)
class Amount(Field):
    """A measure that may have decimals, in `unit`."""

    unit: Words = ""
    maximum: Decimal = Decimal(100_000)

    kind = "amount"

    def parse(self, text: str) -> Decimal:
        plain = text.replace(",", ".")
        if not _DECIMAL.fullmatch(plain):
            raise FieldError.saying("number")
        value = Decimal(plain)
        if not 0 <= value <= self.maximum:
            raise FieldError.saying("up_to", high=self.maximum)
        return value

    def describe(self) -> dict[str, Any]:
        return {**super().describe(), "unit": str(self.unit), "maximum": str(self.maximum)}


@dataclass(frozen=True, kw_only=True)
class YesNo(Field):
    """A box to tick; nothing said is "no"."""

    kind = "yes_no"

    def read(self, raw: object) -> bool:
        return str(raw or "").strip().lower() in {"1", "true", "yes", "on", "sí", "si"}

    def parse(self, text: str) -> bool:
        return self.read(text)


@dataclass(frozen=True, kw_only=True)
class Choice(Field):
    """One of several answers; `choices` pairs the stored word with its label.

    `leads_to` pairs an answer with the slug of the form that is worth opening next.
    """

    choices: Sequence[tuple[str, Words]] = ()
    leads_to: Sequence[tuple[str, str]] = ()

    kind = "choice"

    def parse(self, text: str) -> str:
        if text not in {value for value, _label in self.choices}:
            raise FieldError.saying("listed")
        return text

    def describe(self) -> dict[str, Any]:
        choices = [[value, str(label)] for value, label in self.choices]
        return {**super().describe(), "choices": choices, "leads_to": [list(pair) for pair in self.leads_to]}


@dataclass(frozen=True, kw_only=True)
class Choices(Choice):
    """Any number of several answers; the value is a tuple in the order of `choices`."""

    kind = "choices"

    def read(self, raw: object) -> tuple[str, ...] | None:
        given = list(raw) if isinstance(raw, list | tuple | set | frozenset) else [raw or ""]
        chosen = {self.parse(str(word)) for word in given if str(word).strip()}
        if self.required and not chosen:
            raise FieldError.saying("one")
        return tuple(value for value, _label in self.choices if value in chosen) or None


@dataclass(frozen=True, kw_only=True)
class Counts(Field):
    """A whole number for each of several rows, such as the slots of a machine; rows without one are left out.

    `choices` pairs a row's word with its label; the value maps words to numbers, in that order. On a page
    each row is an input named `<name>.<word>`.
    """

    choices: Sequence[tuple[str, Words]] = ()
    minimum: int = 0
    maximum: int = 100_000

    kind = "counts"

    def read(self, raw: object) -> dict[str, int] | None:
        given = dict(raw) if isinstance(raw, Mapping) else {}
        if unknown := set(given) - {word for word, _label in self.choices}:
            row = min(map(str, unknown))
            raise FieldError.saying("row", row=row)
        one = Count(name=self.name, label=self.label, minimum=self.minimum, maximum=self.maximum)
        said = {}
        for word, label in self.choices:
            try:
                number = one.read(given.get(word))
            except FieldError as problem:
                raise FieldError(f"{label}: {problem}") from None
            if number is not None:
                said[word] = number
        if self.required and not said:
            raise FieldError.saying("one_number")
        return said or None

    def describe(self) -> dict[str, Any]:
        return {
            **super().describe(),
            "choices": [[word, str(label)] for word, label in self.choices],
            "minimum": self.minimum,
            "maximum": self.maximum,
        }


@dataclass(frozen=True, kw_only=True)
class ShortText(Field):
    """A few words. Never reported, never audited. With a `pattern`, `help` says what may be written."""

    max_length: int = 200
    pattern: str = ""

    def parse(self, text: str) -> str:
        if "\x00" in text:
            raise FieldError.saying("character")
        if len(text) > self.max_length:
            raise FieldError.saying("long", most=self.max_length)
        if self.pattern and not re.fullmatch(self.pattern, text, re.ASCII):
            raise FieldError(str(self.help))
        return text

    def describe(self) -> dict[str, Any]:
        return {**super().describe(), "max_length": self.max_length, "pattern": self.pattern}


@dataclass(frozen=True, kw_only=True)
class Day(Field):
    """A calendar date, not in the future unless `future` says so."""

    future: bool = False

    kind = "date"

    def parse(self, text: str) -> date:
        if not _DAY.fullmatch(text):
            raise FieldError.saying("date")
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise FieldError.saying("date") from None


def read_all(fields: Sequence[Field], raw: Mapping[str, object]) -> tuple[dict[str, Any], dict[str, str]]:
    """Read every field; return the values that were said, and the messages of those that were wrong."""
    values: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for field in fields:
        try:
            value = field.read(raw.get(field.name))
        except FieldError as problem:
            problems[field.name] = str(problem)
            continue
        if value not in (None, False):
            values[field.name] = value
    return values, problems
