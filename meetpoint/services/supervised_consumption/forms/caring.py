"""What staff saw, what somebody was given in aftercare, how a visit ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from meetpoint.core.encounters.queries.contacts import lines_of
from meetpoint.core.supplies.queries.catalogue import ItemFacts
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.supervised_consumption.actions.moving import Care, Look
from meetpoint.services.supervised_consumption.models import ExitKind, Responsive, Sedation, Skin, Visit
from meetpoint.services.supervised_consumption.queries.shelf import kits_offered

MOST_KITS = 50
"""More kits for one person are a slip of the finger (product choice)."""


def with_nothing(choices: Any) -> list[tuple[str, Any]]:
    """Return choices with one before them that says that nobody asked."""
    return [("", gettext_lazy("Not asked")), *choices]


class LookForm(forms.Form):
    """What staff saw; an empty form is a look, too."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    breaths_per_minute = forms.IntegerField(
        label=gettext_lazy("Breaths per minute"), required=False, min_value=0, max_value=80
    )
    spo2_percent = forms.IntegerField(
        label=gettext_lazy("Oxygen saturation, %"), required=False, min_value=0, max_value=100
    )
    responsive = forms.ChoiceField(
        label=gettext_lazy("Answers?"), choices=with_nothing(Responsive.choices), required=False
    )
    sedation = forms.ChoiceField(
        label=gettext_lazy("Awake?"), choices=with_nothing(Sedation.choices), required=False
    )
    skin = forms.ChoiceField(label=gettext_lazy("Skin"), choices=with_nothing(Skin.choices), required=False)
    note = forms.CharField(label=gettext_lazy("Note"), required=False, max_length=1000)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"uid": uuid7()})

    def look(self) -> Look:
        """Return what was entered, as the action takes it."""
        return Look(**self.cleaned_data)


class CareForm(forms.Form):
    """What somebody was given in aftercare; naloxone kits by item, where the catalogue has any."""

    wound_care = forms.BooleanField(label=gettext_lazy("Wound care"), required=False)
    education = forms.BooleanField(label=gettext_lazy("Advice on safer use"), required=False)
    kit_given = forms.BooleanField(label=gettext_lazy("Took naloxone along"), required=False)
    referred = forms.BooleanField(label=gettext_lazy("Was referred"), required=False)

    def __init__(self, kits: Sequence[ItemFacts], data: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.kits = kits
        if kits:
            del self.fields["kit_given"]
        for item in kits:
            self.fields[f"kit-{item.id}"] = forms.IntegerField(
                label=item.label,
                help_text=gettext_lazy("How many they took along. They leave the shelf."),
                required=False,
                min_value=0,
                max_value=MOST_KITS,
            )

    @classmethod
    def of(cls, visit: Visit, actor: Actor, data: Any = None) -> CareForm:
        given = lines_of(actor, [visit.encounter_id]).get(visit.encounter_id, [])
        initial = {name: getattr(visit, name) for name in cls.base_fields}
        initial |= {f"kit-{line.item_id}": line.quantity for line in given}
        return cls(kits_offered(actor, visit.site_id), data, initial=initial)

    def care(self) -> Care:
        """Return what was entered, as the action takes it."""
        said = self.cleaned_data
        kits = {item.id: said[f"kit-{item.id}"] or 0 for item in self.kits} if self.kits else None
        return Care(kits=kits, **{name: said[name] for name in self.base_fields if name in said})


class LeaveForm(forms.Form):
    """How a visit ended."""

    exit_kind = forms.ChoiceField(
        label=gettext_lazy("How it ended"), choices=ExitKind.choices, initial=ExitKind.NORMAL
    )
