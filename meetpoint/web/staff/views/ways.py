"""One's own ways to sign in: passphrase, passkeys, authenticator app, recovery codes."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meetpoint.core.access.actions import own_account, passkeys
from meetpoint.core.access.forms import CodeForm, add_problem
from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.access.models import Account, Passkey, StaffMember
from meetpoint.core.access.permissions import OWN
from meetpoint.core.access.proof import factors, sessions
from meetpoint.core.access.proof.ceremonies import answer_in
from meetpoint.core.access.proof.domains import domain_of
from meetpoint.core.access.views.sign_in import name_for, secret_shown
from meetpoint.lib.errors import DomainError, NotFound
from meetpoint.web.staff.forms import PasskeyForm

FEW_CODES = 3


@require_GET
@page(OWN.name)
def overview(request: StaffRequest) -> HttpResponse:
    staff = request.staff
    account = Account.objects.get(pk=staff.account_id)
    member = StaffMember.objects.of(staff.actor).select_related("organisation").get(pk=staff.pk)
    held = list(Passkey.objects.filter(account=account).order_by("pk"))
    context = {
        "has_app": factors.has_app(account),
        "passkeys": held,
        "is_only_one": len(held) == 1 and not held[0].is_synced,
        "domain": domain_of(request),
        "due_on": factors.passkey_due_on(member),
        "codes_left": account.recovery_codes.count(),
        "few_codes": FEW_CODES,
    }
    return render(request, "web/staff/ways.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@page(OWN.name, fresh=True)
def add_passkey(request: StaffRequest) -> HttpResponse:
    form = PasskeyForm(request.POST or None, initial={"name": name_for(request)})
    context = {"form": form, "domain": domain_of(request)}
    answer = answer_in(request)
    if answer is None or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "web/staff/passkey_add.html", context, status=status)
    try:
        token, codes = passkeys.add_passkey(
            request.staff, answer, form.cleaned_data["name"], by=request.actor
        )
    except DomainError as problem:
        add_problem(form, problem)
        return render(request, "web/staff/passkey_add.html", context, status=problem.status)
    messages.success(request, _("Your passkey is on the list. You were signed out everywhere else."))
    response = _show(request, codes) if codes else redirect("web:staff:ways")
    sessions.give(response, token)
    return response


@require_http_methods(["GET", "POST"])
@page(OWN.name)
def rename_passkey(request: StaffRequest, pk: int) -> HttpResponse:
    held = Passkey.objects.filter(pk=pk, account_id=request.staff.account_id).first()
    if held is None:
        raise NotFound(_("This passkey is not on your list. It may have been removed already."))
    form = PasskeyForm(request.POST or None, initial={"name": held.name})
    if request.method == "POST" and form.is_valid():
        passkeys.rename_passkey(request.staff, pk, form.cleaned_data["name"], by=request.actor)
        messages.success(request, _("Saved."))
        return redirect("web:staff:ways")
    status = 422 if request.method == "POST" else 200
    return render(request, "web/staff/passkey_name.html", {"form": form}, status=status)


@require_POST
@page(OWN.name, fresh=True)
def remove_passkey(request: StaffRequest, pk: int) -> HttpResponse:
    token = passkeys.remove_passkey(request.staff, pk, by=request.actor)
    messages.success(
        request,
        _("The passkey is removed. You were signed out everywhere else. Delete it on the device, too."),
    )
    return _back(token)


@never_cache
@require_http_methods(["GET", "POST"])
@page(OWN.name, fresh=True)
def app(request: StaffRequest) -> HttpResponse:
    staff = request.staff
    nonce = f"{staff.session_id} {staff.fresh_at.isoformat()}"
    found = Account.objects.get(pk=staff.account_id)
    form = CodeForm(request.POST if request.method == "POST" else None)
    context = {"form": form, **secret_shown(found, nonce), "has_app": factors.has_app(found)}
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        return render(request, "web/staff/own_factor.html", context, status=status)
    try:
        token, codes = own_account.set_up_factor(staff, nonce, form.cleaned_data["code"], by=request.actor)
    except DomainError as problem:
        add_problem(form, problem)
        return render(request, "web/staff/own_factor.html", context, status=problem.status)
    response = _show(request, codes)
    sessions.give(response, token)
    return response


@require_POST
@page(OWN.name, fresh=True)
def remove_app(request: StaffRequest) -> HttpResponse:
    token = passkeys.remove_app(request.staff, by=request.actor)
    messages.success(request, _("The app is removed. You were signed out everywhere else."))
    return _back(token)


@never_cache
@require_POST
@page(OWN.name, fresh=True)
def recovery_codes(request: StaffRequest) -> HttpResponse:
    return _show(request, own_account.renew_recovery_codes(request.staff, by=request.actor))


def _show(request: StaffRequest, codes: list[str]) -> HttpResponse:
    return render(request, "web/staff/own_codes.html", {"codes": codes})


def _back(token: str) -> HttpResponse:
    response = redirect("web:staff:ways")
    sessions.give(response, token)
    return response
