"""Reading sites on every request, for little."""

from typing import Any

from django.db.models import QuerySet

from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.tenancy.pointing import pointing_at
from meetpoint.core.tenancy.prepared import Prepared, within
from meetpoint.core.tenancy.slots import Slot
from meetpoint.lib.remembering import once_a_page
from meetpoint.lib.rows import read_rows

PLACEHOLDER_NAME, PLACEHOLDER_SLUG = "Main site", "main"
"""The site that `meetpoint setup` makes when nobody names one, so that there is somewhere to begin."""


def has_named_sites(by: Actor) -> bool:
    """Tell whether an organisation has said which sites it has.

    It has not while its only site is the placeholder that setup made, and nothing stands there yet.
    """
    first = list(Site.objects.of(by).order_by("id")[:2])
    if len(first) != 1:
        return bool(first)
    only = first[0]
    is_placeholder = (only.name, only.slug) == (PLACEHOLDER_NAME, PLACEHOLDER_SLUG)
    return not is_placeholder or _is_used(only, by)


def _is_used(site: Site, by: Actor) -> bool:
    """Tell whether anything of any module points to a site."""
    return any(model.objects.of(by).filter(**{name: site}).exists() for model, name in pointing_at(Site))


def open_sites(organisation_id: int) -> list[Site]:
    """Return an organisation's sites that are not closed, by name."""
    return read_rows(Site, "organisation_id = %s AND closed_on IS NULL ORDER BY name", [organisation_id])


def _names(owner: Slot, reach: Slot | None) -> QuerySet[Site, Any]:
    return within(Site.objects.of(owner), reach, "id").order_by("name").values_list("id", "name")


NAMES = Prepared[tuple[int, str]](_names)


@once_a_page
def site_names(by: Actor) -> dict[int, str]:
    """Return the names of the sites within reach by their id, closed ones too, in the order of the names."""
    return dict(NAMES.fetch(by))
