"""The lists of supplies: ledger, lots, what expires, the catalogue."""

from meetpoint.core.supplies.listings.catalogue import CATALOGUE
from meetpoint.core.supplies.listings.ledger import LEDGER
from meetpoint.core.supplies.listings.lots import EXPIRING, LOTS
from meetpoint.core.supplies.listings.words import said_kind

__all__ = ["CATALOGUE", "EXPIRING", "LEDGER", "LOTS", "said_kind"]
