"""Why each column of referrals and tasks is kept, and how a participant's part is given or erased."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from meetpoint.core.modules.interface import Kept, PrivacyPlan
from meetpoint.core.referrals.models import FollowUpTask, Referral
from meetpoint.core.tenancy.actor import Actor

KEEP_DONE_TASKS_DAYS = 180
"""How long a finished task stays (product choice)."""

KEEP_HANDOFF_NAMES_DAYS = 180
"""How long the name and phone of a worker elsewhere stay after the loop closed (product choice)."""

_TOLD = (
    "kind",
    "entry__name",
    "to_name",
    "status",
    "status_reason",
    "outcome",
    "urgency",
    "provenance",
    "appointment_at",
    "transport",
    "handoff_at",
    "handoff_to",
    "made_at",
    "linked_on",
)
_COUNT = Kept(why="To count referrals and linkages for funders.", until="The organisation is closed.")
_LOOP = Kept(why="To close the loop: ask what became of it.", until="The organisation is closed.")
_PERSON = Kept(why="To know whom to tell.", until="The participant is erased.", personal=True)
_WORDS = Kept(why="To know where the person was sent.", until="The participant is erased.", personal=True)
_WAY = Kept(
    why="So that the person gets there: when they are expected, and how they travel.",
    until="The participant is erased.",
    personal=True,
)
_HANDED = Kept(
    why="A warm hand-off counts only with the day and our worker.",
    until="The participant is erased.",
    personal=True,
)
_COLLEAGUE = Kept(
    why="To know whom to ring there; the worker elsewhere gave it for that.",
    until="180 days after the loop closed, or the participant is erased.",
    personal=True,
)
_PRIORITY = Kept(
    why="To see what cannot wait; no reason is kept with it.", until="The organisation is closed."
)
_LEARNT = Kept(
    why="To weigh how sure a need is: said, seen, written, or told by others.",
    until="The organisation is closed.",
)
_TASK = Kept(why="To remember a promise.", until="180 days after it was kept.", personal=True)
_WHO = Kept(why="To know who made or took the promise.", until="180 days after it was kept.")


def export(actor: Actor, participant_id: int) -> Mapping[str, Any]:
    """Return a participant's referrals and tasks as plain values."""
    referrals = Referral.objects.of(actor).filter(participant_id=participant_id).order_by("made_at")
    tasks = FollowUpTask.objects.of(actor).filter(participant_id=participant_id).order_by("due_on")
    return {
        "referrals": list(referrals.values(*_TOLD)),
        "tasks": list(tasks.values("what", "due_on", "done_at")),
    }


def erase(actor: Actor, participant_id: int) -> None:
    """Unlink and blank a participant's referrals, which stay as counts, and remove their tasks."""
    mine = Referral.objects.of(actor).filter(participant_id=participant_id)
    for referral in mine:
        referral.changes.update(reason="")
    mine.update(
        participant=None,
        encounter=None,
        to_name="",
        status_reason="",
        appointment_at=None,
        appointment_zone="",
        transport="",
        handoff_at=None,
        handoff_by=None,
        handoff_to="",
        handoff_phone="",
    )
    FollowUpTask.objects.of(actor).filter(participant_id=participant_id).delete()


def retain(actor: Actor, today: date) -> int:
    """Remove tasks finished long ago, and names of workers elsewhere after the loop; return how many."""
    before = today - timedelta(days=KEEP_DONE_TASKS_DAYS)
    removed = FollowUpTask.objects.of(actor).filter(done_at__date__lt=before).delete()[0]
    closed = Referral.objects.of(actor).filter(
        closed_at__date__lt=today - timedelta(days=KEEP_HANDOFF_NAMES_DAYS)
    )
    named = closed.exclude(handoff_to="", handoff_phone="")
    return removed + named.update(handoff_to="", handoff_phone="")


PLAN = PrivacyPlan(
    columns={
        "referrals.Referral": {
            "uid": _COUNT,
            "site": _COUNT,
            "kind": _COUNT,
            "entry": _COUNT,
            "status": _COUNT,
            "status_from": _COUNT,
            "made_at": _COUNT,
            "local_date": _COUNT,
            "sent_at": _COUNT,
            "linked_on": _COUNT,
            "days_to_service": _COUNT,
            "outcome": _COUNT,
            "urgency": _PRIORITY,
            "provenance": _LEARNT,
            "appointment_at": _WAY,
            "appointment_zone": _WAY,
            "transport": _WAY,
            "handoff_at": _HANDED,
            "handoff_by": _HANDED,
            "handoff_to": _COLLEAGUE,
            "handoff_phone": _COLLEAGUE,
            "closed_at": _COUNT,
            "slip": _LOOP,
            "made_by": _LOOP,
            "participant": _PERSON,
            "encounter": _PERSON,
            "to_name": _WORDS,
            "status_reason": _WORDS,
        },
        "referrals.ReferralChange": {
            "referral": _LOOP,
            "status": _LOOP,
            "said_by": _LOOP,
            "at": _LOOP,
            "staff_id": _LOOP,
            "reason": _WORDS,
        },
        "referrals.FollowUpTask": {
            "participant": _TASK,
            "what": _TASK,
            "uid": _WHO,
            "site": _WHO,
            "referral": _WHO,
            "owner_id": _WHO,
            "about": _WHO,
            "priority": _WHO,
            "due_on": _WHO,
            "done_at": _WHO,
            "done_by": _WHO,
            "created_at": _WHO,
        },
    },
    export=export,
    erase=erase,
    retain=retain,
)
