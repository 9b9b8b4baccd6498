"""Making a referral, or a draft of one, and sending it: with its slip, its tasks and its accounting."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit import actions as audit
from meetpoint.core.directory.models import DirectoryEntry, ServiceKind
from meetpoint.core.people.models import Participant
from meetpoint.core.people.queries import joined_ids, kept_record
from meetpoint.core.referrals import permissions, rules
from meetpoint.core.referrals.actions.leaving import account, ask_leave, receiver_of
from meetpoint.core.referrals.actions.planning import NO_PLAN, Plan, check_plan
from meetpoint.core.referrals.actions.reminding import add_follow_up, keep_reminder
from meetpoint.core.referrals.actions.writing import (
    forget,
    locked,
    not_listed,
    person_now,
    site_of,
    write_step,
)
from meetpoint.core.referrals.errors import ReferralRefused, StepNotPossible
from meetpoint.core.referrals.models import Referral
from meetpoint.core.referrals.words import Provenance, ReferralStatus, Urgency
from meetpoint.core.supplies.actions.posting import today_at
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict

SLIP_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
SLIP_LENGTH = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class NewReferral:
    """A referral to be made: to a directory entry, or to a name in free text.

    `local_date` is the date of `made_at` at the site. A `draft` is kept and told to nobody.
    """

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
    urgency: str = Urgency.ROUTINE
    provenance: str = ""
    plan: Plan = NO_PLAN
    draft: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Revised:
    """What a draft says instead."""

    kind: str
    entry_id: int | None = None
    to_name: str = ""
    urgency: str = Urgency.ROUTINE
    provenance: str = ""


def make_referral(new: NewReferral, *, by: Actor) -> Referral:
    """Make one referral with its slip and, unless told otherwise, a task to ask what became of it.

    Passes the disclosure gate, unless it is a draft; a refusal there stays in the accounting. The same `uid`
    again returns what was made before. Raises ReferralRefused, Erased, NotAllowed, and Conflict for a `uid`
    that is known with another content.
    """
    by.require(permissions.MAKE, site_id=new.site_id)
    if not new.draft:
        to_name = receiver_of(new.entry_id, new.to_name, new.participant_id, by)
        ask_leave(new.kind, new.participant_id, by, site_id=new.site_id, to_name=to_name)
    try:
        return _make_once(new, by)
    except IntegrityError:
        # PostgreSQL only: the same referral arrived twice at once and the other one won; now it is known.
        return _make_once(new, by)


def send_referral(uid: UUID, *, by: Actor, follow_up_on: date | None = None) -> Referral:
    """Send a draft: past the disclosure gate, now, whatever was allowed when it was written.

    Sent already, it is returned as it is. Raises NotFound, NotAllowed, Erased, ReferralRefused for a day that
    cannot be, and StepNotPossible for a draft that was cancelled.
    """
    with transaction.atomic():
        draft = locked(uid, by)
    by.require(permissions.MAKE, site_id=draft.site_id)
    _refuse({} if _may_be_due(follow_up_on) else {"follow_up_on": _wrong_day()})
    if draft.status == ReferralStatus.DRAFT:
        ask_leave(
            draft.kind,
            draft.participant_id,
            by,
            site_id=draft.site_id,
            to_name=receiver_of(draft.entry_id, draft.to_name, draft.participant_id, by),
        )
    with transaction.atomic():
        return _sent(locked(uid, by), follow_up_on, by)


@transaction.atomic
def revise_draft(uid: UUID, said: Revised, *, by: Actor) -> Referral:
    """Let a draft say something else. Raises NotFound, NotAllowed, ReferralRefused, StepNotPossible."""
    draft = locked(uid, by)
    by.require(permissions.MAKE, site_id=draft.site_id)
    if draft.status != ReferralStatus.DRAFT:
        raise StepNotPossible(draft.get_status_display(), str(ReferralStatus.DRAFT.label))
    _refuse(_wrong_words(said))
    _check_entry(said.entry_id, by)
    draft.kind, draft.entry_id, draft.to_name = said.kind, said.entry_id, said.to_name.strip()
    draft.urgency, draft.provenance = said.urgency, said.provenance
    draft.save(update_fields=["kind", "entry", "to_name", "urgency", "provenance"])
    audit.record(by, "referral.revised", "referral", [draft.pk], fields={"kind": draft.kind})
    return draft


@transaction.atomic
def _make_once(new: NewReferral, by: Actor) -> Referral:
    before = Referral.objects.of(by).filter(uid=new.uid).first()
    if before is None:
        return insert(new, by)
    if _content_of(before) != _content_of(new) or not _is_same_person(before, new, by):
        raise Conflict(_("A referral with this identifier is already stored, with other content."))
    return before


def _content_of(referral: Referral | NewReferral) -> tuple[object, ...]:
    """Return what tells two referrals apart; not when they were made, which a page sent twice says anew."""
    return referral.site_id, referral.kind, referral.entry_id, referral.to_name.strip()


def _is_same_person(before: Referral, new: NewReferral, by: Actor) -> bool:
    if new.participant_id is None or before.participant_id is None:
        return new.participant_id == before.participant_id
    ids = joined_ids(by, kept_record(by, Participant.objects.of(by).get(pk=before.participant_id)))
    return new.participant_id in ids


def insert(new: NewReferral, by: Actor) -> Referral:
    """Check and store a new referral and all that goes with it, inside a transaction.

    Whoever calls asked for leave before it, unless it is a draft. Raises ReferralRefused, Erased.
    """
    _check(new, by)
    participant_id = person_now(new.participant_id, by)
    if not new.draft:
        to_name = receiver_of(new.entry_id, new.to_name, participant_id, by)
        account(new.kind, participant_id, by, site_id=new.site_id, to_name=to_name)
    referral = _insert(new, participant_id, by)
    write_step(referral, referral.status, by=by)
    if new.follow_up_on is not None or not new.draft:
        add_follow_up(referral, new.follow_up_on, by)
    if new.plan.appointment_at is not None:
        keep_reminder(referral, by)
    forget(by, referral.local_date)
    audit.record(
        by,
        "referral.drafted" if new.draft else "referral.made",
        "referral",
        [referral.pk],
        fields={"kind": new.kind},
    )
    return referral


def _sent(draft: Referral, follow_up_on: date | None, by: Actor) -> Referral:
    if draft.status == ReferralStatus.REQUESTED:
        return draft
    if draft.status != ReferralStatus.DRAFT:
        raise StepNotPossible(draft.get_status_display(), str(ReferralStatus.REQUESTED.label))
    person_now(draft.participant_id, by)
    to_name = receiver_of(draft.entry_id, draft.to_name, draft.participant_id, by)
    account(draft.kind, draft.participant_id, by, site_id=draft.site_id, to_name=to_name)
    draft.status, draft.sent_at = ReferralStatus.REQUESTED, clock.now()
    draft.local_date = today_at(site_of(draft.site_id, by))
    draft.save(update_fields=["status", "sent_at", "local_date"])
    write_step(draft, draft.status, by=by)
    add_follow_up(draft, follow_up_on, by)
    forget(by, draft.local_date)
    audit.record(by, "referral.sent", "referral", [draft.pk], fields={"kind": draft.kind})
    return draft


def _check(new: NewReferral, by: Actor) -> None:
    wrong = _wrong_words(new) | check_plan(new.plan)
    if not _may_be_due(new.follow_up_on):
        wrong["follow_up_on"] = _wrong_day()
    _refuse(wrong)
    site_of(new.site_id, by)
    _check_entry(new.entry_id, by)


def _wrong_words(said: NewReferral | Revised) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if said.kind not in ServiceKind.values:
        wrong["kind"] = _("Choose what the referral is for.")
    if len(said.to_name) > 160 or "\x00" in said.to_name:
        wrong["to_name"] = _("Please keep this under 160 characters.")
    if said.urgency not in Urgency.values:
        wrong["urgency"] = _("Choose one from the list.")
    if said.provenance and said.provenance not in Provenance.values:
        wrong["provenance"] = _("Choose one from the list.")
    return wrong


def _check_entry(entry_id: int | None, by: Actor) -> None:
    if entry_id is not None and not DirectoryEntry.objects.of(by).filter(pk=entry_id).exists():
        raise not_listed("entry")


def _may_be_due(day: date | None) -> bool:
    return day is None or rules.may_be_due(day, clock.now().date())


def _wrong_day() -> str:
    return _("Choose a day within the next ten years.")


def _refuse(wrong: dict[str, str]) -> None:
    if wrong:
        raise ReferralRefused(wrong)


def _insert(new: NewReferral, participant_id: int | None, by: Actor) -> Referral:
    return Referral.objects.create(
        organisation_id=by.organisation_id,
        uid=new.uid,
        slip="".join(secrets.choice(SLIP_ALPHABET) for _place in range(SLIP_LENGTH)),
        site_id=new.site_id,
        participant_id=participant_id,
        encounter_id=new.encounter_id,
        kind=new.kind,
        entry_id=new.entry_id,
        to_name=new.to_name.strip(),
        status=ReferralStatus.DRAFT if new.draft else ReferralStatus.REQUESTED,
        urgency=new.urgency,
        provenance=new.provenance,
        appointment_at=new.plan.appointment_at,
        appointment_zone=new.plan.appointment_zone,
        transport=new.plan.transport,
        made_at=new.made_at,
        made_by=by.staff_id,
        sent_at=None if new.draft else new.made_at,
        local_date=new.local_date,
    )
