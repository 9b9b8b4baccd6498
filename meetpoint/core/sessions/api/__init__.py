"""Sessions and stays through the API; counselling notes have no address here."""

from ninja import Router

from meetpoint.core.sessions.api import sessions, stays

router = Router()
router.add_router("", sessions.router)
router.add_router("", stays.router)

__all__ = ["router"]
