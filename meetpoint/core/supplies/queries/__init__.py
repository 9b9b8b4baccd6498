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
    ItemLevels,
    Level,
    levels,
    levels_by_item,
    par_levels,
    piles_at,
    use_since,
)
from meetpoint.core.supplies.queries.lots import (
    LotOut,
    LotPlace,
    Packed,
    handed_out_of_lot,
    lot_number,
    lots_of,
    lots_with_units,
    packed_with,
    places_of_lot,
)
from meetpoint.core.supplies.queries.places import Place, places_of
from meetpoint.core.supplies.queries.shelf import CountRow, Part, changes_at, count_rows, parts_for
from meetpoint.core.supplies.queries.watch import Expiring, Shortfall, expiring, shortfalls

__all__ = [
    "CountRow",
    "Difference",
    "Expiring",
    "ItemFacts",
    "ItemLevels",
    "Level",
    "LotOut",
    "LotPlace",
    "MonthOut",
    "Packed",
    "Part",
    "Place",
    "Shortfall",
    "catalogue",
    "changes_at",
    "count_rows",
    "expiring",
    "handed_out_by_month",
    "handed_out_of_lot",
    "ledger",
    "ledger_differences",
    "levels",
    "levels_by_item",
    "lot_number",
    "lots_of",
    "lots_with_units",
    "packed_with",
    "par_levels",
    "parts_for",
    "piles_at",
    "places_of",
    "places_of_lot",
    "shortfalls",
    "use_since",
]
