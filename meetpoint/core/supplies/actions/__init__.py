"""Every change of stock and of the catalogue, except what leaves with an encounter (`drawdown.py`)."""

from meetpoint.core.supplies.actions.catalogue import (
    ItemDetails,
    add_item,
    add_starter_items,
    change_item,
    restore_item,
    retire_item,
    set_kit_contents,
    set_par_level,
    set_par_levels,
)
from meetpoint.core.supplies.actions.counting import count_stock, settle_shortfall
from meetpoint.core.supplies.actions.kits import Packing, make_kits
from meetpoint.core.supplies.actions.lots import correct_lot, quarantine_lot, release_lot
from meetpoint.core.supplies.actions.posting import Posted
from meetpoint.core.supplies.actions.sourcing import Ordering, keep_supplier, set_sourcing
from meetpoint.core.supplies.actions.stock import (
    Delivery,
    Draw,
    dispose_stock,
    receive_stock,
    transfer_stock,
)
from meetpoint.core.supplies.rules import Count

__all__ = [
    "Count",
    "Delivery",
    "Draw",
    "ItemDetails",
    "Ordering",
    "Packing",
    "Posted",
    "add_item",
    "add_starter_items",
    "change_item",
    "correct_lot",
    "count_stock",
    "dispose_stock",
    "keep_supplier",
    "make_kits",
    "quarantine_lot",
    "receive_stock",
    "release_lot",
    "restore_item",
    "retire_item",
    "set_kit_contents",
    "set_par_level",
    "set_par_levels",
    "set_sourcing",
    "settle_shortfall",
    "transfer_stock",
]
