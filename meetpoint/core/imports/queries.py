"""What is known about imports, and what a log would become."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetpoint.core.imports.errors import Unplaced
from meetpoint.core.imports.mapping.reader import Draft, Problem
from meetpoint.core.imports.models import ImportProblem, ImportRun
from meetpoint.core.imports.opened import Opened
from meetpoint.core.imports.survey import Survey, contents_of, first_entries, settled, survey, unplaced_in
from meetpoint.core.imports.versions import before_this
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Site
from meetpoint.core.supplies.queries import ItemFacts
from meetpoint.core.tenancy.actor import Actor

LOOKED_THROUGH = 20_000
"""Rows that a preview goes through: some three seconds; the import itself goes through all."""

SHOWN_ROWS = 8
SHOWN_PROBLEMS = 5


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One row as it will be recorded, in words."""

    row: int
    when: datetime
    site: str
    whom: str
    supplies: Sequence[str]
    answers: Sequence[str]
    has_note: bool


@dataclass(frozen=True, kw_only=True)
class Total:
    """How much of one item a log hands out, with the syringes and doses that this counts for."""

    item: ItemFacts
    units: int

    @property
    def syringes(self) -> int:
        return self.units * self.item.syringes_per_unit

    @property
    def doses(self) -> int:
        return self.units * self.item.doses_per_unit


@dataclass(kw_only=True)
class Preview:
    """What a log would become. `known` rows are here already; `is_part`: only its first were read."""

    rows: int = 0
    is_part: bool = False
    good: int = 0
    known: int = 0
    wrong: int = 0
    shown: list[Shown] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)
    left_out: Sequence[str] = ()
    unplaced: Unplaced = field(default_factory=Unplaced)


def runs(by: Actor) -> QuerySet[ImportRun]:
    """Return an organisation's imports."""
    return ImportRun.objects.of(by)


def problems_of(run: ImportRun, by: Actor) -> QuerySet[ImportProblem]:
    """Return what was wrong with rows of an import."""
    return ImportProblem.objects.of(by).filter(run=run)


def preview(log: Opened, by: Actor) -> Preview:
    """Return what a log would become: its first rows as they will be recorded, totals, what is wrong."""
    found = survey(log.sheet, log.mapping, most=LOOKED_THROUGH)
    log = replace(log, mapping=settled(log.mapping, found, log.sites(by)))
    made = Preview(unplaced=unplaced(log, found, by), is_part=found.rows == LOOKED_THROUGH)
    reader, sites = log.reader(by), log.sites(by)
    made.left_out = reader.left_out
    known = before_this(log.run, contents_of(by.organisation_id, log.sheet, log.mapping)).contents
    contents = (
        [content for _row, content in contents_of(by.organisation_id, log.sheet, log.mapping)]
        if known
        else []
    )
    units: Counter[int] = Counter()
    names = dict(Site.objects.of(by).values_list("pk", "name"))
    for position, entry in enumerate(first_entries(log.sheet, LOOKED_THROUGH)):
        draft = reader.read(entry)
        if draft.blank:
            continue
        made.rows += 1
        if contents and contents[position] in known:
            made.known += 1
            continue
        site = sites.of(draft.site_word)
        if draft.problems or site is None or draft.day is None:
            made.wrong += 1
            made.problems += draft.problems[: max(SHOWN_PROBLEMS - len(made.problems), 0)]
            continue
        made.good += 1
        units.update(draft.items)
        if len(made.shown) < SHOWN_ROWS:
            made.shown.append(_shown(draft, site.moment(draft.day, draft.at), names[site.id], log))
    items = {facts.id: facts for facts in log.known.items.values()}
    made.totals = [Total(item=items[pk], units=count) for pk, count in units.most_common() if count]
    return made


def unplaced(log: Opened, found: Survey, by: Actor) -> Unplaced:
    """Return what of a log has to be said before it can be recorded."""
    return unplaced_in(log.sheet, log.mapping, found, sites=log.sites(by), known=log.known)


def _shown(draft: Draft, when: datetime, site: str, log: Opened) -> Shown:
    items = {facts.id: facts for facts in log.known.items.values()}
    return Shown(
        row=draft.row,
        when=when,
        site=site,
        whom=_whom(draft),
        supplies=[f"{count} × {items[pk].label}" for pk, count in draft.items.items() if count],
        answers=[words for slug, said in draft.sections.items() for words in _answers(slug, said)],
        has_note=bool(draft.note),
    )


def _whom(draft: Draft) -> str:
    if draft.count_only:
        return ngettext("%(number)d person counted", "%(number)d people counted", draft.people) % {
            "number": draft.people
        }
    whom = _("With a code") if draft.code else _("Anonymous")
    others = draft.for_others
    more = (
        ngettext("for %(number)d more", "for %(number)d more", others) % {"number": others} if others else ""
    )
    return f"{whom}, {more}" if more else whom


def _answers(slug: str, said: Mapping[str, str]) -> list[str]:
    labels = {each.name: str(each.label) for each in registry().forms[slug].fields}
    choices = {each.name: dict(getattr(each, "choices", ())) for each in registry().forms[slug].fields}
    return [
        f"{labels.get(name, name)}: {choices.get(name, {}).get(value, value)}" for name, value in said.items()
    ]
