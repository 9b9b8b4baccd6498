"""Promising to do something by a day, and keeping the promise."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.access.models import StaffMember
from meetpoint.core.audit import actions as audit
from meetpoint.core.referrals import permissions, rules
from meetpoint.core.referrals.actions.writing import not_listed, person_now, site_of
from meetpoint.core.referrals.errors import ReferralRefused
from meetpoint.core.referrals.models import FollowUpTask
from meetpoint.core.referrals.words import Urgency
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict, NotFound


def add_task(
    uid: UUID,
    *,
    site_id: int,
    what: str,
    due_on: date,
    by: Actor,
    participant_id: int | None = None,
    owner_id: int | None = None,
    priority: str = Urgency.ROUTINE,
) -> FollowUpTask:
    """Promise to do something by a day. The same `uid` again returns the task made before.

    It is the promise of whoever makes it, unless `owner_id` names a colleague. Raises ReferralRefused,
    Erased, NotAllowed, and Conflict for a `uid` that is known with other content.
    """
    by.require(permissions.CHANGE_TASKS, site_id=site_id)
    _check(what, due_on, priority)
    owner_id = by.staff_id if owner_id is None else colleague(owner_id, by)
    with transaction.atomic():
        site_of(site_id, by)
        task, made = FollowUpTask.objects.of(by).get_or_create(
            organisation_id=by.organisation_id,
            uid=uid,
            defaults={
                "site_id": site_id,
                "participant_id": person_now(participant_id, by),
                "owner_id": owner_id,
                "priority": priority,
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


def give_task(uid: UUID, *, owner_id: int | None, priority: str, by: Actor) -> FollowUpTask:
    """Let a task be somebody else's, or nobody's, and say how long it can wait.

    Raises NotFound, NotAllowed, and ReferralRefused for somebody who does not work here.
    """
    with transaction.atomic():
        task = _locked(uid, by)
        by.require(permissions.CHANGE_TASKS, site_id=task.site_id)
        if priority not in Urgency.values:
            raise not_listed("priority")
        if owner_id is not None and owner_id != task.owner_id:
            owner_id = colleague(owner_id, by)
        task.owner_id, task.priority = owner_id, priority
        task.save(update_fields=["owner_id", "priority"])
        audit.record(by, "task.given", "task", [task.pk], fields={"owner": owner_id, "priority": priority})
    return task


def colleague(staff_id: int, by: Actor) -> int:
    """Return the id of somebody who works here now. Raises ReferralRefused."""
    found = StaffMember.objects.of(by).filter(pk=staff_id, ended_at=None).exists()
    if not found:
        raise not_listed("owner")
    return staff_id


def _check(what: str, due_on: date, priority: str) -> None:
    wrong: dict[str, str] = {}
    if not what.strip() or len(what) > 200 or "\x00" in what:
        wrong["what"] = _("Write what is to be done, in under 200 characters.")
    if not rules.may_be_due(due_on, clock.now().date()):
        wrong["due_on"] = _("Choose a day within the next ten years.")
    if priority not in Urgency.values:
        wrong["priority"] = _("Choose one from the list.")
    if wrong:
        raise ReferralRefused(wrong)


def _set_done(uid: UUID, by: Actor, *, done: bool) -> FollowUpTask:
    with transaction.atomic():
        task = _locked(uid, by)
        by.require(permissions.CHANGE_TASKS, site_id=task.site_id)
        if done != (task.done_at is not None):
            task.done_at = clock.now() if done else None
            task.done_by = by.staff_id if done else None
            task.save(update_fields=["done_at", "done_by"])
            audit.record(by, "task.finished" if done else "task.reopened", "task", [task.pk])
    return task


def _locked(uid: UUID, by: Actor) -> FollowUpTask:
    task = FollowUpTask.objects.of(by).select_for_update().filter(uid=uid).first()
    if task is None or not by.reaches(task.site_id):
        raise NotFound(_("This task is not here. It may belong to another site."))
    return task
