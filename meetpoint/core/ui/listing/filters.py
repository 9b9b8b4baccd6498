"""The ways in which a list can be narrowed, each read from the query string without ever failing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from meetpoint.core.modules.fields import Words
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.dates import say_day

Rows = QuerySet[Any]
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a filter understood: the value (None for "everything"), its words, and what it could not read.

    `raw` holds the parameters as they should stand in a form and in links.
    """

    value: Any = None
    words: str = ""
    raw: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What all filters share: `name` is the parameter, `lookup` the field; `apply` replaces the lookup.

    `apply(rows, value)` returns the narrowed rows; use it for what one field cannot say. `default` is the
    answer that holds until another is chosen.
    """

    name: str
    label: Words
    lookup: str = ""
    apply: Callable[[Rows, Any], Rows] | None = None
    default: str = ""

    kind: ClassVar[str] = ""

    def parameters(self) -> tuple[str, ...]:
        """Return the names of the query parameters that belong to this filter."""
        return (self.name,)

    def read(self, params: Mapping[str, str], actor: Actor) -> Reading:
        """Understand the parameters; what cannot be understood counts as nothing said, with a problem."""
        raise NotImplementedError

    def narrow(self, rows: Rows, value: Any) -> Rows:
        """Return the rows that fit the value."""
        if self.apply is not None:
            return self.apply(rows, value)
        return rows.filter(**{self.lookup or self.name: value})


@dataclass(frozen=True, kw_only=True)
class ChoiceFilter(Filter):
    """One of several answers. `choices` may be a function of the actor."""

    choices: Sequence[tuple[str, Words]] | Callable[[Actor], Sequence[tuple[str, str]]]

    kind: ClassVar[str] = "choice"

    def options(self, actor: Actor) -> list[tuple[str, str]]:
        """Return the answers that this actor may choose from."""
        choices = self.choices(actor) if callable(self.choices) else self.choices
        return [(str(value), str(label)) for value, label in choices]

    def read(self, params: Mapping[str, str], actor: Actor) -> Reading:
        said = params.get(self.name, self.default)
        if not said:
            return Reading(raw={self.name: ""})
        labels = dict(self.options(actor))
        if said not in labels:
            return Reading(
                raw={self.name: ""},
                problem=_("“%(label)s” has no such answer, so all are shown.") % {"label": self.label},
            )
        return Reading(value=said, words=labels[said], raw={self.name: said})


@dataclass(frozen=True, kw_only=True)
class YesNoFilter(Filter):
    """Yes, no, or both."""

    kind: ClassVar[str] = "choice"

    def options(self, actor: Actor) -> list[tuple[str, str]]:
        """Return yes and no."""
        return [("yes", _("Yes")), ("no", _("No"))]

    def read(self, params: Mapping[str, str], actor: Actor) -> Reading:
        said = params.get(self.name, self.default)
        words = dict(self.options(actor)).get(said, "")
        if not words:
            problem = (
                _("“%(label)s” is yes or no, so both are shown.") % {"label": self.label} if said else ""
            )
            return Reading(raw={self.name: ""}, problem=problem)
        return Reading(value=said == "yes", words=words, raw={self.name: said})


@dataclass(frozen=True, kw_only=True)
class SearchFilter(Filter):
    """Some words, looked for in any of `lookups` (such as `name__icontains`)."""

    name: str = "q"
    lookups: tuple[str, ...] = ()
    max_length: int = 100

    kind: ClassVar[str] = "search"

    def read(self, params: Mapping[str, str], actor: Actor) -> Reading:
        said = " ".join(params.get(self.name, self.default).split())
        if not said:
            return Reading(raw={self.name: ""})
        if len(said) > self.max_length or not said.isprintable():
            return Reading(
                raw={self.name: ""}, problem=_("That search could not be read. Try a few plain words.")
            )
        return Reading(value=said, words=f"“{said}”", raw={self.name: said})

    def narrow(self, rows: Rows, value: Any) -> Rows:
        if self.apply is not None:
            return self.apply(rows, value)
        anywhere = Q()
        for lookup in self.lookups:
            anywhere |= Q(**{lookup: value})
        return rows.filter(anywhere)


@dataclass(frozen=True, kw_only=True)
class DateRangeFilter(Filter):
    """From one day to another, both included. `moments` says that the field is a time, not a date."""

    moments: bool = False

    kind: ClassVar[str] = "dates"

    def parameters(self) -> tuple[str, ...]:
        return (f"{self.name}_from", f"{self.name}_to")

    def read(self, params: Mapping[str, str], actor: Actor) -> Reading:
        said = [params.get(parameter, "").strip() for parameter in self.parameters()]
        first, last = (_day_or_none(text) for text in said)
        raw = {
            name: day.isoformat() if day else ""
            for name, day in zip(self.parameters(), (first, last), strict=True)
        }
        misread = any(text and day is None for text, day in zip(said, (first, last), strict=True))
        problem = _("Write dates as year-month-day, such as 2026-03-14.") if misread else ""
        if first and last and first > last:
            return Reading(
                raw=raw,
                problem=_("“%(label)s” ends before it begins, so all days are shown.")
                % {"label": self.label},
            )
        if not (first or last):
            return Reading(raw=raw, problem=problem)
        return Reading(value=(first, last), words=_say_range(first, last), raw=raw, problem=problem)

    def narrow(self, rows: Rows, value: tuple[date | None, date | None]) -> Rows:
        if self.apply is not None:
            return self.apply(rows, value)
        first, last = value
        field_name = self.lookup or self.name
        if first is not None:
            rows = rows.filter(**{f"{field_name}__gte": _midnight(first) if self.moments else first})
        if last is not None and self.moments:
            return rows.filter(**{f"{field_name}__lt": _midnight(last + timedelta(days=1))})
        return rows.filter(**{f"{field_name}__lte": last}) if last is not None else rows


def _day_or_none(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=ZoneInfo(timezone.get_current_timezone_name()))


def _say_range(first: date | None, last: date | None) -> str:
    if first and last:
        return (
            say_day(first)
            if first == last
            else _("%(first)s to %(last)s") % {"first": say_day(first), "last": say_day(last)}
        )
    if first:
        return _("from %(day)s") % {"day": say_day(first)}
    return _("until %(day)s") % {"day": say_day(last)} if last else ""
