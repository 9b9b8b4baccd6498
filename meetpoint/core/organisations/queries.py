"""Reading sites on every request, for little."""

from typing import Any

from django.db.models import QuerySet

from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.tenancy.prepared import Prepared, within
from meetpoint.core.tenancy.slots import Slot
from meetpoint.lib.remembering import once_a_page
from meetpoint.lib.rows import read_rows


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
