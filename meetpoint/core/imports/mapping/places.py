"""Which site a word in a log stands for, and how a new site would be called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from meetpoint.core.imports.mapping.shape import LogMapping
from meetpoint.core.imports.mapping.words import plain
from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.core.tenancy.actor import Actor


@dataclass(frozen=True, slots=True)
class SitePlace:
    """One site, with its clock."""

    id: int
    slug: str
    zone: ZoneInfo

    def moment(self, day: date, at: time) -> datetime:
        """Return the moment at which the site's clock shows a day and time."""
        return datetime.combine(day, at, self.zone)


class Sites:
    """The sites within an actor's reach, found by the words of a log."""

    def __init__(self, by: Actor, mapping: LogMapping) -> None:
        zone = Organisation.objects.values_list("time_zone", flat=True).get(pk=by.organisation_id)
        self.by_slug: dict[str, SitePlace] = {}
        self._by_word: dict[str, SitePlace] = {}
        reached = [site for site in Site.objects.of(by).order_by("id") if by.reaches(site.pk)]
        for site in reached:
            place = SitePlace(site.pk, site.slug, ZoneInfo(site.time_zone or zone))
            self.by_slug[site.slug] = place
            self._by_word.setdefault(plain(site.name), place)
            self._by_word.setdefault(plain(site.slug), place)
        self._by_word |= {
            word: self.by_slug[slug] for word, slug in mapping.sites.items() if slug in self.by_slug
        }
        self.default = self.by_slug.get(mapping.site)
        if self.default is None and not mapping.site and len(reached) == 1:
            self.default = self.by_slug[reached[0].slug]
        self._seen: dict[str, SitePlace | None] = {}

    def of(self, word: str) -> SitePlace | None:
        """Return the site that a word stands for; of an empty one, the site of rows that name none."""
        if not word:
            return self.default
        if word not in self._seen:
            self._seen[word] = self._by_word.get(plain(word))
        return self._seen[word]


def slug_for(name: str, taken: Mapping[str, object] | frozenset[str] | set[str]) -> str:
    """Return a free short name for a site called `name`."""
    base = re.sub(r"[^a-z0-9]+", "-", plain(name)).strip("-")[:40].strip("-") or "site"
    slug, count = base, 1
    while slug in taken:
        count += 1
        slug = f"{base}-{count}"
    return slug
