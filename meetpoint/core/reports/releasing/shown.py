"""A release as readers see it: rows of words and counts, with totals; nothing stands for what is hidden."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.utils.translation import gettext as _

from meetpoint.core.organisations.packs import say
from meetpoint.core.reports.models import Release

HIDDEN = "·"
ALL = "*"


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """The table: a header, and rows of words with a count, which is None where it is hidden."""

    title: str
    label: str
    defined: str
    header: list[str]
    rows: list[tuple[list[str], int | None]]


def shown(release: Release) -> Shown:
    """Return a release in the reader's language."""
    table = release.table
    return Shown(
        title=say(table["title"]),
        label=say(table["label"]),
        defined=say(table["defined"]) if table["defined"] else "",
        header=[
            *(say(column) for column in table["columns"]),
            say(table["unit"]) if table["unit"] else _("Value"),
        ],
        rows=list(_rows(table)),
    )


def as_data(release: Release) -> dict[str, Any]:
    """Return a release as plain JSON values; what is hidden is null."""
    found = shown(release)
    return {
        "title": found.title,
        "table": found.label,
        "definition": found.defined,
        "period": {"from": release.first.isoformat(), "to": release.last.isoformat()},
        "policy": release.policy,
        "hidden": release.table["threshold"],
        "published_at": release.made_at.isoformat(timespec="seconds"),
        "columns": found.header,
        "rows": [[*words, count] for words, count in found.rows],
    }


def _rows(table: dict[str, Any]) -> Iterator[tuple[list[str], int | None]]:
    labels, margins = table["labels"], table["published"]["margins"]
    for places in product(*([*range(len(words)), ALL] for words in labels)):
        said = [
            _("Total") if place == ALL else say(table["words"][level][labels[level][place]])
            for level, place in enumerate(places)
        ]
        if ALL in places:
            key = "(" + ", ".join(map(str, places)) + ")"
            yield said, margins[key]
        else:
            count = table["published"]["counts"]
            for place in places:
                count = count[place]
            yield said, count
