"""Referrals entered as part of a contact: made with it, voided with it, kept when it is corrected."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import F

from meetpoint.core.audit import actions as audit
from meetpoint.core.directory.models import ServiceKind
from meetpoint.core.modules.forms import Section
from meetpoint.core.referrals import rules
from meetpoint.core.referrals.actions.leaving import account, ask_leave
from meetpoint.core.referrals.actions.making import NewReferral, insert
from meetpoint.core.referrals.actions.writing import forget, person_now, write_step
from meetpoint.core.referrals.models import Referral
from meetpoint.core.referrals.words import ReferralStatus
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.identifiers import uuid7


def may_save(participant_id: int | None, values: Mapping[str, Any], by: Actor, site_id: int) -> None:
    """Ask the gate for a referral before the contact's transaction opens. Raises NotAllowed."""
    to_name = values.get("to_name", "")
    ask_leave(_kind(values), participant_id, by, site_id=site_id, to_name=to_name)


def save_sections(sections: Sequence[Section], by: Actor) -> None:
    """Make the referrals entered as part of contacts.

    Where a contact replaces another, that one's referral goes on, with its slip and what became of it: the
    person already holds the slip. Called by `record_encounters`, inside its transaction.
    """
    for section in sections:
        new = _from_section(section)
        before = _voided_by_correction(section.encounter.id, by)
        if before is None:
            insert(new, by)
        else:
            _go_on(before, new, by)


def void_referrals_of(encounter_ids: Sequence[int], by: Actor) -> None:
    """Mark the referrals of contacts that are being voided as mistakes, and end their tasks.

    Called by `void_encounter` and `correct_encounter`, inside their transaction.
    """
    standing = (
        Referral.objects.of(by)
        .select_for_update(of=("self",))
        .select_related("encounter")
        .filter(encounter_id__in=encounter_ids)
        .exclude(status=ReferralStatus.ENTERED_IN_ERROR)
    )
    for referral in standing:
        # The contact's own moment marks what was ended with it, should the contact be a corrected one.
        at: datetime = referral.encounter.voided_at  # type: ignore[union-attr, assignment]
        write_step(referral, ReferralStatus.ENTERED_IN_ERROR, by=by, at=at)
        referral.status, referral.closed_at = ReferralStatus.ENTERED_IN_ERROR, at
        referral.save(update_fields=["status", "closed_at"])
        referral.tasks.filter(done_at=None).update(done_at=at)
        forget(by, referral.local_date, referral.linked_on)
        audit.record(by, "referral.changed", "referral", [referral.pk], fields={"status": referral.status})


def _kind(values: Mapping[str, Any]) -> str:
    # "Where to" alone is a referral too; for what, nobody said.
    return str(values.get("kind", ServiceKind.OTHER))


def _from_section(section: Section) -> NewReferral:
    encounter, values = section.encounter, section.values
    return NewReferral(
        uid=uuid7(),
        site_id=encounter.site_id,
        kind=_kind(values),
        local_date=encounter.local_date,
        made_at=encounter.occurred_at,
        to_name=values.get("to_name", ""),
        participant_id=encounter.participant_id,
        encounter_id=encounter.id,
    )


def _voided_by_correction(encounter_id: int, by: Actor) -> Referral | None:
    return (
        Referral.objects.of(by)
        .select_for_update(of=("self",))
        .filter(
            encounter__replaced_by=encounter_id,
            encounter__voided_at=F("closed_at"),
            status=ReferralStatus.ENTERED_IN_ERROR,
        )
        .first()
    )


def _go_on(referral: Referral, new: NewReferral, by: Actor) -> None:
    """Tie a referral to the contact that replaces its own, as that one says, and give it its status back."""
    participant_id = person_now(new.participant_id, by)
    if participant_id != referral.participant_id:
        account(new.kind, participant_id, by, site_id=new.site_id, to_name=new.to_name)
    last = referral.changes.exclude(status=ReferralStatus.ENTERED_IN_ERROR).latest("id")
    write_step(referral, last.status, by=by, reason=last.reason, said_by=last.said_by)
    forget(by, referral.local_date, new.local_date, referral.linked_on)
    with_contact = referral.tasks.filter(done_at=referral.closed_at, done_by=None)
    still_open = rules.is_open(last.status)
    with_contact.update(done_at=None if still_open else last.at)
    referral.tasks.update(participant_id=participant_id, site_id=new.site_id)
    referral.status, referral.closed_at = last.status, None if still_open else last.at
    referral.participant_id, referral.encounter_id = participant_id, new.encounter_id
    referral.kind, referral.to_name, referral.site_id = new.kind, new.to_name.strip(), new.site_id
    referral.made_at, referral.sent_at, referral.local_date = new.made_at, new.made_at, new.local_date
    referral.days_to_service = rules.days_between(new.local_date, referral.linked_on)
    referral.save()
    audit.record(by, "referral.changed", "referral", [referral.pk], fields={"status": last.status})
