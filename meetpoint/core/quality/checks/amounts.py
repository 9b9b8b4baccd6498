"""Amounts far from what a site usually hands out of an item."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any, cast

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from meetpoint.core.encounters.models import EncounterLine
from meetpoint.core.encounters.queries import encounters_on
from meetpoint.core.modules.quality import Finding
from meetpoint.core.organisations.options import option_value
from meetpoint.core.quality.links import mend_entry
from meetpoint.core.quality.options import SCORE, TIMES
from meetpoint.core.quality.rules import unlikely_from, usual
from meetpoint.core.supplies.queries import catalogue
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.numbers import say_number

BESIDE = timedelta(days=182)
"""How far back the amounts go that one is compared with (product choice: half a year)."""

LEAST = 20
"""With fewer entries of an item at a site, nothing is called unusual (product choice)."""

Place = tuple[int, int]
"""A site and an item."""


def find(by: Actor, first: date, last: date, site_ids: Collection[int]) -> Iterator[Finding]:
    """Yield lines whose amount is unlikely beside those of the same item at the same site."""
    score, times = (cast("Decimal | None", option_value(by.organisation_id, name)) for name in (SCORE, TIMES))
    if score is None:
        return
    recorded = _amounts(_lines(by, min(first, last - BESIDE), last, site_ids))
    limits = {
        place: limit
        for place, amounts in recorded.items()
        if sum(amounts.values()) >= LEAST
        and (limit := unlikely_from(list(amounts.items()), score=float(score), times=float(times or 0)))
    }
    if not limits:
        return
    items = catalogue(by.organisation_id)
    beyond = reduce(
        or_, (Q(encounter__site_id=s, item_id=i, quantity__gte=q) for (s, i), q in limits.items())
    )
    lines = _lines(by, first, last, site_ids).filter(beyond).select_related("encounter")
    for line in lines.order_by("-encounter__occurred_at", "-id"):
        entry, item = line.encounter, items[line.item_id]
        middle = usual(list(recorded[entry.site_id, line.item_id].items()))
        words = _("%(amount)s × %(item)s; here it is usually %(usual)s.")
        yield Finding(
            subject=f"{entry.uid} {item.slug}",
            site_id=entry.site_id,
            day=entry.local_date,
            what=words
            % {"amount": say_number(line.quantity), "item": item.label, "usual": say_number(middle)},
            url=mend_entry(by, entry.uid),
        )


def _lines(by: Actor, first: date, last: date, site_ids: Collection[int]) -> QuerySet[EncounterLine]:
    entries = encounters_on(by, first, last).filter(site_id__in=site_ids, count_only=False)
    return EncounterLine.objects.of(by).filter(encounter__in=entries, quantity__gt=0)


def _amounts(lines: QuerySet[EncounterLine]) -> Mapping[Place, dict[int, int]]:
    """Return how often each amount was recorded, by site and item: one grouped statement."""
    found: dict[Place, dict[int, int]] = defaultdict(dict)
    rows: Any = lines.order_by().values_list("encounter__site_id", "item_id", "quantity")
    for site_id, item_id, quantity, often in rows.annotate(often=Count("pk")):
        found[site_id, item_id][quantity] = often
    return found
