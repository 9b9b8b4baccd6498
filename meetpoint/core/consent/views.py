"""The accounting of disclosures, as a list for managers."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.consent import listings, permissions
from meetpoint.core.consent.lists import list_response
from meetpoint.core.consent.models import Disclosure


@require_GET
@page(permissions.VIEW)
def disclosures(request: StaffRequest) -> HttpResponseBase:
    rows = Disclosure.objects.of(request.actor)
    return list_response(
        request, listings.DISCLOSURES, rows, template="consent/disclosures.html", what="disclosures"
    )
