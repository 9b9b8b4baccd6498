"""Locking a room for one change, and telling its boards that something is new."""

from __future__ import annotations

from django.db.models import F
from django.utils.translation import gettext as _

from meetpoint.core.supplies.queries.places import Place, places_of
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import NotFound
from meetpoint.services.supervised_consumption.models import Room


def hold_room(site_id: int, by: Actor) -> Room:
    """Lock the room of a site for the caller's transaction. Raises NotFound."""
    room = Room.objects.of(by).select_for_update().filter(site_id=site_id).first()
    if room is None or not by.reaches(site_id):
        raise NotFound(_("This site has no room. Add one in the settings first."))
    return room


def tell_boards(room: Room, by: Actor) -> None:
    """Make every board of the room draw itself anew, once the caller's transaction is stored."""
    Room.objects.of(by).filter(pk=room.pk).update(version=F("version") + 1)


def place_of_room(site_id: int, by: Actor) -> Place:
    """Return the site with its zone and today's date there. Raises NotFound."""
    place = places_of(by, site_id=site_id).get(site_id)
    if place is None:
        raise NotFound(_("This site is not one of yours."))
    return place
