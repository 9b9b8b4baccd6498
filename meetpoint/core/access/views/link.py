"""One-time links: choosing a passphrase, or joining with the one that an account already has."""

import time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from meetpoint.core.access import links
from meetpoint.core.access.actions import joining
from meetpoint.core.access.errors import LinkOver
from meetpoint.core.access.forms import NewPassphraseForm, NewPassphraseWithCodeForm, OwnPassphraseForm
from meetpoint.core.access.guard import public
from meetpoint.core.access.models import OneTimeLink
from meetpoint.core.access.proof import browsers, factors
from meetpoint.core.access.proof.ceremonies import FIELD, answer_in
from meetpoint.core.access.proof.domains import domain_of
from meetpoint.core.access.views.answers import even_out, go_on, refuse
from meetpoint.lib.errors import DomainError

Forms = NewPassphraseForm | OwnPassphraseForm


@public
@never_cache
@require_http_methods(["GET", "POST"])
def take_up(request: HttpRequest, token: str) -> HttpResponse:
    origin = browsers.origin_of(request)
    try:
        link = joining.open_link(token, origin=origin)
    except LinkOver as over:
        return render(request, "access/link_over.html", {"problem": over}, status=over.status)
    form = _form_for(link, request)
    account = link.member.account
    context = {
        "link": link,
        "token": token,
        "sets_passphrase": links.sets_passphrase(link),
        "has_passkey": factors.passkeys_at(account.pk, domain_of(request)).exists(),
    }
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        return render(request, "access/link.html", {"form": form, **context}, status=status)
    started = time.monotonic()
    try:
        if context["sets_passphrase"]:
            typed, answer = form.cleaned_data, answer_in(request)
            begun = joining.choose_passphrase(
                token, typed["passphrase"], typed.get("code", ""), origin=origin, answer=answer
            )
        else:
            begun = joining.accept_with_passphrase(token, form.cleaned_data["passphrase"], origin=origin)
        account.refresh_from_db()
        return go_on(request, begun, account)
    except DomainError as problem:
        even_out(started)
        return refuse(request, "access/link.html", form, problem, **context)


def _form_for(link: OneTimeLink, request: HttpRequest) -> Forms:
    typed = request.POST if request.method == "POST" else None
    if not links.sets_passphrase(link):
        return OwnPassphraseForm(typed)
    if not factors.has_factor(link.member.account):
        return NewPassphraseForm(typed)
    form = NewPassphraseWithCodeForm(typed)
    if FIELD in request.POST:
        form.fields["code"].required = not request.POST[FIELD]
    return form
