"""What a signed-in person does with a session: prove again who they are, or switch organisation."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from meetpoint.core.access import queries
from meetpoint.core.access.actions import sign_in
from meetpoint.core.access.forms import AnswerForm, excuse
from meetpoint.core.access.guard import page
from meetpoint.core.access.models import Account
from meetpoint.core.access.permissions import OWN
from meetpoint.core.access.proof import browsers, entry, sessions
from meetpoint.core.access.proof.ceremonies import answer_in
from meetpoint.core.access.proof.domains import domain_of
from meetpoint.core.access.proof.factors import passkeys_at
from meetpoint.core.access.reconfirm import ANSWER, PASSKEY
from meetpoint.core.access.views.answers import HOME, go_on, refuse, safe_next
from meetpoint.lib.errors import DomainError, NotFound


@page(OWN.name)
@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    wanted = safe_next(request, request.POST.get("next", request.GET.get("next", "")))
    staff: sessions.SignedIn = request.staff  # type: ignore[attr-defined]
    has_passkey = passkeys_at(staff.account_id, domain_of(request)).exists()
    context = {"next": wanted, "has_passkey": has_passkey}
    form = AnswerForm(request.POST if request.method == "POST" else None)
    answer = answer_in(request, PASSKEY)
    if answer is not None:
        excuse(form)
    elif not form.is_valid():
        status = 200 if request.method == "GET" else 422
        return render(request, "access/confirm.html", {"form": form, **context}, status=status)
    try:
        typed, origin = form.cleaned_data[ANSWER], browsers.origin_of(request)
        token = sign_in.confirm(staff, typed, origin=origin, answer=answer)
    except DomainError as problem:
        return refuse(request, "access/confirm.html", form, problem, **context)
    response = HttpResponseRedirect(wanted)
    sessions.give(response, token)
    return response


@page(OWN.name)
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    staff: sessions.SignedIn = request.staff  # type: ignore[attr-defined]
    account = Account.objects.get(pk=staff.account_id)
    wanted = request.POST.get("member", "")
    member = next((place for place in queries.memberships(account) if str(place.pk) == wanted), None)
    if member is None:
        raise NotFound(_("You do not work there."))
    begun = entry.passed(entry.chosen(entry.begin(account), member.pk))
    if entry.step(begun, account, member) != entry.Step.DONE:
        return go_on(request, begun, account)
    response = HttpResponseRedirect(HOME)
    sessions.give(response, sign_in.switch(staff, member))
    rotate_token(request)
    return response
