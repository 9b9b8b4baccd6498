"""Moments as a board needs them: for its script, and in words for screens without one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django import template
from django.utils.translation import gettext as _

from meetpoint.lib import clock as lib_clock
from meetpoint.lib.identifiers import uuid7

register = template.Library()


@register.filter
def epoch(moment: datetime | None) -> str:
    """Return milliseconds since 1970, as scripts count."""
    return str(int(moment.timestamp() * 1000)) if moment else ""


@register.filter
def minutes_to(since: datetime | None, until: datetime) -> str:
    """Say how many whole minutes lie between two moments."""
    if since is None:
        return ""
    return _("%(n)d min") % {"n": max(0, int((until - since).total_seconds() // 60))}


@register.filter
def clock(seconds: int) -> str:
    """Say seconds as minutes and seconds, 2:41."""
    return f"{seconds // 60}:{seconds % 60:02}"


@register.filter
def clock_to(since: datetime, until: datetime) -> str:
    """Say the time between two moments as minutes and seconds."""
    return clock(max(0, int((until - since).total_seconds())))


@register.filter
def clock_to_now(since: datetime) -> str:
    """Say the time since a moment as minutes and seconds."""
    return clock_to(since, lib_clock.now())


@register.simple_tag
def now_epoch() -> str:
    """Return the server's clock, so that a screen can tell how far its own is off."""
    return epoch(lib_clock.now())


@register.simple_tag
def new_uid() -> UUID:
    """Return an identifier for a form that is sent with one tap, so that two taps store it once."""
    return uuid7()
