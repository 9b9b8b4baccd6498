"""Phones that may send: setting up one's own, the list, revoking, another sealing key."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.field import permissions
from meetpoint.core.field.actions.devices import (
    change_sealing_key,
    current_generation,
    enrol_device,
    revoke_device,
)
from meetpoint.core.field.describing.bundle import bundle
from meetpoint.core.field.describing.reference import reference_for
from meetpoint.core.field.models import Device
from meetpoint.core.field.proof import from_text
from meetpoint.core.field.queries.devices import actor_of, devices
from meetpoint.lib.errors import DomainError, NotAllowed

MARK = "meetpoint-field"
"""A cookie that says only that this browser was set up, so that a cleared storage is noticed."""

A_YEAR = 31_536_000


@require_GET
@page(permissions.ENROL)
def show_devices(request: StaffRequest) -> HttpResponse:
    by = request.actor
    context = {
        "devices": devices(by)[:200],
        "may_manage": by.may(permissions.MANAGE),
        "generation": current_generation(by.organisation_id),
    }
    return render(request, "field/devices.html", context)


@require_GET
@page(permissions.ENROL)
def set_up(request: StaffRequest) -> HttpResponse:
    return render(request, "field/set_up.html", {"bundle": bundle(), "suggested": _suggested_name(request)})


@require_POST
@page(permissions.ENROL)
def enrol(request: StaffRequest) -> HttpResponse:
    by = request.actor
    try:
        public_key = from_text(request.POST.get("public_key", ""))
    except ValueError:
        public_key = b""
    try:
        device = enrol_device(public_key, request.POST.get("name", "").strip(), by=by)
    except DomainError as problem:
        return JsonResponse({"detail": str(problem)}, status=problem.status)
    acting = actor_of(Device.objects.of(by).select_related("member__account").get(pk=device.pk))
    if acting is None:
        raise NotAllowed(_("Your role does not include this. Ask an administrator if you need it."))
    said: dict[str, Any] = {
        "device": str(device.uid),
        "label": f"{request.staff.display_name} · {device.name}",
        "reference": reference_for(acting),
        "language": get_language(),
    }
    response = JsonResponse(said)
    response.set_cookie(
        MARK, "1", max_age=A_YEAR, path="/field/", samesite="Strict", secure=settings.HTTPS, httponly=False
    )
    return response


@require_POST
@page(permissions.ENROL)
def revoke(request: StaffRequest, uid: UUID) -> HttpResponse:
    by = request.actor
    device = fetch_for(by, Device, may=permissions.ENROL, uid=uid)
    revoke_device(device, by=by)
    messages.success(
        request, _("The phone is revoked. What it still holds goes to quarantine, and it clears itself.")
    )
    return redirect("field:devices")


@require_POST
@page(permissions.MANAGE)
def change_key(request: StaffRequest) -> HttpResponse:
    change_sealing_key(by=request.actor)
    messages.success(request, _("Phones seal to the new key from their next contact on."))
    return redirect("field:devices")


def _suggested_name(request: StaffRequest) -> str:
    agent = request.headers.get("User-Agent", "")
    known = {"iPhone": "iPhone", "iPad": "iPad", "Android": "Android"}
    return next((name for word, name in known.items() if word in agent), _("Phone"))
