"""What leaves: a person's own copy, their erasure, and the key behind all codes."""

from __future__ import annotations

import json
from uuid import UUID

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.care.copies import Copy, export_participant, readable
from meetpoint.core.care.erasure import erase_participant
from meetpoint.core.care.forms import ConfirmForm
from meetpoint.core.care.queries import sums_of
from meetpoint.core.care.views.asking import actor_of, record_for
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.people import code_keys, permissions
from meetpoint.core.people.actions import destroy_code_key
from meetpoint.core.people.actions.codes import refuse_erased
from meetpoint.core.people.models import Participant
from meetpoint.core.people.queries import codes_counted, joined_ids, kept_record, recipe_in_use
from meetpoint.core.people.recipes import expected_pairs
from meetpoint.core.referrals.fhir.files import file_for_person
from meetpoint.core.tenancy.actor import Actor


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.EXPORT, fresh=True)
def copy(request: StaffRequest, uid: UUID) -> HttpResponse:
    person = record_for(request, uid, permissions.EXPORT)
    refuse_erased(person)
    if request.method == "GET":
        return render(request, "care/copy.html", {"person": person})
    if request.POST.get("as") == "fhir":
        return _fhir(kept_record(actor_of(request), person), actor_of(request))
    made = export_participant(person, by=actor_of(request))
    if request.POST.get("as") == "data":
        return _file(made)
    parts = [(part.title, readable(part.content)) for part in made.parts]
    return render(request, "care/copy_sheet.html", {"person": person, "copy": made, "parts": parts})


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.ERASE, fresh=True)
def erase(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = actor_of(request)
    person = kept_record(actor, record_for(request, uid, permissions.ERASE))
    refuse_erased(person)
    form = ConfirmForm(person.handle.lstrip("·"), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        erase_participant(person, by=actor)
        messages.success(request, _("Erased. The contacts stay as anonymous counts."))
        return redirect("care:people")
    ids = joined_ids(actor, person)
    context = {"person": person, "form": form, "sums": sums_of(actor, ids), "joined": len(ids) - 1}
    return render(request, "care/erase.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.DESTROY_KEY, fresh=True)
def codes(request: StaffRequest) -> HttpResponse:
    actor = actor_of(request)
    organisation = Organisation.objects.get(pk=actor.organisation_id)
    form = ConfirmForm(organisation.slug, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        destroy_code_key(by=actor)
        messages.success(request, _("The key is destroyed. No code leads to a record any more."))
        return redirect("care:codes")
    recipe, people = recipe_in_use(actor), codes_counted(actor)
    known = recipe is not None and recipe.effective_values is not None
    context = {
        "form": form,
        "recipe": recipe,
        "people": people,
        "pairs": round(expected_pairs(people, recipe.effective_values)) if known else None,  # type: ignore[union-attr, arg-type]
        "key_file": code_keys.path(actor.organisation_id),
        "has_key": code_keys.path(actor.organisation_id).exists(),
    }
    return render(request, "care/codes.html", context)


def _fhir(person: Participant, by: Actor) -> HttpResponse:
    made = file_for_person(person, by=by)
    response = HttpResponse(made.text, content_type="application/fhir+json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return response


def _file(made: Copy) -> HttpResponse:
    text = json.dumps(made.as_data(), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="copy-{made.made_at:%Y-%m-%d}.json"'
    return response
