"""Where a person is working: the sites within their reach, the one chosen, and its time zone."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.http import HttpRequest

from meetpoint.core.access.proof.sessions import SignedIn
from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.core.organisations.queries import open_sites
from meetpoint.core.tenancy.actor import Actor


@dataclass(frozen=True, slots=True)
class Place:
    """The open sites that a person reaches, by name, and the one where they work (None without sites)."""

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


def staff_of(request: HttpRequest) -> SignedIn | None:
    """Return the signed-in member of staff, or None."""
    return getattr(request, "staff", None)


def zone_for(request: HttpRequest) -> ZoneInfo | None:
    """Return the time zone of the present site, else of the organisation; None when nobody is signed in."""
    site, staff = current_site(request), staff_of(request)
    if site is not None and site.time_zone:
        return ZoneInfo(site.time_zone)
    if staff is not None:
        return ZoneInfo(staff.time_zone)
    return ZoneInfo(site.organisation.time_zone) if site else None


def organisation_name(request: HttpRequest) -> str:
    """Return the name of the actor's organisation, or nothing without an actor."""
    staff, actor = staff_of(request), _actor_of(request)
    if staff is not None:
        return staff.organisation_name
    return Organisation.objects.get(pk=actor.organisation_id).name if actor else ""


def _actor_of(request: HttpRequest) -> Actor | None:
    return getattr(request, "actor", None)


def _find(request: HttpRequest) -> Place:
    actor, staff = _actor_of(request), staff_of(request)
    if actor is None:
        return Place()
    sites = tuple(site for site in open_sites(actor.organisation_id) if actor.reaches(site.pk))
    chosen = next((site for site in sites if staff and site.pk == staff.site_id), None)
    return Place(sites, chosen or (sites[0] if sites else None))
