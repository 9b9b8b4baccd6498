"""Referrals and follow-up tasks through the API."""

from ninja import Router

from meetpoint.core.referrals.api import fhir, referrals, tasks

router = Router()
router.add_router("", referrals.router)
router.add_router("", tasks.router)
router.add_router("", fhir.router)

__all__ = ["router"]
