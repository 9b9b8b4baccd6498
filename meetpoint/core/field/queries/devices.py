"""Phones: whose they are, and as whom they act."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from meetpoint.core.access.queries import reach_of
from meetpoint.core.field import permissions
from meetpoint.core.field.models import Device, ReceivedEvent, State
from meetpoint.core.tenancy.actor import Actor, ActorKind


def actor_of(device: Device) -> Actor | None:
    """Return as whom a phone acts: its worker with what they may do now; None when it may not any more."""
    member = device.member
    if device.revoked_at or member.ended_at or not member.joined_at or not member.account.is_active:
        return None
    reach = reach_of(member)
    if permissions.ENROL not in reach.permissions:
        return None
    return Actor(
        organisation_id=device.organisation_id,
        staff_id=member.pk,
        permissions=reach.permissions,
        site_ids=reach.site_ids,
        kind=ActorKind.DEVICE,
        name=member.display_name,
    )


def devices(by: Actor) -> QuerySet[Device]:
    """Return the phones that the actor may see, the living first: all of them with MANAGE, else one's own."""
    found = Device.objects.of(by).select_related("member")
    if not by.may(permissions.MANAGE):
        found = found.filter(member_id=by.staff_id)
    waiting = Count("events", filter=Q(events__state__in=OPEN_STATES))
    return found.annotate(waiting=waiting).order_by("revoked_at", "-enrolled_at", "-id")


OPEN_STATES = (State.REVIEW, State.QUARANTINE)


def to_look_at(by: Actor) -> QuerySet[ReceivedEvent]:
    """Return the events that wait for a decision, the oldest first."""
    found = ReceivedEvent.objects.of(by).filter(state__in=OPEN_STATES)
    return found.select_related("device__member").order_by("received_at", "id")
