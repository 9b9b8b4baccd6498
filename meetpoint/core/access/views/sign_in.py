"""Signing in step by step – passphrase, code, organisation, setting up a second factor – and out."""

import time

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from meetpoint.core.access import queries
from meetpoint.core.access.actions import own_account, sign_in
from meetpoint.core.access.forms import CodeForm, SignInForm
from meetpoint.core.access.guard import public
from meetpoint.core.access.models import Account
from meetpoint.core.access.proof import browsers, entry, kept_forms, sessions, time_codes
from meetpoint.core.access.proof.qr import qr_image
from meetpoint.core.access.views.answers import even_out, go_on, member_of, open_session, refuse, safe_next
from meetpoint.lib.errors import DomainError


@public
@never_cache
@require_http_methods(["GET", "POST"])
def passphrase(request: HttpRequest) -> HttpResponse:
    wanted = request.POST.get("next", request.GET.get("next", ""))
    if request.method == "GET":
        if request.staff is not None:  # type: ignore[attr-defined]
            return HttpResponseRedirect(safe_next(request, wanted))
        return render(request, "access/sign_in.html", {"form": SignInForm(), "next": wanted})
    form = SignInForm(request.POST)
    if not form.is_valid():
        return render(request, "access/sign_in.html", {"form": form, "next": wanted}, status=422)
    started = time.monotonic()
    try:
        typed = form.cleaned_data
        origin = browsers.origin_of(request)
        account = sign_in.prove_passphrase(typed["email"], typed["passphrase"], origin=origin)
        return go_on(request, entry.begin(account, next=wanted), account)
    except DomainError as problem:
        even_out(started)
        return refuse(request, "access/sign_in.html", form, problem, next=wanted)


@public
@never_cache
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    carried = entry.carried(request)
    if carried is None:
        return _start_again()
    if request.method == "GET":
        return render(request, "access/code.html", {"form": CodeForm()})
    form = CodeForm(request.POST)
    if not form.is_valid():
        return render(request, "access/code.html", {"form": form}, status=422)
    begun, account = carried
    try:
        sign_in.prove_code(account, form.cleaned_data["code"], origin=browsers.origin_of(request))
        return go_on(request, entry.passed(begun), account)
    except DomainError as problem:
        return refuse(request, "access/code.html", form, problem)


@public
@never_cache
@require_http_methods(["GET", "POST"])
def organisation(request: HttpRequest) -> HttpResponse:
    carried = entry.carried(request)
    if carried is None:
        return _start_again()
    begun, account = carried
    if request.method == "GET":
        return render(request, "access/organisation.html", {"members": queries.memberships(account)})
    wanted = request.POST.get("member", "")
    chosen = next((member.pk for member in queries.memberships(account) if str(member.pk) == wanted), None)
    return go_on(request, entry.chosen(begun, chosen), account)


@public
@never_cache
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    carried = entry.carried(request)
    member = member_of(*carried) if carried else None
    if carried is None or member is None:
        return _start_again()
    begun, account = carried
    if entry.step(begun, account, member) != entry.Step.SET_UP:
        return go_on(request, begun, account)
    shown = secret_shown(account, begun.nonce)
    form = CodeForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        return render(request, "access/set_up.html", {"form": form, **shown}, status=status)
    try:
        codes = own_account.set_up_first_factor(member, begun.nonce, form.cleaned_data["code"])
    except DomainError as problem:
        return refuse(request, "access/set_up.html", form, problem, **shown)
    context = {"codes": codes, "next": safe_next(request, begun.next)}
    page = render(request, "access/recovery_codes.html", context)
    return open_session(request, entry.passed(begun), member, page)


@public
@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    staff = request.staff  # type: ignore[attr-defined]
    if staff is not None:
        sign_in.leave(staff)
    response = HttpResponseRedirect(reverse("access:sign_in"))
    sessions.take_back(response)
    entry.drop(response)
    kept_forms.forget(request, response)
    return response


def secret_shown(account: Account, nonce: str) -> dict[str, str]:
    """Return what a page shows of a secret that is being set up: a QR code, and the same as text."""
    secret = entry.pending_secret(account, nonce)
    text = time_codes.as_text(secret)
    spaced = " ".join(text[i : i + 4] for i in range(0, len(text), 4))
    return {"qr": qr_image(time_codes.app_address(secret, email=account.email)), "secret": spaced}


def _start_again() -> HttpResponse:
    return HttpResponseRedirect(reverse("access:sign_in"))
