"""Pages of single sessions: the list, planning one, who came, and the sheet."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.access.queries import staff_names
from meetpoint.core.consent.gate import OWN_ORGANISATION, Leaving, disclose
from meetpoint.core.consent.lists import list_response
from meetpoint.core.people.models import Participant
from meetpoint.core.sessions import actions, listings, permissions, words
from meetpoint.core.sessions.forms.sessions import EndForm, HeldForm, SessionForm
from meetpoint.core.sessions.models import Session
from meetpoint.core.sessions.queries import sessions as queries
from meetpoint.core.sessions.rules import may_become
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.refusals import tried


@require_GET
@page(permissions.VIEW)
def show_list(request: StaffRequest) -> HttpResponseBase:
    actor = request.actor
    return list_response(
        request,
        listings.SESSIONS,
        queries.sessions_of(actor),
        template="sessions/list.html",
        context={"may_change": actor.may(permissions.CHANGE)},
        what="sessions",
    )


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.CHANGE)
def add(request: StaffRequest) -> HttpResponse:
    return planning(request, None)


def planning(request: StaffRequest, person: Participant | None) -> HttpResponse:
    """Answer with the form of a session, for a person whose page it came from or for whose code is typed."""
    actor = request.actor
    form = SessionForm(actor, request.POST or None, initial=here(request), with_code=person is None)
    if form.is_valid():
        who = person or form.cleaned_data.get("code")
        new = _new(form.cleaned_data, who)
        made = tried(form, lambda: actions.plan_session(new, by=actor))
        if made is not None:
            messages.success(request, _("Planned. Write down here how it went."))
            return redirect("sessions:session", made.uid)
    context = {"form": form, "heading": _("Plan a session"), "person": person}
    return render(request, "sessions/form.html", context)


@never_cache
@require_GET
@page(permissions.VIEW)
def session(request: StaffRequest, uid: UUID) -> HttpResponse:
    return _shown(request, _one(request.actor, uid, permissions.VIEW))


@never_cache
@require_POST
@page(permissions.CHANGE)
def hold(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = request.actor
    found = _one(actor, uid, permissions.CHANGE)
    people = queries.expected_at(actor, found)
    form = HeldForm(actor, found, people, request.POST)
    if form.is_valid():
        held = _held(form, people)
        if tried(form, lambda: actions.hold_session(uid, held, by=actor)) is not None:
            messages.success(request, _("Saved."))
            return redirect("sessions:session", uid)
    return _shown(request, found, held=form)


@never_cache
@require_POST
@page(permissions.CHANGE)
def end(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = request.actor
    found = _one(actor, uid, permissions.CHANGE)
    form = EndForm(found, request.POST)
    if form.is_valid():
        said = form.cleaned_data
        done = tried(form, lambda: actions.end_session(uid, said["state"], why=said["why"], by=actor))
        if done is not None:
            messages.success(request, _("Saved."))
            return redirect("sessions:session", uid)
    return _shown(request, found, ended=form)


@never_cache
@require_GET
@page(permissions.VIEW)
def sheet(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = request.actor
    found = _one(actor, uid, permissions.VIEW)
    people = queries.expected_at(actor, found)
    grant = disclose(
        actor,
        kind="print",
        what="attendance",
        purpose="operations",
        recipient=OWN_ORGANISATION,
        rows=len(people),
        leaving=Leaving(people=tuple(one.participant.pk for one in people), site_ids=(found.site_id,)),
    )
    context = {"session": found, "name": listings.name_of(found), "people": people, "notice": grant.notice}
    return render(request, "sessions/sheet.html", context)


def here(request: StaffRequest) -> dict[str, Any]:
    """Return the site at which somebody works, as what a form begins with."""
    site: Any = request.site
    return {"site": site.pk if site else None}


def _one(actor: Actor, uid: UUID, may: str) -> Session:
    fetch_for(actor, Session, may=may, uid=uid)
    return queries.sessions_of(actor).get(uid=uid)


def _new(said: dict[str, Any], who: Participant | None) -> actions.NewSession:
    return actions.NewSession(
        uid=said["uid"],
        site_id=said["site"].pk,
        kind=said["kind"],
        on=said["on"],
        at=said["at"],
        minutes=said["minutes"],
        module=said["module"],
        mode=said["mode"],
        place=said["place"],
        lead_id=said["lead"],
        second_id=said["second"],
        participant_ids=(who.pk,) if who else (),
    )


def _held(form: HeldForm, people: list[queries.Expected]) -> actions.Held:
    said = form.cleaned_data
    came = form.came_ids()
    whose = came or [one.participant.pk for one in people]
    return actions.Held(
        minutes=said["minutes"],
        came=came,
        without_code=said["without_code"],
        covered=said["covered"],
        progress={whose[0]: said["progress"]} if whose and "progress" in said else {},
        next_on=said.get("next_on"),
    )


def _shown(
    request: StaffRequest, found: Session, *, held: HeldForm | None = None, ended: EndForm | None = None
) -> HttpResponse:
    actor = request.actor
    people = held.people if held else queries.expected_at(actor, found)
    names = staff_names(actor)
    may = actor.may(permissions.CHANGE, site_id=found.site_id)
    ended = ended or EndForm(found)
    about = [label for word, label in words.Covered.choices if word in found.covered.split(",")]
    context = {
        "session": found,
        "name": listings.name_of(found),
        "state": listings.state_of(found),
        "people": people,
        "leaders": [names[pk] for pk in (found.lead_id, found.second_id) if pk in names],
        "about": about,
        "held": (held or HeldForm(actor, found, people)) if may and may_become(found.state, "held") else None,
        "ended": ended if may and ended.possible else None,
        "is_group": found.kind in words.GROUPS,
    }
    return render(request, "sessions/session.html", context)
