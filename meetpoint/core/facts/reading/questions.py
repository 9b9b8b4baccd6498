"""What may be asked of facts, checked against the declarations before any engine is troubled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from meetpoint.core.facts.errors import CannotNarrow, NoSuchBreakdown, UnknownIndicator
from meetpoint.core.facts.reading.narrowing import words_in, words_said
from meetpoint.core.facts.store.manifest import month_of
from meetpoint.core.modules.indicators import Indicator
from meetpoint.core.modules.registry import registry

Where = tuple[tuple[str, tuple[str, ...]], ...]
"""Columns, each with the words of which any may stand in it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """Some indicators over some days and sites of an organisation, broken down in one way.

    Dates are local dates, both included; `site_ids` None means every site, so whoever asks for somebody
    names the sites in that person's reach. `where` counts only rows with these words. Raises
    UnknownIndicator, NoSuchBreakdown and CannotNarrow.
    """

    organisation_id: int
    codes: tuple[str, ...]
    first: date
    last: date
    by: tuple[str, ...] = ()
    site_ids: tuple[int, ...] | None = None
    where: Where = ()

    def __post_init__(self) -> None:
        known = registry().indicators
        for code in self.codes:
            if code not in known:
                raise UnknownIndicator(code)
            for name in self.by:
                if name not in known[code].breakdowns:
                    raise NoSuchBreakdown(code, name, known[code].breakdowns)
            _refuse_strange_words(known[code], self.where)

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """The indicators, in the order asked for."""
        return tuple(registry().indicators[code] for code in self.codes)

    def months(self) -> Iterator[str]:
        """Yield the months that the days lie in."""
        year, month = self.first.year, self.first.month
        while (year, month) <= (self.last.year, self.last.month):
            yield month_of(date(year, month, 1))
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)

    def as_data(self) -> dict[str, Any]:
        """Return the question as plain JSON values."""
        return {
            "organisation": self.organisation_id,
            "codes": list(self.codes),
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "by": list(self.by),
            "sites": None if self.site_ids is None else list(self.site_ids),
            "where": {name: list(words) for name, words in self.where},
        }

    @classmethod
    def from_data(cls, said: dict[str, Any]) -> Question:
        """Return the question that `as_data` wrote."""
        return cls(
            organisation_id=said["organisation"],
            codes=tuple(said["codes"]),
            first=date.fromisoformat(said["from"]),
            last=date.fromisoformat(said["to"]),
            by=tuple(said["by"]),
            site_ids=None if said["sites"] is None else tuple(said["sites"]),
            where=tuple((name, tuple(words)) for name, words in said.get("where", {}).items()),
        )


def _refuse_strange_words(indicator: Indicator, where: Where) -> None:
    for name, words in where:
        allowed = words_in(indicator, name)
        if allowed is None:
            raise CannotNarrow(indicator.code, name, ", ".join(words), words_said(indicator))
        for word in words:
            if word not in allowed:
                raise CannotNarrow(indicator.code, name, word, allowed)
