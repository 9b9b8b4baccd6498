"""The description of the API: for programs as OpenAPI, for people as a page that needs no script."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from meetpoint.core.access.guard import public
from meetpoint.core.api.door.problems import KINDS


@require_GET
@public
def openapi(request: HttpRequest) -> HttpResponse:
    from meetpoint.core.api.offer.assembly import written  # noqa: PLC0415 - loads the API when first asked for

    answer = HttpResponse(written(get_language() or "en"), content_type="application/json")
    answer["Cache-Control"] = "no-cache"
    return answer


@require_GET
@public
def show(request: HttpRequest) -> HttpResponse:
    from meetpoint.core.api.offer.assembly import described  # noqa: PLC0415 - loads the API when first asked for
    from meetpoint.core.api.offer.reading_aid import groups_of  # noqa: PLC0415 - as above

    context = {
        "groups": groups_of(described(get_language() or "en")),
        "problems": KINDS.items(),
        "address": request.build_absolute_uri("/api/v1"),
    }
    return render(request, "api/docs.html", context)
