"""The answers that the sign-in views share: refusals, safe ways back, the next step, the open session."""

import time

from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from meetpoint.core.access import queries
from meetpoint.core.access.actions import joining, sign_in
from meetpoint.core.access.errors import NotProved
from meetpoint.core.access.forms import add_problem
from meetpoint.core.access.models import Account, StaffMember
from meetpoint.core.access.proof import browsers, entry, sessions
from meetpoint.core.access.proof.allowances import Draw, Limit, TooManyTries, take
from meetpoint.lib.errors import DomainError

REFUSAL_SECONDS = 0.25
HOME = "/"
ENTRY_ONCE = Limit(slug="entry-once", burst=1, every_seconds=entry.SECONDS)
STEP_URLS = {
    entry.Step.CODE: "access:code",
    entry.Step.ORGANISATION: "access:organisation",
    entry.Step.PASSKEY: "access:passkey",
    entry.Step.SET_UP: "access:set_up",
}


def safe_next(request: HttpRequest, wanted: str) -> str:
    """Return a path of this site to go to, or the first page: never another site's."""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe and wanted.startswith("/") else HOME


def refuse(
    request: HttpRequest, template: str, form: Form, problem: DomainError, **context: object
) -> HttpResponse:
    """Show a form again with what was wrong, and how long to wait where that is the answer."""
    add_problem(form, problem)
    response = render(request, template, {"form": form, **context}, status=problem.status)
    if isinstance(problem, TooManyTries):
        response["Retry-After"] = str(problem.wait_seconds)
    return response


def even_out(started: float) -> None:
    """Wait until a refusal took a quarter of a second, so that its time tells nothing about the account."""
    time.sleep(max(0.0, started + REFUSAL_SECONDS - time.monotonic()))


def go_on(request: HttpRequest, begun: entry.Entry, account: Account) -> HttpResponse:
    """Send somebody to the next step of signing in, or open the session when everything is proved.

    Raises NotProved for an account that works nowhere any more, LinkOver for a link used meanwhile.
    """
    member = member_of(begun, account)
    step = entry.step(begun, account, member)
    if step == entry.Step.DONE and member is not None:
        return open_session(request, begun, member, HttpResponseRedirect(safe_next(request, begun.next)))
    response = HttpResponseRedirect(reverse(STEP_URLS[step]))
    entry.carry(response, begun)
    return response


def member_of(begun: entry.Entry, account: Account) -> StaffMember | None:
    """Return the membership that somebody is signing in to; None while they still have to choose."""
    if begun.link:
        return (
            StaffMember.objects.unscoped("joining by a one-time link").filter(pk=begun.member_id or 0).first()
        )
    places = list(queries.memberships(account))
    if not places:
        raise NotProved(_("This account does not work for any organisation now. Ask your administrator."))
    if begun.member_id is not None or len(places) > 1:
        return next((place for place in places if place.pk == begun.member_id), None)
    return places[0]


def open_session(
    request: HttpRequest, begun: entry.Entry, member: StaffMember, response: HttpResponse
) -> HttpResponse:
    """Open the session of an entry with every proof, once, and put its cookies on the response."""
    try:
        take(Draw(ENTRY_ONCE, (begun.nonce,)))
    except TooManyTries:
        raise NotProved(_("This sign-in was completed already. Please sign in again.")) from None
    if begun.link:
        member = joining.join(begun)
    if request.staff is not None:  # type: ignore[attr-defined]
        sessions.end(request.staff)  # type: ignore[attr-defined]
    sessions.give(response, sign_in.enter(member, origin=browsers.origin_of(request)))
    browsers.remember(request, response, member.account_id)
    entry.drop(response)
    rotate_token(request)
    if member.account.language:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, member.account.language, samesite="Lax", httponly=True
        )
    return response
