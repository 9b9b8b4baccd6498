"""Entries that may be the same: compared side by side, joined or told apart by a person, and undone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.directory import permissions
from meetpoint.core.directory.actions.merging import merge_entries, tell_apart, undo_merge
from meetpoint.core.directory.finding.duplicates import suggestions
from meetpoint.core.directory.models import DirectoryEntry, Merge
from meetpoint.core.directory.views.listing import hours_said


@require_GET
@page(permissions.MERGE)
def show_duplicates(request: StaffRequest) -> HttpResponse:
    pairs = [
        {"pair": pair, "sides": [_side(pair.first, pair.second), _side(pair.second, pair.first)]}
        for pair in suggestions(request.actor)
    ]
    joined = Merge.objects.of(request.actor).filter(undone_at=None).select_related("kept", "gone")
    context = {"pairs": pairs, "joined": joined.order_by("-at")[:10]}
    return render(request, "directory/duplicates.html", context)


def _side(entry: DirectoryEntry, other: DirectoryEntry) -> dict[str, Any]:
    return {"entry": entry, "other": other, "hours": hours_said(entry)}


@require_POST
@page(permissions.MERGE)
def join(request: StaffRequest, uid: UUID, gone: UUID) -> HttpResponseRedirect:
    fetch_for(request.actor, DirectoryEntry, may=permissions.MERGE, uid=uid)
    merge_entries(uid, gone, by=request.actor)
    messages.success(request, _("Joined. What only the other entry knew was copied; it can be undone below."))
    return redirect("directory:duplicates")


@require_POST
@page(permissions.MERGE)
def apart(request: StaffRequest, uid: UUID, gone: UUID) -> HttpResponseRedirect:
    fetch_for(request.actor, DirectoryEntry, may=permissions.MERGE, uid=uid)
    tell_apart(uid, gone, by=request.actor)
    messages.success(request, _("Noted: these are two."))
    return redirect("directory:duplicates")


@require_POST
@page(permissions.MERGE)
def undo(request: StaffRequest, pk: int) -> HttpResponseRedirect:
    merge = fetch_for(request.actor, Merge, may=permissions.MERGE, pk=pk)
    undo_merge(merge, by=request.actor)
    messages.success(request, _("Undone. Both entries are there again."))
    return redirect("directory:duplicates")
