"""Asking again who somebody is in the middle of posting a form, without losing what they typed."""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from meetpoint.core.access.actions import sign_in
from meetpoint.core.access.forms import AnswerForm, add_problem, excuse
from meetpoint.core.access.proof import browsers, sessions
from meetpoint.core.access.proof.allowances import TooManyTries
from meetpoint.core.access.proof.ceremonies import answer_in
from meetpoint.core.access.proof.domains import domain_of
from meetpoint.core.access.proof.factors import passkeys_at
from meetpoint.lib.errors import DomainError

ANSWER = "confirm_answer"
PASSKEY = "confirm_passkey"
NOT_KEPT = {"csrfmiddlewaretoken", ANSWER, PASSKEY}


def confirm_and_run(request: HttpRequest, run: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Ask who it is on a page that holds the posted fields; run the view once the answer was right.

    The page posts to the same address, so that the view sees the form as it was first sent.
    """
    form = AnswerForm(request.POST if ANSWER in request.POST else None)
    passkey = answer_in(request, PASSKEY)
    if passkey is not None:
        excuse(form)
    elif not form.is_valid():
        return _ask(request, form, status=403)
    staff: sessions.SignedIn = request.staff  # type: ignore[attr-defined]
    try:
        typed, origin = form.cleaned_data[ANSWER], browsers.origin_of(request)
        token = sign_in.confirm(staff, typed, origin=origin, answer=passkey)
    except DomainError as problem:
        add_problem(form, problem)
        asked = _ask(request, form, status=problem.status)
        if isinstance(problem, TooManyTries):
            asked["Retry-After"] = str(problem.wait_seconds)
        return asked
    request.staff = sessions.read(token)  # type: ignore[attr-defined]
    answer = run()
    # A view that changes how its owner signs in has already given the session a newer token.
    if settings.SESSION_COOKIE_NAME not in answer.cookies:
        sessions.give(answer, token)
    return answer


def _ask(request: HttpRequest, form: AnswerForm, *, status: int) -> HttpResponse:
    staff: sessions.SignedIn = request.staff  # type: ignore[attr-defined]
    context = {
        "form": form,
        "has_passkey": passkeys_at(staff.account_id, domain_of(request)).exists(),
        "kept": list(_kept(request)),
        "lost": _("The files that you attached have to be attached again.") if request.FILES else "",
    }
    return render(request, "access/confirm_post.html", context, status=status)


def _kept(request: HttpRequest) -> Iterable[tuple[str, str]]:
    for name, values in request.POST.lists():
        if name not in NOT_KEPT:
            yield from ((name, str(value)) for value in values)
