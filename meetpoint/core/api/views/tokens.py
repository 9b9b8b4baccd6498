"""The organisation's tokens: which there are, making one, ending one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meetpoint.core.access.forms import add_problem
from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.api import actions, queries
from meetpoint.core.api.forms import TokenForm
from meetpoint.core.api.models import Token
from meetpoint.core.api.permissions import MANAGE
from meetpoint.core.modules.registry import registry
from meetpoint.lib import clock
from meetpoint.lib.errors import DomainError


@require_GET
@page(MANAGE)
def show_list(request: StaffRequest) -> HttpResponse:
    rows = [(token, state_of(token), said_scopes(token)) for token in queries.tokens_of(request.actor)]
    working = [row for row in rows if row[1] is None]
    over = [row for row in rows if row[1] is not None]
    return render(request, "api/tokens.html", {"working": working, "over": over})


@never_cache
@require_http_methods(["GET", "POST"])
@page(MANAGE, fresh=True)
def make(request: StaffRequest) -> HttpResponse:
    actor = request.actor
    posted = request.method == "POST"
    form = TokenForm(request.POST if posted else None, actor=actor)
    context = {"form": form, "longest_days": queries.longest_days(actor.organisation_id)}
    if not posted or not form.is_valid():
        return render(request, "api/make_token.html", context, status=422 if posted else 200)
    try:
        token, text = actions.make_token(form.token(), by=actor)
    except DomainError as problem:
        add_problem(form, problem)
        return render(request, "api/make_token.html", context, status=problem.status)
    return render(request, "api/token.html", {"token": token, "text": text})


@require_POST
@page(MANAGE)
def end(request: StaffRequest, pk: int) -> HttpResponse:
    token = fetch_for(request.actor, Token, may=MANAGE, pk=pk)
    actions.end_token(token, by=request.actor)
    messages.success(request, _("“%(name)s” cannot use the API any more.") % {"name": token.name})
    return redirect("api:tokens")


def state_of(token: Token) -> str | None:
    """Return why a token does not work any more, or None when it does."""
    if token.ended_at is not None:
        return _("Ended")
    if token.expires_at <= clock.now():
        return _("Expired")
    member = token.member
    if member.ended_at is not None or not member.account.is_active:
        return _("Its owner has left")
    return None


def said_scopes(token: Token) -> list[str]:
    """Return what a token may do, in words."""
    known = registry().permissions
    names = [scope.permission for scope in token.scopes.all()]
    return [str(known[name].description) for name in names if name in known]
