"""Pages of the inbox, and of the schedules that fill it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.organisations.packs import say
from meetpoint.core.reports import permissions
from meetpoint.core.reports.answering.answer import sites_in_reach
from meetpoint.core.reports.forms import said
from meetpoint.core.reports.own.actions.inbox import mark_read, run_schedule, try_again
from meetpoint.core.reports.own.actions.schedules import NewSchedule, make_schedule, stop_schedule
from meetpoint.core.reports.own.forms import ScheduleForm
from meetpoint.core.reports.own.models import InboxReport, Outcome, ReportSchedule
from meetpoint.core.reports.own.queries import inbox, schedules, unread
from meetpoint.core.reports.queries import templates_of
from meetpoint.core.ui.refusals import tried
from meetpoint.lib.errors import NotFound
from meetpoint.lib.identifiers import uuid7

SHOWN = 100
GONE = gettext_lazy("A report that is not there any more")

HOW_TO_MEND = {
    Outcome.UNAVAILABLE: gettext_lazy(
        "The analysis was not running. It is tried again every hour. If this lasts, ask whoever runs this"
        " installation to look at “meetpoint serve”."
    ),
    Outcome.GONE: gettext_lazy(
        "The report is not among your reports, or it asks for something that is not counted any more. Save it"
        " again in the builder, then try again here; or stop this schedule and schedule another report."
    ),
    Outcome.NO_SITE: gettext_lazy(
        "None of the sites of this schedule is there any more. Stop it, and make another for other sites."
    ),
    Outcome.FAILED: gettext_lazy(
        "Something went wrong in Meetpoint. Try again; if it fails again, ask whoever runs this installation"
        " to look into the log, where the kind of error stands."
    ),
}


@require_GET
@page(permissions.VIEW_REPORT)
def show_inbox(request: StaffRequest) -> HttpResponse:
    titles = _titles(request)
    entries = [
        {
            "report": one,
            "title": titles.get(one.schedule.template, GONE),
            "days": said(one.first, one.last),
        }
        for one in inbox(request.actor)[:SHOWN]
    ]
    context = {
        "entries": entries,
        "unread": unread(request.actor),
        "schedules": _listed(request, titles),
        "may_build": request.actor.may(permissions.WRITE_TEMPLATE),
    }
    return render(request, "reports/own/inbox.html", context)


@require_GET
@page(permissions.VIEW_REPORT)
def show_report(request: StaffRequest, uid: UUID) -> HttpResponse:
    report = _report(request, uid)
    mark_read(report, by=request.actor)
    if report.run is not None:
        return redirect("reports:run", report.run)
    context = {
        "report": report,
        "title": _titles(request).get(report.schedule.template, GONE),
        "days": said(report.first, report.last),
        "mend": HOW_TO_MEND.get(Outcome(report.outcome), ""),
        "may_build": request.actor.may(permissions.WRITE_TEMPLATE),
    }
    return render(request, "reports/own/not_made.html", context)


@require_POST
@page(permissions.WRITE_TEMPLATE)
def again(request: StaffRequest, uid: UUID) -> HttpResponse:
    report = try_again(_report(request, uid), by=request.actor)
    if report.is_ready:
        messages.success(request, _("The report is made."))
    else:
        messages.warning(request, _("It could still not be made."))
    return redirect("reports:inbox_report", report.uid)


@require_http_methods(["GET", "POST"])
@page(permissions.WRITE_TEMPLATE)
def schedule(request: StaffRequest, name: str) -> HttpResponseBase:
    titles = _titles(request)
    if name not in titles:
        raise NotFound(_("There is no report of this name. It may have been renamed."))
    form = ScheduleForm(request.POST or None)
    if form.is_valid():
        new = NewSchedule(uid=uuid7(), template=name, **form.cleaned_data)
        if (made := tried(form, lambda: make_schedule(new, by=request.actor))) is not None:
            run_schedule(made, by=request.actor)
            messages.success(request, _("The report is scheduled. It comes into this inbox by itself."))
            return redirect("reports:inbox")
    return render(request, "reports/own/schedule.html", {"form": form, "title": titles[name], "name": name})


@require_POST
@page(permissions.WRITE_TEMPLATE)
def stop(request: StaffRequest, uid: UUID) -> HttpResponse:
    stop_schedule(_schedule(request, uid), by=request.actor)
    messages.success(request, _("The schedule is stopped. What it made stays here."))
    return redirect("reports:inbox")


def _report(request: StaffRequest, uid: UUID) -> InboxReport:
    """Return a report of the inbox; one about sites out of reach is not there."""
    fetch_for(request.actor, InboxReport, may=permissions.VIEW_REPORT, uid=uid)
    found = inbox(request.actor).filter(uid=uid).first()
    if found is None:
        raise NotFound(_("There is nothing here. It may have been moved, or the address may be mistyped."))
    return found


def _schedule(request: StaffRequest, uid: UUID) -> ReportSchedule:
    fetch_for(request.actor, ReportSchedule, may=permissions.WRITE_TEMPLATE, uid=uid)
    found = next((one for one in schedules(request.actor) if one.uid == uid), None)
    if found is None:
        raise NotFound(_("There is nothing here. It may have been moved, or the address may be mistyped."))
    return found


def _listed(request: StaffRequest, titles: dict[str, str]) -> list[dict[str, Any]]:
    names = {site.pk: site.name for site in sites_in_reach(request.actor)}
    return [
        {
            "schedule": one,
            "title": titles.get(one.template, GONE),
            "sites": [names[pk] for pk in one.site_ids or () if pk in names],
        }
        for one in schedules(request.actor)
    ]


def _titles(request: StaffRequest) -> dict[str, str]:
    return {slug: say(template.title) for slug, template in templates_of(request.actor).items()}
