"""Making and stopping schedules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meetpoint.core.audit.actions import record
from meetpoint.core.organisations.models import Site
from meetpoint.core.reports import permissions
from meetpoint.core.reports.own.due import last_over
from meetpoint.core.reports.own.models import ReportSchedule
from meetpoint.core.reports.queries import templates_of
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict, NotFound

SUBJECT = "report_schedule"
LONGEST_WAIT_DAYS = 28


@dataclass(frozen=True, kw_only=True, slots=True)
class NewSchedule:
    """A schedule to be made. `sites` None means all within the maker's reach."""

    uid: UUID
    template: str
    every: str
    sites: tuple[Site, ...] | None = None
    wait_days: int = 0


def make_schedule(new: NewSchedule, *, by: Actor) -> ReportSchedule:
    """Store a schedule, which begins with the last period that is over; the same uid again changes nothing.

    It reports on the sites that its maker may see, and on none that come into their reach later, unless every
    site is. Raises NotAllowed, and NotFound for a report that is not there or a site out of reach.
    """
    by.require(permissions.WRITE_TEMPLATE)
    if new.template not in templates_of(by):
        raise NotFound(_("There is no report of this name. It may have been renamed."))
    first, _last = last_over(timezone.localdate(clock.now()), new.every)
    with transaction.atomic():
        stored, is_new = ReportSchedule.objects.of(by).get_or_create(
            organisation_id=by.organisation_id,
            uid=new.uid,
            defaults={
                "template": new.template,
                "every": new.every,
                "site_ids": _site_ids(new.sites, by),
                "wait_days": min(new.wait_days, LONGEST_WAIT_DAYS),
                "from_day": first,
                "staff_id": by.staff_id,
                "made_at": clock.now(),
            },
        )
        if is_new:
            record(by, "report.schedule_made", SUBJECT, [stored.pk], fields={"every": new.every})
    return stored


def stop_schedule(schedule: ReportSchedule, *, by: Actor) -> None:
    """Make no further reports of it; those that it made stay. Raises NotAllowed and Conflict."""
    by.require(permissions.WRITE_TEMPLATE)
    with transaction.atomic():
        running = ReportSchedule.objects.of(by).filter(pk=schedule.pk, stopped_at=None)
        if not running.update(stopped_at=clock.now()):
            raise Conflict(_("This schedule was stopped before."))
        record(by, "report.schedule_stopped", SUBJECT, [schedule.pk])


def _site_ids(sites: Iterable[Site] | None, by: Actor) -> list[int] | None:
    if sites is None:
        return None if by.site_ids is None else sorted(by.site_ids)
    asked = sorted(site.pk for site in sites)
    if not all(by.reaches(pk) for pk in asked):
        raise NotFound(_("This site is not one of yours."))
    return asked
