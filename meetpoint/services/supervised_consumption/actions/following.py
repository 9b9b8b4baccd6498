"""A visit goes on when its contact is corrected: it moves over to the contact in its place."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from meetpoint.core.encounters.models import Encounter
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import DomainError
from meetpoint.services.supervised_consumption.models import Room, Visit


def follow_contact(by: Actor, before_id: int, after_id: int) -> None:
    """Tie the visit of a corrected contact, if there is one, to the contact in its place.

    Runs in the transaction of the correction. Another time or day of the contact is that of the check-in.
    Raises DomainError for a contact that moves to another site, or that is a count of a group: a visit is one
    person in one room.
    """
    visit = Visit.objects.of(by).filter(encounter_id=before_id).first()
    if visit is None:
        return
    before, after = Encounter.objects.of(by).get(pk=before_id), Encounter.objects.of(by).get(pk=after_id)
    if after.site_id != visit.site_id or after.count_only:
        raise DomainError(
            _("This contact is a visit to a consumption room: one person, at that site. Void it instead.")
        )
    changes: dict[str, object] = {"encounter_id": after.pk}
    if after.occurred_at != before.occurred_at:
        changes["arrived_at"] = after.occurred_at
        if visit.seated_at is not None:
            longer = round((before.occurred_at - after.occurred_at).total_seconds() / 60)
            changes["wait_minutes"] = max(0, visit.wait_minutes + longer)
    if after.local_date != visit.local_date:
        changes |= {"local_date": after.local_date, "ticket": _ticket(visit, after, by)}
    Visit.objects.of(by).filter(pk=visit.pk).update(**changes)
    # Not before the end: whoever moves a visit locks the room first, and this transaction holds the contact.
    transaction.on_commit(lambda: _tell_boards(by, visit.site_id))


def _ticket(visit: Visit, after: Encounter, by: Actor) -> int:
    there = Visit.objects.of(by).filter(site_id=visit.site_id, local_date=after.local_date)
    if not there.filter(ticket=visit.ticket).exists():
        return visit.ticket
    return int(there.aggregate(most=Max("ticket"))["most"] or 0) + 1


def _tell_boards(by: Actor, site_id: int) -> None:
    Room.objects.of(by).filter(site_id=site_id).update(version=F("version") + 1)
