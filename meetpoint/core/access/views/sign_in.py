"""Signing in step by step – passphrase, code, organisation, setting up a second factor – and out."""

import time

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from meetpoint.core.access import queries
from meetpoint.core.access.actions import own_account, passkeys, sign_in
from meetpoint.core.access.forms import CodeForm, SignInForm, excuse
from meetpoint.core.access.guard import public
from meetpoint.core.access.models import Account, StaffMember
from meetpoint.core.access.proof import browsers, entry, factors, kept_forms, sessions, time_codes
from meetpoint.core.access.proof.ceremonies import answer_in
from meetpoint.core.access.proof.challenges import Purpose
from meetpoint.core.access.proof.domains import domain_of
from meetpoint.core.access.proof.qr import qr_image
from meetpoint.core.access.views.answers import even_out, go_on, member_of, open_session, refuse, safe_next
from meetpoint.lib.errors import DomainError


@public
@never_cache
@require_http_methods(["GET", "POST"])
def passphrase(request: HttpRequest) -> HttpResponse:
    wanted = request.POST.get("next", request.GET.get("next", ""))
    context = {"next": wanted, "passkeys": bool(domain_of(request)), "quietly": request.method == "GET"}
    if request.method == "GET":
        if request.staff is not None:  # type: ignore[attr-defined]
            return HttpResponseRedirect(safe_next(request, wanted))
        return render(request, "access/sign_in.html", {"form": SignInForm(), **context})
    form, answer = SignInForm(request.POST), answer_in(request)
    if answer is not None:
        excuse(form)
    elif not form.is_valid():
        return render(request, "access/sign_in.html", {"form": form, **context}, status=422)
    started = time.monotonic()
    try:
        typed, origin = form.cleaned_data, browsers.origin_of(request)
        if answer is not None:
            account = sign_in.prove_passkey(answer, Purpose.SIGN_IN, origin=origin)
            return go_on(request, entry.passed(entry.begin(account, next=wanted)), account)
        account = sign_in.prove_passphrase(typed["email"], typed["passphrase"], origin=origin)
        return go_on(request, entry.begin(account, next=wanted), account)
    except DomainError as problem:
        even_out(started)
        return refuse(request, "access/sign_in.html", form, problem, **context)


@public
@never_cache
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    carried = entry.carried(request)
    if carried is None:
        return _start_again()
    begun, account = carried
    has_passkey = factors.passkeys_at(account.pk, domain_of(request)).exists()
    ways = {"takes_app": takes_app(account), "has_passkey": has_passkey}
    if request.method == "GET":
        return render(request, "access/code.html", {"form": CodeForm(), **ways})
    form, answer = CodeForm(request.POST), answer_in(request)
    if answer is not None:
        excuse(form)
    elif not form.is_valid():
        return render(request, "access/code.html", {"form": form, **ways}, status=422)
    try:
        origin = browsers.origin_of(request)
        sign_in.prove_second(account, form.cleaned_data["code"], answer, origin=origin)
        return go_on(request, entry.passed(begun), account)
    except DomainError as problem:
        return refuse(request, "access/code.html", form, problem, **ways)


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
    shown = {**secret_shown(account, begun.nonce), "domain": domain_of(request)}
    form, answer = CodeForm(request.POST or None), answer_in(request)
    if answer is None and (request.method == "GET" or not form.is_valid()):
        status = 200 if request.method == "GET" else 422
        return render(request, "access/set_up.html", {"form": form, **shown}, status=status)
    try:
        if answer is not None:
            excuse(form)
            codes = passkeys.add_on_the_way_in(member, answer, name_for(request))
        else:
            codes = own_account.set_up_first_factor(member, begun.nonce, form.cleaned_data["code"])
    except DomainError as problem:
        return refuse(request, "access/set_up.html", form, problem, **shown)
    return _show_codes(request, entry.passed(begun), member, codes)


@public
@never_cache
@require_http_methods(["GET", "POST"])
def passkey(request: HttpRequest) -> HttpResponse:
    carried = entry.carried(request)
    member = member_of(*carried) if carried else None
    if carried is None or member is None:
        return _start_again()
    begun, account = carried
    if entry.step(begun, account, member) != entry.Step.PASSKEY:
        return go_on(request, begun, account)
    form, answer, context = Form({}), answer_in(request), {"domain": domain_of(request)}
    try:
        if answer is not None:
            codes = passkeys.add_on_the_way_in(member, answer, name_for(request))
            return _show_codes(request, entry.passed(begun), member, codes)
        if request.method == "POST":
            passkeys.put_off_passkey(member)
            return go_on(request, entry.later(begun), account)
    except DomainError as problem:
        return refuse(request, "access/passkey.html", form, problem, **context)
    return render(request, "access/passkey.html", {"form": form, **context})


def _show_codes(
    request: HttpRequest, begun: entry.Entry, member: StaffMember, codes: list[str]
) -> HttpResponse:
    """Open the session, on the page that shows new recovery codes when there are any."""
    wanted = safe_next(request, begun.next)
    if not codes:
        return open_session(request, begun, member, HttpResponseRedirect(wanted))
    page = render(request, "access/recovery_codes.html", {"codes": codes, "next": wanted})
    return open_session(request, begun, member, page)


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


def takes_app(account: Account) -> bool:
    """Tell whether a code of the account's app would be taken."""
    return factors.has_app(account) and not factors.refuses_app(account)


def name_for(request: HttpRequest) -> str:
    """Return what a passkey is called until its owner names it: the browser that made it, by its family."""
    return browsers.device_label(request.META.get("HTTP_USER_AGENT", "")) or _("Passkey")


def secret_shown(account: Account, nonce: str) -> dict[str, str]:
    """Return what a page shows of a secret that is being set up: a QR code, and the same as text."""
    secret = entry.pending_secret(account, nonce)
    text = time_codes.as_text(secret)
    spaced = " ".join(text[i : i + 4] for i in range(0, len(text), 4))
    return {"qr": qr_image(time_codes.app_address(secret, email=account.email)), "secret": spaced}


def _start_again() -> HttpResponse:
    return HttpResponseRedirect(reverse("access:sign_in"))
