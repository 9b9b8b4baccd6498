"""Pages about who goes along with whom."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.access.queries import staff_names
from meetpoint.core.consent.lists import list_response
from meetpoint.core.organisations.models import Site
from meetpoint.core.plans import actions, listings, permissions
from meetpoint.core.plans.forms import AssignForm, EndForm, HandOverForm
from meetpoint.core.plans.queries import load
from meetpoint.core.plans.views.asking import assignment_for, not_here, person_for
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.refusals import tried
from meetpoint.lib.numbers import LONGEST, whole_number


@never_cache
@require_GET
@page(permissions.HOLD)
def people(request: StaffRequest) -> HttpResponseBase:
    actor = request.actor
    mine = load.load_of(actor, actor.staff_id)
    return list_response(
        request,
        listings.MINE,
        load.mine(actor),
        template="plans/people.html",
        context={
            "load": mine,
            "load_words": listings.load_words(mine.people, mine.most),
            **_where(actor, "people"),
        },
        what="case load",
    )


@never_cache
@require_GET
@page(permissions.MANAGE)
def team(request: StaffRequest) -> HttpResponseBase:
    actor = request.actor
    return list_response(
        request,
        listings.TEAM,
        load.assignments(actor),
        template="plans/people.html",
        context={**_where(actor, "team"), "whose": _number(request.GET.get("staff", ""))},
        what="case load",
    )


@never_cache
@require_GET
@page(permissions.MANAGE)
def nobody(request: StaffRequest) -> HttpResponseBase:
    actor = request.actor
    return list_response(
        request,
        listings.NOBODY,
        load.without_anybody(actor),
        template="plans/people.html",
        context=_where(actor, "nobody"),
        what="case load",
    )


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.HOLD)
def assign(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = request.actor
    person = person_for(request, uid, permissions.HOLD)
    form = AssignForm(
        actor, request.POST or None, initial=_here(request), chooses=actor.may(permissions.MANAGE)
    )
    if form.is_valid():
        said = form.cleaned_data
        new = actions.NewAssignment(
            uid=said["uid"],
            person=person,
            site_id=said["site"].pk,
            staff_id=said["staff"],
            part=said["part"],
        )
        if tried(form, lambda: actions.assign(new, by=actor)) is not None:
            messages.success(request, _("Written down."))
            return redirect("plans:plan", person.uid)
    context = {"form": form, "heading": _("Go along with this person"), "back": _plan_url(person.uid)}
    return render(request, "plans/form.html", {**context, "lede": person.handle, "button": _("Save")})


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.HOLD)
def hand_over(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = request.actor
    found = assignment_for(request, uid)
    form = HandOverForm(actor, request.POST or None, without=found.staff_id, site_id=found.site_id)
    if form.is_valid():
        said = form.cleaned_data
        made = tried(form, lambda: actions.hand_over(uid, said["staff"], note=said["note"], by=actor))
        if made is not None:
            messages.success(request, _("Handed over. The note stands on the person’s page."))
            return redirect("plans:plan", found.participant.uid)
    lede = _("%(person)s, until now with %(name)s") % {
        "person": found.participant.handle,
        "name": found.staff.display_name,
    }
    return _handing(request, form, lede, _plan_url(found.participant.uid))


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.HOLD)
def hand_over_load(request: StaffRequest) -> HttpResponse:
    actor = request.actor
    whose = _whose(request)
    name = staff_names(actor).get(whose, "")
    form = HandOverForm(actor, request.POST or None, without=whose)
    people = load.load_of(actor, whose).people
    if form.is_valid():
        said = form.cleaned_data
        moved = tried(form, lambda: actions.hand_over_load(whose, said["staff"], note=said["note"], by=actor))
        if moved is not None:
            done = ngettext("Handed over %(number)d person.", "Handed over %(number)d people.", moved)
            messages.success(request, done % {"number": moved})
            return redirect("plans:people")
    count = ngettext("%(number)d person", "%(number)d people", people) % {"number": people}
    lede = f"{name} · {count}" if name else count
    return _handing(
        request, form, lede, reverse("plans:people"), staff=whose, heading=_("Hand over everybody")
    )


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.HOLD)
def end(request: StaffRequest, uid: UUID) -> HttpResponse:
    found = assignment_for(request, uid)
    form = EndForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data["reason"]
        if tried(form, lambda: actions.end_assignment(uid, said, by=request.actor)) is not None:
            messages.success(request, _("Ended. The plan stays as it is."))
            return redirect("plans:plan", found.participant.uid)
    context = {
        "form": form,
        "heading": _("No longer go along"),
        "lede": f"{found.participant.handle} · {found.staff.display_name}",
        "back": _plan_url(found.participant.uid),
        "button": _("End it"),
    }
    return render(request, "plans/form.html", context)


def _handing(
    request: StaffRequest,
    form: HandOverForm,
    lede: str,
    back: str,
    *,
    staff: int | None = None,
    heading: str = "",
) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading or _("Hand over"),
        "lede": lede,
        "back": back,
        "button": _("Hand over"),
        "kept": {"whose": staff} if staff is not None else {},
        "is_stuck": not form.has_others,
    }
    return render(request, "plans/form.html", context)


def _whose(request: StaffRequest) -> int:
    """Return whose load is asked for: one's own, or for a manager a colleague's, also of one who left."""
    actor: Actor = request.actor
    said = (request.POST if request.method == "POST" else request.GET).get("whose", "")
    asked = _number(said) if said else actor.staff_id
    if asked is None or (asked != actor.staff_id and not actor.may(permissions.MANAGE)):
        raise not_here()
    return asked


def _number(text: str) -> int | None:
    return whole_number(text, most=10**LONGEST - 1)


def _where(actor: Actor, here: str) -> dict[str, object]:
    return {"here": here, "may_manage": actor.may(permissions.MANAGE)}


def _here(request: StaffRequest) -> dict[str, object]:
    site: Site | None = request.site  # type: ignore[assignment]
    return {"site": site.pk if site else None}


def _plan_url(uid: UUID) -> str:
    return reverse("plans:plan", args=[uid])
