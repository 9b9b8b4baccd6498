"""Comparing indicators with the figures of pages, which are counted in another way from other tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from meetpoint.core.facts.reading.answers import answers
from meetpoint.core.facts.reading.questions import Question
from meetpoint.core.facts.store.refreshing import dated_tables, last_of, months_of
from meetpoint.core.facts.store.verifying import Difference, figure_totals
from meetpoint.core.modules.indicators import Indicator
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Site

BY = ("month", "site")


def figure_differences(organisation_id: int) -> Iterator[Difference]:
    """Yield each month and site in which an indicator is not the sum of the figures that it names."""
    months = {month for table in dated_tables() for month in months_of(table, organisation_id)}
    if not months:
        return
    first, last = min(months), last_of(max(months))
    compared = [one for one in registry().indicators.values() if one.figures]
    question = Question(
        organisation_id=organisation_id,
        codes=tuple(one.code for one in compared),
        first=first,
        last=last,
        by=BY,
    )
    for answer in answers(question):
        told = {(str(month), str(site)): int(value or 0) for (month, site), value in answer.rows}
        yield from _differences(answer.indicator, told, organisation_id, (first, last))


def _differences(
    indicator: Indicator, told: dict[tuple[str, str], int], organisation_id: int, span: tuple[date, date]
) -> Iterator[Difference]:
    slugs = dict(Site.objects.of(organisation_id).values_list("pk", "slug"))
    counted: dict[tuple[str, str], int] = defaultdict(int)
    for slug in indicator.figures:
        for (month, site_id), amount in figure_totals(
            registry().figures[slug], organisation_id, *span
        ).items():
            counted[month, slugs[site_id]] += amount
    for key in sorted(told.keys() | counted.keys()):
        if told.get(key, 0) != counted.get(key, 0):
            yield Difference(
                table=indicator.code,
                month=key[0],
                what=key[1],
                facts=told.get(key, 0),
                records=counted.get(key, 0),
            )
