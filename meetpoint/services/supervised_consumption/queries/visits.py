"""Visits that stand, who is here, and what a person's earlier visits tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.pages import TimelineEntry
from meetpoint.core.supplies.queries.places import places_of
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.tenancy.models import TenantQuerySet
from meetpoint.core.tenancy.prepared import Prepared, within
from meetpoint.core.tenancy.slots import Slot
from meetpoint.lib import keys
from meetpoint.services.supervised_consumption.models import Event, HouseRules, License, State, Visit
from meetpoint.services.supervised_consumption.rules import MOST_STAYS

RECENT = timedelta(days=14)
"""How far back stays are recent enough to tell a wait from (product choice)."""


def standing(owner: Actor | int) -> TenantQuerySet[Visit]:
    """Return visits whose encounter was not voided."""
    return Visit.objects.of(owner).filter(encounter__voided_at=None)


def here(owner: Actor | int, site_id: int) -> QuerySet[Visit]:
    """Return those who have not left a site, the longest here first."""
    return standing(owner).filter(site_id=site_id).exclude(state=State.LEFT).order_by("arrived_at", "pk")


def recent_stays(owner: Actor | int, site_id: int, now: datetime) -> list[int]:
    """Return how many minutes each of the newest stays at a station took, at most twenty of two weeks."""
    rows = standing(owner).filter(
        site_id=site_id, arrived_at__gt=now - RECENT, left_station_at__isnull=False, seated_at__isnull=False
    )
    return list(rows.order_by("-arrived_at").values_list("station_minutes", flat=True)[:MOST_STAYS])


def license_of(owner: Actor | int, room_id: int, today: object) -> License | None:
    """Return the licensed capacity in force on a day, or None when nobody entered one."""
    rows = License.objects.of(owner).filter(room_id=room_id, effective_from__lte=today)
    return rows.order_by("-effective_from", "-pk").first()


def licensed_people(by: Actor, room_ids: Sequence[int]) -> dict[int, int]:
    """Return how many people the licence in force today allows, by room; rooms without one are left out."""
    today = {place.id: place.today for place in places_of(by).values()}
    rows = License.objects.of(by).filter(room_id__in=room_ids).order_by("effective_from", "pk")
    found = rows.values_list("room_id", "room__site_id", "effective_from", "people")
    return {room: people for room, site, since, people in found if site in today and since <= today[site]}


def rules_of(owner: Actor | int, room_id: int) -> HouseRules | None:
    """Return the newest wording of the rules, or None."""
    return HouseRules.objects.of(owner).filter(room_id=room_id).order_by("-version").first()


def heard_before(by: Actor, participant_id: int, site_id: int, version: int) -> datetime | None:
    """Return when a participant heard the present wording of the rules at this site, or None."""
    rows = standing(by).filter(
        encounter__participant_id=participant_id,
        site_id=site_id,
        rules_version=version,
        rules_heard_at__isnull=False,
    )
    newest = rows.order_by("-rules_heard_at").first()
    return newest.rules_heard_at if newest else None


def alias_of(visit: Visit) -> str:
    """Return the alias of a visit that is not over, in the clear; nothing where none was given."""
    return opened(visit.alias, f"sc-alias:{visit.uid}")


def sealed(text: str, bound_to: str) -> bytes | None:
    """Return text as it is stored, None for nothing."""
    if not text.strip():
        return None
    return keys.seal(keys.key(settings.KEYS, "fields"), text.strip().encode(), bound_to=bound_to)


def opened(content: bytes | memoryview | None, bound_to: str) -> str:
    """Return stored text in the clear, nothing for None. Raises KeyMissing with another key."""
    if content is None:
        return ""
    return keys.unseal(keys.key(settings.KEYS, "fields"), bytes(content), bound_to=bound_to).decode()


# --- on a participant's timeline ------------------------------------------------------------------


def _visits(owner: Slot, reach: Slot | None, *, participant: Slot, before: Slot) -> TenantQuerySet[Visit]:
    rows = Visit.objects.of(owner).filter(
        encounter__organisation_id=owner,
        encounter__participant_id=participant,
        encounter__voided_at=None,
        arrived_at__lt=before,
    )
    return within(rows, reach).order_by("-arrived_at", "-pk")


VISITS = Prepared[Visit](_visits)


def timeline(by: Actor, participant_id: int, before: datetime, limit: int) -> list[TimelineEntry]:
    """Return a participant's visits to rooms in reach before a moment, newest first."""
    visits = VISITS.fetch(by, limit=limit, participant=participant_id, before=before)
    events = Event.objects.of(by).filter(visit_id__in=[one.pk for one in visits], voided_at=None)
    by_visit: dict[int, list[Event]] = defaultdict(list)
    for event in events.order_by("recognised_at"):
        by_visit[event.visit_id].append(event)  # type: ignore[index] # asked for those with a visit alone
    return [_entry(visit, by_visit[visit.pk]) for visit in visits]


def _entry(visit: Visit, events: Sequence[Event]) -> TimelineEntry:
    state = State(visit.state).label if visit.state != State.LEFT else visit.get_exit_kind_display()
    given = (
        (visit.wound_care, _("wound care")),
        (visit.education, _("advice on safer use")),
        (visit.kit_given, _("took naloxone along")),
        (visit.referred, _("referred")),
    )
    parts = [state, *(word for is_so, word in given if is_so), *(_in_words(event) for event in events)]
    return TimelineEntry(
        at=visit.arrived_at,
        title=_("Visit to the consumption room"),
        detail=" · ".join(str(part) for part in parts),
        site_id=visit.site_id,
        url=reverse("supervised_consumption:visit", args=[visit.uid]),
        icon="shield",
        uid=visit.uid,
    )


def _in_words(event: Event) -> str:
    """Say what it was, whether naloxone was given, and how it ended, as far as it is known."""
    parts = [event.get_kind_display() or _("with an emergency")]
    if event.had_naloxone:
        parts.append(_("with naloxone"))
    if event.outcome:
        parts.append(event.get_outcome_display())
    return ", ".join(str(part) for part in parts)
