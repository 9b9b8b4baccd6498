"""Why each column about phones and their events is kept, and until when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from meetpoint.core.field.actions.deciding import open_for_review
from meetpoint.core.field.models import Device, ReceivedEvent, State
from meetpoint.core.field.reading import ContactBody, Unreadable, read_event
from meetpoint.core.modules.interface import Kept, PrivacyPlan
from meetpoint.core.people.queries import find_by_code
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import DomainError

KNOWN_FOR = timedelta(days=400)
"""How long it is remembered that an event came: longer than any phone can be out (product choice)."""

KEPT_AFTER_DECISION = timedelta(days=30)

_PHONE = "400 days after it was revoked"
_EVENT = "400 days after it came"


def _export(by: Actor, participant_id: int) -> Mapping[str, Any]:
    return {"entries_waiting_for_review": len(_waiting_about(by, participant_id))}


def _erase(by: Actor, participant_id: int) -> None:
    """Remove what waits under one of the person's codes."""
    about = [row.pk for row in _waiting_about(by, participant_id)]
    gone = {"sealed": b"", "state": State.SET_ASIDE, "reason": "erased", "decided_at": clock.now()}
    ReceivedEvent.objects.of(by).filter(pk__in=about).update(**gone)


def _waiting_about(by: Actor, participant_id: int) -> list[ReceivedEvent]:
    kept = ReceivedEvent.objects.of(by).exclude(state=State.STORED).exclude(sealed=b"")
    return [row for row in kept if _code_leads_to(row, participant_id, by)]


def _code_leads_to(row: ReceivedEvent, participant_id: int, by: Actor) -> bool:
    try:
        body = read_event(open_for_review(row)[0]).body
        found = find_by_code(by, body.code) if isinstance(body, ContactBody) and body.code else None
    except (DomainError, Unreadable):
        return False
    return found is not None and found.pk == participant_id


def _retain(by: Actor, today: date) -> int:
    now = clock.now()
    decided = ReceivedEvent.objects.of(by).filter(
        state=State.SET_ASIDE, decided_at__lt=now - KEPT_AFTER_DECISION
    )
    emptied = decided.exclude(sealed=b"").update(sealed=b"")
    old = Q(received_at__lt=now - KNOWN_FOR, state__in=(State.STORED, State.SET_ASIDE, State.WAITING))
    gone, _each = ReceivedEvent.objects.of(by).filter(old).delete()
    phones = Device.objects.of(by).filter(revoked_at__lt=now - KNOWN_FOR, events=None)
    return emptied + gone + phones.delete()[0]


PLAN = PrivacyPlan(
    columns={
        "field.Device": {
            "uid": Kept(why="which phone sends", until=_PHONE),
            "member": Kept(why="in whose name it sends", until=_PHONE),
            "name": Kept(why="so that its owner knows which one to revoke", until=_PHONE),
            "public_key": Kept(why="to know the phone's signature", until=_PHONE),
            "enrolled_at": Kept(why="nothing that it sends can be older", until=_PHONE),
            "last_seen_on": Kept(why="to find phones that nobody uses; the day only", until=_PHONE),
            "asked_until": Kept(why="so that no request counts twice", until=_PHONE),
            "received": Kept(why="how much came from the phone", until=_PHONE),
            "mark": Kept(why="so that a phone notices when the server was restored", until=_PHONE),
            "mark_before": Kept(why="so that a lost answer is not taken for a restore", until=_PHONE),
            "revoked_at": Kept(why="what comes later goes to quarantine", until=_PHONE),
            "told_at": Kept(why="whether the phone has cleared itself", until=_PHONE),
        },
        "field.SealingKey": {
            "generation": Kept(why="to which key phones seal", until="The organisation is closed."),
            "made_at": Kept(why="how old the key is", until="The organisation is closed."),
        },
        "field.ReceivedEvent": {
            "uid": Kept(why="so that sending twice stores once", until=_EVENT),
            "digest": Kept(why="to tell the same from another version; keyed", until=_EVENT),
            "device": Kept(why="which phone it came from", until=_EVENT),
            "sequence": Kept(why="the order in which it was written", until=_EVENT),
            "kind": Kept(why="what it is", until=_EVENT),
            "state": Kept(why="what became of it", until=_EVENT),
            "reason": Kept(why="why somebody has to look", until=_EVENT),
            "sealed": Kept(
                why="the entry itself, encrypted, while somebody has to look at it",
                until="It is recorded, or 30 days after it was set aside.",
                personal=True,
            ),
            "made_at": Kept(why="what the phone's clock said", until=_EVENT),
            "occurred_at": Kept(why="when it was, by our clock", until=_EVENT),
            "received_at": Kept(why="when it came", until=_EVENT),
            "decided_at": Kept(why="when somebody decided", until=_EVENT),
            "decided_by": Kept(why="who decided", until=_EVENT),
        },
    },
    export=_export,
    erase=_erase,
    retain=_retain,
)
