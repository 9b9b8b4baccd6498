"""Machines through the API, and the way in for what they report where a broker cannot be reached."""

from ninja import Router

router = Router()
