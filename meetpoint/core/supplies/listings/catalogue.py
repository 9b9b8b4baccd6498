"""The catalogue as a list."""

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meetpoint.core.supplies.forms import kind_label
from meetpoint.core.supplies.listings.words import (
    kind_choices,
)
from meetpoint.core.ui.listing import (
    ChoiceFilter,
    Column,
    Listing,
    SearchFilter,
    Sort,
    Status,
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
        ChoiceFilter(name="kind", label=_("Kind"), choices=kind_choices),
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
