"""Changing the catalogue: items, what goes into kits, and how much a site wants to hold."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.supplies import actions, permissions, queries
from meetpoint.core.supplies.actions import ItemDetails
from meetpoint.core.supplies.forms import ItemForm, kind_label
from meetpoint.core.supplies.models import Item
from meetpoint.core.supplies.queries import ItemFacts
from meetpoint.core.supplies.views.choosing import chosen_place, items_in_use, named, place_links, whole_units
from meetpoint.core.ui.refusals import tried
from meetpoint.lib.errors import DomainError


@dataclass(frozen=True, slots=True)
class Wanted:
    """An item and what was typed as the amount to hold."""

    item: ItemFacts
    text: str

    @property
    def field(self) -> str:
        return f"par-{self.item.id}"


@require_http_methods(["GET", "POST"])
@page(permissions.CHANGE_ITEM)
def add(request: StaffRequest) -> HttpResponse:
    form = ItemForm(request.POST or None)
    if form.is_valid():
        details = ItemDetails(**form.cleaned_data)
        item = tried(form, lambda: actions.add_item(details, by=request.actor))
        if item:
            messages.success(request, _("Added: %(item)s.") % {"item": item.label})
            return redirect("supplies:change_item", item.slug)
    return render(request, "supplies/change_item.html", {"form": form, "heading": _("Add an item")})


@require_POST
@page(permissions.CHANGE_ITEM)
def add_usual(request: StaffRequest) -> HttpResponse:
    added = actions.add_starter_items(by=request.actor)
    text = ngettext("%(count)d item added.", "%(count)d items added.", len(added))
    messages.success(
        request, text % {"count": len(added)} if added else _("All usual items are here already.")
    )
    return redirect("supplies:catalogue")


@require_http_methods(["GET", "POST"])
@page(permissions.CHANGE_ITEM)
def change(request: StaffRequest, slug: str) -> HttpResponse:
    actor = request.actor
    item = fetch_for(actor, Item, may=permissions.CHANGE_ITEM, slug=slug)
    form = ItemForm(request.POST or None, initial=ItemForm.initial_of(item))
    if form.is_valid():
        details = ItemDetails(**form.cleaned_data)
        if tried(form, lambda: actions.change_item(item.pk, details, by=actor)):
            messages.success(request, _("Saved."))
            return redirect("supplies:item", item.slug)
    return render(
        request, "supplies/change_item.html", {"form": form, "heading": item.label, **_kit(request, item)}
    )


@require_POST
@page(permissions.CHANGE_ITEM)
def retire(request: StaffRequest, slug: str) -> HttpResponse:
    actor = request.actor
    item = fetch_for(actor, Item, may=permissions.CHANGE_ITEM, slug=slug)
    if request.POST.get("restore"):
        actions.restore_item(item.pk, by=actor)
        messages.success(request, _("%(item)s is in use again.") % {"item": item.label})
    else:
        actions.retire_item(item.pk, by=actor)
        messages.success(
            request, _("%(item)s is retired. Its stock and its history stay.") % {"item": item.label}
        )
    return redirect("supplies:change_item", item.slug)


@require_POST
@page(permissions.CHANGE_ITEM)
def set_contents(request: StaffRequest, slug: str) -> HttpResponse:
    actor = request.actor
    kit = fetch_for(actor, Item, may=permissions.CHANGE_ITEM, slug=slug)
    try:
        actions.set_kit_contents(kit.pk, _said_contents(request), by=actor)
    except DomainError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("Saved. Kits packed before keep what they have."))
    return redirect(f"{reverse('supplies:change_item', args=[kit.slug])}#contents")


@require_http_methods(["GET", "POST"])
@page(permissions.CHANGE_PAR)
def set_wanted(request: StaffRequest) -> HttpResponse:
    actor = request.actor
    places = queries.places_of(actor)
    here = chosen_place(request, places)
    present = queries.par_levels(actor, here.id)
    rows = [
        Wanted(item, str(request.POST.get(f"par-{item.id}", present.get(item.id, 0))))
        for item in items_in_use(actor)
    ]
    problem = ""
    if request.method == "POST":
        try:
            changed = {
                row.item.id: whole_units(row.text)
                for row in rows
                if row.text != str(present.get(row.item.id, 0))
            }
            actions.set_par_levels(changed, site_id=here.id, by=actor)
        except DomainError as refusal:
            problem = str(refusal)
        else:
            messages.success(request, _("Saved for %(site)s.") % {"site": here.name})
            return redirect(f"{reverse('supplies:levels')}?{urlencode({'site': here.id})}")
    context = {
        "here": here,
        "places": place_links(request, places, here.id),
        "groups": _grouped(rows),
        "problem": problem,
    }
    return render(request, "supplies/par.html", context)


def _kit(request: StaffRequest, item: Item) -> dict[str, object]:
    actor = request.actor
    contents = list(item.contents.select_related("item").order_by("item__order", "item__name"))
    inside = {content.item_id for content in contents} | {item.pk}
    parts = [one for one in items_in_use(actor) if not one.is_kit and one.id not in inside]
    return {"item": item, "contents": contents, "parts": parts}


def _said_contents(request: StaffRequest) -> dict[int, int]:
    said = {}
    for name, value in request.POST.items():
        item_id = named(name.removeprefix("content-")) if name.startswith("content-") else 0
        if item_id:
            said[item_id] = whole_units(str(value))
    part = named(str(request.POST.get("part", "")))
    if part:
        said[part] = whole_units(str(request.POST.get("part_quantity", "1")))
    return said


def _grouped(rows: Sequence[Wanted]) -> list[tuple[str, list[Wanted]]]:
    groups: dict[str, list[Wanted]] = {}
    for row in rows:
        groups.setdefault(kind_label(row.item.kind), []).append(row)
    return list(groups.items())
