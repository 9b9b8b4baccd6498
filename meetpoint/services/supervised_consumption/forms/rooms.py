"""Stations, licence and rules of a room; what an event was."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.supervised_consumption.actions.reporting import LONGEST_ACCOUNT, Account
from meetpoint.services.supervised_consumption.actions.rooms import MOST_STATIONS, Placed
from meetpoint.services.supervised_consumption.models import (
    Covers,
    Event,
    EventOutcome,
    EventType,
    Room,
    Station,
    StationKind,
)
from meetpoint.services.supervised_consumption.options import doses_of
from meetpoint.services.supervised_consumption.queries.shelf import kit_items, shelf_of
from meetpoint.services.supervised_consumption.queries.visits import opened

_RANGE = re.compile(r"([0-9]{1,3})\s*(?:[-–]\s*([0-9]{1,3}))?")


def read_numbers(text: str) -> list[int]:
    """Return the station numbers in text such as `1-6, 9`. Raises ValidationError."""
    found: list[int] = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        one = _RANGE.fullmatch(part)
        first, last = (int(one[1]), int(one[2] or one[1])) if one else (1, 0)
        if not 0 < first <= last <= 999 or last - first >= MOST_STATIONS:
            raise forms.ValidationError(_("Write numbers such as 1-6, 9."))
        found += range(first, last + 1)
    return list(dict.fromkeys(found))


class StationsForm(forms.Form):
    """Which stations a room has, by what they are for."""

    any = forms.CharField(
        label=gettext_lazy("Stations for any use"),
        help_text=gettext_lazy("Numbers, such as 1-6, 9."),
        required=False,
        max_length=200,
    )
    non_smoking = forms.CharField(
        label=gettext_lazy("Stations not for smoking"), required=False, max_length=200
    )
    smoking = forms.CharField(label=gettext_lazy("Stations for smoking"), required=False, max_length=200)

    @classmethod
    def of(cls, stations: list[Station], data: Any = None) -> StationsForm:
        initial = {
            kind: ", ".join(str(one.number) for one in stations if one.kind == kind)
            for kind in StationKind.values
        }
        return cls(data, initial=initial)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        self.read: dict[str, list[int]] = {}
        for kind in StationKind.values:
            try:
                self.read[kind] = read_numbers(said.get(kind, ""))
            except forms.ValidationError as problem:
                self.add_error(kind, problem)
        return said

    def placed(self, stations: list[Station]) -> list[Placed]:
        """Return what was entered; a station that is paused stays so."""
        paused = {one.number for one in stations if one.paused_at}
        return [
            Placed(number=number, kind=kind, paused=number in paused)
            for kind, numbers in self.read.items()
            for number in numbers
        ]


class RoomForm(StationsForm):
    """A room at a site that has none. `uid` is made when the form is shown."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    site = forms.TypedChoiceField(label=gettext_lazy("Site"), coerce=int)

    field_order = ("uid", "site")

    def __init__(self, actor: Actor, data: Any = None) -> None:
        super().__init__(data, initial={"uid": uuid7(), "any": "1-4"})
        taken = Room.objects.of(actor).values("site_id")
        sites = Site.objects.of(actor).filter(closed_on=None).exclude(pk__in=taken).order_by("name")
        self.fields["site"].choices = [(one.pk, one.name) for one in sites if actor.reaches(one.pk)]  # type: ignore[attr-defined] # a field of any kind


class LicenseForm(forms.Form):
    """The licensed capacity, from a day on."""

    people = forms.IntegerField(label=gettext_lazy("People allowed"), min_value=1, max_value=999)
    covers = forms.ChoiceField(
        label=gettext_lazy("Whom the number counts"), choices=Covers.choices, widget=forms.RadioSelect
    )
    source = forms.CharField(
        label=gettext_lazy("Where it stands"),
        help_text=gettext_lazy("The licence, with its number and date."),
        max_length=300,
    )
    effective_from = forms.DateField(
        label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"covers": Covers.INSIDE, "effective_from": clock.now().date()})


class RulesForm(forms.Form):
    """The rules of the room, as they are read to people."""

    text = forms.CharField(label=gettext_lazy("Rules"), widget=forms.Textarea, max_length=4000)
    text_es = forms.CharField(
        label=gettext_lazy("Rules in Spanish"), widget=forms.Textarea, max_length=4000, required=False
    )


class ShelfForm(forms.Form):
    """From which item of stock each dose on the shelf is taken."""

    def __init__(self, actor: Actor, data: Any = None) -> None:
        super().__init__(data)
        known = {(one.mg, one.route): one.item_id for one in shelf_of(actor)}
        items = [(str(item.id), item.label) for item in kit_items(actor, kits=False)]
        self.doses = {f"dose-{place}": dose for place, dose in enumerate(doses_of(actor.organisation_id))}
        for name, dose in self.doses.items():
            self.fields[name] = forms.ChoiceField(
                label=dose.label,
                choices=[("", gettext_lazy("Of no item: stock is not touched")), *items],
                initial=str(known.get((dose.mg, dose.route), "")),
                required=False,
            )

    def said(self) -> dict[tuple[Decimal, str], int | None]:
        """Return the item of each dose, as the action takes it."""
        chosen = {name: self.cleaned_data[name] for name in self.doses}
        return {
            (dose.mg, dose.route): int(chosen[name]) if chosen[name] else None
            for name, dose in self.doses.items()
        }


class AccountForm(forms.Form):
    """What an event was, told when there is time."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What it was"),
        choices=[("", gettext_lazy("Not said yet")), *EventType.choices],
        required=False,
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("How it ended"),
        choices=[("", gettext_lazy("Not said yet")), *EventOutcome.choices],
        required=False,
    )
    lowest_spo2 = forms.IntegerField(
        label=gettext_lazy("Lowest oxygen saturation, %"), required=False, min_value=0, max_value=100
    )
    lowest_breaths = forms.IntegerField(
        label=gettext_lazy("Fewest breaths per minute"), required=False, min_value=0, max_value=80
    )
    account = forms.CharField(
        label=gettext_lazy("What else should be known"),
        help_text=gettext_lazy("No names. It is sealed, and removed after the days set."),
        widget=forms.Textarea,
        required=False,
        max_length=LONGEST_ACCOUNT,
    )

    @classmethod
    def of(cls, event: Event, data: Any = None) -> AccountForm:
        names = ("kind", "outcome", "lowest_spo2", "lowest_breaths")
        initial = {name: getattr(event, name) for name in names}
        return cls(data, initial={**initial, "account": opened(event.account, f"sc-event:{event.uid}")})

    def told(self) -> Account:
        """Return what was entered, as the action takes it."""
        return Account(**self.cleaned_data)
