"""The lists of supplies, as pages and as files."""

from datetime import date

from django.db.models import Value
from django.db.models.functions import Coalesce
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.consent.lists import list_response
from meetpoint.core.supplies import listings, permissions, queries
from meetpoint.core.supplies.models import Balance, Item


@require_GET
@page(permissions.VIEW)
def ledger(request: StaffRequest) -> HttpResponseBase:
    rows = queries.ledger(request.actor)
    return list_response(request, listings.LEDGER, rows, template="supplies/list.html", what="stock ledger")


@require_GET
@page(permissions.VIEW)
def expiring(request: StaffRequest) -> HttpResponseBase:
    actor = request.actor
    rows = (
        Balance.objects.of(actor)
        .filter(quantity__gt=0, lot__expires_on__isnull=False)
        .select_related("item", "lot", "site")
        .annotate(sort_date=Coalesce("lot__expires_on", Value(date.max)))
    )
    if actor.site_ids is not None:
        rows = rows.filter(site_id__in=actor.site_ids)
    return list_response(
        request, listings.EXPIRING, rows, template="supplies/list.html", what="expiring stock"
    )


@require_GET
@page(permissions.VIEW)
def lots(request: StaffRequest) -> HttpResponseBase:
    rows = (
        queries.lots_with_units(request.actor)
        .select_related("item")
        .annotate(sort_date=Coalesce("expires_on", Value(date.max)))
    )
    return list_response(request, listings.LOTS, rows, template="supplies/list.html", what="lots")


@require_GET
@page(permissions.VIEW)
def catalogue(request: StaffRequest) -> HttpResponseBase:
    actor = request.actor
    context = {"may_change": actor.may(permissions.CHANGE_ITEM)}
    return list_response(
        request,
        listings.CATALOGUE,
        Item.objects.of(actor),
        template="supplies/catalogue.html",
        context=context,
        what="catalogue",
    )
