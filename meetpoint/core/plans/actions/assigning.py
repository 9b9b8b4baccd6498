"""Going along with a person, handing them over, and ending it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit import actions as audit
from meetpoint.core.people.models import Participant
from meetpoint.core.plans import permissions, rules
from meetpoint.core.plans.actions.holding import colleague_at, held_assignment, held_records
from meetpoint.core.plans.errors import OtherContent, PlanRefused
from meetpoint.core.plans.models import Assignment, EndReason, Part
from meetpoint.core.plans.sealing import sealed_note
from meetpoint.core.referrals.actions.writing import site_of
from meetpoint.core.supplies.actions.posting import today_at
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.identifiers import uuid7

MOST_AT_ONCE = 500
"""People of one hand-over; no case load is larger (product choice)."""


@dataclass(frozen=True, kw_only=True)
class NewAssignment:
    """Who goes along with whom, where, and how."""

    uid: UUID
    person: Participant
    site_id: int
    staff_id: int
    part: str = Part.PRIMARY


def assign(new: NewAssignment, *, by: Actor) -> Assignment:
    """Let a colleague, or oneself, go along with a person. The same `uid` again returns what was stored.

    Raises PlanRefused where somebody is the first contact already or the colleague does not work there,
    Erased, NotAllowed, and Conflict for a `uid` that is known with other content.
    """
    own = new.staff_id == by.staff_id
    by.require(permissions.HOLD if own else permissions.MANAGE, site_id=new.site_id)
    if new.part not in Part.values:
        raise PlanRefused({"part": _("Choose one from the list.")})
    with transaction.atomic():
        ids = held_records(new.person, by=by)
        known = Assignment.objects.of(by).filter(uid=new.uid).first()
        if known is not None:
            return _same(known, new, ids)
        colleague_at(new.staff_id, new.site_id, by=by)
        _refuse_twice(ids, new.staff_id, new.part, by)
        made = Assignment.objects.create(
            organisation_id=by.organisation_id,
            uid=new.uid,
            participant_id=ids[0],
            site_id=new.site_id,
            staff_id=new.staff_id,
            part=new.part,
            began_on=today_at(site_of(new.site_id, by)),
            made_by=by.staff_id,
        )
        audit.record(by, "case.began", "assignment", [made.pk], fields={"to": new.staff_id})
    return made


def end_assignment(uid: UUID, reason: str, *, by: Actor) -> Assignment:
    """Write down that somebody no longer goes along, and why; ended once, it stays as it ended.

    Raises NotFound, NotAllowed, PlanRefused for a reason that is not on the list.
    """
    if reason not in EndReason.values or reason == EndReason.HANDED_OVER:
        raise PlanRefused({"reason": _("Choose one from the list.")})
    with transaction.atomic():
        found = held_assignment(uid, by=by)
        if found.ended_on is None:
            _end(found, reason)
            audit.record(by, "case.ended", "assignment", [found.pk], fields={"reason": reason})
    return found


def hand_over(uid: UUID, staff_id: int, *, by: Actor, note: str = "") -> Assignment:
    """Hand one person over to a colleague, with a note, and return who goes along from now on.

    Handed over to the same colleague already, nothing changes. Raises NotFound, NotAllowed, PlanRefused.
    """
    _check_note(note)
    with transaction.atomic():
        found = held_assignment(uid, by=by)
        if found.ended_on is not None:
            after = Assignment.objects.of(by).filter(came_from=found, staff_id=staff_id).first()
            if after is None:
                raise PlanRefused({"staff": _("This has ended already. Look at who goes along now.")})
            return after
        return _handed_over(found, staff_id, note, by)


def hand_over_load(from_id: int, staff_id: int, *, by: Actor, note: str = "") -> int:
    """Hand everybody whom one colleague goes along with over to another; return how many people.

    All within one's reach or none. Raises NotAllowed, PlanRefused.
    """
    by.require(permissions.HOLD if from_id == by.staff_id else permissions.MANAGE)
    _check_note(note)
    with transaction.atomic():
        rows = (
            Assignment.objects.of(by).filter(staff_id=from_id, ended_on=None).select_for_update(of=("self",))
        )
        if from_id != by.staff_id and by.site_ids is not None:
            rows = rows.filter(site_id__in=by.site_ids)
        load = list(rows.select_related("site__organisation").order_by("pk")[:MOST_AT_ONCE])
        for one in load:
            _handed_over(one, staff_id, note, by)
    return len(load)


def _handed_over(found: Assignment, staff_id: int, note: str, by: Actor) -> Assignment:
    if staff_id == found.staff_id:
        raise PlanRefused({"staff": _("Choose somebody else than who goes along now.")})
    colleague_at(staff_id, found.site_id, by=by)
    Participant.objects.of(by).select_for_update(no_key=True).get(pk=found.participant_id)
    uid, part = uuid7(), found.part
    there = Assignment.objects.of(by).filter(
        participant_id=found.participant_id, staff_id=staff_id, ended_on=None
    )
    for helps_already in there.select_related("site__organisation"):
        part = Part.PRIMARY if Part.PRIMARY in (part, helps_already.part) else part
        _end(helps_already, EndReason.HANDED_OVER)
    _end(found, EndReason.HANDED_OVER)
    made = Assignment.objects.create(
        organisation_id=by.organisation_id,
        uid=uid,
        participant_id=found.participant_id,
        site_id=found.site_id,
        staff_id=staff_id,
        part=part,
        began_on=today_at(found.site),
        note=sealed_note(uid, note.strip()),
        came_from=found,
        made_by=by.staff_id,
    )
    fields = {"from": found.staff_id, "to": staff_id}
    audit.record(by, "case.handed_over", "assignment", [found.pk, made.pk], fields=fields)
    return made


def _end(one: Assignment, reason: str) -> None:
    one.ended_on, one.end_reason = today_at(one.site), reason
    one.save(update_fields=["ended_on", "end_reason"])


def _check_note(note: str) -> None:
    if len(note) > rules.LONGEST_NOTE or "\x00" in note:
        raise PlanRefused({"note": _("Please keep the note under 1,000 characters.")})


def _refuse_twice(ids: list[int], staff_id: int, part: str, by: Actor) -> None:
    there = Assignment.objects.of(by).filter(participant_id__in=ids, ended_on=None).select_related("staff")
    for one in there:
        if one.staff_id == staff_id:
            raise PlanRefused({"staff": _("%(name)s goes along already.") % {"name": one.staff.display_name}})
        if part == Part.PRIMARY and one.part == Part.PRIMARY:
            said = _("%(name)s is the first contact. Hand over from there, or choose “Helps along”.")
            raise PlanRefused({"part": said % {"name": one.staff.display_name}})


def _same(known: Assignment, new: NewAssignment, ids: list[int]) -> Assignment:
    stored = (known.site_id, known.staff_id, known.part)
    if known.participant_id not in ids or stored != (new.site_id, new.staff_id, new.part):
        raise OtherContent
    return known
