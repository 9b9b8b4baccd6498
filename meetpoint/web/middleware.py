"""Puts the present site on the request and the clock of that site under every date."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from meetpoint.web import place

Handler = Callable[[HttpRequest], HttpResponse]


class PlaceMiddleware:
    """Sets `request.site` (a Site or None) and activates its time zone for the length of the request."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.site = place.current_site(request)  # type: ignore[assignment]
        with timezone.override(place.zone_for(request)):
            return self.get_response(request)
