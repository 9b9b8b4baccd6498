"""Input for machines, slots, limits and codes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetpoint.core.organisations.models import Site, SiteKind
from meetpoint.core.supplies.queries.catalogue import catalogue
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.vending.actions.machines import MachineDetails, Placed
from meetpoint.services.vending.actions.tokens import Limit
from meetpoint.services.vending.models import (
    Access,
    CounterProfile,
    Machine,
    MachineKind,
    Slot,
    Source,
)

SPARE_ROWS = 4
MOST_SLOTS = 200


def _items(actor: Actor, *, blank: str = "") -> list[tuple[str, str]]:
    listed = [
        (str(item.id), item.label) for item in catalogue(actor.organisation_id).values() if not item.retired
    ]
    return [("", blank), *listed] if blank else listed


class MachineForm(forms.Form):
    """A machine. `uid` is made when the form is shown, so that sent twice it is stored once."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    site = forms.TypedChoiceField(
        label=gettext_lazy("Site"),
        help_text=gettext_lazy("A site of the kind “vending machine”. What it hands out is counted there."),
        coerce=int,
    )
    device = forms.SlugField(
        label=gettext_lazy("Name in messages"),
        help_text=gettext_lazy("Small letters, digits and dashes, such as east-01. It never changes."),
        max_length=40,
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=MachineKind.choices)
    access = forms.ChoiceField(
        label=gettext_lazy("What it asks"), choices=Access.choices, widget=forms.RadioSelect
    )
    source = forms.ChoiceField(label=gettext_lazy("How we learn of vends"), choices=Source.choices)
    model = forms.CharField(label=gettext_lazy("Model"), required=False, max_length=60)
    serial = forms.CharField(
        label=gettext_lazy("Serial number"),
        help_text=gettext_lazy("As its audit files say it (ID101)."),
        required=False,
        max_length=40,
    )
    counter_profile = forms.ChoiceField(
        label=gettext_lazy("Counters in audit files"), choices=CounterProfile.choices
    )
    is_public = forms.BooleanField(
        label=gettext_lazy("Show on the public page what is in stock"), required=False
    )
    place = forms.CharField(
        label=gettext_lazy("Where it stands, for the public"),
        help_text=gettext_lazy("Such as “Main library, side entrance, day and night”."),
        required=False,
        max_length=160,
    )

    def __init__(self, actor: Actor, data: Any = None, *, machine: Machine | None = None) -> None:
        first: dict[str, Any] = {"uid": uuid7(), "access": Access.OPEN}
        if machine is not None:
            names = ("kind", "access", "source", "model", "serial", "counter_profile", "is_public", "place")
            first = {"uid": machine.uid, **{name: getattr(machine, name) for name in names}}
        super().__init__(data, initial=first)
        if machine is not None:
            del self.fields["site"], self.fields["device"]
        else:
            self.fields["site"].choices = _free_sites(actor)  # type: ignore[attr-defined]

    def details(self, machine: Machine | None = None) -> MachineDetails:
        """Return what was entered, as the actions take it."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in ("uid", "site")}
        if machine is not None:
            return MachineDetails(site_id=machine.site_id, device=machine.device, **said)
        return MachineDetails(site_id=self.cleaned_data["site"], **said)


def _free_sites(actor: Actor) -> list[tuple[int, str]]:
    taken = Machine.objects.of(actor).values("site_id")
    sites = Site.objects.of(actor).filter(kind=SiteKind.VENDING, closed_on=None).exclude(pk__in=taken)
    return [(site.pk, site.name) for site in sites if actor.reaches(site.pk)]


class SlotForm(forms.Form):
    """One row of a planogram; a row without a selection is left out."""

    selection = forms.RegexField(
        label=gettext_lazy("Selection"), regex=r"^[A-Za-z0-9_-]{1,8}$", required=False, max_length=8
    )
    item = forms.TypedChoiceField(label=gettext_lazy("Item"), coerce=int, required=False, empty_value=None)
    capacity = forms.IntegerField(label=gettext_lazy("Holds"), required=False, min_value=1, max_value=999)
    minimum = forms.IntegerField(label=gettext_lazy("Refill at"), required=False, min_value=0, max_value=999)
    sku = forms.RegexField(
        label=gettext_lazy("Name in messages"),
        regex=r"^[A-Za-z0-9_.:-]{1,40}$",
        required=False,
        max_length=40,
    )

    def __init__(self, *args: Any, items: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = items  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("selection"):
            for name in ("item", "capacity"):
                if said.get(name) is None and name not in self.errors:
                    self.add_error(name, _("Please fill this in."))
        elif said.get("item") is not None and "selection" not in self.errors:
            self.add_error("selection", _("Please fill this in."))
        return said

    def placed(self) -> Placed | None:
        """Return what was entered, None for an empty row."""
        said = self.cleaned_data
        if not said.get("selection"):
            return None
        return Placed(
            selection=said["selection"],
            item_id=said["item"],
            capacity=said["capacity"],
            minimum=said["minimum"] or 0,
            sku=said["sku"],
        )


_SlotRows = forms.formset_factory(SlotForm, extra=SPARE_ROWS, max_num=MOST_SLOTS, absolute_max=MOST_SLOTS)


def slot_rows(actor: Actor, slots: Sequence[Slot], data: Any = None) -> forms.BaseFormSet[SlotForm]:
    """Return the rows of a machine's planogram, with some to spare."""
    first = [
        {
            "selection": slot.selection,
            "item": slot.item_id,
            "capacity": slot.capacity,
            "minimum": slot.minimum,
            "sku": slot.sku,
        }
        for slot in slots
    ]
    items = _items(actor, blank=_("Nothing"))
    return _SlotRows(data, initial=first, prefix="slots", form_kwargs={"items": items})


class LimitForm(forms.Form):
    """The limit of an item; without numbers it is taken away."""

    item = forms.TypedChoiceField(label=gettext_lazy("Item"), coerce=int)
    per_visit = forms.IntegerField(
        label=gettext_lazy("At most, at once"), required=False, min_value=1, max_value=99
    )
    most = forms.IntegerField(
        label=gettext_lazy("At most, for one code"), required=False, min_value=1, max_value=999
    )
    days = forms.IntegerField(
        label=gettext_lazy("In how many days"), required=False, min_value=1, max_value=366
    )
    source = forms.CharField(
        label=gettext_lazy("Who says so"),
        help_text=gettext_lazy("A contract, a permit, or your own decision, with its date."),
        max_length=300,
    )

    def __init__(self, actor: Actor, data: Any = None) -> None:
        super().__init__(data)
        self.fields["item"].choices = _items(actor)  # type: ignore[attr-defined]

    def limit(self) -> Limit:
        """Return what was entered, as the action takes it."""
        said = self.cleaned_data
        return Limit(
            item_id=said["item"],
            per_visit=said["per_visit"],
            most=said["most"],
            days=said["days"],
            source=said["source"],
        )


class EndCodeForm(forms.Form):
    """A code that is to be of no use any more."""

    code = forms.RegexField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("As it is on the card."),
        regex=r"^[0-9 ]{6,20}$",
        max_length=20,
    )
