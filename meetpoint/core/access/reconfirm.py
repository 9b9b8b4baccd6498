"""Asking again who somebody is in the middle of posting a form, without losing what they typed."""

from collections.abc import Callable, Iterable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from meetpoint.core.access.actions import sign_in
from meetpoint.core.access.forms import AnswerForm, add_problem
from meetpoint.core.access.proof import browsers, sessions
from meetpoint.core.access.proof.allowances import TooManyTries
from meetpoint.lib.errors import DomainError

ANSWER = "confirm_answer"
NOT_KEPT = {"csrfmiddlewaretoken", ANSWER}


def confirm_and_run(request: HttpRequest, run: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Ask for the passphrase or code on a page that holds the posted fields; run the view once it was right.

    The page posts to the same address, so that the view sees the form as it was first sent.
    """
    form = AnswerForm(request.POST if ANSWER in request.POST else None)
    if not form.is_valid():
        return _ask(request, form, status=403)
    staff: sessions.SignedIn = request.staff  # type: ignore[attr-defined]
    try:
        token = sign_in.confirm(staff, form.cleaned_data[ANSWER], origin=browsers.origin_of(request))
    except DomainError as problem:
        add_problem(form, problem)
        asked = _ask(request, form, status=problem.status)
        if isinstance(problem, TooManyTries):
            asked["Retry-After"] = str(problem.wait_seconds)
        return asked
    request.staff = sessions.read(token)  # type: ignore[attr-defined]
    answer = run()
    sessions.give(answer, token)
    return answer


def _ask(request: HttpRequest, form: AnswerForm, *, status: int) -> HttpResponse:
    context = {
        "form": form,
        "kept": list(_kept(request)),
        "lost": _("The files that you attached have to be attached again.") if request.FILES else "",
    }
    return render(request, "access/confirm_post.html", context, status=status)


def _kept(request: HttpRequest) -> Iterable[tuple[str, str]]:
    for name, values in request.POST.lists():
        if name not in NOT_KEPT:
            yield from ((name, str(value)) for value in values)
