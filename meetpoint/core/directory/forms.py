"""Input for directory entries."""

from django import forms
from django.utils.translation import gettext_lazy as _

from meetpoint.core.directory.actions import EntryFacts
from meetpoint.core.directory.models import DirectoryEntry, ServiceKind
from meetpoint.lib.identifiers import uuid7


class EntryForm(forms.Form):
    """What a directory entry says; everything but name and kind may stay unknown."""

    name = forms.CharField(label=_("Name of the service"), max_length=160)
    kind = forms.ChoiceField(label=_("What it offers"), choices=[("", _("Choose…")), *ServiceKind.choices])
    phone = forms.CharField(
        label=_("Phone"), max_length=40, required=False, widget=forms.TextInput({"inputmode": "tel"})
    )
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    hours = forms.CharField(
        label=_("Hours"),
        max_length=200,
        required=False,
        help_text=_("Left empty, staff see “call first”."),
    )
    identification_needed = forms.CharField(
        label=_("Papers they ask for"),
        max_length=200,
        required=False,
        help_text=_("Such as “none” or “photo identification”."),
    )
    languages = forms.CharField(label=_("Languages"), max_length=120, required=False)
    website = forms.CharField(label=_("Web address"), max_length=200, required=False)
    notes = forms.CharField(
        label=_("Good to know"), max_length=400, required=False, widget=forms.Textarea({"rows": 3})
    )

    def facts(self) -> EntryFacts:
        """Return what was entered, for the action."""
        return EntryFacts(**{name: self.cleaned_data[name] for name in EntryForm.base_fields})

    @classmethod
    def of(cls, entry: DirectoryEntry) -> "EntryForm":
        """Return the form filled with what an entry says now."""
        return cls(initial={name: getattr(entry, name) for name in cls.base_fields})


class NewEntryForm(EntryForm):
    """A new entry; `uid` is made when the form is shown, so that sent twice it is stored once."""

    uid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
