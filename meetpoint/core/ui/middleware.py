"""Turns errors meant for people into pages for people."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from meetpoint.lib.errors import DomainError

Handler = Callable[[HttpRequest], HttpResponse]


class DomainErrorMiddleware:
    """Answers a DomainError that no view caught with its message and status."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if not isinstance(problem, DomainError):
            return None
        return render(request, "ui/problem.html", {"problem": problem}, status=problem.status)
