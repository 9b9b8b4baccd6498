"""Who is asking, in which organisation, and in which language."""

from collections.abc import Callable
from contextlib import nullcontext

from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_cache_control

from meetpoint.core.access.proof import sessions
from meetpoint.lib.remembering import remembering

Handler = Callable[[HttpRequest], HttpResponse]
READING = ("GET", "HEAD")


class LanguageMiddleware(LocaleMiddleware):
    """Django's choice of language by cookie and browser; a signed-in person's own choice comes below."""


class ActorMiddleware:
    """Puts the member of staff (`request.staff`) and the actor (`request.actor`), or None, on the request."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = sessions.token_in(request)
        staff = sessions.read(token) if token else None
        request.staff = staff  # type: ignore[attr-defined]
        request.actor = staff.actor if staff else None  # type: ignore[attr-defined]
        if staff is None:
            return self.get_response(request)
        sessions.keep_alive(staff)
        _speak(request, staff)
        with remembering() if request.method in READING else nullcontext():
            response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, no_store=True, private=True)
        return response


def _speak(request: HttpRequest, staff: sessions.SignedIn) -> None:
    if staff.language and staff.language != translation.get_language():
        translation.activate(staff.language)
        request.LANGUAGE_CODE = translation.get_language()
