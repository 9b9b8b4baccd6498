"""The directory through the API: our own short form of it, and that of HSDS."""

from ninja import Router

from meetpoint.core.directory.api import entries, hsds

router = Router()
router.add_router("", entries.router)
router.add_router("", hsds.router)

__all__ = ["router"]
