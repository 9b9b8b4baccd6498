"""Personal codes: giving one out, ending one; and the limits that hold for them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.organisations.options import option_value
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.refusals import tried
from meetpoint.lib.errors import NotFound
from meetpoint.services.vending.actions.tokens import end_code, issue_token, set_limit
from meetpoint.services.vending.configuration import LIMIT_NALOXONE
from meetpoint.services.vending.forms import EndCodeForm, LimitForm
from meetpoint.services.vending.permissions import CHANGE_LIMITS, ISSUE
from meetpoint.services.vending.queries.codes import codes_in_use, limits_of


@require_http_methods(["GET", "POST"])
@never_cache
@page(ISSUE)
def show(request: StaffRequest) -> HttpResponse:
    """Show how many codes are in use; a POST gives out one and shows it, this once."""
    actor: Actor = request.actor
    issued = None
    if request.method == "POST":
        token, code = issue_token(by=actor)
        issued = {"code": f"{code[:3]} {code[3:6]} {code[6:]}", "until": token.expires_on}
    context = {
        "issued": issued,
        "in_use": codes_in_use(actor),
        "form": EndCodeForm(),
        "limits": limits_of(actor),
    }
    return render(request, "vending/codes.html", context)


@require_POST
@page(ISSUE)
def end(request: StaffRequest) -> HttpResponse:
    actor: Actor = request.actor
    form = EndCodeForm(request.POST)
    if form.is_valid():
        try:
            end_code(form.cleaned_data["code"], by=actor)
        except NotFound as problem:
            form.add_error("code", str(problem))
        else:
            messages.success(request, _("The code is of no use any more. Machines are being told."))
            return redirect("vending:codes")
    context = {"in_use": codes_in_use(actor), "form": form, "limits": limits_of(actor)}
    return render(request, "vending/codes.html", context)


@require_http_methods(["GET", "POST"])
@page(CHANGE_LIMITS)
def limits(request: StaffRequest) -> HttpResponse:
    actor: Actor = request.actor
    form = LimitForm(actor, request.POST or None)

    def said() -> bool:
        set_limit(form.limit(), by=actor)
        return True

    if form.is_valid() and tried(form, said):
        messages.success(request, _("Saved. Machines are being told."))
        return redirect("vending:limits")
    naloxone_too = option_value(actor.organisation_id, LIMIT_NALOXONE) is True
    context = {"form": form, "limits": limits_of(actor), "naloxone_too": naloxone_too}
    return render(request, "vending/limits.html", context)
