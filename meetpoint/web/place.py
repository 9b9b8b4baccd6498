"""Where a person is working: the sites within their reach, the one chosen, and its time zone."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.http import HttpRequest

from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.actor import Actor

SESSION_KEY = "site"


@dataclass(frozen=True, slots=True)
class Place:
    """The open sites that a person reaches, by name, and the one where they are working (None without sites)."""

    sites: tuple[Site, ...] = ()
    site: Site | None = None


def place_of(request: HttpRequest) -> Place:
    """Return the person's sites and the present one. One query in a request, none without an actor."""
    known: Place | None = getattr(request, "_place", None)
    if known is None:
        known = _find(request)
        request._place = known  # type: ignore[attr-defined]
    return known


def current_site(request: HttpRequest) -> Site | None:
    """Return the site where the person is working: the one chosen in this session, or the first in reach."""
    return place_of(request).site


def zone_of(site: Site) -> ZoneInfo:
    """Return the time zone of a site: its own, or its organisation's."""
    return ZoneInfo(site.time_zone or site.organisation.time_zone)


def _find(request: HttpRequest) -> Place:
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return Place()
    found = Site.objects.of(actor).filter(closed_on=None).select_related("organisation")
    sites = tuple(site for site in found if actor.reaches(site.pk))
    session = getattr(request, "session", {})
    chosen = next((site for site in sites if site.pk == session.get(SESSION_KEY)), None)
    return Place(sites, chosen or (sites[0] if sites else None))
