"""What is where: the levels of every item, and one item closely."""

from collections.abc import Callable, Sequence
from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.modules.pages import Page
from meetpoint.core.modules.registry import registry
from meetpoint.core.supplies import listings, permissions, queries
from meetpoint.core.supplies.forms import kind_label
from meetpoint.core.supplies.models import Item
from meetpoint.core.supplies.queries import ItemLevels
from meetpoint.core.supplies.views.choosing import chosen_place, links_of, place_links
from meetpoint.core.ui.charts import Chart, Series, bar_chart

RECENT_LINES = 8
MOST_LOTS = 8

SHOWN: dict[str, Callable[[ItemLevels], bool]] = {
    "here": lambda row: row.is_here,
    "attention": lambda row: row.needs_attention,
    "all": lambda row: True,
}


@require_GET
@page(permissions.VIEW)
def show_levels(request: StaffRequest) -> HttpResponse:
    actor = request.actor
    places = queries.places_of(actor)
    here = None if request.GET.get("site") == "all" else chosen_place(request, places)
    found = queries.levels_by_item(actor, site_id=here.id if here else None)
    show = request.GET.get("show", "")
    show = show if show in SHOWN else "here"
    context = {
        "here": here,
        "groups": _by_kind([row for row in found if SHOWN[show](row)]),
        "show": show,
        "has_items": bool(found),
        "places": place_links(request, places, here.id if here else None, with_all=True),
        "shown": links_of(request, "show", _shown_words(), show),
        "expired": sum(1 for row in found if row.expired),
        "expiring": sum(1 for row in found if row.expiring),
        "short": sum(1 for row in found if row.shortfall),
        "may": _may(request),
        "pages": _pages_under(request),
    }
    return render(request, "supplies/levels.html", context)


@require_GET
@page(permissions.VIEW)
def show_item(request: StaffRequest, slug: str) -> HttpResponse:
    actor = request.actor
    item = fetch_for(actor, Item, may=permissions.VIEW, slug=slug)
    levels = queries.levels(actor, item_id=item.pk)
    lots = list(queries.lots_of(actor, item.pk, only_here=True))
    lines = queries.ledger(actor).filter(item=item).order_by("-occurred_at", "-id")[:RECENT_LINES]
    context = {
        "item": item,
        "kind": kind_label(item.kind),
        "levels": levels,
        "lots": lots[:MOST_LOTS],
        "more_lots": len(lots) - MOST_LOTS,
        "contents": item.contents.select_related("item"),
        "lines": [(line, listings.said_kind(line)) for line in lines],
        "chart": _chart(request, item) if levels else None,
        "may": _may(request),
    }
    return render(request, "supplies/item.html", context)


def _pages_under(request: StaffRequest) -> list[Page]:
    """Return what other modules show under Supplies, as far as the person may open it."""
    declared = [page for module in registry() for page in module.pages if page.group == "supplies"]
    allowed = [page for page in declared if request.actor.may(page.permission)]
    return sorted(allowed, key=lambda page: page.order)


def _chart(request: StaffRequest, item: Item) -> Chart:
    actor = request.actor
    place = chosen_place(request, queries.places_of(actor))
    months = queries.handed_out_by_month(actor, item.pk, zone=place.zone, today=place.today)
    units = tuple(month.units for month in months)
    series = Series(name=item.label, values=units if any(units) else (None,) * len(units))
    return bar_chart(_("Handed out by month"), [month.month for month in months], [series])


def _shown_words() -> list[tuple[str, str]]:
    return [("here", _("Kept here")), ("attention", _("Needs attention")), ("all", _("The whole catalogue"))]


def _by_kind(rows: Sequence[ItemLevels]) -> list[tuple[str, list[ItemLevels]]]:
    grouped = groupby(rows, key=lambda row: row.item.kind)
    return [(kind_label(kind), list(of_kind)) for kind, of_kind in grouped]


def _may(request: StaffRequest) -> dict[str, bool]:
    actor = request.actor
    return {
        "receive": actor.may(permissions.RECEIVE),
        "count": actor.may(permissions.COUNT),
        "move": actor.may(permissions.MOVE),
        "dispose": actor.may(permissions.DISPOSE),
        "change": actor.may(permissions.CHANGE_ITEM),
        "par": actor.may(permissions.CHANGE_PAR),
    }
