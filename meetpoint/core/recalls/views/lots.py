"""What is done with recalled lots: naming more of them, setting them aside, taking them off the shelf."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.recalls import actions, permissions
from meetpoint.core.recalls.forms import NamesForm
from meetpoint.core.recalls.models import Recall
from meetpoint.core.supplies.errors import refused
from meetpoint.core.supplies.views.choosing import items_in_use, named
from meetpoint.core.ui.refusals import tried


@require_http_methods(["GET", "POST"])
@page(permissions.CHANGE)
def name_more(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = request.actor
    recall = fetch_for(actor, Recall, may=permissions.CHANGE, uid=uid)
    form = NamesForm(request.POST or None, items=items_in_use(actor))
    if form.is_valid():
        found = tried(form, lambda: actions.name_more(uid, form.names(), by=actor))
        if found is not None:
            text = ngettext("%(lots)d more lot is meant.", "%(lots)d more lots are meant.", len(found))
            messages.success(request, text % {"lots": len(found)})
            return redirect("recalls:detail", uid)
    return render(request, "recalls/name_more.html", {"form": form, "recall": recall})


@require_POST
@page(permissions.CHANGE)
def set_aside(request: StaffRequest, uid: UUID) -> HttpResponse:
    fetch_for(request.actor, Recall, may=permissions.CHANGE, uid=uid)
    actions.set_recalled_aside(uid, by=request.actor)
    messages.success(request, _("Set aside everywhere. Nothing is drawn from these lots any more."))
    return redirect("recalls:detail", uid)


@require_POST
@page(permissions.CHANGE)
def dispose(request: StaffRequest, uid: UUID) -> HttpResponse:
    fetch_for(request.actor, Recall, may=permissions.CHANGE, uid=uid)
    units = actions.dispose_recalled(
        uid,
        site_id=named(request.POST.get("site", "")),
        lot_id=named(request.POST.get("lot", "")),
        by=request.actor,
        batch=_batch(request),
    )
    text = ngettext("%(units)d unit is off the shelf.", "%(units)d units are off the shelf.", units)
    messages.success(request, text % {"units": units})
    return redirect("recalls:detail", uid)


def _batch(request: StaffRequest) -> UUID:
    try:
        return UUID(request.POST.get("batch", ""))
    except ValueError:
        raise refused("batch", _("This page was out of date. Open it again.")) from None
