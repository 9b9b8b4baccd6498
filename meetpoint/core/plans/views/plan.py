"""A person's plan: shown, printed, begun, looked at again, closed; and who else helps."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.access.queries import staff_names
from meetpoint.core.consent.deciding.facts import Scope
from meetpoint.core.consent.gate import PARTICIPANT, Leaving, disclose
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.queries import joined_ids
from meetpoint.core.plans import actions, permissions
from meetpoint.core.plans.actions.holding import may_change
from meetpoint.core.plans.forms import BeginForm, HelperForm, ReviewForm
from meetpoint.core.plans.models import Assignment, Helper
from meetpoint.core.plans.queries.plans import going_along, plan_said, plans_of
from meetpoint.core.plans.sealing import note_of
from meetpoint.core.plans.views.asking import not_here, person_for, plan_for, plan_page
from meetpoint.core.referrals.permissions import CHANGE_TASKS
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.refusals import tried
from meetpoint.lib.errors import DomainError

SCOPE = frozenset({Scope.ATTENDANCE, Scope.PERSONAL})
SHEET_LANGUAGES = ("en", "es")


@never_cache
@require_GET
@page(permissions.VIEW)
def plan(request: StaffRequest, uid: UUID) -> HttpResponse:
    by = request.actor
    person = person_for(request, uid, permissions.VIEW)
    ids = joined_ids(by, person)
    plans = plans_of(by, ids)
    chosen = next((one for one in plans if str(one.uid) == request.GET.get("plan")), None)
    shown = chosen or next((one for one in plans if one.closed_at is None), None)
    along = going_along(by, ids)
    context = {
        "person": person,
        "said": plan_said(by, shown) if shown else None,
        "others": [one for one in plans if one != shown],
        "along": [_along(one, by) for one in along if one.ended_on is None],
        "before": [one for one in along if one.ended_on is not None],
        "goes_along": any(one.staff_id == by.staff_id and one.ended_on is None for one in along),
        "may_assign": by.may(permissions.HOLD),
        "may_change": by.may(permissions.CHANGE, site_id=shown.site_id if shown else None),
        "may_step": by.may(CHANGE_TASKS),
        "names": staff_names(by),
    }
    return render(request, "plans/plan.html", context)


@never_cache
@require_GET
@page(permissions.VIEW)
def sheet(request: StaffRequest, uid: UUID) -> HttpResponse:
    by = request.actor
    person = person_for(request, uid, permissions.VIEW)
    shown = next((one for one in plans_of(by, joined_ids(by, person)) if one.closed_at is None), None)
    if shown is None:
        raise not_here()
    grant = disclose(
        by,
        kind="print",
        what="care plan",
        purpose="own copy",
        recipient=PARTICIPANT,
        participant_id=person.pk,
        rows=1,
        leaving=Leaving(scope=SCOPE),
    )
    language = request.GET.get("lang", "")
    with translation.override(language if language in SHEET_LANGUAGES else translation.get_language()):
        context = {
            "person": person,
            "said": plan_said(by, shown),
            "notice": grant.notice,
            "sheet_language": translation.get_language(),
        }
        return render(request, "plans/sheet.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.CHANGE)
def begin(request: StaffRequest, uid: UUID) -> HttpResponse:
    by = request.actor
    person = person_for(request, uid, permissions.CHANGE)
    site: Site | None = request.site  # type: ignore[assignment]
    form = BeginForm(by, request.POST or None, initial={"site": site.pk if site else None})
    if form.is_valid():
        said = form.cleaned_data
        made = tried(form, lambda: actions.begin_plan(said["uid"], person, said["site"].pk, by=by))
        if made is not None:
            return redirect("plans:add_goal", made.uid)
    context = {
        "form": form,
        "heading": _("Begin a plan"),
        "lede": _("The person says what they want. Nothing is expected of them, and nothing depends on it."),
        "person": person,
        "button": _("Begin"),
    }
    return render(request, "plans/form.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.CHANGE)
def review(request: StaffRequest, uid: UUID) -> HttpResponse:
    found = plan_for(request, uid)
    form = ReviewForm(
        request.POST if request.method == "POST" else None, initial={"review_on": found.review_on}
    )
    if form.is_valid():
        day = form.cleaned_data["review_on"]
        if tried(form, lambda: actions.set_review(uid, day, by=request.actor)) is not None:
            messages.success(request, _("Saved."))
            return redirect("plans:plan", plan_page(found))
    context = {"form": form, "heading": _("Look at the plan again"), "person": found.participant}
    return render(request, "plans/form.html", {**context, "button": _("Save")})


@require_POST
@page(permissions.CHANGE)
def close(request: StaffRequest, uid: UUID) -> HttpResponse:
    actions.close_plan(uid, by=request.actor)
    messages.success(request, _("Closed. It is still there to be read, and can be opened again."))
    return redirect("plans:plan", plan_page(plan_for(request, uid)))


@require_POST
@page(permissions.CHANGE)
def reopen(request: StaffRequest, uid: UUID) -> HttpResponse:
    found = plan_for(request, uid)
    try:
        actions.reopen_plan(uid, by=request.actor)
    except DomainError as problem:
        messages.error(request, problem.fields.get("plan", problem.message))
    else:
        messages.success(request, _("Open again."))
    return redirect("plans:plan", plan_page(found))


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.CHANGE)
def add_helper(request: StaffRequest, uid: UUID) -> HttpResponse:
    by = request.actor
    found = plan_for(request, uid)
    form = HelperForm(by, found.site_id, request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        made = tried(
            form,
            lambda: actions.add_helper(
                uid, uid=said["uid"], staff_id=said["staff"], name=said["name"], by=by
            ),
        )
        if made is not None:
            messages.success(request, _("Written down."))
            return redirect("plans:plan", plan_page(found))
    context = {"form": form, "heading": _("Who else helps?"), "person": found.participant}
    return render(request, "plans/form.html", {**context, "button": _("Save")})


@require_POST
@page(permissions.CHANGE)
def end_helper(request: StaffRequest, uid: UUID) -> HttpResponse:
    ended = actions.end_helper(uid, by=request.actor)
    messages.success(request, _("Written down."))
    return redirect("plans:plan", plan_page(Helper.objects.of(request.actor).get(pk=ended.pk).plan))


def _along(one: Assignment, by: Actor) -> dict[str, object]:
    return {"one": one, "note": note_of(one), "may_change": may_change(one, by=by)}
