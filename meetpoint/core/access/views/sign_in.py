"""Signing in and out."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from meetpoint.core.access.guard import public
from meetpoint.core.access.proof import sessions


@public
def passphrase(request: HttpRequest) -> HttpResponse:
    return render(request, "access/sign_in.html")


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    staff = request.staff  # type: ignore[attr-defined]
    if staff is not None:
        sessions.end(staff)
    response = HttpResponseRedirect(reverse("access:sign_in"))
    sessions.take_back(response)
    return response


@public
def confirm(request: HttpRequest) -> HttpResponse:
    return render(request, "access/confirm.html")
