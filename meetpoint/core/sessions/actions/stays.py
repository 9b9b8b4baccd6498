"""Writing down stays and how they ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit import actions as audit
from meetpoint.core.directory.models import DirectoryEntry
from meetpoint.core.referrals.actions.writing import forget, person_now, site_of
from meetpoint.core.referrals.models import Referral
from meetpoint.core.sessions import permissions, rules, words
from meetpoint.core.sessions.actions.writing import (
    locked,
    problem_of_choice,
    problem_of_text,
    refuse,
    stored_once,
    unless_empty,
)
from meetpoint.core.sessions.models import Stay
from meetpoint.core.supplies.actions.posting import today_at
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict


@dataclass(frozen=True, kw_only=True, slots=True)
class NewStay:
    """A stay to be written down: at a directory entry, or at a place by its name."""

    uid: UUID
    site_id: int
    participant_id: int
    kind: str
    from_on: date
    until_on: date | None = None
    ended: str = ""
    entry_id: int | None = None
    place: str = ""
    unit: str = ""
    referral_id: int | None = None


@stored_once
def add_stay(new: NewStay, *, by: Actor) -> Stay:
    """Write down a stay; two at once are remarked on elsewhere, and refused nowhere.

    The same `uid` again returns the stay made before. Raises SessionRefused, Erased, NotAllowed, and Conflict
    for a `uid` that is known with other content.
    """
    by.require(permissions.CHANGE_STAYS, site_id=new.site_id)
    with transaction.atomic():
        today = today_at(site_of(new.site_id, by))
        person = person_now(new.participant_id, by)
        before = Stay.objects.of(by).filter(uid=new.uid).first()
        if before is not None:
            known = (before.site_id, before.participant_id, before.kind, before.from_on)
            if known != (new.site_id, person, new.kind, new.from_on):
                raise Conflict(_("A stay with this identifier is already stored, with other content."))
            return before
        _check(new, today, by)
        values = {name: getattr(new, name) for name in new.__dataclass_fields__}
        values["participant_id"] = person
        stay = Stay.objects.create(
            organisation_id=by.organisation_id,
            made_by=by.staff_id,
            nights=None if new.until_on is None else rules.nights(new.from_on, new.until_on, today),
            **values,
        )
        forget(by, new.from_on, new.until_on)
        audit.record(by, "stay.added", "stay", [stay.pk], fields={"kind": str(new.kind)})
    return stay


def end_stay(uid: UUID, until_on: date, ended: str, *, by: Actor) -> Stay:
    """Write down when and how a stay ended, or mend that. Raises SessionRefused, NotFound, NotAllowed."""
    with transaction.atomic():
        stay = locked(Stay, uid, by)
        by.require(permissions.CHANGE_STAYS, site_id=stay.site_id)
        today = today_at(site_of(stay.site_id, by))
        fits = rules.is_time_of_stay(stay.from_on, until_on, today) and stay.voided_at is None
        wrong = {
            "until_on": "" if fits else _("Choose a day from the first to today."),
            "ended": problem_of_choice(ended, words.StayEnd.values),
        }
        refuse(unless_empty(wrong))
        forget(by, stay.until_on, until_on)
        stay.until_on, stay.ended = until_on, ended
        stay.nights = rules.nights(stay.from_on, until_on, today)
        stay.save(update_fields=["until_on", "ended", "nights"])
        audit.record(by, "stay.ended", "stay", [stay.pk], fields={"ended": str(ended)})
    return stay


def void_stay(uid: UUID, *, by: Actor) -> Stay:
    """Mark a stay as a mistake; twice changes nothing. Raises NotFound, NotAllowed."""
    with transaction.atomic():
        stay = locked(Stay, uid, by)
        by.require(permissions.CHANGE_STAYS, site_id=stay.site_id)
        if stay.voided_at is None:
            stay.voided_at = clock.now()
            stay.save(update_fields=["voided_at"])
            forget(by, stay.from_on, stay.until_on)
            audit.record(by, "stay.voided", "stay", [stay.pk])
    return stay


def _check(new: NewStay, today: date, by: Actor) -> None:
    entry_known = new.entry_id is None or DirectoryEntry.objects.of(by).filter(pk=new.entry_id).exists()
    referral_known = new.referral_id is None or Referral.objects.of(by).filter(pk=new.referral_id).exists()
    in_time = rules.is_time_of_stay(new.from_on, None, today)
    wrong = {
        "kind": problem_of_choice(new.kind, words.StayKind.values),
        "place": problem_of_text(new.place, 160),
        "unit": problem_of_text(new.unit, 40),
        "entry": "" if entry_known else _("Choose one from the list."),
        "referral": "" if referral_known else _("Choose one from the list."),
        "from_on": "" if in_time else _("Choose a day from 2000 to today."),
        "until_on": ""
        if not in_time or rules.is_time_of_stay(new.from_on, new.until_on, today)
        else _("Choose a day from the first to today."),
        "ended": ""
        if rules.end_fits(new.until_on, new.ended)
        else _("Say how it ended together with the day, or leave both empty."),
    }
    refuse(unless_empty(wrong))
