"""A kept report beside the same question asked again today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from meetpoint.core.organisations.models import Site
from meetpoint.core.reports.answering.answer import Ask, answer_report
from meetpoint.core.reports.answering.report import AnsweredRow, Report, Value
from meetpoint.core.reports.comparing.changes import Reasons, reasons
from meetpoint.core.reports.documents.words import said_value
from meetpoint.core.reports.models import ReportRun
from meetpoint.core.reports.queries import report_of
from meetpoint.core.tenancy.actor import Actor


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One value that is another now. `words` tell a line of a row that is broken down."""

    code: str
    label: str
    words: tuple[str, ...]
    before: Value
    now: Value
    unit: str

    @property
    def change(self) -> int | float | None:
        """How much more it is now, where both are numbers; what was not recorded has none."""
        if isinstance(self.before, int | float) and isinstance(self.now, int | float):
            return self.now - self.before
        return None

    @property
    def before_said(self) -> str:
        return said_value(self.before)

    @property
    def now_said(self) -> str:
        return said_value(self.now)

    @property
    def change_said(self) -> str:
        if self.change is None:
            return "–"
        return f"+{said_value(self.change)}" if self.change > 0 else said_value(self.change)


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """What differs, and why it may."""

    before: Report
    now: Report
    differences: tuple[Difference, ...]
    reasons: Reasons
    redefined: tuple[str, ...]


def compare(actor: Actor, run: ReportRun, *, ask: Ask | None = None) -> Comparison:
    """Ask again what a run answered. Raises AnalysisUnavailable."""
    before = report_of(run)
    sites = None
    if run.site_ids is not None:
        sites = list(Site.objects.of(actor).filter(pk__in=run.site_ids))
    now = answer_report(actor, before.template, run.first, run.last, sites=sites, ask=ask)
    return Comparison(
        before=before,
        now=now,
        differences=tuple(_differences(before, now)),
        reasons=reasons(actor, run.first, run.last, run.site_ids, run.read_at),
        redefined=tuple(_redefined(before, now)),
    )


def _differences(before: Report, now: Report) -> Iterator[Difference]:
    for old, new in zip(before.rows, now.rows, strict=True):
        was, is_now = _values(old), _values(new)
        for words in dict.fromkeys((*was, *is_now)):
            if was.get(words) != is_now.get(words):
                yield Difference(
                    code=old.row.code,
                    label=old.label,
                    words=words,
                    before=was.get(words),
                    now=is_now.get(words),
                    unit=new.said_unit,
                )


def _values(row: AnsweredRow) -> dict[tuple[str, ...], Value]:
    if row.by:
        return {tuple(words): value for words, value in row.said_lines}
    return {(): row.value}


def _redefined(before: Report, now: Report) -> Iterator[str]:
    """Yield the rows whose definition is another now, which a new version of Meetpoint may bring."""
    for old, new in zip(before.rows, now.rows, strict=True):
        if old.defined != new.defined:
            yield old.label
