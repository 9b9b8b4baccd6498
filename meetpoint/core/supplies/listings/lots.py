"""Lots and what expires, as lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meetpoint.core.supplies import permissions
from meetpoint.core.supplies.listings.words import (
    expiry_status,
    item_choices,
    item_url,
    kind_choices,
    lot_link,
    site_choices,
)
from meetpoint.core.supplies.models import Balance
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.listing import (
    ChoiceFilter,
    Column,
    Link,
    Listing,
    SearchFilter,
    Sort,
    Status,
)


@dataclass(frozen=True, slots=True)
class ExpiringRow:
    """A balance that expires, as its reader may act on it."""

    balance: Balance
    expires_on: date
    days: int
    dispose_url: str


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
        ChoiceFilter(name="site", label=_("Site"), lookup="site_id", choices=site_choices),
        ChoiceFilter(name="kind", label=_("Kind"), lookup="item__kind", choices=kind_choices),
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
        ChoiceFilter(name="item", label=_("Item"), lookup="item_id", choices=item_choices),
        SearchFilter(name="q", label=_("Lot number"), lookups=("number__icontains",)),
    ),
    url=lambda lot: reverse("supplies:lot", args=[lot.pk]),
    empty_icon="box",
    empty_title=_("No lots yet"),
    empty_text=_("Write the lot number when a delivery comes, and a recall can be followed."),
)
