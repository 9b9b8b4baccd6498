"""Making referrals, writing down what became of them, and the tasks that close the loop."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit import actions as audit
from meetpoint.core.consent.gate import disclose
from meetpoint.core.directory.models import DirectoryEntry, ServiceKind
from meetpoint.core.modules.interface import Section
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.models import Participant
from meetpoint.core.referrals import permissions, rules
from meetpoint.core.referrals.errors import ReferralRefused, StepNotPossible
from meetpoint.core.referrals.models import FollowUpTask, Referral, ReferralChange, ReferralStatus
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import NotFound
from meetpoint.lib.identifiers import uuid7

SLIP_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
SLIP_LENGTH = 8
FOLLOW_UP_DAYS = 14
"""Days after which somebody asks what became of a referral (product choice)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewReferral:
    """A referral to be made: to a directory entry, or to a name in free text."""

    uid: UUID
    site_id: int
    kind: str
    local_date: date
    made_at: datetime
    entry_id: int | None = None
    to_name: str = ""
    participant_id: int | None = None
    encounter_id: int | None = None
    follow_up_on: date | None = None


def make_referral(new: NewReferral, *, by: Actor) -> Referral:
    """Make one referral with its slip and, unless told otherwise, a task to ask what became of it.

    Passes the disclosure gate. The same `uid` again returns what was made before. Raises ReferralRefused.
    """
    by.require(permissions.MAKE, site_id=new.site_id)
    with transaction.atomic():
        before = Referral.objects.of(by).filter(uid=new.uid).first()
        if before is not None:
            return before
        _check(new, by)
        disclose(
            by,
            kind="referral",
            what=f"referral:{new.kind}",
            purpose="referral",
            recipient="other service",
            participant_id=new.participant_id,
            rows=1,
        )
        referral = _insert(new, by)
        _write_step(referral, ReferralStatus.REQUESTED, by=by)
        _add_follow_up(referral, new.follow_up_on or new.local_date + timedelta(days=FOLLOW_UP_DAYS), by)
        audit.record(by, "referral.made", "referral", [referral.pk], fields={"kind": new.kind})
    return referral


def save_sections(sections: Sequence[Section], by: Actor) -> None:
    """Make the referrals entered as part of encounters."""
    for section in sections:
        encounter, values = section.encounter, section.values
        if "kind" in values:
            make_referral(_from_section(encounter, values), by=by)


def change_status(
    uid: UUID, status: str, *, by: Actor, reason: str = "", said_by: str = "", on: date | None = None
) -> Referral:
    """Write down what became of a referral, walking the steps between. `on` is the day of the linkage.

    Raises NotFound, StepNotPossible, ReferralRefused when the status needs a reason.
    """
    with transaction.atomic():
        referral = _locked(uid, by)
        by.require(permissions.CHANGE, site_id=referral.site_id)
        steps = rules.path_to(referral.status, status) if status in rules.NEXT else None
        if steps is None:
            raise StepNotPossible(
                referral.get_status_display(), str(dict(ReferralStatus.choices).get(status, status))
            )
        _check_reason(status, reason, said_by)
        for step in steps:
            _write_step(referral, step, by=by, reason=reason if step == status else "", said_by=said_by)
        _settle(referral, status, reason, said_by, on)
        audit.record(by, "referral.changed", "referral", [referral.pk], fields={"status": status})
    return referral


def add_task(
    *, uid: UUID, site_id: int, what: str, due_on: date, by: Actor, participant_id: int | None = None
) -> FollowUpTask:
    """Promise to do something by a day. The same `uid` again returns the task made before."""
    by.require(permissions.CHANGE_TASKS, site_id=site_id)
    if not what.strip() or len(what) > 200 or "\x00" in what:
        raise ReferralRefused({"what": _("Write what is to be done, in under 200 characters.")})
    with transaction.atomic():
        _require_own(Site, site_id, "site", by)
        if participant_id is not None:
            _require_own(Participant, participant_id, "participant", by)
        task, made = FollowUpTask.objects.of(by).get_or_create(
            organisation_id=by.organisation_id,
            uid=uid,
            defaults={
                "site_id": site_id,
                "participant_id": participant_id,
                "owner_id": by.staff_id,
                "what": what.strip(),
                "due_on": due_on,
            },
        )
        if made:
            audit.record(by, "task.added", "task", [task.pk])
    return task


def finish_task(uid: UUID, *, by: Actor) -> FollowUpTask:
    """Mark a task as done; doing it twice changes nothing."""
    return _set_done(uid, by, done=True)


def reopen_task(uid: UUID, *, by: Actor) -> FollowUpTask:
    """Take back that a task was done."""
    return _set_done(uid, by, done=False)


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


def _from_section(encounter: Any, values: Any) -> NewReferral:
    return NewReferral(
        uid=uuid7(),
        site_id=encounter.site_id,
        kind=values["kind"],
        local_date=encounter.local_date,
        made_at=encounter.occurred_at,
        to_name=values.get("to_name", ""),
        participant_id=encounter.participant_id,
        encounter_id=encounter.id,
    )


def _check(new: NewReferral, by: Actor) -> None:
    wrong: dict[str, str] = {}
    if new.kind not in ServiceKind.values:
        wrong["kind"] = _("Choose what the referral is for.")
    if len(new.to_name) > 160 or "\x00" in new.to_name:
        wrong["to_name"] = _("Please keep this under 160 characters.")
    if wrong:
        raise ReferralRefused(wrong)
    _require_own(Site, new.site_id, "site", by)
    if new.entry_id is not None:
        _require_own(DirectoryEntry, new.entry_id, "entry", by)
    if new.participant_id is not None:
        _require_own(Participant, new.participant_id, "participant", by)


def _require_own(model: Any, pk: int, field: str, by: Actor) -> None:
    if not model.objects.of(by).filter(pk=pk).exists():
        raise ReferralRefused({field: _("Choose one from the list.")})


def _insert(new: NewReferral, by: Actor) -> Referral:
    return Referral.objects.create(
        organisation_id=by.organisation_id,
        uid=new.uid,
        slip="".join(secrets.choice(SLIP_ALPHABET) for _place in range(SLIP_LENGTH)),
        site_id=new.site_id,
        participant_id=new.participant_id,
        encounter_id=new.encounter_id,
        kind=new.kind,
        entry_id=new.entry_id,
        to_name=new.to_name.strip(),
        status=ReferralStatus.REQUESTED,
        made_at=new.made_at,
        made_by=by.staff_id,
        local_date=new.local_date,
    )


def _write_step(referral: Referral, status: str, *, by: Actor, reason: str = "", said_by: str = "") -> None:
    ReferralChange.objects.create(
        organisation_id=by.organisation_id,
        referral=referral,
        status=status,
        reason=reason.strip(),
        said_by=said_by,
        at=clock.now(),
        staff_id=by.staff_id,
    )


def _add_follow_up(referral: Referral, due_on: date, by: Actor) -> None:
    FollowUpTask.objects.create(
        organisation_id=by.organisation_id,
        uid=uuid7(),
        site_id=referral.site_id,
        participant_id=referral.participant_id,
        referral=referral,
        owner_id=by.staff_id,
        what="",
        due_on=due_on,
    )


def _locked(uid: UUID, by: Actor) -> Referral:
    referral = Referral.objects.of(by).select_for_update().filter(uid=uid).first()
    if referral is None or not by.reaches(referral.site_id):
        raise NotFound(_("This referral is not here. It may belong to another site."))
    return referral


def _check_reason(status: str, reason: str, said_by: str) -> None:
    wrong: dict[str, str] = {}
    if status in rules.NEEDS_REASON and not reason.strip():
        wrong["reason"] = _("Say in a few words why.")
    if len(reason) > 200 or "\x00" in reason:
        wrong["reason"] = _("Please keep this under 200 characters.")
    if said_by and said_by not in rules.SAID_BY:
        wrong["said_by"] = _("Choose who said so.")
    if wrong:
        raise ReferralRefused(wrong)


def _settle(referral: Referral, status: str, reason: str, said_by: str, on: date | None) -> None:
    now = clock.now()
    referral.status, referral.status_reason, referral.status_from = status, reason.strip(), said_by
    if status == ReferralStatus.COMPLETED:
        referral.linked_on = on or now.date()
    referral.closed_at = None if rules.is_open(status) else now
    referral.save(update_fields=["status", "status_reason", "status_from", "linked_on", "closed_at"])
    if referral.closed_at is not None:
        referral.tasks.filter(done_at=None).update(done_at=now)
