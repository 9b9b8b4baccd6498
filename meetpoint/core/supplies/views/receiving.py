"""Writing down a delivery, one line at a time."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.supplies import actions, permissions, queries
from meetpoint.core.supplies.actions import Delivery, Posted
from meetpoint.core.supplies.forms import ReceiveForm
from meetpoint.core.supplies.views.choosing import chosen_place, items_in_use
from meetpoint.core.ui.refusals import tried


@require_http_methods(["GET", "POST"])
@page(permissions.RECEIVE)
def receive(request: StaffRequest) -> HttpResponse:
    actor = request.actor
    places = queries.places_of(actor)
    here = chosen_place(request, places)
    initial = {"site": here.id, "item": request.GET.get("item", "")}
    form = ReceiveForm(request.POST or None, places=places, items=items_in_use(actor), initial=initial)
    if form.is_valid():
        said = form.cleaned_data
        posted = tried(
            form,
            lambda: actions.receive_stock(
                [_delivery(form)], by=actor, batch=said["batch"], at=form.came_at()
            ),
        )
        if posted:
            _tell(request, posted)
            return redirect(f"{reverse('supplies:receive')}?{urlencode({'site': said['site']})}")
    return render(request, "supplies/receive.html", {"form": form, "here": here})


def _delivery(form: ReceiveForm) -> Delivery:
    said = form.cleaned_data
    return Delivery(
        site_id=said["site"],
        item_id=said["item"],
        packs=said["packs"] or 0,
        quantity=said["quantity"] or 0,
        lot_number=said["lot_number"],
        expires_on=said["expires_on"],
        serial_from=said["serial_from"],
        serial_to=said["serial_to"],
        reason=said["reason"],
    )


def _tell(request: StaffRequest, posted: Posted) -> None:
    actor = request.actor
    (line,) = posted.lines
    (level,) = queries.levels(actor, site_id=line.site_id, item_id=line.item_id)
    words = {
        "units": number_format(line.quantity, force_grouping=True),
        "item": level.item.label,
        "site": level.place.name,
        "there": number_format(level.on_hand, force_grouping=True),
    }
    messages.success(request, _("Received: %(units)s of %(item)s. %(site)s now has %(there)s.") % words)
    for warning in posted.warnings:
        messages.warning(request, warning)
    if level.shortfall:
        text = _("%(units)d of %(item)s went out before this was written down. Settle that under Shortfalls.")
        messages.warning(request, text % {"units": level.shortfall, "item": level.item.label})
