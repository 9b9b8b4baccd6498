"""Pages of follow-up tasks: the list, a promise, whose it is, and whether it was kept."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.consent.lists import list_response
from meetpoint.core.referrals import actions, listings, permissions, queries
from meetpoint.core.referrals.forms import GiveForm, TaskForm
from meetpoint.core.referrals.models import FollowUpTask
from meetpoint.core.referrals.views.referrals import asked_for
from meetpoint.core.ui.refusals import tried


@require_GET
@page(permissions.VIEW_TASKS)
def show_tasks(request: StaffRequest) -> HttpResponseBase:
    actor = request.actor
    return list_response(
        request,
        listings.TASKS,
        queries.tasks_of(actor),
        template="referrals/tasks.html",
        context={"may_change": actor.may(permissions.CHANGE_TASKS), "mine": actor.staff_id},
        what="tasks",
    )


@require_http_methods(["GET", "POST"])
@page(permissions.CHANGE_TASKS)
def add_task(request: StaffRequest) -> HttpResponse:
    actor = request.actor
    form = TaskForm(actor, request.POST or None, initial=asked_for(request))
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
                owner_id=said["owner"],
                priority=said["priority"],
                by=actor,
            ),
        )
        if added is not None:
            messages.success(request, _("Written down."))
            return redirect("referrals:tasks")
    return render(request, "referrals/form.html", {"form": form, "heading": _("Promise to follow up")})


@require_http_methods(["GET", "POST"])
@page(permissions.CHANGE_TASKS)
def give_task(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = request.actor
    task = fetch_for(actor, FollowUpTask, may=permissions.CHANGE_TASKS, uid=uid)
    form = GiveForm(actor, request.POST or None, initial={"owner": task.owner_id, "priority": task.priority})
    if form.is_valid():
        said = form.cleaned_data
        given = tried(
            form,
            lambda: actions.give_task(uid, owner_id=said["owner"], priority=said["priority"], by=actor),
        )
        if given is not None:
            messages.success(request, _("Saved."))
            return redirect("referrals:tasks")
    context = {"form": form, "heading": _("Whose is it?"), "lede": listings.words_of(task)}
    return render(request, "referrals/form.html", context)


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
