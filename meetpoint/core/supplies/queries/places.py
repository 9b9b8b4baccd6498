"""The sites at which an actor may look at stock, each with today's date there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock


@dataclass(frozen=True, slots=True)
class Place:
    """A site as the stock pages need it."""

    id: int
    name: str
    zone: str
    closed: bool
    today: date


def places_of(actor: Actor, *, site_id: int | None = None) -> Mapping[int, Place]:
    """Return the actor's sites by id, in the order of their names; or only one of them."""
    sites = Site.objects.of(actor).select_related("organisation")
    if site_id is not None:
        sites = sites.filter(pk=site_id)
    return {site.pk: _place(site) for site in sites if actor.reaches(site.pk)}


def _place(site: Site) -> Place:
    zone = site.time_zone or site.organisation.time_zone
    today = clock.local_date(clock.now(), zone)
    return Place(site.pk, site.name, zone, site.closed_on is not None and site.closed_on <= today, today)
