"""Sites of which nothing has been recorded for longer than they usually pause."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import cast

from django.urls import reverse
from django.utils.translation import ngettext

from meetpoint.core.encounters.queries import encounters_on
from meetpoint.core.modules.quality import Finding
from meetpoint.core.organisations.models import Site
from meetpoint.core.organisations.options import option_value
from meetpoint.core.organisations.permissions import CHANGE_SITE
from meetpoint.core.quality.options import SILENT_TIMES
from meetpoint.core.quality.rules import longer_pause
from meetpoint.core.tenancy.actor import Actor

BESIDE = timedelta(days=182)
LEAST_DAYS = 5
"""With fewer days of service in half a year there is no usual pause (product choice)."""

SHORTEST = 3
"""A pause of so many days is shown at the earliest: a weekend is none (product choice)."""


def find(by: Actor, first: date, last: date, site_ids: Collection[int]) -> Iterator[Finding]:
    """Yield open sites whose pause up to `last` is over the threshold, the longest silent first."""
    times = cast("Decimal | None", option_value(by.organisation_id, SILENT_TIMES))
    if times is None:
        return
    days = _days_of_service(by, last, site_ids)
    silent = []
    for site in Site.objects.of(by).filter(pk__in=site_ids, closed_on=None):
        met = days.get(site.pk, [])
        if len(met) < LEAST_DAYS:
            continue
        pause = (last - met[-1]).days
        if pause >= SHORTEST and pause > times * longer_pause([(b - a).days for a, b in pairwise(met)]):
            silent.append((pause, site, met[-1]))
    for pause, site, since in sorted(silent, key=lambda one: -one[0]):
        words = ngettext(
            "Nothing was recorded for %(count)d day.", "Nothing was recorded for %(count)d days.", pause
        )
        where = (
            reverse("web:settings:site", args=[site.slug])
            if by.may(CHANGE_SITE)
            else reverse("encounters:log")
        )
        yield Finding(
            subject=f"{site.slug} {since.isoformat()}",
            site_id=site.pk,
            day=since,
            what=words % {"count": pause},
            url=where,
        )


def _days_of_service(by: Actor, last: date, site_ids: Collection[int]) -> dict[int, list[date]]:
    rows = encounters_on(by, last - BESIDE, last).filter(site_id__in=site_ids)
    found: dict[int, list[date]] = defaultdict(list)
    for site_id, day in rows.order_by("local_date").values_list("site_id", "local_date").distinct():
        found[site_id].append(day)
    return found
