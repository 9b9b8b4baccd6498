"""The directory's pages: list, one entry, add, change, check, retire."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.consent.lists import list_response
from meetpoint.core.directory import actions, permissions, queries
from meetpoint.core.directory.forms import EntryForm, NewEntryForm
from meetpoint.core.directory.models import DirectoryEntry, ServiceKind
from meetpoint.core.ui.listing import ChoiceFilter, Column, Listing, SearchFilter, Sort
from meetpoint.core.ui.refusals import tried

LISTING = Listing(
    slug="directory",
    caption=gettext_lazy("Directory"),
    columns=(
        Column(name="name", label=gettext_lazy("Service"), value=lambda entry: entry.name),
        Column(name="kind", label=gettext_lazy("Offers"), value=lambda entry: entry.get_kind_display()),
        Column(name="phone", label=gettext_lazy("Phone"), value=lambda entry: entry.phone),
        Column(
            name="hours",
            label=gettext_lazy("Hours"),
            value=lambda entry: entry.hours or _("Call first"),
            hide_on_phone=True,
        ),
        Column(name="checked_on", label=gettext_lazy("Last checked"), value=lambda entry: entry.checked_on),
    ),
    sorts=(
        Sort(name="name", label=gettext_lazy("Name"), field="name"),
        Sort(name="kind", label=gettext_lazy("Offers"), field="kind"),
    ),
    filters=(
        SearchFilter(label=gettext_lazy("Search"), lookups=("name__icontains", "notes__icontains")),
        ChoiceFilter(name="kind", label=gettext_lazy("Offers"), choices=ServiceKind.choices),
    ),
    url=lambda entry: reverse("directory:detail", args=[entry.uid]),
    empty_icon="flag",
    empty_title=gettext_lazy("Nobody to send people to yet"),
    empty_text=gettext_lazy("Add the services you trust. Referrals will offer them."),
)


@require_GET
@page(permissions.VIEW)
def show_list(request: StaffRequest) -> HttpResponseBase:
    context = {"may_change": request.actor.may(permissions.CHANGE)}
    entries = queries.entries_of(request.actor)
    return list_response(
        request, LISTING, entries, template="directory/list.html", context=context, what="directory"
    )


@require_GET
@page(permissions.VIEW)
def show(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = request.actor
    entry = fetch_for(actor, DirectoryEntry, may=permissions.VIEW, uid=uid)
    context = {"entry": entry, "may_change": actor.may(permissions.CHANGE)}
    return render(request, "directory/detail.html", context)


@require_http_methods(["GET", "POST"])
@page(permissions.CHANGE)
def add(request: StaffRequest) -> HttpResponse:
    form = NewEntryForm(request.POST or None)
    if form.is_valid():
        uid = form.cleaned_data["uid"]
        added = tried(form, lambda: actions.add_entry(uid, form.facts(), by=request.actor))
        if added is not None:
            messages.success(request, _("Added to the directory."))
            return redirect("directory:detail", added.uid)
    return render(request, "directory/form.html", {"form": form, "heading": _("Add a service")})


@require_http_methods(["GET", "POST"])
@page(permissions.CHANGE)
def change(request: StaffRequest, uid: UUID) -> HttpResponse:
    entry = fetch_for(request.actor, DirectoryEntry, may=permissions.CHANGE, uid=uid)
    form = EntryForm(request.POST) if request.method == "POST" else EntryForm.of(entry)
    if form.is_valid():
        changed = tried(form, lambda: actions.change_entry(uid, form.facts(), by=request.actor))
        if changed is not None:
            messages.success(request, _("Saved."))
            return redirect("directory:detail", uid)
    return render(request, "directory/form.html", {"form": form, "heading": entry.name})


@require_POST
@page(permissions.CHANGE)
def check(request: StaffRequest, uid: UUID) -> HttpResponseRedirect:
    actions.check_entry(uid, by=request.actor)
    messages.success(request, _("Marked as checked today."))
    return redirect("directory:detail", uid)


@require_POST
@page(permissions.CHANGE)
def retire(request: StaffRequest, uid: UUID) -> HttpResponseRedirect:
    actions.retire_entry(uid, by=request.actor)
    messages.success(request, _("Taken out of the directory."))
    return redirect("directory:list")
