"""Leads every page to the first visit while there is no organisation."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from meetpoint.web.welcome.actions import is_set_up

Handler = Callable[[HttpRequest], HttpResponse]


class FirstVisitMiddleware:
    """Asks the database only until there is an organisation; organisations never go away."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.is_set_up = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.is_set_up = self.is_set_up or is_set_up()
        if self.is_set_up or request.path in (_welcome(), reverse("web:choose_language")):
            return self.get_response(request)
        return redirect(_welcome())


def _welcome() -> str:
    return reverse("web:welcome:welcome")
