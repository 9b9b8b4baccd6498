"""How somebody gets to where they were referred: appointment, way there, and a warm hand-off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.access.models import StaffMember
from meetpoint.core.audit import actions as audit
from meetpoint.core.referrals import permissions, rules
from meetpoint.core.referrals.actions.reminding import keep_reminder
from meetpoint.core.referrals.actions.writing import locked
from meetpoint.core.referrals.errors import ReferralRefused, StepNotPossible
from meetpoint.core.referrals.models import Referral
from meetpoint.core.referrals.words import ReferralStatus, Transport
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """When somebody is expected, in which time zone that was told, and how they get there."""

    appointment_at: datetime | None = None
    appointment_zone: str = ""
    transport: str = ""


NO_PLAN = Plan()


@dataclass(frozen=True, kw_only=True, slots=True)
class HandOff:
    """A warm hand-off that happened: our worker, the worker there, and when."""

    staff_id: int
    to: str
    at: datetime
    phone: str = ""


def plan_referral(uid: UUID, plan: Plan, *, by: Actor) -> Referral:
    """Write down when and how somebody gets there, and remind of it, for as long as the referral is open.

    Raises NotFound, NotAllowed, StepNotPossible for one that is closed, and ReferralRefused.
    """
    with transaction.atomic():
        referral = locked(uid, by)
        by.require(permissions.CHANGE, site_id=referral.site_id)
        if not rules.is_open(referral.status):
            raise StepNotPossible(referral.get_status_display(), _("planned"))
        wrong = check_plan(plan)
        if wrong:
            raise ReferralRefused(wrong)
        moved = referral.appointment_at != plan.appointment_at
        referral.appointment_at, referral.appointment_zone = plan.appointment_at, plan.appointment_zone
        referral.transport = plan.transport
        referral.save(update_fields=["appointment_at", "appointment_zone", "transport"])
        if moved:
            keep_reminder(referral, by)
        audit.record(by, "referral.planned", "referral", [referral.pk])
    return referral


def hand_off(uid: UUID, done: HandOff, *, by: Actor) -> Referral:
    """Write down that the person was introduced to somebody there. It may be said again, with other names.

    Raises NotFound, NotAllowed, ReferralRefused, and StepNotPossible for a draft and for what failed.
    """
    with transaction.atomic():
        referral = locked(uid, by)
        by.require(permissions.CHANGE, site_id=referral.site_id)
        if not may_be_handed_off(referral):
            raise StepNotPossible(referral.get_status_display(), _("handed over"))
        wrong = _wrong_hand_off(done, by)
        if wrong:
            raise ReferralRefused(wrong)
        referral.handoff_by, referral.handoff_at = done.staff_id, done.at
        referral.handoff_to, referral.handoff_phone = done.to.strip(), done.phone.strip()
        referral.save(update_fields=["handoff_by", "handoff_at", "handoff_to", "handoff_phone"])
        audit.record(by, "referral.handed_off", "referral", [referral.pk])
    return referral


def may_be_handed_off(referral: Referral) -> bool:
    """Tell whether somebody may have been introduced: it was sent, and has not come to nothing."""
    linked = referral.status == ReferralStatus.COMPLETED
    return referral.status != ReferralStatus.DRAFT and (linked or rules.is_open(referral.status))


def check_plan(plan: Plan) -> dict[str, str]:
    """Return what is wrong with a plan, by field."""
    wrong: dict[str, str] = {}
    if plan.transport and plan.transport not in Transport.values:
        wrong["transport"] = _("Choose one from the list.")
    if plan.appointment_at is None:
        return wrong
    if not _is_zone(plan.appointment_zone):
        wrong["appointment_zone"] = _("Choose one from the list.")
    elif not rules.may_be_due(plan.appointment_at.date(), clock.now().date()):
        wrong["appointment_at"] = _("Choose a day within the next ten years.")
    return wrong


def _wrong_hand_off(done: HandOff, by: Actor) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if not done.to.strip() or len(done.to) > 120 or "\x00" in done.to:
        wrong["handoff_to"] = _("Write who took over there, in under 120 characters.")
    if len(done.phone) > 40 or "\x00" in done.phone:
        wrong["handoff_phone"] = _("Please keep this under 40 characters.")
    now = clock.now()
    if not now - rules.HANDOFF_YEARS_BACK <= done.at <= now:
        wrong["handoff_at"] = _("Write when it happened: within the last year, and not still to come.")
    if not StaffMember.objects.of(by).filter(pk=done.staff_id).exists():
        wrong["handoff_by"] = _("Choose one from the list.")
    return wrong


def _is_zone(name: str) -> bool:
    try:
        return bool(name) and ZoneInfo(name) is not None
    except (LookupError, OSError, ValueError):
        return False
