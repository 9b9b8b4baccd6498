"""The card: printed for somebody new, shown again, or replaced when it was lost."""

from __future__ import annotations

from uuid import UUID

import segno
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.care.forms import ReasonForm
from meetpoint.core.care.views.asking import actor_of, log_url, record_for, tried
from meetpoint.core.consent.gate import PARTICIPANT, disclose
from meetpoint.core.consent.models import DisclosureKind
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.organisations.options import option_value
from meetpoint.core.people import permissions
from meetpoint.core.people.actions import replace_code, show_card
from meetpoint.core.people.cards import Card
from meetpoint.core.people.errors import CodeInUse
from meetpoint.core.people.models import Participant, RetiredReason
from meetpoint.core.people.options import CARD_LAW, CARD_LAW_ES
from meetpoint.core.people.queries import newest_code, recipe_in_use
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import NotAllowed
from meetpoint.lib.numbers import LONGEST, whole_number

LANGUAGES = ("en", "es")
FITS_AT_FULL_SIZE = 430
"""Characters of legal text that fit on the back of a card in the usual size; more is set smaller."""
_HIGHEST_ID = 10**LONGEST - 1


@never_cache
@require_GET
@page(permissions.UNMASK, fresh=True)
def card(request: StaffRequest, uid: UUID) -> HttpResponse:
    person = record_for(request, uid, permissions.UNMASK)
    return card_response(request, person, show_card(person, by=actor_of(request)))


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.REPLACE_CODE)
def new_code(request: StaffRequest, uid: UUID) -> HttpResponse:
    person = record_for(request, uid, permissions.REPLACE_CODE)
    actor = actor_of(request)
    recipe = None if request.POST.get("kind") == "random" else recipe_in_use(actor)
    form = ReasonForm(recipe, request.POST if request.method == "POST" else None)
    in_use = False
    if request.method == "POST" and form.is_valid():
        sure = bool(request.POST.get("not_theirs"))
        try:
            replacing = whole_number(request.POST.get("replacing", ""), most=_HIGHEST_ID)
            done = _replaced(form, person, actor, replacing=replacing, not_theirs=sure)
        except CodeInUse as problem:
            form.add_error(None, problem.message)
            done, in_use = None, not sure
        if done is not None:
            return card_response(request, person, done, is_new=True)
    context = {"form": form, "person": person, "recipe": recipe, "in_use": in_use}
    return render(request, "care/new_code.html", {**context, "replacing": newest_code(actor, person)})


def card_response(
    request: StaffRequest, person: Participant, card: Card, *, is_new: bool = False
) -> HttpResponse:
    """Answer with the card as it will be printed: the only page on which a whole code stands."""
    actor = actor_of(request)
    laws = laws_for(actor)
    context = {
        "card": card,
        "person": person,
        "is_new": is_new,
        "may_print": _printing_allowed(actor, person),
        "organisation": Organisation.objects.get(pk=actor.organisation_id).name,
        "qr": qr_of(card.scanned),
        "laws": laws,
        "is_tight": sum(len(text) for _language, text in laws) > FITS_AT_FULL_SIZE,
        "log_url": log_url(person),
    }
    return render(request, "care/card.html", context)


def qr_of(text: str) -> str:
    """Return the QR code as inline SVG, drawn here; level Q still reads when a quarter of it is worn off."""
    drawn = segno.make(text, error="q", micro=False).svg_inline(omitsize=True, border=2, svgclass="qr")
    return mark_safe(drawn)  # noqa: S308 - made from the code's own characters


def laws_for(by: Actor) -> list[tuple[str, str]]:
    """Return the legal texts that the organisation put on its card: language and text, English first."""
    texts = [option_value(by.organisation_id, name) for name in (CARD_LAW, CARD_LAW_ES)]
    return [(language, str(text)) for language, text in zip(LANGUAGES, texts, strict=True) if text]


def _replaced(
    form: ReasonForm, person: Participant, by: Actor, *, replacing: int | None, not_theirs: bool
) -> Card | None:
    if replacing is None:  # Without it, the same form sent twice would void the card just given.
        form.add_error(None, _("This page was not sent whole. Look at the reason, then send it again."))
        return None
    return tried(
        form,
        lambda: replace_code(
            person,
            by=by,
            reason=RetiredReason(form.cleaned_data["reason"]),
            answers=form.answers,
            not_theirs=not_theirs,
            replacing=replacing,
        ),
        passing=(NotAllowed, CodeInUse),
    )


def _printing_allowed(by: Actor, person: Participant) -> bool:
    """Ask the gate. A refusal hides the button; the code itself is the person's own and was just given."""
    try:
        disclose(
            by,
            kind=DisclosureKind.PRINT,
            what="participant card",
            purpose="card",
            recipient=PARTICIPANT,
            participant_id=person.pk,
            rows=1,
        )
    except NotAllowed:
        return False
    return True
