"""How an error is said to a program: RFC 9457, with the sentence that says how to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _

from meetpoint.core.access.proof.allowances import TooManyTries
from meetpoint.core.modules.fields import Words
from meetpoint.lib.errors import DomainError

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: the last part of its `type`, its title, and when it is said."""

    slug: str
    title: Words
    when: Words


KINDS: Mapping[int, Kind] = {
    400: Kind("unreadable", _("Cannot be read"), _("No JSON, or text that cannot be stored.")),
    401: Kind("no-token", _("No token that works"), _("Missing, wrong, ended, expired, or its owner left.")),
    403: Kind("not-allowed", _("Not allowed"), _("The token, or its owner, lacks the permission.")),
    404: Kind("not-found", _("Not found"), _("Absent, or out of the token’s reach; both read alike.")),
    405: Kind("method", _("Not possible here"), _("The address takes other methods: see “Allow”.")),
    409: Kind("conflict", _("Conflict"), _("The uid was stored with other content, or somebody was first.")),
    413: Kind("too-large", _("Too large"), _("The body is larger than is read.")),
    415: Kind("media-type", _("Not JSON"), _("The body must be sent as application/json.")),
    422: Kind("refused", _("Refused"), _("“fields” says what cannot be taken and how to mend it.")),
    429: Kind("too-many", _("Too many requests"), _("Wait as many seconds as “Retry-After” says.")),
    503: Kind("unavailable", _("Not available"), _("A key is missing; whoever runs the server must look.")),
}  # fmt: skip


class Problem(DomainError):
    """A problem of the request itself, before any action was asked."""

    def __init__(self, status: int, message: str, *, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message, fields=fields)
        self.status = status


def say(problem: DomainError, *, fields: Mapping[str, str] | None = None) -> HttpResponse:
    """Return the answer for a problem; `fields` names them as the request does, where the action did not."""
    kind = KINDS.get(problem.status, KINDS[422])
    body: dict[str, object] = {
        "type": f"/api/v1/docs/#{kind.slug}",
        "title": str(kind.title),
        "status": problem.status,
        "detail": str(problem),
    }
    named = problem.fields if fields is None else fields
    if named:
        body["fields"] = {name: str(message) for name, message in named.items()}
    answer = JsonResponse(body, status=problem.status, content_type=MEDIA_TYPE)
    if problem.status == 401:
        answer["WWW-Authenticate"] = 'Bearer realm="Meetpoint"'
    if isinstance(problem, TooManyTries):
        answer["Retry-After"] = str(problem.wait_seconds)
    return answer
