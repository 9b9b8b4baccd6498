"""What is known about supplies: the catalogue, levels, lots and the ledger."""

from meetpoint.core.supplies.queries.catalogue import ItemFacts, catalogue
from meetpoint.core.supplies.queries.ledger import (
    Difference,
    MonthOut,
    handed_out_by_month,
    ledger,
    ledger_differences,
)
from meetpoint.core.supplies.queries.levels import (
    Expiring,
    Level,
    Shortfall,
    expiring,
    levels,
    piles_at,
    shortfalls,
    use_since,
)
from meetpoint.core.supplies.queries.lots import LotPlace, Packed, lots_of, packed_with, places_of_lot
from meetpoint.core.supplies.queries.places import Place, places_of

__all__ = [
    "Difference",
    "Expiring",
    "ItemFacts",
    "Level",
    "LotPlace",
    "MonthOut",
    "Packed",
    "Place",
    "Shortfall",
    "catalogue",
    "expiring",
    "handed_out_by_month",
    "ledger",
    "ledger_differences",
    "levels",
    "lots_of",
    "packed_with",
    "piles_at",
    "places_of",
    "places_of_lot",
    "shortfalls",
    "use_since",
]
