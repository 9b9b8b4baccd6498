"""Deciding on alerts: published for some days, dismissed, withdrawn, or written by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import cast
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit.actions import record
from meetpoint.core.consent.gate import NOBODY, disclose, require_leave
from meetpoint.core.consent.models import DisclosureKind
from meetpoint.core.organisations.options import option_value
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict
from meetpoint.services.drug_checking import permissions
from meetpoint.services.drug_checking.models import Alert, Status
from meetpoint.services.drug_checking.options import EXPIRES

PUBLIC = "public"
OURS = ("drug_checking",)


def publish_alert(alert: Alert, *, note: str, note_es: str, area: str, by: Actor) -> None:
    """Make an alert public until it expires. Raises Conflict when it is not waiting any more."""
    by.require(permissions.DECIDE)
    require_leave(
        by,
        kind=DisclosureKind.EXPORT,
        what="drug alert",
        purpose="alert",
        recipient=PUBLIC,
        programmes=OURS,
        leaving=NOBODY,
    )
    days = cast("int | None", option_value(by.organisation_id, EXPIRES)) or 0
    with transaction.atomic():
        _move(
            alert, (Status.PROPOSED,), Status.PUBLISHED, by,
            note=note, note_es=note_es, area=area, expires_on=clock.now().date() + timedelta(days=days),
        )  # fmt: skip
        disclose(
            by,
            kind=DisclosureKind.EXPORT,
            what="drug alert",
            purpose="alert",
            recipient=PUBLIC,
            rows=1,
            programmes=OURS,
            leaving=NOBODY,
        )


def dismiss_alert(alert: Alert, *, by: Actor) -> None:
    """Decide that a proposed alert is not published. Raises Conflict when it is not waiting any more."""
    with transaction.atomic():
        _move(alert, (Status.PROPOSED,), Status.DISMISSED, by)


def withdraw_alert(alert: Alert, *, by: Actor) -> None:
    """Take a public alert back. Raises Conflict when it is not public."""
    with transaction.atomic():
        _move(alert, (Status.PUBLISHED,), Status.WITHDRAWN, by)


def write_alert(uid: UUID, *, substance: str, level: str, expected: str, area: str, by: Actor) -> Alert:
    """Propose an alert by hand; the same uid again gives back what is stored."""
    by.require(permissions.DECIDE)
    with transaction.atomic():
        alert, is_new = Alert.objects.of(by).get_or_create(
            organisation_id=by.organisation_id,
            uid=uid,
            defaults={
                "trigger": "by_hand",
                "status": Status.PROPOSED,
                "substance": substance,
                "level": level,
                "expected": expected,
                "area": area,
                "proposed_at": clock.now(),
            },
        )
        if is_new:
            record(by, "drug_alert.written", "drug_alert", [str(uid)], fields={"substance": substance})
    return alert


def _move(alert: Alert, before: tuple[str, ...], after: str, by: Actor, **more: object) -> None:
    by.require(permissions.DECIDE)
    standing = Alert.objects.of(by).filter(pk=alert.pk, status__in=before)
    if not standing.update(status=after, decided_at=clock.now(), decided_by=by.staff_id, **more):
        raise Conflict(_("Somebody else has already decided on this alert."))
    record(by, f"drug_alert.{after}", "drug_alert", [str(alert.uid)], fields={"substance": alert.substance})
