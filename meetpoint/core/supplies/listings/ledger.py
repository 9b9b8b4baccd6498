"""The ledger as a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from meetpoint.core.access.models import StaffMember
from meetpoint.core.supplies.listings.words import (
    item_choices,
    item_url,
    lot_link,
    said_kind,
    site_choices,
)
from meetpoint.core.supplies.models import Movement, MovementKind
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.listing import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    Link,
    Listing,
    SearchFilter,
    Sort,
)


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A ledger line with the name of whoever wrote it."""

    line: Movement
    by: str


def _with_names(lines: Sequence[Any], actor: Actor) -> Sequence[LedgerRow]:
    wanted = {line.staff_id for line in lines if line.staff_id is not None}
    names = dict(StaffMember.objects.of(actor).filter(pk__in=wanted).values_list("id", "display_name"))
    return [LedgerRow(line, names.get(line.staff_id, "")) for line in lines]


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
        ChoiceFilter(name="site", label=_("Site"), lookup="site_id", choices=site_choices),
        ChoiceFilter(name="item", label=_("Item"), lookup="item_id", choices=item_choices),
        ChoiceFilter(name="kind", label=_("What happened"), choices=MovementKind.choices),
        DateRangeFilter(name="day", label=_("Days"), lookup="occurred_at", moments=True),
        SearchFilter(name="lot", label=_("Lot number"), lookups=("lot__number__icontains",)),
    ),
    prepare=_with_names,
    empty_icon="list",
    empty_title=_("The ledger is empty"),
    empty_text=_("Every delivery, hand-out, count and disposal is written here, one line each."),
)
