"""Input about recalls."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetpoint.core.recalls.actions import Notice
from meetpoint.core.recalls.models import Advice, Outcome, Recall
from meetpoint.core.recalls.rules import Name, read_names
from meetpoint.core.supplies.forms import SerialsForm, item_choices
from meetpoint.core.supplies.queries import ItemFacts
from meetpoint.core.ui.refusals import tried
from meetpoint.lib.identifiers import uuid7

_FIELDS = ("source", "reference", "issued_on", "problem", "problem_es", "advice")


class NoticeForm(forms.Form):
    """What a notice says, apart from the lots."""

    source = forms.CharField(
        label=gettext_lazy("Who issued it"),
        max_length=120,
        help_text=gettext_lazy("The maker, the supplier or an authority."),
    )
    reference = forms.CharField(label=gettext_lazy("Its number"), max_length=120, required=False)
    issued_on = forms.DateField(
        label=gettext_lazy("Its date"), required=False, widget=forms.DateInput({"type": "date"})
    )
    problem = forms.CharField(
        label=gettext_lazy("What is wrong, in plain words"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("Stands on the notice you post, in English."),
    )
    problem_es = forms.CharField(
        label=gettext_lazy("The same in Spanish"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    advice = forms.ChoiceField(
        label=gettext_lazy("What it says about using it meanwhile"),
        choices=Advice.choices,
        required=False,
        widget=forms.RadioSelect,
    )

    def notice(self) -> Notice:
        """Return what was typed."""
        return Notice(**{field: self.cleaned_data[field] for field in _FIELDS})

    @staticmethod
    def initial_of(recall: Recall) -> dict[str, Any]:
        """Return what a recall's notice says now, as the form shows it."""
        return {field: getattr(recall, field) for field in _FIELDS}


class NamesForm(SerialsForm):
    """The lots that a notice names."""

    numbers = forms.CharField(
        label=gettext_lazy("Lot numbers"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(
            {"rows": 3, "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        help_text=gettext_lazy("One on each line. Kits that hold some of them are found by themselves."),
    )
    item = forms.TypedChoiceField(
        label=gettext_lazy("Only of this item"), required=False, coerce=int, empty_value=None
    )

    field_order: tuple[str, ...] = ("numbers", "item", "serial_from", "serial_to")

    def __init__(self, *args: Any, items: Sequence[ItemFacts], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [("", _("Any item with such a number")), *item_choices(items)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Say beside the numbers that nothing is named, together with whatever else is to be mended."""
        said = super().clean() or {}
        if not self.errors.keys() & {"numbers", "item", "serial_from", "serial_to"}:
            tried(self, self.names)
        return said

    def names(self) -> list[Name]:
        """Return what was typed. Raises DomainError when nothing is named."""
        said = self.cleaned_data
        return read_names(
            said["numbers"], serials=(said["serial_from"], said["serial_to"]), item_id=said["item"]
        )


class OpenForm(NamesForm, NoticeForm):
    """A new recall: what the notice names and what it says."""

    uid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    set_aside = forms.BooleanField(
        label=gettext_lazy("Set these lots aside now, everywhere"),
        required=False,
        initial=True,
        help_text=gettext_lazy(
            "Nothing is taken from them any more, nor from kits with them. Nobody is turned away: "
            "other lots go out, and what is short is written down."
        ),
    )

    field_order = ("uid", "numbers", "item", "serial_from", "serial_to", *_FIELDS, "set_aside")


class BroughtBackForm(forms.Form):
    """Units that came back from people who use no code."""

    batch = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    site = forms.TypedChoiceField(label=gettext_lazy("Where"), coerce=int)
    units = forms.IntegerField(label=gettext_lazy("How many"), min_value=1, max_value=1_000_000)

    def __init__(self, *args: Any, sites: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].choices = sites  # type: ignore[attr-defined]


class ToldForm(forms.Form):
    """What somebody said when they were told."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What became of it"),
        choices=Outcome.choices,
        initial=Outcome.TOLD,
        widget=forms.RadioSelect,
    )
