"""One participant's page, what they tell, and joining two records of one person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.care.forms import CodeForm, TellForm
from meetpoint.core.care.markup import entries_markup
from meetpoint.core.care.places import places_for
from meetpoint.core.care.queries import sums_of
from meetpoint.core.care.timeline import timeline_page
from meetpoint.core.care.views.asking import actor_of, log_url, record_for, tried
from meetpoint.core.care.views.people import not_found_message
from meetpoint.core.consent.deciding.facts import Scope
from meetpoint.core.consent.deciding.inside import Inside, inside
from meetpoint.core.organisations.queries import site_names
from meetpoint.core.people import permissions
from meetpoint.core.people.actions import (
    correct_demographics,
    merge_participants,
    tell_demographics,
    unmerge,
)
from meetpoint.core.people.actions.codes import refuse_erased
from meetpoint.core.people.demographics import QUESTIONS, in_words, questions_for
from meetpoint.core.people.finding import find_within_tries
from meetpoint.core.people.models import Demographics, Participant
from meetpoint.core.people.queries import demographics_of, joined_ids, kept_record, merge_history, told_in
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock

HANDED_OUT = (Scope.ATTENDANCE, Scope.SUPPLIES)


class Telling(Protocol):
    """The action that stores what was told, for the first time or as a correction."""

    def __call__(
        self, participant: Participant, answers: Mapping[str, object], *, by: Actor
    ) -> Demographics: ...


@never_cache
@require_GET
@page(permissions.VIEW)
def participant(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = actor_of(request)
    found = record_for(request, uid, permissions.VIEW)
    if found.erased_at is not None:
        return render(request, "care/erased.html", {"person": found}, status=410)
    person = kept_record(actor, found)
    if person != found:
        return redirect("care:participant", person.uid)
    before = _moment(request.GET.get("before", ""))
    ids = joined_ids(actor, person)
    view = inside(actor, ids)
    timeline = timeline_page(view, ids, before or clock.now())
    context = {
        "person": person,
        "is_older": before is not None,
        "entries": entries_markup(timeline.entries, site_names(view.widest)),
        "older_than": timeline.older_than,
        "log_url": log_url(person),
        "may": _may(actor),
        "places": places_for(actor, person, ids),
    }
    return render(request, "care/participant.html", {**context, **_beside(view, ids)})


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.DEMOGRAPHICS_TELL)
def tell(request: StaffRequest, uid: UUID) -> HttpResponse:
    person = record_for(request, uid, permissions.DEMOGRAPHICS_TELL)
    return _telling(request, person, tell_demographics, told=None)


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.DEMOGRAPHICS_CORRECT)
def correct(request: StaffRequest, uid: UUID) -> HttpResponse:
    person = record_for(request, uid, permissions.DEMOGRAPHICS_CORRECT)
    told = demographics_of(actor_of(request), kept_record(actor_of(request), person))
    return _telling(request, person, correct_demographics, told=told)


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.MERGE)
def join(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = actor_of(request)
    person = record_for(request, uid, permissions.MERGE)
    form = CodeForm(request.POST or None)
    other = None
    if request.method == "POST" and "other" in request.POST:
        joined = record_for(request, _uid(request.POST["other"]), permissions.MERGE)
        kept = merge_participants(by=actor, kept=person, joined=joined)
        messages.success(request, _("Joined. Both codes lead here now; you can separate them again."))
        return redirect("care:participant", kept.uid)
    if request.method == "POST" and form.is_valid():
        other = _other(form, actor, person)
    context = {"person": person, "form": form, "other": other}
    if other is not None:
        context["mine"], context["theirs"] = (
            sums_of(actor, joined_ids(actor, one)) for one in (person, other)
        )
    return render(request, "care/join.html", context)


@require_POST
@page(permissions.MERGE)
def separate(request: StaffRequest, uid: UUID) -> HttpResponse:
    alone = unmerge(record_for(request, uid, permissions.MERGE), by=actor_of(request))
    messages.success(request, _("Separated. This record stands on its own again."))
    return redirect("care:participant", alone.uid)


def _beside(view: Inside, ids: list[int]) -> dict[str, Any]:
    by = view.by
    told = told_in(by, ids)
    may_see = by.may(permissions.DEMOGRAPHICS_VIEW)
    joins = [join for join in merge_history(by, ids) if join.kept_id in ids]
    return {
        "sums": sums_of(view.viewer(HANDED_OUT), ids),
        "was_asked": told is not None,
        "told": in_words(vars(told)) if told is not None and may_see else [],
        "joins": joins if by.may(permissions.MERGE) else [],
    }


def _may(by: Actor) -> dict[str, bool]:
    """Return what the page offers this viewer."""
    offered = {
        "tell": permissions.DEMOGRAPHICS_TELL,
        "correct": permissions.DEMOGRAPHICS_CORRECT,
        "see_told": permissions.DEMOGRAPHICS_VIEW,
    }
    return {name: by.may(permission) for name, permission in offered.items()}


def _telling(
    request: StaffRequest, person: Participant, act: Telling, *, told: Demographics | None
) -> HttpResponse:
    refuse_erased(person)
    actor = actor_of(request)
    posted = request.POST if request.method == "POST" else None
    form = TellForm(questions_for(actor.organisation_id), posted, _said(told))
    if posted is not None and tried(form, lambda: act(person, form.raw(), by=actor)) is not None:
        messages.success(request, _("Thank you. This is not asked again."))
        return redirect("care:participant", person.uid)
    asked = demographics_of(actor, kept_record(actor, person)) is not None
    context = {"person": person, "form": form, "is_correction": act is correct_demographics}
    return render(request, "care/tell.html", {**context, "asked": asked})


def _said(told: Demographics | None) -> dict[str, Any]:
    if told is None:
        return {}
    said = {question.name: vars(told)[question.name] for question in QUESTIONS}
    return {**said, "race_ethnicity": told.race_ethnicity.split(",")}


def _other(form: CodeForm, by: Actor, person: Participant) -> Participant | None:
    other = tried(form, lambda: find_within_tries(by, form.cleaned_data["code"]))
    if other is None:
        if not form.errors:
            form.add_error("code", not_found_message())
        return None
    if other == kept_record(by, person):
        form.add_error("code", _("This code leads to the record that you came from. Type the other code."))
        return None
    return other


def _moment(text: str) -> datetime | None:
    """Return the past moment that a link carries, or None when it carries none that can be read."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo and moment < clock.now() else None
    except (ValueError, OverflowError):
        return None


def _uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
