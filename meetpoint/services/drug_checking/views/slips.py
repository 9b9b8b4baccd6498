"""Slips: the code that somebody takes along, in letters and as a QR code."""

from __future__ import annotations

from dataclasses import dataclass

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.lib.numbers import whole_number
from meetpoint.services.drug_checking import permissions, receipts

A_SHEET, MOST = 12, 96


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed for one sample."""

    code: str
    qr: SafeString
    address: str


def slip_for(request: HttpRequest, code: str) -> Slip:
    """Return a slip. The code stands behind the `#` of its address, which no browser sends to a server."""
    address = request.build_absolute_uri(reverse("drug_checking:result"))
    drawn = segno.make(f"{address}#{code}", error="m", micro=False).svg_inline(
        omitsize=True, border=2, svgclass="qr"
    )
    qr = mark_safe(drawn)  # noqa: S308 - drawn here from the code's own characters
    return Slip(receipts.spoken(code), qr, address.partition("://")[2])


@never_cache
@require_GET
@page(permissions.TAKE_IN)
def blank(request: StaffRequest) -> HttpResponse:
    count = whole_number(request.GET.get("count", ""), most=MOST) or A_SHEET
    slips = [slip_for(request, receipts.draw()) for _number in range(count)]
    return render(request, "drug_checking/slips.html", {"slips": slips, "is_blank": True})
