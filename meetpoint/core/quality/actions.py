"""Saying that findings look right, and undoing it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit.actions import record
from meetpoint.core.modules.quality import Finding, QualityCheck
from meetpoint.core.quality.models import LooksRight
from meetpoint.core.quality.permissions import SETTLE
from meetpoint.core.quality.rules import is_in_reach
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import NotAllowed


def mark_right(check: QualityCheck, findings: Sequence[Finding], *, by: Actor) -> int:
    """Keep that somebody looked at these findings and that they are right; return how many were new.

    Raises NotAllowed, also for a finding at a site out of reach or about the whole programme.
    """
    by.require(SETTLE)
    for one in findings:
        require_reach(by, one.site_id)
    with transaction.atomic():
        wanted = {one.subject: one for one in findings}
        known = LooksRight.objects.of(by).filter(rule=check.slug, subject__in=wanted)
        new = [wanted[subject] for subject in wanted.keys() - set(known.values_list("subject", flat=True))]
        rows = [
            LooksRight(
                organisation_id=by.organisation_id,
                rule=check.slug,
                subject=one.subject,
                site_id=one.site_id,
                day=one.day,
                staff_id=by.staff_id,
                marked_at=clock.now(),
            )
            for one in new
        ]
        LooksRight.objects.of(by).bulk_create(rows, ignore_conflicts=True)
        if new:
            subjects = sorted(one.subject for one in new)
            record(by, "quality.marked_right", "finding", subjects, fields={"check": check.slug})
    return len(new)


def unmark(mark: LooksRight, *, by: Actor) -> None:
    """Undo it: what was found is shown again, as long as it is found. Raises NotAllowed."""
    by.require(SETTLE)
    require_reach(by, mark.site_id)
    with transaction.atomic():
        if LooksRight.objects.of(by).filter(pk=mark.pk).delete()[0]:
            record(by, "quality.unmarked", "finding", [mark.subject], fields={"check": mark.rule})


def require_reach(by: Actor, site_id: int | None) -> None:
    """Do nothing if what is about a site, or about all of them, is in reach. Raises NotAllowed."""
    if not is_in_reach(by, site_id):
        raise NotAllowed(_("This is at a site that is not yours."))
