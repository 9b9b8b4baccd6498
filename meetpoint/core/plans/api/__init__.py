"""Case load and plans through the API."""

from ninja import Router

from meetpoint.core.plans.api import load, plans

router = Router()
router.add_router("", load.router)
router.add_router("", plans.router)

__all__ = ["router"]
