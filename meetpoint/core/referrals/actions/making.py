"""Making a referral, with its slip, its task and its entry in the accounting of disclosures."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit import actions as audit
from meetpoint.core.consent import gate
from meetpoint.core.consent.deciding.facts import Purpose, Scope
from meetpoint.core.directory.models import DirectoryEntry, ServiceKind
from meetpoint.core.people.models import Participant
from meetpoint.core.people.queries import joined_ids, kept_record
from meetpoint.core.referrals import permissions, rules
from meetpoint.core.referrals.actions.writing import forget, not_listed, person_now, site_of, write_step
from meetpoint.core.referrals.errors import ReferralRefused
from meetpoint.core.referrals.models import FollowUpTask, Referral, ReferralStatus
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict
from meetpoint.lib.identifiers import uuid7

SLIP_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
SLIP_LENGTH = 8
FOLLOW_UP_DAYS = 14
"""Days after which somebody asks what became of a referral (product choice)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewReferral:
    """A referral to be made: to a directory entry, or to a name in free text.

    `local_date` is the date of `made_at` at the site.
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


def make_referral(new: NewReferral, *, by: Actor) -> Referral:
    """Make one referral with its slip and, unless told otherwise, a task to ask what became of it.

    Passes the disclosure gate; a refusal there stays in the accounting. The same `uid` again returns what
    was made before. Raises ReferralRefused, Erased, NotAllowed, and Conflict for a `uid` that is known with
    another content.
    """
    by.require(permissions.MAKE, site_id=new.site_id)
    ask_leave(new.kind, new.participant_id, by, site_id=new.site_id, to_name=destination_of(new, by))
    try:
        return _make_once(new, by)
    except IntegrityError:
        # PostgreSQL only: the same referral arrived twice at once and the other one won; now it is known.
        return _make_once(new, by)


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

    Whoever calls asked for leave before it. Raises ReferralRefused, Erased.
    """
    _check(new, by)
    participant_id = person_now(new.participant_id, by)
    account(new.kind, participant_id, by, site_id=new.site_id, to_name=destination_of(new, by))
    referral = _insert(new, participant_id, by)
    write_step(referral, ReferralStatus.REQUESTED, by=by)
    _add_follow_up(referral, new.follow_up_on or new.local_date + timedelta(days=FOLLOW_UP_DAYS), by)
    forget(by, referral.local_date)
    audit.record(by, "referral.made", "referral", [referral.pk], fields={"kind": new.kind})
    return referral


def ask_leave(kind: str, participant_id: int | None, by: Actor, *, site_id: int, to_name: str) -> None:
    """Ask the gate before any transaction, so that a refusal stays accounted for. Raises NotAllowed."""
    gate.require_leave(by, **_leaving(kind, participant_id, site_id, to_name))


def account(kind: str, participant_id: int | None, by: Actor, *, site_id: int, to_name: str) -> None:
    """Write into the accounting that one referral leaves. Raises NotAllowed."""
    gate.disclose(by, rows=1, **_leaving(kind, participant_id, site_id, to_name))


def destination_of(new: NewReferral, by: Actor) -> str:
    """Return the name of the service that a referral of somebody goes to, as a consent would name it."""
    if new.participant_id is None or new.entry_id is None:
        return new.to_name
    entry = DirectoryEntry.objects.of(by).filter(pk=new.entry_id).values_list("name", flat=True).first()
    return entry or new.to_name


def _leaving(kind: str, participant_id: int | None, site_id: int, to_name: str) -> dict[str, Any]:
    treats = kind in rules.TREATING
    return {
        "kind": "referral",
        "what": f"referral:{kind}",
        "purpose": "referral",
        "recipient": "other service",
        "participant_id": participant_id,
        "leaving": gate.Leaving(
            to_name=to_name,
            in_class=treats,
            use=Purpose.TREATMENT if treats else Purpose.SUPPORT,
            scope=frozenset({Scope.REFERRALS}),
            site_ids=(site_id,),
            people=() if participant_id is None else (participant_id,),
        ),
    }


def _check(new: NewReferral, by: Actor) -> None:
    wrong: dict[str, str] = {}
    if new.kind not in ServiceKind.values:
        wrong["kind"] = _("Choose what the referral is for.")
    if len(new.to_name) > 160 or "\x00" in new.to_name:
        wrong["to_name"] = _("Please keep this under 160 characters.")
    if new.follow_up_on is not None and not rules.may_be_due(new.follow_up_on, clock.now().date()):
        wrong["follow_up_on"] = _("Choose a day within the next ten years.")
    if wrong:
        raise ReferralRefused(wrong)
    site_of(new.site_id, by)
    if new.entry_id is not None and not DirectoryEntry.objects.of(by).filter(pk=new.entry_id).exists():
        raise not_listed("entry")


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
        status=ReferralStatus.REQUESTED,
        made_at=new.made_at,
        made_by=by.staff_id,
        local_date=new.local_date,
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
