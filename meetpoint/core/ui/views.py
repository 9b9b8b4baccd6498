"""The pages for errors that no view can answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from meetpoint.core.access.guard import public
from meetpoint.core.ui import samples
from meetpoint.core.ui.middleware import answer, nothing_here


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "ui/csrf_failure.html", status=403)


@public
def components(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/components.html", samples.everything())


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, nothing_here())
