"""One's own account: name, passphrase, where one is signed in. Other ways to sign in stand in `ways.py`."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meetpoint.core.access import queries
from meetpoint.core.access.actions import own_account
from meetpoint.core.access.forms import ChangePassphraseForm, add_problem
from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.access.models import Account, StaffMember
from meetpoint.core.access.permissions import OWN
from meetpoint.core.access.proof import browsers, factors, sessions
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import DomainError
from meetpoint.web.staff.forms import NameForm


@require_GET
@page(OWN.name)
def account(request: StaffRequest) -> HttpResponse:
    staff = _staff(request)
    found = Account.objects.get(pk=staff.account_id)
    context = {
        "staff": staff,
        "member": StaffMember.objects.of(staff.actor).get(pk=staff.pk),
        "account": found,
        "has_factor": factors.has_factor(found),
        "sessions": queries.living_sessions(sessions.of_account(found.pk)),
        "members": queries.memberships(found),
    }
    return render(request, "web/staff/own.html", context)


@require_http_methods(["GET", "POST"])
@page(OWN.name)
def name(request: StaffRequest) -> HttpResponse:
    form = NameForm(request.POST or None, initial={"name": _staff(request).display_name})
    if request.method == "POST" and form.is_valid():
        own_account.change_own_name(_staff(request), form.cleaned_data["name"], by=_actor(request))
        messages.success(request, _("Saved."))
        return redirect("web:staff:own")
    status = 422 if request.method == "POST" else 200
    return render(request, "web/staff/own_name.html", {"form": form}, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
@page(OWN.name)
def passphrase(request: StaffRequest) -> HttpResponse:
    form = ChangePassphraseForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "email": Account.objects.get(pk=_staff(request).account_id).email}
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        return render(request, "web/staff/own_passphrase.html", context, status=status)
    typed, origin = form.cleaned_data, browsers.origin_of(request)
    try:
        token = own_account.change_passphrase(
            _staff(request), typed["current"], typed["new"], origin=origin, by=_actor(request)
        )
    except DomainError as problem:
        add_problem(form, problem)
        return render(request, "web/staff/own_passphrase.html", context, status=problem.status)
    messages.success(request, _("Your passphrase is changed. You were signed out everywhere else."))
    response = redirect("web:staff:ways")
    sessions.give(response, token)
    return response


@require_POST
@page(OWN.name)
def end_session(request: StaffRequest, pk: int) -> HttpResponse:
    own_account.end_own_session(_staff(request), pk, by=_actor(request))
    messages.success(request, _("That session has ended."))
    return redirect("web:staff:own")


@require_POST
@page(OWN.name)
def end_others(request: StaffRequest) -> HttpResponse:
    count = own_account.end_other_sessions(_staff(request), by=_actor(request))
    said = ngettext("%(count)d session ended.", "%(count)d sessions ended.", count) % {"count": count}
    messages.success(request, said)
    return redirect("web:staff:own")


def _staff(request: StaffRequest) -> sessions.SignedIn:
    staff: sessions.SignedIn = request.staff
    return staff


def _actor(request: StaffRequest) -> Actor:
    return _staff(request).actor
