"""Input of stock and of the catalogue."""

import calendar
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from meetpoint.core.modules.registry import registry
from meetpoint.core.supplies.models import DisposalReason, Item, ReceiptReason
from meetpoint.core.supplies.queries import ItemFacts, Place

_FULL = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_YEAR_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})")
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})")
_PLAIN = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}

Choices = list[tuple[str, Any]]


class ExpiryField(forms.CharField):
    """A date as it is printed on packs: 2027-03-31, 2027-03 or 03/2027.

    A month alone means its last day, as packs are commonly read (product choice).
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            max_length=20,
            label=gettext_lazy("Expiry date"),
            help_text=gettext_lazy("As printed: 2027-03-31, 2027-03 or 03/2027."),
            widget=forms.TextInput({"autocomplete": "off", "placeholder": "03/2027"}),
            **kwargs,
        )

    def clean(self, value: Any) -> date | None:
        text: str = super().clean(value)
        return read_expiry(text) if text else None

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else value


def read_expiry(text: str) -> date:
    """Return the day that a printed date means. Raises ValidationError saying how to write it."""
    text = text.strip()
    try:
        if found := _FULL.fullmatch(text):
            return date(*map(int, found.groups()))
        if found := _YEAR_MONTH.fullmatch(text):
            return _last_day(int(found[1]), int(found[2]))
        if found := _MONTH_YEAR.fullmatch(text):
            return _last_day(int(found[2]), int(found[1]))
    except ValueError:
        raise forms.ValidationError(_("There is no such day. Read the date on the pack again.")) from None
    raise forms.ValidationError(_("Write the date as 2027-03-31, 2027-03 or 03/2027."))


def _last_day(year: int, month: int) -> date:
    if not 1 <= month <= 12:
        raise ValueError
    return date(year, month, calendar.monthrange(year, month)[1])


def item_choices(items: Sequence[ItemFacts], *, with_packs: bool = False) -> Choices:
    """Return items to choose from, grouped by kind."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for item in items:
        label = item.label
        if with_packs and item.units_per_pack > 1:
            label = _("%(item)s (packs of %(size)d)") % {"item": item.label, "size": item.units_per_pack}
        groups.setdefault(kind_label(item.kind), []).append((str(item.id), label))
    return list(groups.items())


def kind_label(slug: str) -> str:
    """Return the name of a supply kind; of a kind that no module declares any more, its slug."""
    kind = registry().supply_kinds.get(slug)
    return str(kind.label) if kind else slug


def place_choices(places: Mapping[int, Place]) -> Choices:
    """Return open sites to choose from."""
    return [(str(place.id), place.name) for place in places.values() if not place.closed]


class SerialsForm(forms.Form):
    """The first and the last serial number of what lies before somebody; both may stay empty."""

    serial_from = forms.CharField(
        label=gettext_lazy("First serial number"),
        required=False,
        max_length=40,
        widget=forms.TextInput(_PLAIN),
    )
    serial_to = forms.CharField(
        label=gettext_lazy("Last serial number"),
        required=False,
        max_length=40,
        widget=forms.TextInput(_PLAIN),
    )


class _Posting(forms.Form):
    """A form that posts stock: it brings the identifier that makes a double tap harmless."""

    batch = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class ReceiveForm(SerialsForm, _Posting):
    """One line of a delivery."""

    site = forms.TypedChoiceField(label=gettext_lazy("Where"), coerce=int)
    item = forms.TypedChoiceField(label=gettext_lazy("What"), coerce=int)
    packs = forms.IntegerField(
        label=gettext_lazy("Whole packs"), required=False, min_value=0, max_value=100_000
    )
    quantity = forms.IntegerField(
        label=gettext_lazy("Loose ones"), required=False, min_value=0, max_value=1_000_000
    )
    lot_number = forms.CharField(
        label=gettext_lazy("Lot number"), required=False, max_length=60, widget=forms.TextInput(_PLAIN)
    )
    expires_on = ExpiryField()
    reason = forms.ChoiceField(label=gettext_lazy("Where it came from"), choices=ReceiptReason.choices)
    came_on = forms.DateField(
        label=gettext_lazy("When it came"),
        help_text=gettext_lazy("Only if that was not today."),
        required=False,
        widget=forms.DateInput({"type": "date"}),
    )

    def __init__(
        self, *args: Any, places: Mapping[int, Place], items: Sequence[ItemFacts], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        self.fields["site"].choices = place_choices(places)  # type: ignore[attr-defined]
        self.fields["item"].choices = [("", _("Choose…")), *item_choices(items, with_packs=True)]  # type: ignore[attr-defined]

    def came_at(self) -> datetime | None:
        """Return noon at the site on the day that was said; None for today."""
        day, place = self.cleaned_data["came_on"], self.places[self.cleaned_data["site"]]
        if day is None or day == place.today:
            return None
        return datetime.combine(day, time(12), tzinfo=ZoneInfo(place.zone))


class TransferForm(_Posting):
    """Where stock goes; the amounts stand beside it as `units-<item>` or `units-<item>-<lot>`."""

    to_site = forms.TypedChoiceField(label=pgettext_lazy("where stock goes", "To"), coerce=int)

    def __init__(self, *args: Any, places: Mapping[int, Place], start: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [choice for choice in place_choices(places) if choice[0] != str(start.id)]
        self.fields["to_site"].choices = [("", _("Choose…")), *others]  # type: ignore[attr-defined]


class DisposeForm(_Posting):
    """Some of one pile that goes off the shelf; a pile is named `<item>-<lot>`, with 0 for no lot."""

    pile = forms.ChoiceField(label=gettext_lazy("What"))
    quantity = forms.IntegerField(label=gettext_lazy("How many"), min_value=1, max_value=1_000_000)
    reason = forms.ChoiceField(label=gettext_lazy("Why"), choices=DisposalReason.choices)

    def __init__(self, *args: Any, piles: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pile"].choices = [("", _("Choose…")), *piles]  # type: ignore[attr-defined]


class PackForm(SerialsForm, _Posting):
    """How many kits are packed."""

    quantity = forms.IntegerField(label=gettext_lazy("Kits packed"), min_value=1, max_value=10_000)
    lot_number = forms.CharField(
        label=gettext_lazy("Number for these kits"),
        help_text=gettext_lazy("Left empty, they are numbered by day. Write it on the bag."),
        required=False,
        max_length=60,
        widget=forms.TextInput(_PLAIN),
    )


class LotForm(SerialsForm):
    """A lot's number, date and serial numbers, read again."""

    lot_number = forms.CharField(
        label=gettext_lazy("Lot number"), max_length=60, widget=forms.TextInput(_PLAIN)
    )
    expires_on = ExpiryField()


class SupplierForm(forms.Form):
    """A supplier, and how many days what was ordered there usually takes."""

    name = forms.CharField(label=gettext_lazy("Supplier"), max_length=120)
    lead_days = forms.IntegerField(
        label=gettext_lazy("Days until an order is here"),
        required=False,
        min_value=0,
        max_value=365,
        help_text=gettext_lazy("As you have seen it. Leave it empty if you do not know."),
    )


class ItemForm(forms.Form):
    """One item of the catalogue."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    name_es = forms.CharField(label=gettext_lazy("Name in Spanish"), max_length=120, required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        help_text=gettext_lazy(
            "Complete syringe sets and loose parts are kinds apart; they are never added up."
        ),
    )
    unit = forms.CharField(
        label=gettext_lazy("Counted by the"),
        max_length=20,
        initial="piece",
        help_text=gettext_lazy("piece, kit, box, pair…"),
    )
    units_per_pack = forms.IntegerField(
        label=gettext_lazy("In one pack"),
        min_value=1,
        initial=1,
        help_text=gettext_lazy("How many come in the pack that is delivered."),
    )
    syringes_per_unit = forms.IntegerField(
        label=gettext_lazy("Complete syringes in one"), min_value=0, initial=0, required=False
    )
    doses_per_unit = forms.IntegerField(
        label=gettext_lazy("Naloxone doses in one"), min_value=0, initial=0, required=False
    )
    presets = forms.CharField(
        label=gettext_lazy("One-tap amounts"),
        max_length=60,
        initial="1",
        help_text=gettext_lazy("What people often take, with commas between: 1, 10, 20."),
    )
    on_log = forms.BooleanField(label=gettext_lazy("Show on the Log screen itself"), required=False)
    order = forms.IntegerField(
        label=gettext_lazy("Place in its kind"),
        min_value=0,
        max_value=999,
        initial=50,
        help_text=gettext_lazy("Low numbers stand first."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.slug, kind.label) for kind in registry().supply_kinds.values()]
        self.fields["kind"].choices = [("", _("Choose…")), *kinds]  # type: ignore[attr-defined]

    def clean_presets(self) -> tuple[int, ...]:
        words = [word.strip() for word in self.cleaned_data["presets"].split(",") if word.strip()]
        if not words or not all(word.isascii() and word.isdecimal() for word in words):
            raise forms.ValidationError(
                _("Write up to five amounts with commas between them, such as 1, 10, 20.")
            )
        return tuple(map(int, words))

    def clean_syringes_per_unit(self) -> int:
        return self.cleaned_data["syringes_per_unit"] or 0

    def clean_doses_per_unit(self) -> int:
        return self.cleaned_data["doses_per_unit"] or 0

    @staticmethod
    def initial_of(item: Item) -> dict[str, object]:
        """Return an item's present details as the form shows them."""
        return {
            "name": item.name,
            "name_es": item.name_es,
            "kind": item.kind,
            "unit": item.unit,
            "units_per_pack": item.units_per_pack,
            "syringes_per_unit": item.syringes_per_unit,
            "doses_per_unit": item.doses_per_unit,
            "presets": item.presets,
            "on_log": item.on_log,
            "order": item.order,
        }
