"""Input for deciding: alerts, strips and published data."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetpoint.core.ui.widgets import DayInput
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.drug_checking.models import Level, StripProduct
from meetpoint.services.drug_checking.vocabulary import substances
from meetpoint.services.drug_checking.vocabulary.expected import expected_choices

_NOT_SAID = ("", gettext_lazy("Not said"))


class PublishAlertInput(forms.Form):
    """What a public alert says besides what was found."""

    area = forms.CharField(
        label=gettext_lazy("County or city"),
        help_text=gettext_lazy("Nothing closer. Left empty, the alert names no place."),
        required=False,
        max_length=60,
    )
    note = forms.CharField(
        label=gettext_lazy("More in English"),
        help_text=gettext_lazy(
            "What to look out for. No amounts, and nothing that advertises a strong batch."
        ),
        required=False,
        max_length=400,
        widget=forms.Textarea({"rows": 3}),
    )
    note_es = forms.CharField(
        label=gettext_lazy("More in Spanish"),
        required=False,
        max_length=400,
        widget=forms.Textarea({"rows": 3}),
    )


class NewAlertInput(forms.Form):
    """An alert that a worker writes by hand."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    substance = forms.ChoiceField(label=gettext_lazy("What was found"))
    level = forms.ChoiceField(label=gettext_lazy("By what kind of test"), choices=Level.choices)
    expected = forms.ChoiceField(label=gettext_lazy("What it was sold or given as"), required=False)
    area = forms.CharField(label=gettext_lazy("County or city"), required=False, max_length=60)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"uid": uuid7()})
        named = sorted(
            ((one.slug, one.label) for one in substances().values() if one.has_effect), key=lambda p: p[1]
        )
        self.fields["substance"].choices = named  # type: ignore[attr-defined]
        self.fields["expected"].choices = [_NOT_SAID, *expected_choices()]  # type: ignore[attr-defined]


class StripProductInput(forms.ModelForm):  # type: ignore[type-arg]  # Django's own stub leaves the model open
    """How a strip is used and read, as its packet says."""

    class Meta:
        model = StripProduct
        fields = (
            "target", "brand", "cutoff_ng_ml", "water", "dip_seconds", "wait_minutes", "positive_lines",
            "source",
            "verified_on",
        )  # fmt: skip
        labels = {
            "target": gettext_lazy("What it looks for"),
            "brand": gettext_lazy("Brand"),
            "cutoff_ng_ml": gettext_lazy("Detection limit, in ng/mL"),
            "water": gettext_lazy("Water, as the packet says"),
            "dip_seconds": gettext_lazy("Seconds to dip"),
            "wait_minutes": gettext_lazy("Minutes to wait"),
            "positive_lines": gettext_lazy("Lines that mean positive"),
            "source": gettext_lazy("Where this stands"),
            "verified_on": gettext_lazy("Looked up on"),
        }
        widgets = {"verified_on": DayInput}

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, field in self.fields.items():
            field.required = name == "target"

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        told = any(said.get(name) for name in self.fields if name not in ("target", "source", "verified_on"))
        for name in ("source", "verified_on"):
            if told and not said.get(name):
                self.add_error(name, _("Say where this stands, and when it was looked up."))
        return said


class PublishDataInput(forms.Form):
    """Which days a published data set covers."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    first = forms.DateField(label=gettext_lazy("First day"), widget=DayInput)
    last = forms.DateField(label=gettext_lazy("Last day"), widget=DayInput)
