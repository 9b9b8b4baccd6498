"""Input for directory entries, checks of them, and files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetpoint.core.directory.actions.entries import LONGEST, EntryFacts, facts_of
from meetpoint.core.directory.finding.weeks import DAYS, by_day, day_typed, week_of
from meetpoint.core.directory.models import DirectoryEntry, Found, How, ServiceKind
from meetpoint.lib.identifiers import uuid7

DAY_NAMES = (
    ("MO", _("Monday")),
    ("TU", _("Tuesday")),
    ("WE", _("Wednesday")),
    ("TH", _("Thursday")),
    ("FR", _("Friday")),
    ("SA", _("Saturday")),
    ("SU", _("Sunday")),
)
LAYOUT_NAMES = (
    ("hsds", _("HSDS data package (Open Referral)")),
    ("findtreatment", _("FindTreatment.gov export")),
    ("otp", _("SAMHSA list of opioid treatment programs")),
)


def _text(label: Any, name: str, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST[name], required=False, **more)


class DayField(forms.CharField):
    """The hours of one day, such as `9:00–12:00, 14:00–18:00`; the cleaned value is a list of spans."""

    def __init__(self, day: str, label: Any) -> None:
        super().__init__(label=label, max_length=80, required=False, widget=forms.TextInput({"size": 16}))
        self.day = day

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return []
        try:
            return day_typed(self.day, text)
        except ValueError:
            raise forms.ValidationError(_("Write hours such as 9:00–17:00.")) from None


class EntryForm(forms.Form):
    """What a directory entry says; everything but name and kind may stay unknown."""

    name = forms.CharField(label=_("Name of the service"), max_length=LONGEST["name"])
    kind = forms.ChoiceField(label=_("What it offers"), choices=[("", _("Choose…")), *ServiceKind.choices])
    agency = _text(_("Organization"), "agency", help_text=_("Where it is not in the name."))
    phone = _text(_("Phone"), "phone", widget=forms.TextInput({"inputmode": "tel"}))
    address = _text(_("Address"), "address", help_text=_("Street and number."))
    city = _text(_("Town"), "city")
    state = _text(_("State"), "state")
    postcode = _text(_("ZIP code"), "postcode")
    mo, tu, we, th, fr, sa, su = (DayField(day, name) for day, name in DAY_NAMES)
    hours = _text(
        _("Hours in words"),
        "hours",
        help_text=_("What does not hold every week. Left empty, staff see “call first”."),
    )
    identification_needed = _text(
        _("Papers they ask for"),
        "identification_needed",
        help_text=_("Such as “none” or “photo identification”."),
    )
    languages = _text(_("Languages"), "languages", help_text=_("With commas between them."))
    fees = _text(_("Cost"), "fees", help_text=_("Such as “free” or “Medicaid, sliding fee scale”."))
    accessibility = _text(_("Getting in"), "accessibility", help_text=_("Such as “ramp at the side door”."))
    website = _text(_("Web address"), "website")
    notes = forms.CharField(
        label=_("Good to know"), max_length=4000, required=False, widget=forms.Textarea({"rows": 3})
    )
    alert = _text(_("Warning"), "alert", help_text=_("Such as “closed until April”; shown first."))

    def facts(self) -> EntryFacts:
        """Return what was entered, for the action."""
        said = {name: self.cleaned_data[name] for name in EntryFacts.__dataclass_fields__ if name != "week"}
        spans = [span for day in DAYS for span in self.cleaned_data[day.casefold()]]
        return EntryFacts(**said, week=week_of(spans))

    @property
    def plain_fields(self) -> list[Any]:
        """The fields before those of the days."""
        return [
            self[name] for name in ("name", "kind", "agency", "phone", "address", "city", "state", "postcode")
        ]

    @property
    def day_fields(self) -> list[Any]:
        """The hours, day by day."""
        return [self[day.casefold()] for day in DAYS]

    @property
    def later_fields(self) -> list[Any]:
        """The fields after those of the days."""
        names = "hours identification_needed languages fees accessibility website notes alert"
        return [self[name] for name in names.split()]

    @classmethod
    def of(cls, entry: DirectoryEntry) -> EntryForm:
        """Return the form filled with what an entry says now."""
        facts = facts_of(entry)
        said = {name: getattr(facts, name) for name in EntryFacts.__dataclass_fields__ if name != "week"}
        return cls(initial={**said, **{day.casefold(): text for day, text in by_day(facts.week).items()}})


class NewEntryForm(EntryForm):
    """A new entry; `uid` is made when the form is shown, so that sent twice it is stored once."""

    uid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)


class CheckForm(forms.Form):
    """How somebody checked an entry, and what came of it."""

    how = forms.ChoiceField(
        label=_("How did you check?"), choices=How.choices[:3], initial=How.CALLED, required=False
    )
    found = forms.ChoiceField(
        label=_("What did you find?"), choices=Found.choices, initial=Found.RIGHT, required=False
    )


class FileForm(forms.Form):
    """A file of services."""

    uid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    layout = forms.ChoiceField(label=_("What kind of file is it?"), choices=LAYOUT_NAMES)
    file = forms.FileField(label=_("File"), help_text=_("A zip, CSV or JSON file."))
