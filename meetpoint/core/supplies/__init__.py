"""The catalogue, lots, and an append-only ledger of everything that came and went."""
