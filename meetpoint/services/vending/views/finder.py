"""The public page: which machines have what, without signing in, without a trace."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from meetpoint.core.access.guard import public
from meetpoint.services.vending.queries.finder import public_machines


@require_GET
@public
def show(request: HttpRequest) -> HttpResponse:
    answer = render(request, "vending/find.html", {"machines": public_machines()})
    answer["Cache-Control"] = "no-cache"
    return answer
