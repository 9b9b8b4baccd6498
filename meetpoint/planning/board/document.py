"""Makes the board's PDF. What stands in it is passed as data, never built into markup."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import typst
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from meetpoint.lib import clock
from meetpoint.planning.plans.numbers import LocalNumbers
from meetpoint.planning.plans.settings import Settings
from meetpoint.planning.shown import charts
from meetpoint.planning.shown.comparison import comparison_of
from meetpoint.planning.shown.outcomes import DEATHS
from meetpoint.planning.shown.promise import healing_sentence, promises
from meetpoint.planning.shown.words import say_rough

TEMPLATE = Path(__file__).resolve().parent / "board.typ"
MOST_ASSUMPTIONS = 10
MOST_SOURCES = 12
MOST_WORDS = 110


def board_pdf(
    title: str,
    numbers: LocalNumbers,
    settings: Settings,
    summary: Mapping[str, Any],
    assumptions: Sequence[Mapping[str, Any]],
    *,
    notice: str = "",
) -> bytes:
    """Return the two pages as a tagged PDF (PDF/UA-1) in the reader's language."""
    content = board_content(title, numbers, settings, summary, assumptions, notice=notice)
    made: bytes = typst.compile(
        TEMPLATE.read_bytes(),
        sys_inputs={"content": json.dumps(content)},
        format="pdf",
        pdf_standards=["ua-1"],
    )
    return made


def board_content(
    title: str,
    numbers: LocalNumbers,
    settings: Settings,
    summary: Mapping[str, Any],
    assumptions: Sequence[Mapping[str, Any]],
    *,
    notice: str = "",
) -> dict[str, Any]:
    """Return all words and numbers of the two pages."""
    found = comparison_of(summary, numbers, settings)
    return {
        "language": (get_language() or "en").split("-")[0],
        "title": title,
        "place": numbers.place,
        "made": date_format(clock.now(), "DATE_FORMAT"),
        "words": _words(numbers),
        "ways": [_way(each) for each in found.ways],
        "figure": _drawn(found.figure),
        "fan": _drawn(_fan(summary, numbers, settings)),
        "header": [_("All years together"), _("As today"), *found.header],
        "rows": [
            [label, today, *(f"{mean} ({ends})" for mean, ends in cells)]
            for label, today, cells in found.rows
        ],
        "warnings": found.warnings[:4],
        "numbers": _numbers(numbers),
        "assumptions": [_assumption(each) for each in _ours(assumptions)[:MOST_ASSUMPTIONS]],
        "sources": _sources(assumptions),
        "how_many": _("The model reads %(number)d numbers; these are those that no study has given.")
        % {"number": len(assumptions)},
        "promise": [healing_sentence(), *promises()][:5],
        "notice": notice,
        "how": _(
            "Worked out with %(sets)d sets of numbers drawn from their ranges, each run with and without the "
            "change, so that only the change differs. “Likely” means 95 of 100 sets."
        )
        % {"sets": summary["sets"]}
        + (f" {found.past}" if found.past else ""),
    }


def _words(numbers: LocalNumbers) -> dict[str, str]:
    years = {"first": numbers.start, "last": numbers.start + numbers.years - 1}
    return {
        "lede": _("What may change from %(first)d to %(last)d, and how sure anybody can be") % years,
        "short": _("In short"),
        "changes": _("What it changes"),
        "per_death": _("For each death averted"),
        "table": _("Difference to going on as today (95 %)"),
        "numbers": _("Local numbers and where they come from"),
        "assumptions": _("What we assume without a source"),
        "promise": _("What a model cannot promise"),
        "warnings": _("Read with care"),
        "how": _("How this was worked out"),
        "sources": _("Published sources of the other numbers"),
        "made": _("Made on"),
        "page": _("Page"),
    }


def _way(way: Any) -> dict[str, Any]:
    return {
        "name": way.name,
        "sentence": way.sentence,
        "changes": "; ".join(way.changes) or _("Nothing: as today."),
        "per_death": way.per_death,
    }


def _fan(summary: Mapping[str, Any], numbers: LocalNumbers, settings: Settings) -> charts.Figure:
    return charts.fan(
        "fan-board",
        _("%(outcome)s by year: %(way)s") % {"outcome": DEATHS.label, "way": settings.portfolios[0].name},
        summary["years"],
        summary["by_year"]["p0"][DEATHS.name],
        summary["by_year"]["baseline"][DEATHS.name],
        known=numbers.deaths,
    )


def _drawn(figure: charts.Figure) -> dict[str, Any]:
    wide = next(each for each in figure.pictures if each.name == "wide")
    return {
        "title": figure.title,
        "alt": f"{figure.title}. {figure.description}",
        "svg": render_to_string("planning/board.svg", {"picture": wide}),
        "key": [[kind, words] for kind, words in figure.key],
        "note": figure.note,
    }


def _numbers(numbers: LocalNumbers) -> list[list[str]]:
    deaths = ", ".join(f"{year}: {say_rough(count)}" for year, count in sorted(numbers.deaths.items())[-8:])
    as_of = f" ({date_format(numbers.as_of, 'DATE_FORMAT')})" if numbers.as_of else ""
    source = numbers.source or _("source not given")
    people = numbers.people_source or _("source not given")
    return [
        [_("Overdose deaths"), deaths, _cut(source) + as_of],
        [_("People at risk"), say_rough(numbers.people_at_risk), _cut(people)],
    ]


def _ours(assumptions: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [each for each in assumptions if each["assumption"]]


def _sources(assumptions: Sequence[Mapping[str, Any]]) -> str:
    """Return the published sources of the numbers that have one, each once."""
    found = [
        source["source"].split(";")[0]
        for each in assumptions
        for source in each["sources"]
        if not each["assumption"]
    ]
    return "; ".join(_cut(each) for each in list(dict.fromkeys(found))[:MOST_SOURCES])


def _assumption(raw: Mapping[str, Any]) -> list[str]:
    value = f"{raw['value']:g} ({raw['low']:g} – {raw['high']:g}) {raw['unit']}"
    return [_cut(raw["definition"]), value]


def _cut(text: str) -> str:
    return text if len(text) <= MOST_WORDS else text[: MOST_WORDS - 1].rstrip() + "…"
