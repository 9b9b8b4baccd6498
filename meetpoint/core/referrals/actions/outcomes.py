"""Writing down what became of a referral."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit import actions as audit
from meetpoint.core.referrals import permissions, rules
from meetpoint.core.referrals.actions.writing import forget, site_of, write_step
from meetpoint.core.referrals.errors import ReferralRefused, StepNotPossible
from meetpoint.core.referrals.models import Referral, ReferralStatus
from meetpoint.core.supplies.actions.posting import today_at
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import NotFound


def change_status(
    uid: UUID, status: str, *, by: Actor, reason: str = "", said_by: str = "", on: date | None = None
) -> Referral:
    """Write down what became of a referral, walking the steps between. `on` is the day of the linkage.

    Without a day, a linkage is today's at the site. Raises NotFound, StepNotPossible, and ReferralRefused
    when the status needs a reason or the day is before the referral or still to come.
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
        linked_on = _linked_on(referral, on, by) if status == ReferralStatus.COMPLETED else referral.linked_on
        for step in steps:
            write_step(referral, step, by=by, reason=reason if step == status else "", said_by=said_by)
        forget(by, referral.local_date, referral.linked_on, linked_on)
        referral.status, referral.status_reason, referral.status_from = status, reason.strip(), said_by
        _settle(referral, linked_on)
        audit.record(by, "referral.changed", "referral", [referral.pk], fields={"status": status})
    return referral


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


def _linked_on(referral: Referral, on: date | None, by: Actor) -> date:
    today = today_at(site_of(referral.site_id, by))
    if on is not None and not referral.local_date <= on <= today:
        raise ReferralRefused({"on": _("Choose a day from that of the referral to today.")})
    return on or today


def _settle(referral: Referral, linked_on: date | None) -> None:
    now = clock.now()
    referral.linked_on = linked_on
    referral.closed_at = None if rules.is_open(referral.status) else now
    referral.save(update_fields=["status", "status_reason", "status_from", "linked_on", "closed_at"])
    if referral.closed_at is not None:
        referral.tasks.filter(done_at=None).update(done_at=now)
