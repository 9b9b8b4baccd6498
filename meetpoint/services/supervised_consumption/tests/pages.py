"""Addresses of the pages, and the board as its script asks for it."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from meetpoint.services.supervised_consumption.models import (
    Room,
)

PART = {"x-requested-with": "fetch"}


def to(name: str, uid: Any) -> str:
    return reverse(f"supervised_consumption:{name}", args=[uid])


def tiles_of(browser: Client, room: Room, tag: str = "") -> Any:
    return browser.get(to("tiles", room.uid), headers={**PART, **({"if-none-match": tag} if tag else {})})
