"""Supplies through the API: items, lots, levels, the ledger, and what changes stock."""

from ninja import Router

from meetpoint.core.supplies.api import changes, reads

router = Router()
router.add_router("", reads.router)
router.add_router("", changes.router)

__all__ = ["router"]
