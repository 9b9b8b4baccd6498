"""Where the demo organisation orders its supplies, and how long that takes; the names are made up."""

from meetpoint.core.supplies.actions import Ordering, keep_supplier, set_sourcing
from meetpoint.operate.demo.world import World

SUPPLIERS = {"County naloxone programme": 21, "Buyers’ club": 12, "Lakeside Medical": 6}
_OF_KIND = {
    "naloxone": "County naloxone programme",
    "syringes": "Buyers\u2019 club",
    "injection": "Buyers\u2019 club",
}
_SLOWER = {"disposal": 28}
_NOT_SAID = {"hygiene", "sex"}
"""Kinds whose lead time nobody has written down yet, so that the list shows what it says then."""


def say_sources(world: World) -> None:
    """Keep the suppliers and say where each item is ordered."""
    kept = {name: keep_supplier(name, lead_days=days, by=world.manager) for name, days in SUPPLIERS.items()}
    set_sourcing(
        {
            item.id: Ordering(
                supplier_id=kept[_OF_KIND.get(item.kind, "Lakeside Medical")].pk,
                lead_days=_SLOWER.get(item.kind),
            )
            for item in world.items.values()
            if item.kind not in _NOT_SAID
        },
        by=world.manager,
    )
