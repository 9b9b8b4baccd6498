"""Moments as people type them at a place: without a time zone, which is that of the place."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetpoint.core.organisations.models import Site
from meetpoint.core.referrals.words import Transport
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.widgets import MomentInput


def moment_field(label: Any, *, help_text: Any = "") -> forms.DateTimeField:
    """Return a field for a day and a time."""
    return forms.DateTimeField(label=label, required=False, widget=MomentInput, help_text=help_text)


def transport_field() -> forms.ChoiceField:
    """Return a field for how somebody gets there."""
    return forms.ChoiceField(
        label=_("How they get there"), choices=[("", _("Not said")), *Transport.choices], required=False
    )


def there(typed: datetime | None, zone: str) -> datetime | None:
    """Return what was typed as a moment of a place; a form reads it in the zone of the page."""
    if typed is None:
        return None
    wall = timezone.make_naive(typed) if timezone.is_aware(typed) else typed
    return wall.replace(tzinfo=ZoneInfo(zone))


def typed(moment: datetime | None, zone: str) -> datetime | None:
    """Return a moment as somebody at a place would type it."""
    return None if moment is None else moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def zone_of(site: Site) -> str:
    """Return the time zone of a site whose organisation was fetched with it."""
    return site.time_zone or site.organisation.time_zone


def zones_of(actor: Actor) -> list[str]:
    """Return the time zones in which an organisation's sites are."""
    sites = Site.objects.of(actor).select_related("organisation")
    return sorted({zone_of(site) for site in sites})
