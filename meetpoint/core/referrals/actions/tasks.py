"""Promising to do something by a day, and keeping the promise."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit import actions as audit
from meetpoint.core.referrals import permissions, rules
from meetpoint.core.referrals.actions.writing import person_now, site_of
from meetpoint.core.referrals.errors import ReferralRefused
from meetpoint.core.referrals.models import FollowUpTask
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict, NotFound


def add_task(
    *,
    uid: UUID,
    site_id: int,
    what: str,
    due_on: date,
    by: Actor,
    participant_id: int | None = None,
    owner_id: int | None = None,
) -> FollowUpTask:
    """Promise to do something by a day. The same `uid` again returns the task made before.

    `owner_id` is the colleague who does it, whoever writes it down when left out; the caller knows that they
    work here. Raises ReferralRefused, Erased, NotAllowed, and Conflict for a `uid` that is known with other
    content.
    """
    by.require(permissions.CHANGE_TASKS, site_id=site_id)
    _check(what, due_on)
    with transaction.atomic():
        site_of(site_id, by)
        task, made = FollowUpTask.objects.of(by).get_or_create(
            organisation_id=by.organisation_id,
            uid=uid,
            defaults={
                "site_id": site_id,
                "participant_id": person_now(participant_id, by),
                "owner_id": by.staff_id if owner_id is None else owner_id,
                "what": what.strip(),
                "due_on": due_on,
            },
        )
        if made:
            audit.record(by, "task.added", "task", [task.pk])
        elif (task.site_id, task.what, task.due_on) != (site_id, what.strip(), due_on):
            raise Conflict(_("A task with this identifier is already stored, with other content."))
    return task


def finish_task(uid: UUID, *, by: Actor) -> FollowUpTask:
    """Mark a task as done; doing it twice changes nothing. Raises NotFound, NotAllowed."""
    return _set_done(uid, by, done=True)


def reopen_task(uid: UUID, *, by: Actor) -> FollowUpTask:
    """Take back that a task was done. Raises NotFound, NotAllowed."""
    return _set_done(uid, by, done=False)


def _check(what: str, due_on: date) -> None:
    wrong: dict[str, str] = {}
    if not what.strip() or len(what) > 200 or "\x00" in what:
        wrong["what"] = _("Write what is to be done, in under 200 characters.")
    if not rules.may_be_due(due_on, clock.now().date()):
        wrong["due_on"] = _("Choose a day within the next ten years.")
    if wrong:
        raise ReferralRefused(wrong)


def _set_done(uid: UUID, by: Actor, *, done: bool) -> FollowUpTask:
    with transaction.atomic():
        task = FollowUpTask.objects.of(by).select_for_update().filter(uid=uid).first()
        if task is None or not by.reaches(task.site_id):
            raise NotFound(_("This task is not here. It may belong to another site."))
        by.require(permissions.CHANGE_TASKS, site_id=task.site_id)
        if done != (task.done_at is not None):
            task.done_at = clock.now() if done else None
            task.done_by = by.staff_id if done else None
            task.save(update_fields=["done_at", "done_by"])
            audit.record(by, "task.finished" if done else "task.reopened", "task", [task.pk])
    return task
