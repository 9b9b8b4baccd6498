"""Writing down what became of a referral."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit import actions as audit
from meetpoint.core.referrals import permissions, rules
from meetpoint.core.referrals.actions.writing import forget, locked, site_of, write_step
from meetpoint.core.referrals.errors import ReferralRefused, StepNotPossible
from meetpoint.core.referrals.models import Referral
from meetpoint.core.referrals.queries import by_slip
from meetpoint.core.referrals.words import ReferralStatus
from meetpoint.core.supplies.actions.posting import today_at
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock


def change_status(
    uid: UUID,
    status: str,
    *,
    by: Actor,
    reason: str = "",
    said_by: str = "",
    on: date | None = None,
    outcome: str = "",
) -> Referral:
    """Write down what became of a referral, walking the steps between. `on` is the day of the linkage.

    Without a day, a linkage is today's at the site. A draft is sent by `send_referral` and no other way,
    since that asks the disclosure gate. Raises NotFound, StepNotPossible, and ReferralRefused when the status
    needs a reason, the outcome belongs to another one, or the day is before the referral or still to come.
    """
    with transaction.atomic():
        referral = locked(uid, by)
        by.require(permissions.CHANGE, site_id=referral.site_id)
        steps = rules.path_to(referral.status, status) if status in rules.NEXT else None
        if steps is None:
            raise StepNotPossible(
                referral.get_status_display(), str(dict(ReferralStatus.choices).get(status, status))
            )
        if ReferralStatus.REQUESTED in steps:
            raise ReferralRefused({"status": _("This is a draft. Send it first.")})
        _check_words(status, reason, said_by, outcome)
        linked_on = _linked_on(referral, on, by) if status == ReferralStatus.COMPLETED else referral.linked_on
        for step in steps:
            write_step(referral, step, by=by, reason=reason if step == status else "", said_by=said_by)
        forget(by, referral.local_date, referral.linked_on, linked_on)
        referral.status, referral.status_reason, referral.status_from = status, reason.strip(), said_by
        referral.outcome = outcome
        _settle(referral, linked_on)
        audit.record(by, "referral.changed", "referral", [referral.pk], fields={"status": status})
    return referral


def answer_slip(
    slip: str,
    status: str,
    *,
    by: Actor,
    said_by: str,
    reason: str = "",
    on: date | None = None,
    outcome: str = "",
) -> Referral:
    """Close the loop of a slip that came back, whoever brought it, also without a participant.

    Raises ReferralRefused for a slip that is not here and when nobody is named who said it; else as
    `change_status` does.
    """
    by.require(permissions.CHANGE)
    found = by_slip(by, slip)
    if found is None:
        raise unknown_slip()
    if not said_by:
        raise ReferralRefused({"said_by": _("Choose who said so.")})
    return change_status(found.uid, status, by=by, reason=reason, said_by=said_by, on=on, outcome=outcome)


def unknown_slip() -> ReferralRefused:
    """Return the refusal of a slip that leads to nothing here."""
    words = _("No referral has this slip. Check the letters and figures, one by one.")
    return ReferralRefused({"slip": words})


def _check_words(status: str, reason: str, said_by: str, outcome: str) -> None:
    wrong: dict[str, str] = {}
    if status in rules.NEEDS_REASON and not reason.strip():
        wrong["reason"] = _("Say in a few words why.")
    if len(reason) > 200 or "\x00" in reason:
        wrong["reason"] = _("Please keep this under 200 characters.")
    if said_by and said_by not in rules.SAID_BY:
        wrong["said_by"] = _("Choose who said so.")
    if not rules.outcome_fits(status, outcome):
        wrong["outcome"] = _("This does not go with what happened. Choose another, or none.")
    if wrong:
        raise ReferralRefused(wrong)


def _linked_on(referral: Referral, on: date | None, by: Actor) -> date:
    today = today_at(site_of(referral.site_id, by))
    if on is not None and not referral.local_date <= on <= today:
        raise ReferralRefused({"on": _("Choose a day from that of the referral to today.")})
    return on or today


def _settle(referral: Referral, linked_on: date | None) -> None:
    now = clock.now()
    referral.linked_on = linked_on
    referral.days_to_service = rules.days_between(referral.local_date, linked_on)
    referral.closed_at = None if rules.is_open(referral.status) else now
    referral.save(
        update_fields=[
            "status",
            "status_reason",
            "status_from",
            "outcome",
            "linked_on",
            "days_to_service",
            "closed_at",
        ]
    )
    if referral.closed_at is not None:
        referral.tasks.filter(done_at=None).update(done_at=now)
