"""Answering every row of a template from facts, all rows from one state of them.

This is the part that knows how numbers are found: what to ask for each row, and how to read what comes back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from meetpoint.core.facts.reading.questions import Question
from meetpoint.core.facts.serving import client
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.core.reports.answering.report import Place, Report
from meetpoint.core.reports.answering.rows import Asked, Found, Reader, plan_of
from meetpoint.core.reports.asking.template import Template
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock

Ask = Callable[[Sequence[Question]], list[list[dict[str, Any]]]]
"""Answers several questions from one state of the facts, as `client.ask_all` does."""

CONTACTS = "encounters.contacts"


def answer_report(
    actor: Actor,
    template: Template,
    first: date,
    last: date,
    *,
    sites: Iterable[Site] | None = None,
    ask: Ask | None = None,
) -> Report:
    """Answer every row, for some sites or, with None, for all within the actor's reach.

    Sites out of reach are left out. Dates are local dates, both included. Everything saved before the call
    is in it. Raises AnalysisUnavailable when no analysis worker answers.
    """
    read_at = clock.now()
    chosen = _reached(actor, sites)
    everywhere = actor.site_ids is None and len(chosen) == Site.objects.of(actor).count()
    site_ids = None if everywhere else tuple(site.pk for site in chosen)
    span = {"organisation_id": actor.organisation_id, "first": first, "last": last, "site_ids": site_ids}
    found = _found(template, span, ask or client.ask_all)
    reader = Reader({site.slug: site.name for site in chosen}, found)
    organisation = Organisation.objects.get(pk=actor.organisation_id)
    return Report(
        template=template,
        organisation=Place(slug=organisation.slug, name=organisation.name),
        first=first,
        last=last,
        site_ids=site_ids,
        sites=tuple(Place(slug=site.slug, name=site.name) for site in chosen),
        rows=tuple(reader.answered(row) for row in template.rows),
        contacts_without_code=found[CONTACTS, (), ()]["contacts_without_code"],
        read_at=read_at,
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


def _found(template: Template, span: Mapping[str, Any], ask: Ask) -> Found:
    """Return the answers to all that the rows ask. What is broken down and narrowed alike is one question."""
    alike: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for code, by, where in dict.fromkeys(_asked(template)):
        alike[by, where].append(code)
    questions = [
        Question(codes=tuple(codes), by=by, where=where, **span) for (by, where), codes in alike.items()
    ]
    return {
        (answer["code"], question.by, question.where): answer
        for question, answers in zip(questions, ask(questions), strict=True)
        for answer in answers
    }


def _asked(template: Template) -> Iterator[Asked]:
    yield (CONTACTS, (), ())
    for row in template.rows:
        indicator = registry().indicators.get(row.indicator)
        if indicator is not None:
            yield from plan_of(row, indicator)
