"""Opening, changing, closing a recall, and the notice to post."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.consent.gate import NOBODY, disclose
from meetpoint.core.consent.models import DisclosureKind
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.recalls import actions, listings, permissions, queries
from meetpoint.core.recalls.forms import NoticeForm, OpenForm
from meetpoint.core.recalls.models import Named, Recall
from meetpoint.core.supplies.views.choosing import items_in_use
from meetpoint.core.ui.refusals import tried


@require_http_methods(["GET", "POST"])
@page(permissions.CHANGE)
def open_new(request: StaffRequest) -> HttpResponse:
    actor = request.actor
    initial = {"numbers": request.GET.get("lot", "")}
    form = OpenForm(request.POST or None, items=items_in_use(actor), initial=initial)
    if form.is_valid():
        said = form.cleaned_data
        opened = tried(
            form,
            lambda: actions.open_recall(
                said["uid"], form.notice(), form.names(), set_aside=said["set_aside"], by=actor
            ),
        )
        if opened:
            _say_found(request, opened)
            return redirect("recalls:detail", opened.uid)
    return render(request, "recalls/open.html", {"form": form})


@require_http_methods(["GET", "POST"])
@page(permissions.CHANGE)
def change(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = request.actor
    recall = fetch_for(actor, Recall, may=permissions.CHANGE, uid=uid)
    form = NoticeForm(request.POST or None, initial=NoticeForm.initial_of(recall))
    if form.is_valid():
        changed = tried(form, lambda: actions.change_recall(uid, form.notice(), by=actor))
        if changed:
            messages.success(request, _("Saved."))
            return redirect("recalls:detail", uid)
    return render(request, "recalls/change.html", {"form": form, "recall": recall})


@require_POST
@page(permissions.CHANGE)
def close(request: StaffRequest, uid: UUID) -> HttpResponse:
    fetch_for(request.actor, Recall, may=permissions.CHANGE, uid=uid)
    actions.close_recall(uid, by=request.actor)
    messages.success(request, _("Closed. Nobody is warned any more; its lots stay set aside."))
    return redirect("recalls:detail", uid)


@require_POST
@page(permissions.CHANGE)
def reopen(request: StaffRequest, uid: UUID) -> HttpResponse:
    fetch_for(request.actor, Recall, may=permissions.CHANGE, uid=uid)
    actions.reopen_recall(uid, by=request.actor)
    messages.success(request, _("Open again."))
    return redirect("recalls:detail", uid)


@require_GET
@page(permissions.VIEW)
def post(request: StaffRequest, uid: UUID) -> HttpResponse:
    """The sheet leaves the programme, so it passes the gate, and the history says that it was made."""
    actor = request.actor
    recall = fetch_for(actor, Recall, may=permissions.VIEW, uid=uid)
    disclose(
        actor,
        kind=DisclosureKind.PRINT,
        what="recall notice",
        purpose="safety",
        recipient="public",
        rows=1,
        leaving=NOBODY,
    )
    actions.note_posted(uid, by=actor)
    context = {
        "recall": recall,
        "organisation": Organisation.objects.get(pk=actor.organisation_id),
        "names": [
            listings.name_in_words(name)
            for name in Named.objects.of(actor).filter(recall=recall).order_by("id")
        ],
        "items": queries.items_meant(actor, recall.pk),
    }
    return render(request, "recalls/notice.html", context)


def _say_found(request: StaffRequest, recall: Recall) -> None:
    lots = len(queries.lots_of_recall(request.actor, recall.pk)[0])
    if not lots:
        messages.warning(
            request, _("None of these is in your records. If one comes in later, it is set aside then.")
        )
        return
    text = ngettext("Opened: %(lots)d lot is meant.", "Opened: %(lots)d lots are meant.", lots)
    messages.success(request, text % {"lots": lots})
