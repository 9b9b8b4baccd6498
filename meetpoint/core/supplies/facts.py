"""The facts of this package: what each item of the catalogue is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from meetpoint.core.modules.facts import FactColumn, FactTable, FactType, flag, word
from meetpoint.core.modules.registry import registry
from meetpoint.core.supplies.models import Item

KIT = "kit"
"""The unit of items that are made up of others."""

ABOUT_ITEMS = "It is about a thing in the catalogue, never about who got it."


def items(organisation_id: int, _first: date, _last: date) -> QuerySet[Item]:
    """Return an organisation's items, retired ones too."""
    is_kit = ExpressionWrapper(Q(unit=KIT), output_field=BooleanField())
    return Item.objects.of(organisation_id).annotate(kit=is_kit).order_by("pk")


def kinds() -> Iterable[str]:
    """Return the supply kinds that modules declare."""
    return registry().supply_kinds


FACTS = (
    FactTable(
        slug="items",
        meaning="One row for each item of the catalogue, as it is now.",
        key="item",
        rows=items,
        columns=(
            FactColumn(
                name="item", type=FactType.ITEM, source="pk", meaning="The item’s number.", why=ABOUT_ITEMS
            ),
            word("kind", kinds, "The kind of supplies it belongs to.", why=ABOUT_ITEMS),
            flag("kit", "Whether its unit is a kit.", why=ABOUT_ITEMS),
        ),
    ),
)
