"""What is known about supplies: the catalogue, levels, lots and the ledger."""

from meetpoint.core.supplies.queries.catalogue import ItemFacts, catalogue

__all__ = ["ItemFacts", "catalogue"]
