"""The public page: which machines have what, without signing in, without a trace."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, get_language_info, override
from django.views.decorators.http import require_GET

from meetpoint.core.access.guard import public
from meetpoint.services.vending.queries.finder import public_machines


@require_GET
@public
def show(request: HttpRequest) -> HttpResponse:
    # The language stands in the address: a choice that is remembered would need a cookie.
    asked = request.GET.get("language", "")
    language = asked if asked in dict(settings.LANGUAGES) else get_language()
    names = [(word, get_language_info(word)["name_local"].capitalize()) for word, _name in settings.LANGUAGES]
    with override(language):
        context = {"machines": public_machines(), "languages": names}
        answer = render(request, "vending/find.html", context)
    answer["Cache-Control"] = "no-cache"
    return answer
