"""Encounters through the API: read, recorded, voided and corrected by the same actions as on the pages."""

from meetpoint.core.encounters.api.endpoints import router

__all__ = ["router"]
