"""What the lists of supplies share: choices of their filters, links, and how things are said."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from meetpoint.core.modules.registry import registry
from meetpoint.core.supplies.models import DisposalReason, Movement, MovementKind, ReceiptReason, UseReason
from meetpoint.core.supplies.queries import catalogue, places_of
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.listing import (
    Link,
    Status,
)

_REASONS = {**dict(ReceiptReason.choices), **dict(DisposalReason.choices), **dict(UseReason.choices)}


def said_kind(line: Movement) -> str:
    """Return what happened, with the reason when one was given."""
    kind = str(MovementKind(line.kind).label)
    return f"{kind}: {_REASONS[line.reason]}" if line.reason in _REASONS else kind


def site_choices(actor: Actor) -> Sequence[tuple[str, str]]:
    """Return the sites in reach."""
    return [(str(place.id), place.name) for place in places_of(actor).values()]


def item_choices(actor: Actor) -> Sequence[tuple[str, str]]:
    """Return the whole catalogue."""
    return [(str(item.id), item.label) for item in catalogue(actor.organisation_id).values()]


def kind_choices(_actor: Actor) -> Sequence[tuple[str, str]]:
    """Return every kind of supplies."""
    return [(kind.slug, str(kind.label)) for kind in registry().supply_kinds.values()]


def item_url(slug: str) -> str:
    """Return the address of an item's page."""
    return reverse("supplies:item", args=[slug])


def lot_link(lot: Any) -> Link | str:
    """Return a lot's number as a link to its page; nothing for stock without a lot."""
    return Link(lot.number, reverse("supplies:lot", args=[lot.pk])) if lot else ""


def expiry_status(days: int) -> Status:
    """Say how soon something expires."""
    if days < 0:
        return Status("danger", gettext("Expired"))
    if days == 0:
        return Status("now", gettext("Last day"))
    words = ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    return Status("now" if days <= 30 else "soon", words)
