"""The lists of supplies: ledger, lots, what expires, the catalogue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from meetpoint.core.access.models import StaffMember
from meetpoint.core.modules.registry import registry
from meetpoint.core.supplies import permissions
from meetpoint.core.supplies.forms import kind_label
from meetpoint.core.supplies.models import Balance, DisposalReason, Movement, MovementKind, ReceiptReason
from meetpoint.core.supplies.queries import catalogue, places_of
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.listing import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    Link,
    Listing,
    SearchFilter,
    Sort,
    Status,
)

_REASONS = {**dict(ReceiptReason.choices), **dict(DisposalReason.choices)}


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A ledger line with the name of whoever wrote it."""

    line: Movement
    by: str


@dataclass(frozen=True, slots=True)
class ExpiringRow:
    """A balance that expires, as its reader may act on it."""

    balance: Balance
    expires_on: date
    days: int
    dispose_url: str


def said_kind(line: Movement) -> str:
    """Return what happened, with the reason when one was given."""
    kind = str(MovementKind(line.kind).label)
    return f"{kind}: {_REASONS[line.reason]}" if line.reason in _REASONS else kind


def _sites(actor: Actor) -> Sequence[tuple[str, str]]:
    return [(str(place.id), place.name) for place in places_of(actor).values()]


def _items(actor: Actor) -> Sequence[tuple[str, str]]:
    return [(str(item.id), item.label) for item in catalogue(actor.organisation_id).values()]


def _kinds(_actor: Actor) -> Sequence[tuple[str, str]]:
    return [(kind.slug, str(kind.label)) for kind in registry().supply_kinds.values()]


def _with_names(lines: Sequence[Any], actor: Actor) -> Sequence[LedgerRow]:
    wanted = {line.staff_id for line in lines if line.staff_id is not None}
    names = dict(StaffMember.objects.of(actor).filter(pk__in=wanted).values_list("id", "display_name"))
    return [LedgerRow(line, names.get(line.staff_id, "")) for line in lines]


def _with_days(balances: Sequence[Any], actor: Actor) -> Sequence[ExpiringRow]:
    today = timezone.localdate()
    may = actor.may(permissions.DISPOSE)
    return [
        ExpiringRow(
            balance,
            balance.lot.expires_on,
            (balance.lot.expires_on - today).days,
            _dispose_url(balance) if may else "",
        )
        for balance in balances
    ]


def _dispose_url(balance: Balance) -> str:
    query: dict[str, str | int] = {
        "site": balance.site_id,
        "pile": f"{balance.item_id}-{balance.lot_id or 0}",
        "reason": "expired",
    }
    return f"{reverse('supplies:dispose')}?{urlencode(query)}"


def item_url(slug: str) -> str:
    """Return the address of an item's page."""
    return reverse("supplies:item", args=[slug])


def lot_link(lot: Any) -> Link | str:
    """Return a lot's number as a link to its page; nothing for stock without a lot."""
    return Link(lot.number, reverse("supplies:lot", args=[lot.pk])) if lot else ""


def expiry_status(days: int) -> Status:
    """Say how soon something expires."""
    if days < 0:
        return Status("danger", gettext("Expired"))
    if days == 0:
        return Status("now", gettext("Last day"))
    words = ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    return Status("now" if days <= 30 else "soon", words)


LEDGER = Listing(
    slug="ledger",
    caption=_("Stock ledger"),
    columns=(
        Column(name="when", label=_("When"), value=lambda row: row.line.occurred_at),
        Column(
            name="item",
            label=_("Item"),
            value=lambda row: Link(row.line.item.label, item_url(row.line.item.slug)),
        ),
        Column(
            name="units",
            label=_("Units"),
            value=lambda row: row.line.quantity,
            numeric=True,
            cell_template="supplies/units_cell.html",
        ),
        Column(name="kind", label=_("What happened"), value=lambda row: said_kind(row.line)),
        Column(name="site", label=_("Site"), value=lambda row: row.line.site.name),
        Column(name="lot", label=_("Lot"), value=lambda row: lot_link(row.line.lot)),
        Column(name="by", label=_("By"), value=lambda row: row.by, hide_on_phone=True),
    ),
    sorts=(Sort(name="when", label=_("When"), field="occurred_at", descending=True),),
    filters=(
        ChoiceFilter(name="site", label=_("Site"), lookup="site_id", choices=_sites),
        ChoiceFilter(name="item", label=_("Item"), lookup="item_id", choices=_items),
        ChoiceFilter(name="kind", label=_("What happened"), choices=MovementKind.choices),
        DateRangeFilter(name="day", label=_("Days"), lookup="occurred_at", moments=True),
        SearchFilter(name="lot", label=_("Lot number"), lookups=("lot__number__icontains",)),
    ),
    prepare=_with_names,
    empty_icon="list",
    empty_title=_("The ledger is empty"),
    empty_text=_("Every delivery, hand-out, count and disposal is written here, one line each."),
)

EXPIRING = Listing(
    slug="expiring",
    caption=_("Expiring"),
    columns=(
        Column(
            name="item",
            label=_("Item"),
            value=lambda row: Link(row.balance.item.label, item_url(row.balance.item.slug)),
        ),
        Column(name="days", label=_("When"), value=lambda row: expiry_status(row.days)),
        Column(
            name="expires",
            label=_("Printed date"),
            value=lambda row: row.expires_on,
            cell_template="supplies/date_cell.html",
        ),
        Column(name="units", label=_("Units"), value=lambda row: row.balance.quantity, numeric=True),
        Column(name="lot", label=_("Lot"), value=lambda row: lot_link(row.balance.lot)),
        Column(name="site", label=_("Site"), value=lambda row: row.balance.site.name),
        Column(
            name="act",
            label=_("To do"),
            value=lambda row: Link(gettext("Dispose"), row.dispose_url) if row.dispose_url else "",
            export=False,
        ),
    ),
    sorts=(Sort(name="expires", label=_("Printed date"), field="sort_date"),),
    filters=(
        ChoiceFilter(
            name="within",
            label=_("Within"),
            choices=(
                ("0", _("Expired")),
                ("30", _("30 days")),
                ("90", _("90 days")),
                ("180", _("180 days")),
                ("3650", _("Any time")),
            ),
            default="90",
            apply=lambda rows, value: rows.filter(
                lot__expires_on__lt=timezone.localdate() + timedelta(days=int(value) + (value != "0"))
            ),
        ),
        ChoiceFilter(name="site", label=_("Site"), lookup="site_id", choices=_sites),
        ChoiceFilter(name="kind", label=_("Kind"), lookup="item__kind", choices=_kinds),
    ),
    prepare=_with_days,
    empty_icon="calendar",
    empty_title=_("Nothing expires soon"),
    empty_text=_("Deliveries with an expiry date show up here before they expire, kits too."),
)


def _lot_state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    if value == "aside":
        return rows.filter(quarantined_at__isnull=False)
    return rows.filter(on_hand__gt=0) if value == "here" else rows


LOTS = Listing(
    slug="lots",
    caption=_("Lots"),
    columns=(
        Column(name="number", label=_("Lot number"), value=lambda lot: lot.number),
        Column(name="item", label=_("Item"), value=lambda lot: Link(lot.item.label, item_url(lot.item.slug))),
        Column(
            name="expires",
            label=_("Printed date"),
            value=lambda lot: lot.expires_on,
            cell_template="supplies/date_cell.html",
        ),
        Column(name="units", label=_("Units here"), value=lambda lot: lot.on_hand, numeric=True),
        Column(
            name="state",
            label=_("State"),
            value=lambda lot: Status("danger", gettext("Set aside")) if lot.quarantined_at else "",
        ),
    ),
    sorts=(
        Sort(name="newest", label=_("Newest"), field="id", descending=True),
        Sort(name="expires", label=_("Printed date"), field="sort_date"),
        Sort(name="number", label=_("Lot number"), field="number"),
    ),
    filters=(
        ChoiceFilter(
            name="state",
            label=_("State"),
            choices=(("here", _("On the shelf")), ("aside", _("Set aside")), ("all", _("All lots"))),
            default="here",
            apply=_lot_state,
        ),
        ChoiceFilter(name="item", label=_("Item"), lookup="item_id", choices=_items),
        SearchFilter(name="q", label=_("Lot number"), lookups=("number__icontains",)),
    ),
    url=lambda lot: reverse("supplies:lot", args=[lot.pk]),
    empty_icon="box",
    empty_title=_("No lots yet"),
    empty_text=_("Write the lot number when a delivery comes, and a recall can be followed."),
)

CATALOGUE = Listing(
    slug="catalogue",
    caption=_("Catalogue"),
    columns=(
        Column(name="name", label=_("Name"), value=lambda item: item.label),
        Column(name="kind", label=_("Kind"), value=lambda item: kind_label(item.kind)),
        Column(name="pack", label=_("In one pack"), value=lambda item: item.units_per_pack, numeric=True),
        Column(
            name="syringes",
            label=_("Syringes in one"),
            value=lambda item: item.syringes_per_unit or "",
            numeric=True,
            hide_on_phone=True,
        ),
        Column(
            name="doses",
            label=_("Doses in one"),
            value=lambda item: item.doses_per_unit or "",
            numeric=True,
            hide_on_phone=True,
        ),
        Column(
            name="presets", label=_("One-tap amounts"), value=lambda item: item.presets, hide_on_phone=True
        ),
        Column(
            name="on_log", label=_("On the Log screen"), value=lambda item: item.on_log, hide_on_phone=True
        ),
        Column(
            name="state",
            label=_("State"),
            value=lambda item: Status("note", gettext("Retired")) if item.retired_at else "",
        ),
    ),
    sorts=(
        Sort(name="name", label=_("Name"), field="name"),
        Sort(name="kind", label=_("Kind"), field="kind"),
    ),
    filters=(
        ChoiceFilter(name="kind", label=_("Kind"), choices=_kinds),
        ChoiceFilter(
            name="state",
            label=_("State"),
            choices=(("used", _("In use")), ("retired", _("Retired")), ("all", _("All items"))),
            default="used",
            apply=lambda rows, value: (
                rows if value == "all" else rows.filter(retired_at__isnull=value == "used")
            ),
        ),
        SearchFilter(name="q", label=_("Name"), lookups=("name__icontains", "name_es__icontains")),
    ),
    page_size=50,
    url=lambda item: reverse("supplies:change_item", args=[item.slug]),
    empty_icon="box",
    empty_title=_("No items yet"),
    empty_text=_("Add the usual items in one step, then change what is different here."),
)
