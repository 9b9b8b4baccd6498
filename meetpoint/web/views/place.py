"""Choosing where one works, in which language, and by which light; and the rest of the places on a phone."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from meetpoint.core.access.guard import page, public
from meetpoint.core.access.proof import sessions
from meetpoint.core.access.proof.sessions import SignedIn
from meetpoint.lib.errors import NotFound
from meetpoint.web.actions import keep_display
from meetpoint.web.context import THEME_COOKIE, THEMES
from meetpoint.web.place import place_of, staff_of

A_YEAR = 365 * 24 * 3600


def _back(request: HttpRequest) -> HttpResponseRedirect:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(wanted if safe else "/")


def _keep_cookie(response: HttpResponse, name: str, value: str) -> None:
    secure = bool(settings.SESSION_COOKIE_SECURE)
    response.set_cookie(name, value, max_age=A_YEAR, secure=secure, httponly=True, samesite="Lax")


@require_POST
@page("web:shell:use")
def choose_site(request: HttpRequest) -> HttpResponse:
    wanted = request.POST.get("site", "")
    reachable = next((site for site in place_of(request).sites if str(site.pk) == wanted), None)
    if reachable is None:
        raise NotFound(_("This site is closed, or not one of yours."))
    staff: SignedIn = request.staff  # type: ignore[attr-defined]
    sessions.work_at(staff, reachable.pk)
    return _back(request)


@require_POST
@public
def choose_language(request: HttpRequest) -> HttpResponse:
    language = request.POST.get("language", "")
    response = _back(request)
    if language in dict(settings.LANGUAGES):
        _keep_cookie(response, settings.LANGUAGE_COOKIE_NAME, language)
        _remember(request, language=language)
    return response


@require_POST
@public
def choose_theme(request: HttpRequest) -> HttpResponse:
    theme = request.POST.get("theme", "")
    response = _back(request)
    if theme in ("", *THEMES):
        _keep_cookie(response, THEME_COOKIE, theme)
        _remember(request, theme=theme)
    return response


@page("web:shell:use")
def more(request: HttpRequest) -> HttpResponse:
    return render(request, "web/more.html")


def _remember(request: HttpRequest, *, language: str | None = None, theme: str | None = None) -> None:
    if (staff := staff_of(request)) is not None:
        keep_display(staff.account_id, by=staff.actor, language=language, theme=theme)
