"""Correcting an encounter with the same fields as the Log, and voiding it with a reason."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.encounters import permissions
from meetpoint.core.encounters.actions import correct_encounter, void_encounter
from meetpoint.core.encounters.entry import NewEncounter
from meetpoint.core.encounters.forms.reading import ANONYMOUS, COUNT, FORM, ITEM, KNOWN, by_input, read_entry
from meetpoint.core.encounters.forms.screen import Draft, Said, screen_for, typed_as
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.encounters.queries import lines_of
from meetpoint.core.encounters.queries.correcting import refuse_to_lose_answers, with_unseen_note
from meetpoint.core.encounters.queries.said import notes_of
from meetpoint.core.encounters.views import saving
from meetpoint.core.encounters.views.detail import may_change
from meetpoint.core.encounters.views.log import zone_of
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.policy import policy_for
from meetpoint.core.people.handles import handle
from meetpoint.core.supplies.queries import catalogue
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import Conflict, DomainError, NotAllowed
from meetpoint.lib.identifiers import uuid7

MINUTE = {"second": 0, "microsecond": 0}


@require_POST
@page(permissions.VIEW)
def void(request: StaffRequest, uid: UUID) -> HttpResponse:
    by = request.actor
    void_encounter(uid, reason=request.POST.get("reason", ""), by=by)
    messages.success(request, _("Voided. It stays in the history, and no figure counts it."))
    return HttpResponseRedirect(reverse("encounters:detail", args=[uid]))


@require_http_methods(["GET", "HEAD", "POST"])
@page(permissions.RECORD)
def correct(request: StaffRequest, uid: UUID) -> HttpResponse:
    by = request.actor
    encounter = fetch_for(by, Encounter, may=permissions.VIEW, uid=uid)
    _require_changing(encounter, by)
    zone = zone_of(request, encounter.site_id)
    if request.method != "POST":
        return _show(request, encounter, said=_stored(encounter, zone, by))
    try:
        new = read_entry(request.POST, by=by, site_id=encounter.site_id, zone=zone)
        recorded = correct_encounter(uid, _completed(new, encounter, by), by=by)
    except (NotAllowed, Conflict):
        raise
    except DomainError as problem:
        said = Said.posted(request.POST)
        return _show(request, encounter, said=said, problem=problem, status=problem.status)
    items = catalogue(by.organisation_id)
    for sentence in saving.shortage_words(recorded.shortages, items):
        messages.warning(request, sentence)
    messages.success(request, _("Corrected. The earlier entry stays in the history."))
    return HttpResponseRedirect(reverse("encounters:detail", args=[recorded.uid]))


def _require_changing(encounter: Encounter, by: Actor) -> None:
    if not may_change(encounter, by) and encounter.voided_at is None:
        by.require(permissions.VOID)
    refuse_to_lose_answers(encounter, by)


def _stored(encounter: Encounter, zone: ZoneInfo, by: Actor) -> Said:
    """Return an encounter as if it had just been typed."""
    values: dict[str, list[str]] = {
        "who": [COUNT if encounter.count_only else KNOWN if encounter.participant_id else ANONYMOUS],
        "people": [str(encounter.people)],
        "for_others": [str(encounter.for_others)],
        "occurred_at": [f"{encounter.occurred_at.astimezone(zone):%Y-%m-%dT%H:%M}"],
        "place_type": [encounter.place_type],
        "note": [notes_of(by, [encounter.pk]).get(encounter.pk, "")],
    }
    if encounter.participant:
        values["participant"] = [str(encounter.participant.uid)]
    for line in lines_of(by, [encounter.pk]).get(encounter.pk, []):
        values[f"{ITEM}{line.item_id}"] = [str(line.quantity)]
    for form in registry().forms.values():
        for name, value in form.load(by, [encounter.pk]).get(encounter.pk, {}).items():
            values[f"{FORM}{form.slug}.{name}"] = typed_as(value)
    return Said(values)


def _completed(new: NewEncounter, before: Encounter, by: Actor) -> NewEncounter:
    """Return the entry with what its page could not carry: the seconds of its time, and a note not shown."""
    if new.occurred_at == before.occurred_at.replace(**MINUTE):  # type: ignore[arg-type]
        new = replace(new, occurred_at=before.occurred_at)
    return with_unseen_note(new, before, by)


def _show(
    request: StaffRequest,
    encounter: Encounter,
    *,
    said: Said,
    problem: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    by = request.actor
    errors: Mapping[str, Any] = by_input(problem.fields) if problem else {}
    items, policy = catalogue(by.organisation_id), policy_for(by.organisation_id)
    person = encounter.participant
    context = {
        "encounter": encounter,
        "screen": screen_for(by, items, policy, Draft(said=said, errors=errors, remembered={})),
        "uid": request.POST.get("uid") or uuid7(),
        "person": {"uid": person.uid, "handle": handle(person.uid)} if person else None,
        "problem": str(problem) if problem else "",
    }
    return render(request, "encounters/correct.html", context, status=status)
