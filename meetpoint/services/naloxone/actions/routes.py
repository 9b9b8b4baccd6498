"""Saying which naloxone items are nasal and which are injected."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit.actions import record
from meetpoint.core.supplies.permissions import CHANGE_ITEM
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import DomainError, NotFound
from meetpoint.services.naloxone.models import ItemRoute, Route
from meetpoint.services.naloxone.queries import naloxone_items


def say_routes(routes: Mapping[int, str], *, by: Actor) -> None:
    """Say how the naloxone of some items, by item id, is given; what was said of others stays.

    An empty text takes back what was said: then nobody knows, or what ships with the software holds.
    Reports of past days follow, since a product does not change the way it is given. Raises NotAllowed,
    NotFound for what is no naloxone item of the organisation, DomainError for an unknown way.
    """
    by.require(CHANGE_ITEM)
    if not routes.keys() <= {item.pk for item in naloxone_items(by)}:
        raise NotFound(_("This is not one of your naloxone items."))
    if not set(routes.values()) <= {"", *Route.values}:
        raise DomainError(_("Choose nasal spray or injection."))
    unsaid = [item_id for item_id, route in routes.items() if not route]
    with transaction.atomic():
        ItemRoute.objects.of(by).filter(item_id__in=unsaid).delete()
        for item_id, route in routes.items():
            if route:
                ItemRoute.objects.of(by).update_or_create(
                    organisation_id=by.organisation_id, item_id=item_id, defaults={"route": route}
                )
        record(by, "naloxone_route.said", "item", sorted(routes))
