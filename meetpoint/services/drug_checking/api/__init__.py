"""Samples and their results through the API."""

from meetpoint.services.drug_checking.api.endpoints import router

__all__ = ["router"]
