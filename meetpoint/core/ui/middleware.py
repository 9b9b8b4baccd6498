"""Turns errors meant for people into pages for people, fragments for a page, or problems for a program."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from meetpoint.lib.errors import DomainError, NotFound

Handler = Callable[[HttpRequest], HttpResponse]


class DomainErrorMiddleware:
    """Answers a DomainError that no view caught with its message and status; Http404 reads like NotFound."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if isinstance(problem, Http404):
            return answer(request, nothing_here())
        return answer(request, problem) if isinstance(problem, DomainError) else None


def nothing_here() -> NotFound:
    """Return the one answer for everything that is absent, elsewhere, or not to be seen."""
    return NotFound(_("There is nothing here. It may have been moved, or the address may be mistyped."))


def answer(request: HttpRequest, problem: DomainError) -> HttpResponse:
    """Say a problem in the form that was asked for: RFC 9457 JSON, an htmx fragment, or a page."""
    if _wants_json(request):
        return _as_json(problem)
    if getattr(request, "htmx", False):
        response = render(request, "ui/problem_fragment.html", {"problem": problem}, status=problem.status)
        response["HX-Retarget"], response["HX-Reswap"] = "#problem", "innerHTML"
        return response
    template = "404.html" if problem.status == 404 else "ui/problem.html"
    return render(request, template, {"problem": problem}, status=problem.status)


def _wants_json(request: HttpRequest) -> bool:
    said = request.headers.get("Accept", "")
    return "json" in said and not request.accepts("text/html")


def _as_json(problem: DomainError) -> JsonResponse:
    body: dict[str, object] = {"type": "about:blank", "status": problem.status, "detail": str(problem)}
    if problem.fields:
        body["fields"] = {name: str(message) for name, message in problem.fields.items()}
    return JsonResponse(body, status=problem.status, content_type="application/problem+json")
