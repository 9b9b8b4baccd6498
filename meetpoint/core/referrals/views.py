"""Pages of referrals and follow-up tasks."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.consent.gate import disclose
from meetpoint.core.consent.lists import list_response
from meetpoint.core.directory.views.listing import hours_said
from meetpoint.core.organisations.models import Site
from meetpoint.core.referrals import actions, listings, permissions, queries
from meetpoint.core.referrals.forms import ChangeForm, ReferralForm, TaskForm
from meetpoint.core.referrals.models import Referral
from meetpoint.core.supplies.actions.posting import today_at
from meetpoint.core.ui.refusals import tried
from meetpoint.lib import clock


@require_GET
@page(permissions.VIEW)
def show_list(request: StaffRequest) -> HttpResponseBase:
    actor = request.actor
    return list_response(
        request,
        listings.REFERRALS,
        queries.referrals_of(actor),
        template="referrals/list.html",
        context={"may_make": actor.may(permissions.MAKE)},
        what="referrals",
    )


@require_http_methods(["GET", "POST"])
@page(permissions.MAKE)
def add(request: StaffRequest) -> HttpResponse:
    actor = request.actor
    form = ReferralForm(actor, request.POST or None, initial=_asked(request))
    if form.is_valid():
        made = tried(form, lambda: actions.make_referral(_new_referral(form.cleaned_data), by=actor))
        if made is not None:
            messages.success(request, _("Referral made. Give the person the slip."))
            return redirect("referrals:detail", made.uid)
    return render(request, "referrals/form.html", {"form": form, "heading": _("Make a referral")})


@require_GET
@page(permissions.VIEW)
def show(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = request.actor
    referral = fetch_for(actor, Referral, may=permissions.VIEW, uid=uid)
    return _detail(request, referral, ChangeForm(referral.status))


@require_POST
@page(permissions.CHANGE)
def change(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = request.actor
    referral = fetch_for(actor, Referral, may=permissions.CHANGE, uid=uid)
    form = ChangeForm(referral.status, request.POST)
    if form.is_valid():
        said = form.cleaned_data
        changed = tried(
            form,
            lambda: actions.change_status(
                uid, said["status"], by=actor, reason=said["reason"], said_by=said["said_by"], on=said["on"]
            ),
        )
        if changed is not None:
            messages.success(request, _("Saved."))
            return redirect("referrals:detail", uid)
    return _detail(request, referral, form)


@require_GET
@page(permissions.VIEW)
def slip(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = request.actor
    referral = fetch_for(actor, Referral, may=permissions.VIEW, uid=uid)
    disclose(
        actor,
        kind="print",
        what="referral_slip",
        purpose="referral",
        recipient="participant",
        participant_id=referral.participant_id,
        rows=1,
    )
    hours = hours_said(referral.entry) if referral.entry else ""
    context = {"referral": referral, "destination": queries.destination(referral), "hours": hours}
    return render(request, "referrals/slip.html", context)


@require_GET
@page(permissions.VIEW_TASKS)
def show_tasks(request: StaffRequest) -> HttpResponseBase:
    actor = request.actor
    return list_response(
        request,
        listings.TASKS,
        queries.tasks_of(actor),
        template="referrals/tasks.html",
        context={"may_change": actor.may(permissions.CHANGE_TASKS)},
        what="tasks",
    )


@require_http_methods(["GET", "POST"])
@page(permissions.CHANGE_TASKS)
def add_task(request: StaffRequest) -> HttpResponse:
    actor = request.actor
    form = TaskForm(actor, request.POST or None, initial=_asked(request))
    if form.is_valid():
        said = form.cleaned_data
        added = tried(
            form,
            lambda: actions.add_task(
                uid=said["uid"],
                site_id=said["site"].pk,
                what=said["what"],
                due_on=said["due_on"],
                participant_id=said["code"],
                by=actor,
            ),
        )
        if added is not None:
            messages.success(request, _("Written down."))
            return redirect("referrals:tasks")
    return render(request, "referrals/form.html", {"form": form, "heading": _("Promise to follow up")})


@require_POST
@page(permissions.CHANGE_TASKS)
def finish_task(request: StaffRequest, uid: UUID) -> HttpResponseRedirect:
    actions.finish_task(uid, by=request.actor)
    messages.success(request, _("Done. It is still under “Done”, if you need it back."))
    return redirect("referrals:tasks")


@require_POST
@page(permissions.CHANGE_TASKS)
def reopen_task(request: StaffRequest, uid: UUID) -> HttpResponseRedirect:
    actions.reopen_task(uid, by=request.actor)
    messages.success(request, _("It is waiting again."))
    return redirect("referrals:tasks")


def _detail(request: StaffRequest, referral: Referral, form: ChangeForm) -> HttpResponse:
    actor = request.actor
    context = {
        "referral": referral,
        "status": listings.status_of(referral),
        "destination": queries.destination(referral),
        "changes": referral.changes.order_by("id"),
        "form": form,
        "may_change": actor.may(permissions.CHANGE, site_id=referral.site_id) and bool(form.possible),
    }
    return render(request, "referrals/detail.html", context)


def _asked(request: StaffRequest) -> dict[str, Any]:
    site: Site | None = request.site  # type: ignore[assignment]
    asked = {name: request.GET[name] for name in ("site", "entry", "kind") if name in request.GET}
    return {"site": site.pk if site else None, **asked}


def _new_referral(said: dict[str, Any]) -> actions.NewReferral:
    now, site = clock.now(), said["site"]
    return actions.NewReferral(
        uid=said["uid"],
        site_id=site.pk,
        kind=said["kind"],
        local_date=today_at(site),
        made_at=now,
        entry_id=said["entry"].pk if said["entry"] else None,
        to_name=said["to_name"],
        participant_id=said["code"],
        follow_up_on=said["follow_up_on"],
    )
