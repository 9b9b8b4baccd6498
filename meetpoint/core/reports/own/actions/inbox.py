"""What schedules put into the inbox: once for each period, tried until it works; and what was read."""

from __future__ import annotations

import logging

from django.db import transaction
from django.utils import timezone

from meetpoint.core.audit.actions import record
from meetpoint.core.facts.errors import AnalysisUnavailable
from meetpoint.core.organisations.models import Site
from meetpoint.core.reports import permissions
from meetpoint.core.reports.actions import keep_run
from meetpoint.core.reports.answering.answer import answer_report
from meetpoint.core.reports.answering.report import Report
from meetpoint.core.reports.own.due import Period, periods_due
from meetpoint.core.reports.own.models import InboxReading, InboxReport, Outcome, ReportSchedule
from meetpoint.core.reports.queries import templates_of
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7

log = logging.getLogger("meetpoint.reports")

SUBJECT = "inbox_report"


def run_schedules(actor: Actor) -> None:
    """Make every report that is due and not there yet, oldest period first.

    Safe to call at any time and from two processes: a period is made once, also after a standstill of months.
    What could not be made says why in the inbox, and is tried again at the next call.
    """
    for schedule in ReportSchedule.objects.of(actor).filter(stopped_at=None).order_by("pk"):
        run_schedule(schedule, by=actor)


def run_schedule(schedule: ReportSchedule, *, by: Actor) -> None:
    """Make what is due of one schedule and not there yet."""
    made = InboxReport.objects.of(by).filter(schedule=schedule, outcome=Outcome.READY)
    done = set(made.values_list("first", flat=True))
    today = timezone.localdate(clock.now())
    for period in periods_due(
        schedule.every, from_day=schedule.from_day, wait_days=schedule.wait_days, today=today
    ):
        if period[0] not in done:
            make_report(schedule, period, by=by)


def make_report(schedule: ReportSchedule, period: Period, *, by: Actor) -> InboxReport:
    """Make the report of one period, or say why it could not be made. A report that is there stays as it is.

    What changes is unread again for everybody.
    """
    outcome, report = _answered(schedule, period, by)
    with transaction.atomic():
        rows = InboxReport.objects.of(by)
        known = rows.select_for_update().filter(schedule=schedule, first=period[0]).first()
        if known is not None and (known.is_ready or known.outcome == outcome):
            return known
        kept = known or InboxReport(
            organisation_id=by.organisation_id,
            uid=uuid7(),
            schedule=schedule,
            first=period[0],
            last=period[1],
        )
        kept.outcome, kept.tried_at = outcome, clock.now()
        kept.run = keep_run(report, by=by).uid if report is not None else None
        kept.save()
        InboxReading.objects.of(by).filter(report=kept).delete()
        record(by, "report.scheduled_made", SUBJECT, [kept.pk], fields={"outcome": outcome})
    return kept


def try_again(report: InboxReport, *, by: Actor) -> InboxReport:
    """Make a report anew that could not be made. Raises NotAllowed; one that is there stays as it is."""
    by.require(permissions.WRITE_TEMPLATE)
    return make_report(report.schedule, (report.first, report.last), by=by)


def mark_read(report: InboxReport, *, by: Actor) -> None:
    """Remember that somebody has seen a report; seeing it twice changes nothing."""
    if by.staff_id is not None:
        seen = InboxReading(organisation_id=by.organisation_id, report=report, staff_id=by.staff_id)
        InboxReading.objects.bulk_create([seen], ignore_conflicts=True)


def _answered(schedule: ReportSchedule, period: Period, by: Actor) -> tuple[Outcome, Report | None]:
    """Return how it went, and the answered report. An error of ours is logged by its kind alone."""
    template = templates_of(by).get(schedule.template)
    if template is None:
        return Outcome.GONE, None
    sites = _sites(schedule, by)
    if sites == []:
        return Outcome.NO_SITE, None
    try:
        return Outcome.READY, answer_report(by, template, *period, sites=sites)
    except AnalysisUnavailable:
        return Outcome.UNAVAILABLE, None
    except Exception as problem:  # noqa: BLE001 - one report's failure must not keep the others from being made
        log.error("A scheduled report could not be made: %s", type(problem).__name__)
        return Outcome.FAILED, None


def _sites(schedule: ReportSchedule, by: Actor) -> list[Site] | None:
    """Return those of a schedule's sites that are still there; None for every site."""
    if schedule.site_ids is None:
        return None
    return list(Site.objects.of(by).filter(pk__in=schedule.site_ids).order_by("pk"))
