"""The one address under which programs come in: it admits them, reads what they sent, and says what is wrong.

Nothing of the web framework behind it (ninja, pydantic) is loaded before a program was admitted.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from meetpoint.core.api.door import bodies, problems
from meetpoint.core.api.door.bearer import Caller, admitted
from meetpoint.core.api.door.problems import MEDIA_TYPE, Problem
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import DomainError


class ApiRequest(HttpRequest):
    """A request that was admitted, as every endpoint gets it.

    `said` is the JSON object that was sent. `replayed` is set when the same was stored before; `notice`
    to what must travel with the answer, in ASCII.
    """

    caller: Caller
    actor: Actor
    said: dict[str, Any]
    replayed: bool
    notice: str


# Without CSRF tokens, because no cookie counts here: only the Authorization header does.
@csrf_exempt
def door(request: HttpRequest, rest: str) -> HttpResponse:
    try:
        answer = _answered(request, rest)
    except DomainError as problem:
        answer = problems.say(problem)
    answer["Cache-Control"] = "no-store"
    return answer


# The route matrix goes on behind it.
door.opens_api = True  # type: ignore[attr-defined]


def _answered(request: HttpRequest, rest: str) -> HttpResponse:
    caller = admitted(request)
    bodies.refuse_odd_address(request)
    vars(request).update(caller=caller, actor=caller.actor, replayed=False, said={}, notice="")
    if request.method in bodies.WITH_A_BODY:
        vars(request)["said"] = bodies.body_of(request)
    with timezone.override(caller.time_zone):
        answer = _dispatched(request, rest)
    if vars(request)["replayed"]:
        answer["Idempotent-Replayed"] = "true"
    if vars(request)["notice"]:
        answer["Disclosure-Notice"] = vars(request)["notice"]
    return _as_problem(answer)


def _dispatched(request: HttpRequest, rest: str) -> HttpResponse:
    from meetpoint.core.api.offer.assembly import addresses  # noqa: PLC0415 - loaded when first needed

    try:
        match = addresses().resolve(f"/{rest}")
        answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
    except Http404:
        raise not_here() from None
    return answer


def _as_problem(answer: HttpResponse) -> HttpResponse:
    """Say as a problem what the framework refused by itself: a method that an address does not know."""
    if answer.status_code < 400 or answer["Content-Type"].startswith(MEDIA_TYPE):
        return answer
    allowed = answer.get("Allow", "")
    words = _("This address takes %(methods)s.") % {"methods": allowed}
    said = problems.say(Problem(answer.status_code, words))
    said["Allow"] = allowed
    return said


def not_here() -> Problem:
    """Return the one answer for everything that is absent, elsewhere, or out of the token's reach."""
    return Problem(404, _("There is nothing here that this token may see."))
