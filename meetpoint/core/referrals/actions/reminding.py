"""The tasks that a referral brings: to remind of an appointment, and to ask what became of it."""

from datetime import date, datetime

from meetpoint.core.referrals import rules
from meetpoint.core.referrals.models import FollowUpTask, Referral
from meetpoint.core.referrals.options import FOLLOW_UP_DAYS, REMIND_DAYS, days_of
from meetpoint.core.referrals.words import TaskAbout
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7


def add_follow_up(referral: Referral, on: date | None, by: Actor) -> None:
    """Let somebody ask what became of a referral, on a day or after as many as the organisation chose.

    One that still waits since the draft was written keeps its day, unless that has passed.
    """
    usual = referral.local_date + days_of(by.organisation_id, FOLLOW_UP_DAYS)
    waiting = referral.tasks.filter(about=TaskAbout.OUTCOME, done_at=None).first()
    if waiting is None:
        _add(referral, TaskAbout.OUTCOME, on or usual, by)
        return
    waiting.due_on = on or (waiting.due_on if waiting.due_on >= referral.local_date else usual)
    waiting.save(update_fields=["due_on"])


def keep_reminder(referral: Referral, by: Actor) -> None:
    """Let the reminder of an appointment follow it: made, moved, or taken away with it."""
    waiting = FollowUpTask.objects.of(by).filter(referral=referral, about=TaskAbout.APPOINTMENT, done_at=None)
    at = referral.appointment_at
    if at is None or at <= clock.now() or not rules.is_open(referral.status):
        waiting.delete()
        return
    due_on = _due_on(at, referral.appointment_zone, by)
    if not waiting.update(due_on=due_on):
        _add(referral, TaskAbout.APPOINTMENT, due_on, by)


def _due_on(at: datetime, zone: str, by: Actor) -> date:
    """Return so many days before, there; never a day that is over, which would look like neglect."""
    today = clock.local_date(clock.now(), zone)
    return max(today, clock.local_date(at, zone) - days_of(by.organisation_id, REMIND_DAYS))


def _add(referral: Referral, about: str, due_on: date, by: Actor) -> None:
    FollowUpTask.objects.create(
        organisation_id=referral.organisation_id,
        uid=uuid7(),
        site_id=referral.site_id,
        participant_id=referral.participant_id,
        referral=referral,
        owner_id=referral.made_by or by.staff_id,
        about=about,
        priority=referral.urgency,
        what="",
        due_on=due_on,
    )
