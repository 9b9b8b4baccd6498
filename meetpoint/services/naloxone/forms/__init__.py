"""Input for reversals, for group trainings, and for how items are given."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetpoint.core.organisations.models import Site
from meetpoint.core.organisations.policy import policy_for
from meetpoint.core.supplies.queries import Place, places_of
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.widgets import DayInput, StepperInput
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.naloxone.actions.reversals import Reversal
from meetpoint.services.naloxone.actions.trainings import GroupTraining
from meetpoint.services.naloxone.forms.contact import COUNTY_ONLY, THREE_DIGITS
from meetpoint.services.naloxone.models import (
    Audience,
    GivenBy,
    Outcome,
    Product,
    ReversalPlace,
    ReversalReport,
    Route,
    Topic,
    VoidReason,
    YesNoUnknown,
)
from meetpoint.services.naloxone.queries import ANSWERS, naloxone_items, routes_of_items
from meetpoint.services.naloxone.rules import month_before

MONTHS_TO_CHOOSE = 24


def _answer(label: Any, choices: Any, *, few: bool = False) -> forms.ChoiceField:
    """A question that may stay unanswered; a few answers stand side by side, many in a list."""
    widget = forms.RadioSelect if few else forms.Select
    unsaid = ("", gettext_lazy("Not said"))
    return forms.ChoiceField(label=label, required=False, choices=[unsaid, *choices], widget=widget)


def _month(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def site_of(request: HttpRequest) -> dict[str, Any]:
    """Return the site at which the person is working, as an initial value."""
    site: Site | None = request.site  # type: ignore[assignment]
    return {"site": site.pk} if site else {}


class _AtSite(forms.Form):
    """Something at a site. `uid` is made when the form is shown, so that sent twice it is stored once."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    site = forms.TypedChoiceField(label=gettext_lazy("Site"), coerce=int)

    def __init__(self, actor: Actor, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial={"uid": uuid7(), **(initial or {})})
        self.actor = actor
        kept = self.initial.get("site")
        self.places = [p for p in places_of(actor).values() if not p.closed or p.id == kept]
        self._choices_of("site", [(place.id, place.name) for place in self.places])

    @property
    def here(self) -> Place | None:
        """The site that the form will most likely be about."""
        chosen = self.initial.get("site")
        return next((place for place in self.places if place.id == chosen), next(iter(self.places), None))

    def _choices_of(self, name: str, choices: list[tuple[Any, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


class ReversalForm(_AtSite):
    """A reversal told at any time. Only site and day of the report are needed, and both are filled in."""

    reported_on = forms.DateField(label=gettext_lazy("Told us on"), widget=DayInput)
    outcome = _answer(gettext_lazy("How it ended"), Outcome.choices, few=True)
    doses = forms.IntegerField(
        label=gettext_lazy("Doses given"),
        required=False,
        min_value=1,
        max_value=50,
        widget=StepperInput(presets=(1, 2, 3, 4)),
    )
    called_911 = _answer(gettext_lazy("Was 911 called?"), YesNoUnknown.choices, few=True)
    rescue_breathing = _answer(gettext_lazy("Was rescue breathing given?"), YesNoUnknown.choices, few=True)
    product = _answer(gettext_lazy("Which naloxone"), Product.choices)
    given_by = _answer(gettext_lazy("Who gave it"), GivenBy.choices)
    happened_month = forms.TypedChoiceField(
        label=gettext_lazy("Month in which it happened"), required=False, coerce=_month, empty_value=None
    )
    place_type = _answer(gettext_lazy("Kind of place"), ReversalPlace.choices)
    county = forms.CharField(
        label=gettext_lazy("County"),
        help_text=gettext_lazy("The name of the county only, never an address."),
        required=False,
        max_length=60,
        validators=[RegexValidator(rf"^{COUNTY_ONLY}\Z", gettext_lazy("Write the county's name only."))],
    )
    zip3 = forms.CharField(
        label=gettext_lazy("First three digits of the ZIP code"),
        required=False,
        max_length=3,
        widget=forms.TextInput({"inputmode": "numeric"}),
        validators=[RegexValidator(rf"^{THREE_DIGITS}\Z", gettext_lazy("Write three digits, such as 028."))],
    )

    def __init__(self, actor: Actor, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(actor, data, initial=initial)
        today = self.here.today if self.here else date.min
        self.initial = {"reported_on": today, **self.initial}
        months = [month_before(today, ago) for ago in range(MONTHS_TO_CHOOSE)] if self.here else []
        said = self.initial.get("happened_month")
        months += [said] if said and said not in months else []
        named = [(month.isoformat(), date_format(month, "YEAR_MONTH_FORMAT")) for month in months]
        self._choices_of("happened_month", [("", _("Not said")), *named])
        policy = policy_for(actor.organisation_id)
        for name in ANSWERS:
            if policy.is_forbidden(f"reversal.{name}"):
                del self.fields[name]

    def reversal(self) -> Reversal:
        """Return what was entered, as the action takes it."""
        said = self.cleaned_data
        return Reversal(
            uid=said["uid"],
            site_id=said["site"],
            reported_on=said["reported_on"],
            happened_month=said["happened_month"],
            **{name: said[name] for name in ANSWERS if name in said},
        )

    @staticmethod
    def answers_of(report: ReversalReport) -> dict[str, Any]:
        """Return a stored report as initial values, for a correction."""
        stored = ReversalReport.objects.of(report.organisation_id).filter(pk=report.pk)
        return {**stored.values("reported_on", "happened_month", *ANSWERS)[0], "site": report.site_id}


class VoidForm(forms.Form):
    """Why a report is taken out."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why"),
        choices=[(why.value, why.label) for why in (VoidReason.MISTAKE, VoidReason.TWICE, VoidReason.ASKED)],
    )


class TrainingForm(_AtSite):
    """A group training: a headcount, never names."""

    held_on = forms.DateField(label=gettext_lazy("Day"), widget=DayInput)
    people = forms.IntegerField(
        label=gettext_lazy("How many people came"),
        help_text=gettext_lazy("A headcount. No names are kept."),
        min_value=1,
        max_value=10_000,
    )
    audience = _answer(gettext_lazy("Who they were"), Audience.choices)
    topics = forms.MultipleChoiceField(
        label=gettext_lazy("What was covered"),
        required=False,
        choices=Topic.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), required=False, min_value=1, max_value=1440)

    def __init__(self, actor: Actor, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(actor, data, initial=initial)
        self.initial = {"held_on": self.here.today if self.here else None, **self.initial}

    def training(self) -> GroupTraining:
        """Return what was entered, as the action takes it."""
        said = self.cleaned_data
        return GroupTraining(
            uid=said["uid"],
            site_id=said["site"],
            held_on=said["held_on"],
            people=said["people"],
            audience=said["audience"],
            topics=tuple(said["topics"]),
            minutes=said["minutes"],
        )


class RoutesForm(forms.Form):
    """How each naloxone item of the catalogue is given; retired ones too, since past days are reported on."""

    def __init__(self, actor: Actor, data: Any = None) -> None:
        super().__init__(data)
        said = routes_of_items(actor)
        self._items = {f"item-{item.pk}": item.pk for item in naloxone_items(actor)}
        for item in naloxone_items(actor):
            field = _answer(item.label, Route.choices, few=True)
            field.initial = said.get(item.pk, "")
            self.fields[f"item-{item.pk}"] = field

    def routes(self) -> dict[int, str]:
        """Return what was said otherwise than before, by item id; an empty text takes it back."""
        return {pk: self.cleaned_data[name] for name, pk in self._items.items() if name in self.changed_data}
