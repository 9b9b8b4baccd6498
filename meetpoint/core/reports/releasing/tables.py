"""From a row of a run to a table whose cells can be hidden, and beside it what was published of it before.

Only counts that add up make such a table, since a total gives away what is hidden in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetpoint.core.organisations.packs import Words
from meetpoint.core.reports.answering.report import AnsweredRow, Breakdown, Report, in_languages
from meetpoint.core.reports.models import Release
from meetpoint.lib.errors import DomainError

NOT_SAID = "not_said"

Labels = list[list[str]]


class CannotPublish(DomainError):
    """A table that must not be published, with every reason."""

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__(" ".join(reasons))


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """A table of counts: the words of each column, and the count of each cell, nought where none is."""

    row: AnsweredRow
    labels: Labels

    @property
    def counts(self) -> Any:
        found = {
            tuple(word or NOT_SAID for word in key): int(value)
            for key, value in self.row.lines
            if isinstance(value, int | float)
        }
        return _nested(self.labels, lambda key: found.get(key, 0))


def publishable(report: Report) -> list[AnsweredRow]:
    """Return the rows that can be published: counts that add up, broken down, with something in them."""
    return [row for row in report.rows if row.is_table and row.additive and row.lines]


def counted(row: AnsweredRow, earlier: Sequence[Release]) -> Counted:
    """Return a row as a table; what an earlier release told apart is told apart here, too."""
    labels: Labels = []
    for place, _column in enumerate(row.by):
        here = [key[place] or NOT_SAID for key, _value in row.lines]
        before = [label for release in earlier for label in release.table["labels"][place]]
        labels.append(sorted(set(here) | set(before), key=lambda word: (word == NOT_SAID, word)))
    return Counted(row=row, labels=labels)


def as_question(table: Counted, earlier: Sequence[Release]) -> dict[str, Any]:
    """Return what the chooser of cells is asked, with the earlier releases as readers have them."""
    return {
        "name": table.row.row.code,
        "counts": table.counts,
        "dimensions": _dimensions(table),
        "earlier": [_again(release, table) for release in earlier],
    }


def _dimensions(table: Counted) -> list[dict[str, Any]]:
    return [
        {"name": column.name, "labels": words}
        for column, words in zip(table.row.by, table.labels, strict=True)
    ]


def _again(release: Release, table: Counted) -> dict[str, Any]:
    """Return an earlier release with the words of today; a word that it lacks had no count then."""
    known = release.table["labels"]
    place_of = [{word: place for place, word in enumerate(words)} for words in known]

    def at(key: tuple[str, ...]) -> Any:
        found: Any = release.table["published"]["counts"]
        for places, word in zip(place_of, key, strict=True):
            if word not in places:
                return 0
            found = found[places[word]]
        return found

    def moved(cell: list[Any]) -> list[Any]:
        return [
            place if place == "*" else table.labels[level].index(known[level][place])
            for level, place in enumerate(cell)
        ]

    def written(cell: list[Any]) -> str:
        return "(" + ", ".join(map(str, moved(cell))) + ")"

    margins = {
        written([part if part == "*" else int(part) for part in key.strip("()").split(", ")]): value
        for key, value in release.table["published"]["margins"].items()
    }
    for key in _new_margins(table, margins):
        margins[key] = 0
    return {
        "name": release.made_at.isoformat(),
        "counts": _nested(table.labels, at),
        "dimensions": _dimensions(table),
        "margins": margins,
        "primary": [moved(cell) for cell in release.table["primary"]],
        "secondary_min_count_loss": [moved(cell) for cell in release.table["secondary"]],
    }


def _new_margins(table: Counted, margins: dict[str, Any]) -> Iterator[str]:
    """Yield the totals that an earlier release did not have, of words that nobody said then."""
    if len(table.labels) == 2:
        rows, columns = (len(words) for words in table.labels)
        wanted = [f"({place}, *)" for place in range(rows)] + [f"(*, {place})" for place in range(columns)]
        yield from (key for key in wanted if key not in margins)


def _nested(labels: Labels, count: Any, key: tuple[str, ...] = ()) -> Any:
    if len(key) == len(labels):
        return count(key)
    return [_nested(labels, count, (*key, word)) for word in labels[len(key)]]


def reasons_against(row: AnsweredRow, report: Report, earlier: Sequence[Release]) -> list[str]:
    """Return why a row cannot be published beside earlier releases of other days or sites, or nothing."""
    reasons = []
    if not (row.is_table and row.additive):
        reasons.append(_("Only counts that add up can be published as a table; people do not add up."))
    mine = _sites(report.site_ids)
    for release in earlier:
        if release.last < report.first or release.first > report.last:
            continue
        theirs = _sites(release.site_ids)
        if mine is not None and theirs is not None and not mine & theirs:
            continue
        if (release.first, release.last, theirs) != (report.first, report.last, mine):
            when = date_format(release.made_at, "DATE_FORMAT")
            sentence = _(
                "A table published on %(when)s is about other days or sites that overlap with these: the"
                " difference could give away single people. Publish the same days and sites."
            )
            reasons.append(sentence % {"when": when})
    return list(dict.fromkeys(reasons))


def matching(report: Report, earlier: Sequence[Release]) -> list[Release]:
    """Return the earlier releases of the same days and sites."""
    return [
        release
        for release in earlier
        if (release.first, release.last, _sites(release.site_ids))
        == (report.first, report.last, _sites(report.site_ids))
    ]


def _sites(site_ids: Sequence[int] | None) -> frozenset[int] | None:
    return None if site_ids is None else frozenset(site_ids)


def named(column: Breakdown, labels: Sequence[str]) -> dict[str, Words]:
    """Return what the words of a column are called, in every language."""
    unsaid = in_languages(lambda: _("Not said"))
    return {word: unsaid if word == NOT_SAID else column.words.get(word, {"en": word}) for word in labels}
