"""The directory through the API: our own short form of it, and that of HSDS."""

from meetpoint.core.directory.api.entries import router

__all__ = ["router"]
