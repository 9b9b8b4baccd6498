"""Where items are ordered, and how long what was ordered takes: set by the organisation, never assumed."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit import actions as audit
from meetpoint.core.supplies import permissions
from meetpoint.core.supplies.actions.posting import item_of
from meetpoint.core.supplies.errors import refused
from meetpoint.core.supplies.models import Sourcing, Supplier
from meetpoint.core.tenancy.actor import Actor

LONGEST_LEAD_DAYS = 365


@dataclass(frozen=True, kw_only=True, slots=True)
class Ordering:
    """Where an item is ordered; a lead time of its own holds before its supplier's."""

    supplier_id: int | None = None
    lead_days: int | None = None


def keep_supplier(name: str, *, lead_days: int | None, by: Actor) -> Supplier:
    """Add a supplier, or change the lead time of the one with this name. Raises NotAllowed or DomainError."""
    by.require(permissions.CHANGE_PAR)
    name = " ".join(name.split())
    if not name:
        raise refused("name", _("Please fill this in."))
    _check_days(lead_days)
    with transaction.atomic():
        supplier, _made = Supplier.objects.of(by).update_or_create(
            organisation_id=by.organisation_id, name=name, defaults={"lead_days": lead_days}
        )
        audit.record(by, "supplies.supplier_kept", "supplier", [supplier.pk], fields={"lead_days": lead_days})
    return supplier


def set_sourcing(orderings: Mapping[int, Ordering], *, by: Actor) -> None:
    """Say where some items (by id) are ordered and how long that takes. Raises NotAllowed or DomainError."""
    by.require(permissions.CHANGE_PAR)
    known = set(Supplier.objects.of(by).values_list("pk", flat=True))
    for item_id, ordering in orderings.items():
        item_of(by, item_id)
        _check_days(ordering.lead_days, field=f"lead-{item_id}")
        if ordering.supplier_id is not None and ordering.supplier_id not in known:
            raise refused(f"supplier-{item_id}", _("Choose one of the suppliers listed."))
    with transaction.atomic():
        for item_id, ordering in orderings.items():
            Sourcing.objects.of(by).update_or_create(
                organisation_id=by.organisation_id,
                item_id=item_id,
                defaults={"supplier_id": ordering.supplier_id, "lead_days": ordering.lead_days},
            )
        audit.record(by, "supplies.sourcing_set", "item", sorted(orderings))


def _check_days(days: int | None, *, field: str = "lead_days") -> None:
    if days is not None and not 0 <= days <= LONGEST_LEAD_DAYS:
        raise refused(field, _("Write days from 0 to %(most)d, or nothing.") % {"most": LONGEST_LEAD_DAYS})
