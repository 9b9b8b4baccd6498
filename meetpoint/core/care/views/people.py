"""Finding a participant by code, and enrolling somebody new."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.care.forms import AnswersForm, CodeForm
from meetpoint.core.care.queries import seen_lately
from meetpoint.core.care.views.asking import actor_of, tried
from meetpoint.core.care.views.cards import card_response
from meetpoint.core.people import permissions
from meetpoint.core.people.actions import Enrolment, enrol_participant
from meetpoint.core.people.errors import CodeInUse
from meetpoint.core.people.finding import find_within_tries
from meetpoint.core.people.queries import recipe_in_use
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import NotAllowed


@require_http_methods(["GET", "POST"])
@page(permissions.VIEW)
def people(request: StaffRequest) -> HttpResponse:
    actor = actor_of(request)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = tried(form, lambda: find_within_tries(actor, form.cleaned_data["code"]))
        if found is not None:
            return redirect("care:participant", found.uid)
        if not form.errors:
            form.add_error("code", not_found_message())
    site = request.site
    context = {
        "form": form,
        "seen": seen_lately(actor, site.pk) if site else [],
        "site": site,
        "recipe": recipe_in_use(actor),
        "fresh_uid": AnswersForm(None).initial["uid"],
        "may_enrol": actor.may(permissions.ENROL),
    }
    return render(request, "care/people.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.ENROL)
def new(request: StaffRequest) -> HttpResponse:
    actor = actor_of(request)
    recipe = None if request.POST.get("kind") == "random" else recipe_in_use(actor)
    form = AnswersForm(recipe, request.POST if request.method == "POST" else None)
    in_use = False
    if request.method == "POST" and form.is_valid():
        sure = bool(request.POST.get("not_theirs"))
        try:
            done = _enrolled(form, actor, not_theirs=sure)
        except CodeInUse as problem:
            form.add_error(None, problem.message)
            done, in_use = None, not sure
        if done is not None:
            return _answer(request, done)
    return render(request, "care/new.html", {"form": form, "recipe": recipe, "in_use": in_use})


def not_found_message() -> str:
    """Say what to check, and nothing about other organisations."""
    return _(
        "Nobody here has this code. Check characters that look or sound alike (8 and B, M and N), "
        "whether the card was replaced, and whether it is from this programme."
    )


def _enrolled(form: AnswersForm, by: Actor, *, not_theirs: bool) -> Enrolment | None:
    return tried(
        form,
        lambda: enrol_participant(by=by, answers=form.answers, not_theirs=not_theirs, uid=form.uid_said),
        passing=(NotAllowed, CodeInUse),
    )


def _answer(request: StaffRequest, done: Enrolment) -> HttpResponse:
    """Show the card this once; the same form sent again leads to the record, without it."""
    if done.card is None:
        return redirect("care:participant", done.participant.uid)
    return card_response(request, done.participant, done.card, is_new=True)
