"""Saying how a strip is used and read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit.actions import record
from meetpoint.core.supplies.models import Item
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import NotFound
from meetpoint.services.drug_checking import permissions
from meetpoint.services.drug_checking.models import StripProduct
from meetpoint.services.drug_checking.queries.strips import KIND


def say_strip(item_id: int, said: Mapping[str, Any], *, by: Actor) -> StripProduct:
    """Keep what the packet of a strip says. Results keep the limit that held on their day.

    Raises NotAllowed, and NotFound for what is no strip of the organisation.
    """
    by.require(permissions.CHANGE_STRIPS)
    if not Item.objects.of(by).filter(pk=item_id, kind=KIND).exists():
        raise NotFound(_("This is not one of your strips."))
    with transaction.atomic():
        product, _new = StripProduct.objects.of(by).update_or_create(
            organisation_id=by.organisation_id, item_id=item_id, defaults=dict(said)
        )
        record(by, "strip.said", "item", [item_id], fields={"target": str(said.get("target", ""))})
    return product
