"""Answering a report: every row of a template, for a span of days and some sites.

This is the part that knows how numbers are found. Templates above it and documents below it know only
`Report`, so that another engine may take its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from meetpoint.core.encounters.queries import figures_by_day
from meetpoint.core.modules.fields import Words
from meetpoint.core.modules.measures import Answer, Measure, Question, Span
from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.core.organisations.packs import say
from meetpoint.core.reports.template import Row, Template, measure_of
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock


@dataclass(frozen=True, kw_only=True, slots=True)
class AnsweredRow:
    """A row with its answer. `measure` is None when nothing that is installed could answer it."""

    row: Row
    measure: Measure | None
    answer: Answer

    @property
    def label(self) -> str:
        """What is asked, in the reader's language."""
        return say(self.row.label)

    @property
    def definition(self) -> str:
        """What the value means, sentence by sentence: what the form asks, then the measure's definition."""
        asked = say(self.row.asked) if self.row.asked else ""
        defined = str(self.measure.definition) if self.measure else ""
        return " ".join(part for part in (asked, defined) if part)

    @property
    def check(self) -> str:
        """What has to be compared with the original form, or nothing."""
        return say(self.row.check) if self.row.check else ""

    @property
    def missing(self) -> str:
        """What is not recorded, as a sentence, or nothing."""
        return _("not recorded: %(what)s") % {"what": self.answer.missing} if self.answer.missing else ""

    @property
    def unit(self) -> Words:
        return self.measure.unit if self.measure else ""

    @property
    def is_estimated(self) -> bool:
        return self.measure is not None and self.measure.estimated and self.answer.value is not None

    @property
    def is_number(self) -> bool:
        return self.answer.value is not None and not isinstance(self.answer.value, str)


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """A template answered. `sites` are those that were asked for; `every_site` says that no other exists."""

    template: Template
    organisation: Organisation
    span: Span
    sites: tuple[Site, ...]
    rows: tuple[AnsweredRow, ...]
    made_at: datetime

    @property
    def title(self) -> str:
        return say(self.template.title)

    @property
    def funder(self) -> str:
        return say(self.template.funder)

    @property
    def source(self) -> str:
        return say(self.template.source)

    @property
    def check(self) -> str:
        return say(self.template.check)

    @property
    def every_site(self) -> bool:
        return self.span.site_ids is None

    @property
    def is_running(self) -> bool:
        """Whether days of the span are still to come, or may yet be recorded."""
        return self.span.last >= timezone.localdate(self.made_at)

    @property
    def modules(self) -> tuple[str, ...]:
        """The slugs of the modules whose records are in it."""
        asked = (row.measure.slug.partition(".")[0] for row in self.rows if row.measure)
        return tuple(dict.fromkeys(asked))


def answer_report(
    actor: Actor, template: Template, first: date, last: date, *, sites: Iterable[Site] | None = None
) -> Report:
    """Answer every row, for some sites or, with None, for all within the actor's reach.

    Sites out of reach are left out. Dates are local dates, both included.
    """
    chosen = _reached(actor, sites)
    span = Span(
        organisation_id=actor.organisation_id,
        first=first,
        last=last,
        site_ids=None if actor.site_ids is None and sites is None else frozenset(s.pk for s in chosen),
    )
    sums = _sums(span, template)
    return Report(
        template=template,
        organisation=Organisation.objects.get(pk=actor.organisation_id),
        span=span,
        sites=chosen,
        rows=tuple(_answered(row, span, sums) for row in template.rows),
        made_at=clock.now(),
    )


def sites_in_reach(actor: Actor) -> list[Site]:
    """Return the sites that the actor may report on, closed ones too, since past days are reported on."""
    return [site for site in Site.objects.of(actor).order_by("name") if actor.reaches(site.pk)]


def _reached(actor: Actor, sites: Iterable[Site] | None) -> tuple[Site, ...]:
    reach = sites_in_reach(actor)
    if sites is None:
        return tuple(reach)
    asked = {site.pk for site in sites}
    return tuple(site for site in reach if site.pk in asked)


def _sums(span: Span, template: Template) -> Mapping[str, int]:
    measures = filter(None, map(measure_of, template.rows))
    needed = {slug for measure in measures for slug in measure.figures}
    found = figures_by_day(span.organisation_id, sorted(needed), span.first, span.last, span.site_ids)
    return {slug: sum(day.amount for day in days) for slug, days in found.items()}


def _answered(row: Row, span: Span, sums: Mapping[str, int]) -> AnsweredRow:
    measure = measure_of(row)
    return AnsweredRow(row=row, measure=measure, answer=_answer(row, measure, span, sums))


def _answer(row: Row, measure: Measure | None, span: Span, sums: Mapping[str, int]) -> Answer:
    if row.missing:
        return Answer(missing=say(row.missing))
    if measure is None:
        return Answer(missing=_("the service that would record it is not installed here"))
    of_measure = {slug: sums[slug] for slug in measure.figures}
    return measure.compute(Question(span=span, where=row.where, sums=of_measure))
