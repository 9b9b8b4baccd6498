"""The audit log."""

from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.audit.permissions import VIEW
from meetpoint.core.audit.queries import entries_for
from meetpoint.core.consent.lists import list_response
from meetpoint.core.tenancy.actor import Actor
from meetpoint.web.settings.log import LOG


@require_GET
@page(VIEW)
def show_list(request: StaffRequest) -> HttpResponseBase:
    actor: Actor = request.actor
    return list_response(request, LOG, entries_for(actor), template="web/settings/log.html", what="audit")
