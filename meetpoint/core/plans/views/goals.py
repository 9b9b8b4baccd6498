"""What a person wants: added, said otherwise, moved; and the steps towards it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.plans import actions, permissions
from meetpoint.core.plans.forms import GoalForm, StepForm
from meetpoint.core.plans.models import Goal, GoalState, Step
from meetpoint.core.plans.sealing import words_of
from meetpoint.core.plans.views.asking import goal_for, plan_for, plan_page
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.refusals import tried


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.CHANGE)
def add_goal(request: StaffRequest, uid: UUID) -> HttpResponse:
    found = plan_for(request, uid)
    form = GoalForm(request.POST or None)
    if form.is_valid():
        made = tried(
            form, lambda: actions.add_goal(uid, actions.NewGoal(**form.cleaned_data), by=request.actor)
        )
        if made is not None:
            messages.success(request, _("Written down. Add a next step, if there is one."))
            return redirect("plans:plan", plan_page(found))
    return _form(request, form, _("Add a goal"), found.participant)


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.CHANGE)
def reword(request: StaffRequest, uid: UUID) -> HttpResponse:
    goal = goal_for(request, uid)
    told = {
        "uid": goal.uid,
        "words": words_of(goal),
        "language": goal.language,
        "area": goal.area,
        "importance": goal.importance,
    }
    form = GoalForm(request.POST or None, initial=told)
    if form.is_valid():
        said = {name: value for name, value in form.cleaned_data.items() if name != "uid"}
        if tried(form, lambda: actions.reword_goal(uid, **said, by=request.actor)) is not None:
            messages.success(request, _("Saved."))
            return redirect("plans:plan", plan_page(goal.plan))
    return _form(request, form, _("Say it otherwise"), goal.plan.participant)


@require_POST
@page(permissions.CHANGE)
def move(request: StaffRequest, uid: UUID) -> HttpResponse:
    goal = goal_for(request, uid)
    moved = actions.move_goal(uid, request.POST.get("state", ""), by=request.actor)
    said = _("Now at “%(state)s”. You can always move it back.")
    messages.success(request, said % {"state": GoalState(moved.state).label})
    return redirect("plans:plan", plan_page(goal.plan))


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.CHANGE)
def add_step(request: StaffRequest, uid: UUID) -> HttpResponse:
    by = request.actor
    goal = goal_for(request, uid)
    form = StepForm(by, goal.plan.site_id, request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        made = tried(
            form,
            lambda: actions.add_step(
                uid,
                uid=said["uid"],
                what=said["what"],
                due_on=said["due_on"],
                owner_id=said["owner"],
                by_person=said["by_person"],
                by=by,
            ),
        )
        if made is not None:
            messages.success(request, _("Written down. It appears on Follow-up on its day."))
            return redirect("plans:plan", plan_page(goal.plan))
    context = {"quote": words_of(goal), "quote_language": goal.language}
    return _form(request, form, _("Next step"), goal.plan.participant, **context)


@require_POST
@page(permissions.CHANGE)
def finish_step(request: StaffRequest, uid: UUID) -> HttpResponse:
    actions.finish_step(uid, by=request.actor)
    messages.success(request, _("Done."))
    return redirect("plans:plan", plan_page(_goal_of(uid, request.actor).plan))


@require_POST
@page(permissions.CHANGE)
def reopen_step(request: StaffRequest, uid: UUID) -> HttpResponse:
    actions.reopen_step(uid, by=request.actor)
    messages.success(request, _("It is waiting again."))
    return redirect("plans:plan", plan_page(_goal_of(uid, request.actor).plan))


def _goal_of(task_uid: UUID, by: Actor) -> Goal:
    return Step.objects.of(by).select_related("goal__plan__participant").get(task__uid=task_uid).goal


def _form(
    request: StaffRequest, form: GoalForm | StepForm, heading: str, person: object, **more: object
) -> HttpResponse:
    context = {"form": form, "heading": heading, "person": person, "button": _("Save")}
    return render(request, "plans/form.html", {**context, **more})
