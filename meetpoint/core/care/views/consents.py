"""Consents on the participant's page: what they agreed to, asking, printing the form, taking back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.care.consent_forms import LANGUAGES, AnswerForm
from meetpoint.core.care.views.asking import actor_of, one_persons, record_for, tried
from meetpoint.core.consent import permissions
from meetpoint.core.consent.actions import NewAnswer, note_event, record_answer, revoke_consent
from meetpoint.core.consent.actions.answers import refuse_unwritten, signature_of
from meetpoint.core.consent.deciding.facts import TPO
from meetpoint.core.consent.deciding.notices import class_phrase, end_in_words
from meetpoint.core.consent.gate import PARTICIPANT, disclose
from meetpoint.core.consent.models import Consent
from meetpoint.core.consent.models.consents import RevokedHow, SignedHow
from meetpoint.core.consent.programmes import is_part2
from meetpoint.core.consent.queries import answers_of, wishes_of
from meetpoint.core.consent.words import PURPOSES, SCOPES
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.organisations.policy import version_and_day
from meetpoint.core.people.actions.codes import refuse_erased
from meetpoint.core.people.models import Participant
from meetpoint.core.people.queries import joined_ids, kept_record
from meetpoint.core.tenancy.actor import Actor


@never_cache
@require_GET
@page(permissions.SEE)
def consents(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = actor_of(request)
    person = person_for(request, uid, permissions.SEE)
    ids = joined_ids(actor, person)
    context = {
        "person": person,
        "answers": answers_of(actor, ids),
        "wishes": wishes_of(actor, ids),
        "is_part2": is_part2(actor, None),
        "may_record": actor.may(permissions.RECORD),
        "may_answer": actor.may(permissions.ANSWER),
        "may_account": actor.may(permissions.ACCOUNT),
        "may_speak": actor.may(permissions.SPEAK),
    }
    return render(request, "care/consents.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.RECORD)
def ask_consent(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = actor_of(request)
    person = person_for(request, uid, permissions.RECORD)
    form = AnswerForm(
        request.POST if request.method == "POST" else None,
        discloser=Organisation.objects.get(pk=actor.organisation_id).name,
        today=version_and_day(actor.organisation_id)[1],
        language="es" if get_language() == "es" else "en",
    )
    if request.method == "POST" and form.is_valid():
        new = form.said()
        if request.POST.get("as") == "print":
            if tried(form, lambda: _printable(new)):
                return _blank(request, person, new, form.cleaned_data["language"])
        elif tried(form, lambda: record_answer(person, new, by=actor)) is not None:
            messages.success(request, _("Written down. It counts from now on."))
            return redirect("care:consents", person.uid)
    return render(request, "care/ask_consent.html", {"person": person, "form": form})


@never_cache
@require_GET
@page(permissions.SEE)
def consent(request: StaffRequest, uid: UUID, consent: UUID) -> HttpResponse:
    person = person_for(request, uid, permissions.SEE)
    found = _one(request, person, consent, permissions.SEE)
    _let_print(actor_of(request), person)
    names = [one.name for one in found.recipients.order_by("id")]
    context = {
        "person": person,
        "signature": signature_of(found),
        "consent": found,
        "on_paper": found.signed_how == SignedHow.PAPER,
        "scope": [words for kind, words in SCOPES.items() if kind in found.scope.split(",")],
        "purposes": [words for name, words in PURPOSES.items() if name in found.purposes.split(",")],
        "names": names,
        "phrase": class_phrase() if found.to_class else "",
        "discloser": found.discloser,
        "end": end_in_words(found),
        "is_tpo": bool(TPO & set(found.purposes.split(","))),
    }
    return render(request, "care/consent_form.html", context)


@require_POST
@page(permissions.RECORD)
def take_back(request: StaffRequest, uid: UUID, consent: UUID) -> HttpResponse:
    person = person_for(request, uid, permissions.RECORD)
    how = request.POST.get("how", "")
    found = _one(request, person, consent, permissions.RECORD)
    revoke_consent(found, how if how in RevokedHow.values else RevokedHow.SAID, by=actor_of(request))
    messages.success(request, _("Taken back. From now on nothing leaves because of it."))
    return redirect("care:consents", person.uid)


@require_POST
@page(permissions.RECORD)
def end_consent(request: StaffRequest, uid: UUID, consent: UUID) -> HttpResponse:
    person = person_for(request, uid, permissions.RECORD)
    found = _one(request, person, consent, permissions.RECORD)
    if found.expires_event:
        note_event(found, by=actor_of(request))
        messages.success(request, _("It has ended. From now on nothing leaves because of it."))
    return redirect("care:consents", person.uid)


def person_for(request: StaffRequest, uid: UUID, may: str) -> Participant:
    """Return the record that an address leads to now, joins followed. Raises NotFound, Erased."""
    person = kept_record(actor_of(request), record_for(request, uid, may))
    refuse_erased(person)
    return person


def _one(request: StaffRequest, person: Participant, uid: UUID, may: str) -> Consent:
    actor = actor_of(request)
    return one_persons(actor, person, fetch_for(actor, Consent, may=may, uid=uid))


def _printable(new: NewAnswer) -> bool:
    refuse_unwritten(new)
    return True


def _let_print(by: Actor, person: Participant) -> None:
    disclose(
        by,
        kind="print",
        what="consent form",
        purpose="consent",
        recipient=PARTICIPANT,
        participant_id=person.pk,
        rows=1,
    )


def _blank(request: StaffRequest, person: Participant, new: NewAnswer, language: str) -> HttpResponse:
    """Answer with the form to sign, in the language of whoever signs it."""
    _let_print(actor_of(request), person)
    with override(language if language in dict(LANGUAGES) else "en"):
        drawn = Consent(expires_on=new.expires_on, expires_event=new.expires_event)
        context = {
            "person": person,
            "language": language,
            "scope": [words for kind, words in SCOPES.items() if kind in new.scope],
            "purposes": [words for name, words in PURPOSES.items() if name in new.purposes],
            "names": [name.strip() for name in new.recipients if name.strip()],
            "phrase": class_phrase() if new.to_class else "",
            "discloser": new.discloser,
            "end": end_in_words(drawn),
            "is_tpo": bool(TPO & set(new.purposes)),
        }
        return render(request, "care/consent_form.html", context)
