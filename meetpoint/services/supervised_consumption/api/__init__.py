"""Rooms through the API: their boards, visits and emergencies."""

from ninja import Router

from meetpoint.services.supervised_consumption.api import events, rooms, visits

router = Router()
for part in (rooms, visits, events):
    router.add_router("", part.router)

__all__ = ["router"]
