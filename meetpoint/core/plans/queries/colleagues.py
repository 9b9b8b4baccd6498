"""Who may go along with people, and at which sites."""

from __future__ import annotations

from dataclasses import dataclass

from meetpoint.core.access.models import StaffMember
from meetpoint.core.access.queries import permissions_by_role
from meetpoint.core.plans import permissions
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.remembering import once_a_page


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """Somebody who works here now; `site_ids` is None for every site."""

    id: int
    name: str
    site_ids: frozenset[int] | None

    def reaches(self, site_id: int) -> bool:
        """Tell whether they work at a site."""
        return self.site_ids is None or site_id in self.site_ids


@once_a_page
def colleagues(by: Actor) -> tuple[Colleague, ...]:
    """Return those whose role lets them go along with people, by name. Three queries."""
    may = {role for role, held in permissions_by_role(by.organisation_id).items() if permissions.HOLD in held}
    working = StaffMember.objects.of(by).filter(ended_at=None, joined_at__isnull=False, role__in=may)
    return tuple(
        Colleague(
            id=one.pk,
            name=one.display_name,
            site_ids=None if one.all_sites else frozenset(site.pk for site in one.sites.all()),
        )
        for one in working.prefetch_related("sites").order_by("display_name", "pk")
    )
