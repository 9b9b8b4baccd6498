"""Moving stock to another site, disposing of it, packing kits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.supplies import actions, permissions, queries
from meetpoint.core.supplies.actions import Draw, Packing
from meetpoint.core.supplies.forms import Choices, DisposeForm, PackForm, TransferForm
from meetpoint.core.supplies.queries import ItemFacts, Place, catalogue
from meetpoint.core.supplies.rules import Pile
from meetpoint.core.supplies.views.choosing import (
    Choice,
    chosen_place,
    links_of,
    named,
    place_links,
    whole_units,
)
from meetpoint.core.ui.refusals import tried


@dataclass(frozen=True, slots=True)
class TransferRow:
    """One item that a site could send, and how many of it were asked for."""

    item: ItemFacts
    there: int
    asked: str

    @property
    def field(self) -> str:
        return f"units-{self.item.id}"


@require_http_methods(["GET", "POST"])
@page(permissions.MOVE)
def transfer(request: StaffRequest) -> HttpResponse:
    actor = request.actor
    places = queries.places_of(actor)
    start = chosen_place(request, places)
    form = TransferForm(
        request.POST or None, places=places, start=start, initial={"to_site": request.GET.get("to", "")}
    )
    if form.is_valid():
        said = form.cleaned_data
        posted = tried(
            form,
            lambda: actions.transfer_stock(
                _asked_units(request.POST),
                from_site_id=start.id,
                to_site_id=said["to_site"],
                by=actor,
                batch=said["batch"],
            ),
        )
        if posted:
            units = sum(line.quantity for line in posted.lines if line.quantity > 0)
            text = ngettext(
                "%(units)d unit is now at %(site)s.", "%(units)d units are now at %(site)s.", units
            )
            messages.success(request, text % {"units": units, "site": places[said["to_site"]].name})
            return redirect(_levels_at(said["to_site"]))
    context = {
        "form": form,
        "here": start,
        "places": place_links(request, places, start.id),
        "rows": _transfer_rows(request, start),
    }
    return render(request, "supplies/transfer.html", context)


@require_http_methods(["GET", "POST"])
@page(permissions.DISPOSE)
def dispose(request: StaffRequest) -> HttpResponse:
    actor = request.actor
    places = queries.places_of(actor)
    here = chosen_place(request, places)
    piles = [pile for pile in queries.piles_at(actor, [here.id]) if pile.quantity > 0]
    form = DisposeForm(
        request.POST or None, piles=_pile_choices(actor.organisation_id, piles), initial=_said(request, piles)
    )
    if form.is_valid():
        said = form.cleaned_data
        item_id, lot_id = map(int, said["pile"].split("-"))
        draw = Draw(item_id=item_id, quantity=said["quantity"], lot_id=lot_id or None)
        posted = tried(
            form,
            lambda: actions.dispose_stock(
                [draw], site_id=here.id, reason=said["reason"], by=actor, batch=said["batch"]
            ),
        )
        if posted:
            messages.success(request, _("Written down: it is off the shelf."))
            return redirect(_levels_at(here.id))
    context = {"form": form, "here": here, "places": place_links(request, places, here.id), "piles": piles}
    return render(request, "supplies/dispose.html", context)


@require_http_methods(["GET", "POST"])
@page(permissions.MOVE)
def pack(request: StaffRequest) -> HttpResponse:
    actor = request.actor
    places = queries.places_of(actor)
    here = chosen_place(request, places)
    kits = [item for item in catalogue(actor.organisation_id).values() if item.is_kit and not item.retired]
    kit = _chosen_kit(request, kits)
    form = PackForm(request.POST or None)
    if kit is not None and form.is_valid():
        said = form.cleaned_data
        packing = Packing(
            site_id=here.id,
            kit_id=kit.id,
            quantity=said["quantity"],
            lot_number=said["lot_number"],
            serial_from=said["serial_from"],
            serial_to=said["serial_to"],
        )
        posted = tried(form, lambda: actions.make_kits(packing, by=actor, batch=said["batch"]))
        if posted:
            messages.success(
                request, _packed(posted.lines[-1].lot_id, actor.organisation_id, said["quantity"])
            )
            return redirect("supplies:item", kit.slug)
    context = {
        "form": form,
        "here": here,
        "places": place_links(request, places, here.id),
        "kits": _kit_links(request, kits, kit),
        "kit": kit,
        "parts": queries.parts_for(actor, kit.id, here) if kit else [],
    }
    return render(request, "supplies/pack.html", context)


def _asked_units(data: QueryDict) -> list[Draw]:
    draws = []
    for name, value in data.items():
        item_id = named(name.removeprefix("units-")) if name.startswith("units-") else 0
        units = whole_units(str(value)) if item_id else 0
        if units:
            draws.append(Draw(item_id=item_id, quantity=units, any_lot=True))
    return draws


def _transfer_rows(request: StaffRequest, start: Place) -> list[TransferRow]:
    actor = request.actor
    there: dict[int, int] = {}
    for pile in queries.piles_at(actor, [start.id]):
        if pile.quantity > 0 and not pile.quarantined:
            there[pile.item_id] = there.get(pile.item_id, 0) + pile.quantity
    return [
        TransferRow(item, there[item.id], str(request.POST.get(f"units-{item.id}", "0")))
        for item in catalogue(actor.organisation_id).values()
        if item.id in there
    ]


def _pile_choices(organisation_id: int, piles: Sequence[Pile]) -> Choices:
    items = catalogue(organisation_id)
    order = {item_id: place for place, item_id in enumerate(items)}
    return [
        (f"{pile.item_id}-{pile.lot_id or 0}", _pile_words(items[pile.item_id], pile))
        for pile in sorted(piles, key=lambda pile: order[pile.item_id])
    ]


def _pile_words(item: ItemFacts, pile: Pile) -> str:
    words = [item.label]
    if pile.number:
        words.append(_("lot %(number)s") % {"number": pile.number})
    if pile.expires_on:
        words.append(_("expires %(date)s") % {"date": date_format(pile.expires_on, "DATE_FORMAT")})
    words.append(_("%(units)s here") % {"units": number_format(pile.quantity, force_grouping=True)})
    return " · ".join(words)


def _said(request: StaffRequest, piles: Sequence[Pile]) -> dict[str, object]:
    said = request.GET.get("pile", "")
    found = next((pile for pile in piles if f"{pile.item_id}-{pile.lot_id or 0}" == said), None)
    return {
        "pile": said,
        "quantity": found.quantity if found else 1,
        "reason": request.GET.get("reason", ""),
    }


def _chosen_kit(request: StaffRequest, kits: Sequence[ItemFacts]) -> ItemFacts | None:
    said = request.GET.get("kit", "")
    return next((kit for kit in kits if kit.slug == said), kits[0] if kits else None)


def _kit_links(request: StaffRequest, kits: Sequence[ItemFacts], kit: ItemFacts | None) -> list[Choice]:
    return links_of(request, "kit", [(one.slug, one.label) for one in kits], kit.slug if kit else "")


def _packed(lot_id: int | None, organisation_id: int, kits: int) -> str:
    number = queries.lot_number(organisation_id, lot_id)
    return ngettext(
        "%(kits)d kit packed under the number %(number)s.",
        "%(kits)d kits packed under the number %(number)s.",
        kits,
    ) % {"kits": kits, "number": number}


def _levels_at(site_id: int) -> str:
    query: Mapping[str, int] = {"site": site_id}
    return f"{reverse('supplies:levels')}?{urlencode(query)}"
