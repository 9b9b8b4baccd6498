"""What a person asks to be kept back, what left about them, and what is told without consent."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.care.consent_forms import TellingForm, WishForm
from meetpoint.core.care.views.asking import actor_of, one_persons, tried
from meetpoint.core.care.views.consents import person_for
from meetpoint.core.consent import permissions
from meetpoint.core.consent.actions import (
    answer_wish,
    ask_restriction,
    end_restriction,
    tell_without_consent,
)
from meetpoint.core.consent.gate import PARTICIPANT, disclose
from meetpoint.core.consent.models import Restriction
from meetpoint.core.consent.queries import left_about
from meetpoint.core.people.models import Participant
from meetpoint.core.people.queries import joined_ids


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.RECORD)
def keep_back(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = actor_of(request)
    person = person_for(request, uid, permissions.RECORD)
    form = WishForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if tried(form, lambda: ask_restriction(person, **said, by=actor)) is not None:
            messages.success(request, _("Written down. It binds as soon as a manager has agreed."))
            return redirect("care:consents", person.uid)
    return render(request, "care/keep_back.html", {"person": person, "form": form})


@require_POST
@page(permissions.ANSWER)
def answer(request: StaffRequest, uid: UUID, wish: UUID) -> HttpResponse:
    person = person_for(request, uid, permissions.ANSWER)
    found = _one(request, person, wish, permissions.ANSWER)
    said = request.POST.get("agreed", "")
    if said in ("yes", "no") and found.agreed is None:
        answer_wish(found, agreed=said == "yes", by=actor_of(request))
        messages.success(
            request, _("Promised. It is kept back from now on.") if said == "yes" else _("Written down.")
        )
    return redirect("care:consents", person.uid)


@require_POST
@page(permissions.RECORD)
def end_wish(request: StaffRequest, uid: UUID, wish: UUID) -> HttpResponse:
    person = person_for(request, uid, permissions.RECORD)
    end_restriction(_one(request, person, wish, permissions.RECORD), by=actor_of(request))
    messages.success(request, _("Ended."))
    return redirect("care:consents", person.uid)


@never_cache
@require_GET
@page(permissions.ACCOUNT)
def left(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = actor_of(request)
    person = person_for(request, uid, permissions.ACCOUNT)
    entries = left_about(actor, joined_ids(actor, person))
    return render(request, "care/left.html", {"person": person, "entries": entries})


@never_cache
@require_GET
@page(permissions.ACCOUNT)
def left_sheet(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = actor_of(request)
    person = person_for(request, uid, permissions.ACCOUNT)
    left = left_about(actor, joined_ids(actor, person))
    entries = [one for one in left if one.entry.allowed and one.entry.recipient != PARTICIPANT]
    grant = disclose(
        actor,
        kind="print",
        what="accounting",
        purpose="accounting",
        recipient=PARTICIPANT,
        participant_id=person.pk,
        rows=len(entries),
    )
    context = {"person": person, "entries": entries, "notice": grant.notice}
    return render(request, "care/left_sheet.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.SPEAK)
def tell_anyway(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = actor_of(request)
    person = person_for(request, uid, permissions.SPEAK)
    form = TellingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        grant = tried(form, lambda: tell_without_consent(person, form.said(), by=actor), passing=())
        if grant is not None:
            return render(request, "care/told_anyway.html", {"person": person, "grant": grant})
    return render(request, "care/tell_anyway.html", {"person": person, "form": form})


def _one(request: StaffRequest, person: Participant, uid: UUID, may: str) -> Restriction:
    actor = actor_of(request)
    return one_persons(actor, person, fetch_for(actor, Restriction, may=may, uid=uid))
