"""The directory's pages: list, one entry, add, change, check, retire."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.access.queries import staff_names
from meetpoint.core.consent.lists import list_response
from meetpoint.core.directory import actions, permissions, queries
from meetpoint.core.directory.finding.asking import sought_in
from meetpoint.core.directory.finding.search import search
from meetpoint.core.directory.forms import LAYOUT_NAMES, CheckForm, EntryForm, NewEntryForm
from meetpoint.core.directory.models import Check, DirectoryEntry, Found, How
from meetpoint.core.directory.views.listing import LISTING, hours_said, languages_said
from meetpoint.core.ui.refusals import tried

MAKE_REFERRALS = "referrals:referral:make"
"""Of the package that builds on this one, named and not imported."""
_RIGHTS = {
    "may_change": permissions.CHANGE,
    "may_merge": permissions.MERGE,
    "may_import": permissions.IMPORT,
}


@dataclass(frozen=True, slots=True)
class _Told:
    """A check, and who made it."""

    check: Check
    who: str


@require_GET
@page(permissions.VIEW)
def show_list(request: StaffRequest) -> HttpResponseBase:
    actor = request.actor
    context = {name: actor.may(right) for name, right in _RIGHTS.items()}
    entries = search(actor, sought_in(request.GET.dict(), actor))
    return list_response(
        request, LISTING, entries, template="directory/list.html", context=context, what="directory"
    )


@require_GET
@page(permissions.VIEW)
def show(request: StaffRequest, uid: UUID) -> HttpResponse:
    actor = request.actor
    entry = fetch_for(actor, DirectoryEntry, may=permissions.VIEW, uid=uid)
    return _detail(request, entry, CheckForm())


def _detail(request: StaffRequest, entry: DirectoryEntry, form: CheckForm) -> HttpResponse:
    actor = request.actor
    around, names = queries.around(entry, actor), staff_names(actor)
    context = {
        "entry": entry,
        "hours": hours_said(entry),
        "languages": languages_said(entry),
        "around": around,
        "is_stale": entry.checked_on is None or entry.checked_on < queries.stale_before(actor),
        "checks": [_Told(check, names.get(check.staff_id or 0, "")) for check in around.checks],
        "source": dict(LAYOUT_NAMES).get(entry.source, ""),
        "form": form,
        "may_change": actor.may(permissions.CHANGE),
        "may_refer": actor.may(MAKE_REFERRALS),
        "refer_url": f"{reverse('referrals:add')}?{urlencode({'entry': str(entry.pk), 'kind': entry.kind})}",
    }
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
    context = {"form": form, "heading": entry.name, "shared": queries.shared_places(entry, request.actor)}
    return render(request, "directory/form.html", context)


@require_POST
@page(permissions.CHANGE)
def check(request: StaffRequest, uid: UUID) -> HttpResponse:
    entry = fetch_for(request.actor, DirectoryEntry, may=permissions.CHANGE, uid=uid)
    form = CheckForm(request.POST)
    if not form.is_valid():
        return _detail(request, entry, form)
    how, found = form.cleaned_data["how"] or How.CALLED, form.cleaned_data["found"] or Found.RIGHT
    actions.check_entry(uid, by=request.actor, how=how, found=found)
    if found == Found.WRONG:
        messages.info(request, _("Please say here what is right."))
        return redirect("directory:change", uid)
    messages.success(request, _("Marked as checked today.") if found == Found.RIGHT else _("Noted."))
    return redirect("directory:detail", uid)


@require_POST
@page(permissions.CHANGE)
def retire(request: StaffRequest, uid: UUID) -> HttpResponseRedirect:
    actions.retire_entry(uid, by=request.actor)
    messages.success(request, _("Taken out of the directory."))
    return redirect("directory:list")
