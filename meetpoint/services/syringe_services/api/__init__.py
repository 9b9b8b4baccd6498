"""Community clean-ups through the API; returns, tests, vaccines and wound care are sections of encounters."""

from meetpoint.services.syringe_services.api.endpoints import router

__all__ = ["router"]
