"""The schedules of an organisation, and what a member of staff has in the inbox."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from meetpoint.core.reports.own.models import InboxReading, InboxReport, ReportSchedule
from meetpoint.core.reports.queries import covers
from meetpoint.core.tenancy.actor import Actor


def schedules(actor: Actor) -> list[ReportSchedule]:
    """Return the schedules that run, as far as they are about sites within reach, newest first."""
    running = ReportSchedule.objects.of(actor).filter(stopped_at=None).order_by("-made_at", "-pk")
    return [one for one in running if covers(actor, one.site_ids)]


def inbox(actor: Actor) -> QuerySet[InboxReport]:
    """Return what schedules made about sites within reach, newest first, each with `is_unread`."""
    hidden = [
        pk
        for pk, site_ids in ReportSchedule.objects.of(actor).values_list("pk", "site_ids")
        if not covers(actor, site_ids)
    ]
    made = InboxReport.objects.of(actor).exclude(schedule_id__in=hidden).select_related("schedule")
    return made.annotate(is_unread=~_seen(actor)).order_by("-tried_at", "-pk")


def unread(actor: Actor) -> int:
    """Return how many reports of the inbox the actor has not seen."""
    return inbox(actor).filter(~_seen(actor)).count()


def _seen(actor: Actor) -> Exists:
    return Exists(InboxReading.objects.of(actor).filter(report=OuterRef("pk"), staff_id=actor.staff_id or 0))
