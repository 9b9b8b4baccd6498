"""What a participant's page leads to: their sessions, groups, stays and rides."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.consent.lists import list_response
from meetpoint.core.people.actions.codes import refuse_erased
from meetpoint.core.people.models import Participant
from meetpoint.core.people.queries import joined_ids, kept_record
from meetpoint.core.sessions import actions, listings, permissions, rules
from meetpoint.core.sessions.forms.stays import RideEndForm, RideForm, StayEndForm, StayForm
from meetpoint.core.sessions.models import Ride, Stay
from meetpoint.core.sessions.queries import sessions as queries
from meetpoint.core.sessions.views.sessions import here, planning
from meetpoint.core.supplies.actions.posting import today_at
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.refusals import tried


@never_cache
@require_GET
@page(permissions.VIEW)
def person(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = request.actor
    who = person_at(actor, uid, permissions.VIEW)
    ids = joined_ids(actor, who)
    stays = queries.stays_of_person(actor, ids) if actor.may(permissions.VIEW_STAYS) else []
    context = {
        "person": who,
        "sessions": queries.attended_by(actor, ids),
        "groups": queries.groups_of_person(actor, ids),
        "stays": stays,
        "overlapping": _overlapping(stays),
        "rides": queries.rides_of_person(actor, ids),
        "may": {
            "session": actor.may(permissions.CHANGE),
            "stay": actor.may(permissions.CHANGE_STAYS),
            "ride": actor.may(permissions.CHANGE_RIDES),
            "notes": actor.may(permissions.WRITE_NOTES),
        },
    }
    return render(request, "sessions/person.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.CHANGE)
def add_session(request: StaffRequest, uid: UUID) -> HttpResponse:
    return planning(request, person_at(request.actor, uid, permissions.CHANGE))


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.CHANGE_STAYS)
def add_stay(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = request.actor
    who = person_at(actor, uid, permissions.CHANGE_STAYS)
    form = StayForm(actor, joined_ids(actor, who), request.POST or None, initial=here(request))
    if form.is_valid():
        said = form.cleaned_data
        new = actions.NewStay(
            uid=said["uid"],
            site_id=said["site"].pk,
            participant_id=who.pk,
            kind=said["kind"],
            from_on=said["from_on"],
            until_on=said["until_on"],
            ended=said["ended"],
            entry_id=said["entry"].pk if said["entry"] else None,
            place=said["place"],
            unit=said["unit"],
            referral_id=said["referral"].pk if said["referral"] else None,
        )
        if tried(form, lambda: actions.add_stay(new, by=actor)) is not None:
            messages.success(request, _("Written down."))
            return redirect("sessions:person", who.uid)
    context = {"form": form, "heading": _("Write down a stay"), "person": who}
    return render(request, "sessions/form.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.VIEW_STAYS)
def stay(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = request.actor
    found = fetch_for(actor, Stay, may=permissions.VIEW_STAYS, uid=uid)
    told = {"until_on": found.until_on, "ended": found.ended}
    form = StayEndForm(request.POST if request.method == "POST" else None, initial=told)
    if request.method == "POST":
        actor.require(permissions.CHANGE_STAYS, site_id=found.site_id)
        if form.is_valid():
            said = form.cleaned_data
            if (
                tried(form, lambda: actions.end_stay(uid, said["until_on"], said["ended"], by=actor))
                is not None
            ):
                messages.success(request, _("Saved."))
                return redirect("sessions:stay", uid)
    context = {
        "stay": found,
        "nights": rules.nights(found.from_on, found.until_on, today_at(found.site)),
        "person": found.participant,
        "form": form
        if actor.may(permissions.CHANGE_STAYS, site_id=found.site_id) and not found.voided_at
        else None,
    }
    return render(request, "sessions/stay.html", context)


@require_POST
@page(permissions.CHANGE_STAYS)
def void_stay(request: StaffRequest, uid: UUID) -> HttpResponse:
    found = fetch_for(request.actor, Stay, may=permissions.CHANGE_STAYS, uid=uid)
    actions.void_stay(uid, by=request.actor)
    messages.success(request, _("Marked as a mistake."))
    return _back(found.participant)


@require_GET
@page(permissions.VIEW)
def rides(request: StaffRequest) -> HttpResponseBase:
    actor = request.actor
    rows = queries.in_reach(Ride.objects.of(actor), actor).filter(voided_at=None).select_related("site")
    return list_response(
        request,
        listings.RIDES,
        rows,
        template="sessions/rides.html",
        context={"may_change": actor.may(permissions.CHANGE_RIDES)},
        what="rides",
    )


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.CHANGE_RIDES)
def add_ride(request: StaffRequest) -> HttpResponse:
    return _ride_form(request, None)


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.CHANGE_RIDES)
def add_ride_for(request: StaffRequest, uid: UUID) -> HttpResponse:
    return _ride_form(request, person_at(request.actor, uid, permissions.CHANGE_RIDES))


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.VIEW)
def ride(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = request.actor
    found = fetch_for(actor, Ride, may=permissions.VIEW, uid=uid)
    form = RideEndForm(request.POST if request.method == "POST" else None, initial={"outcome": found.outcome})
    if request.method == "POST":
        actor.require(permissions.CHANGE_RIDES, site_id=found.site_id)
        if form.is_valid():
            outcome = form.cleaned_data["outcome"]
            if tried(form, lambda: actions.settle_ride(uid, outcome, by=actor)) is not None:
                messages.success(request, _("Saved."))
                return redirect("sessions:ride", uid)
    may = actor.may(permissions.CHANGE_RIDES, site_id=found.site_id) and not found.voided_at
    context = {
        "ride": found,
        "outcome": listings.outcome_of(found),
        "cost": None if found.cost_cents is None else found.cost_cents / 100,
        "form": form if may else None,
    }
    return render(request, "sessions/ride.html", context)


@require_POST
@page(permissions.CHANGE_RIDES)
def void_ride(request: StaffRequest, uid: UUID) -> HttpResponse:
    fetch_for(request.actor, Ride, may=permissions.CHANGE_RIDES, uid=uid)
    actions.void_ride(uid, by=request.actor)
    messages.success(request, _("Marked as a mistake."))
    return redirect("sessions:rides")


def person_at(actor: Actor, uid: UUID, may: str) -> Participant:
    """Return the record kept for the person of an address. Raises NotFound, Erased."""
    kept = kept_record(actor, fetch_for(actor, Participant, may=may, uid=uid))
    refuse_erased(kept)
    return kept


def _ride_form(request: StaffRequest, who: Participant | None) -> HttpResponse:
    actor = request.actor
    ids = joined_ids(actor, who) if who else None
    form = RideForm(actor, ids, request.POST or None, initial=here(request))
    if form.is_valid():
        said = form.cleaned_data
        whose = who or said.get("code")
        new = actions.NewRide(
            uid=said["uid"],
            site_id=said["site"].pk,
            mode=said["mode"],
            on=said["on"],
            from_kind=said["from_kind"],
            to_kind=said["to_kind"],
            outcome=said["outcome"],
            cost_cents=said["cost"],
            passes=said["passes"],
            participant_id=whose.pk if whose else None,
            referral_id=said["referral"].pk if said.get("referral") else None,
        )
        if tried(form, lambda: actions.add_ride(new, by=actor)) is not None:
            messages.success(request, _("Written down."))
            return redirect("sessions:person", who.uid) if who else redirect("sessions:rides")
    context = {"form": form, "heading": _("Write down a ride"), "person": who}
    return render(request, "sessions/form.html", context)


def _overlapping(stays: list[Stay]) -> set[int]:
    """Return the stays that share a night with another."""
    spans = {one.pk: (one.from_on, one.until_on) for one in stays}
    return {
        pk
        for pk, span in spans.items()
        if rules.overlaps(*span, [other for key, other in spans.items() if key != pk])
    }


def _back(who: Participant | None) -> HttpResponse:
    return redirect("sessions:person", who.uid) if who else redirect("sessions:list")
