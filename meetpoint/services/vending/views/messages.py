"""Messages and files that could not be read: the list, one of them, trying again, putting away."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.consent.lists import list_response
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.listing import Column, Listing, Sort, YesNoFilter
from meetpoint.lib.errors import DomainError
from meetpoint.services.vending.actions.reviewing import put_away, try_again
from meetpoint.services.vending.intake.keeping import opened
from meetpoint.services.vending.models import KeptMessage
from meetpoint.services.vending.permissions import REVIEW

MOST_SHOWN = 4_000

MESSAGES = Listing(
    slug="machine-messages",
    caption=gettext_lazy("Machine messages to look at"),
    columns=(
        Column(name="received_at", label=gettext_lazy("Received"), value=lambda row: row.received_at),
        Column(name="reason", label=gettext_lazy("What is wrong"), value=lambda row: row.reason),
        Column(name="name", label=gettext_lazy("Topic or file"), value=lambda row: row.name),
        Column(
            name="source",
            label=gettext_lazy("Came as"),
            value=KeptMessage.get_source_display,
            hide_on_phone=True,
        ),
    ),
    sorts=(Sort(name="received_at", label=gettext_lazy("Received"), field="received_at", descending=True),),
    filters=(YesNoFilter(name="open", label=gettext_lazy("Still to look at"), lookup="settled_at__isnull"),),
    url=lambda row: reverse("vending:message", args=[row.uid]),
    empty_icon="done",
    empty_title=gettext_lazy("Nothing to look at"),
    empty_text=gettext_lazy("Every message and file of the machines could be read."),
)


@require_GET
@page(REVIEW)
def show_list(request: StaffRequest) -> HttpResponseBase:
    return list_response(
        request,
        MESSAGES,
        KeptMessage.objects.of(request.actor),
        template="vending/messages.html",
        what="vending_messages",
    )


@require_GET
@never_cache
@page(REVIEW)
def show(request: StaffRequest, uid: UUID) -> HttpResponse:
    kept = fetch_for(request.actor, KeptMessage, may=REVIEW, uid=uid)
    content = opened(kept)
    context = {
        "kept": kept,
        "content": content[:MOST_SHOWN].decode("utf-8", "backslashreplace"),
        "is_cut": len(content) > MOST_SHOWN,
    }
    return render(request, "vending/message.html", context)


@require_POST
@page(REVIEW)
def again(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor: Actor = request.actor
    kept = fetch_for(actor, KeptMessage, may=REVIEW, uid=uid)
    try:
        try_again(kept, by=actor)
    except DomainError as problem:
        messages.error(request, str(problem))
        return redirect("vending:message", kept.uid)
    messages.success(request, _("It could be taken in now."))
    return redirect("vending:messages")


@require_POST
@page(REVIEW)
def away(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor: Actor = request.actor
    put_away(fetch_for(actor, KeptMessage, may=REVIEW, uid=uid), by=actor)
    messages.success(request, _("Put away."))
    return redirect("vending:messages")
