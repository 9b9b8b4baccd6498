"""Input for community clean-ups, and for the distribution policy."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetpoint.core.supplies.queries import Place, places_of
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.widgets import DayInput
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.syringe_services.actions.cleanups import NewCleanUp
from meetpoint.services.syringe_services.actions.policies import NewPolicy
from meetpoint.services.syringe_services.models import CleanUp, DistributionModel, Method, Period

MEASURES = (
    (Method.COUNTED, _("Counted, in syringes")),
    (Method.ESTIMATED, _("Estimated by staff, in syringes")),
    (Method.VOLUME, _("The container's volume, in litres")),
    (Method.WEIGHT, _("Weight, in pounds")),
)


def _open_places(actor: Actor, *, also: int | None = None) -> list[Place]:
    """Return the sites to choose from: those that are open, and that of an entry being corrected."""
    return [place for place in places_of(actor).values() if not place.closed or place.id == also]


class CleanUpForm(forms.Form):
    """A clean-up. `uid` is made when the form is shown, so that sent twice it is stored once."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    site = forms.TypedChoiceField(label=_("Site"), coerce=int)
    held_on = forms.DateField(label=_("Day"), widget=DayInput)
    area = forms.CharField(
        label=_("Where"),
        help_text=_("A park or some blocks, never an address or a person's tent."),
        required=False,
        max_length=80,
    )
    method = forms.ChoiceField(label=_("How the number is known"), choices=MEASURES)
    measure = forms.DecimalField(
        label=_("How many, or how much"),
        help_text=_("In syringes, litres or pounds, as chosen above."),
        min_value=Decimal(0),
        max_value=Decimal(100_000),
        max_digits=9,
        decimal_places=3,
    )
    people = forms.IntegerField(label=_("People who took part"), required=False, min_value=1, max_value=1000)
    staff_hours = forms.DecimalField(
        label=_("Staff hours, all together"),
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(1000),
        max_digits=6,
        decimal_places=2,
    )

    def __init__(self, actor: Actor, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        places = _open_places(actor, also=(initial or {}).get("site"))
        today = places[0].today if places else None
        super().__init__(data, initial={"uid": uuid7(), "held_on": today, **(initial or {})})
        self.fields["site"].choices = [(place.id, place.name) for place in places]  # type: ignore[attr-defined]

    def clean_up(self) -> NewCleanUp:
        """Return what was entered, as the action takes it."""
        said = self.cleaned_data
        return NewCleanUp(
            uid=said["uid"],
            site_id=said["site"],
            held_on=said["held_on"],
            method=Method(said["method"]),
            measure=said["measure"],
            area=said["area"],
            people=said["people"],
            staff_hours=said["staff_hours"],
        )


def stored_clean_up(clean_up: CleanUp) -> dict[str, Any]:
    """Return a stored clean-up as initial values, for a correction."""
    return {
        "site": clean_up.site_id,
        "held_on": clean_up.held_on,
        "method": clean_up.method,
        "measure": clean_up.plain_measure,
        "area": clean_up.area,
        "people": clean_up.people,
        "staff_hours": clean_up.staff_hours,
    }


class PolicyForm(forms.Form):
    """A version of the distribution policy."""

    site = forms.TypedChoiceField(label=_("Where it holds"), coerce=int, required=False, empty_value=None)
    model = forms.ChoiceField(
        label=_("How many a person may take"), choices=DistributionModel.choices, widget=forms.RadioSelect
    )
    extra = forms.IntegerField(
        label=_("Extra syringes"),
        help_text=_("Only for “one for one, plus some extra”."),
        required=False,
        min_value=0,
        max_value=1000,
    )
    cap = forms.IntegerField(
        label=_("At most"),
        help_text=_("Leave it empty where nothing limits the number."),
        required=False,
        min_value=1,
        max_value=10_000,
    )
    period = forms.ChoiceField(label=_("The limit holds"), choices=Period.choices)
    effective_from = forms.DateField(label=_("In effect from"), widget=DayInput)
    source = forms.CharField(
        label=_("Who says so"),
        help_text=_("The law, the permit, or your own decision, with its date."),
        max_length=300,
    )

    def __init__(self, actor: Actor, data: Any = None) -> None:
        places = _open_places(actor)
        first = {"model": DistributionModel.NEEDS_BASED, "period": Period.VISIT}
        super().__init__(data, initial={**first, "effective_from": places[0].today if places else None})
        everywhere = [("", _("Every site without a policy of its own"))] if actor.site_ids is None else []
        named = [(str(place.id), place.name) for place in places]
        self.fields["site"].choices = [*everywhere, *named]  # type: ignore[attr-defined]
        self.fields["site"].required = not everywhere

    def policy(self) -> NewPolicy:
        """Return what was entered, as the action takes it."""
        said = self.cleaned_data
        return NewPolicy(
            site_id=said["site"],
            model=DistributionModel(said["model"]),
            extra=said["extra"] or 0,
            cap=said["cap"],
            period=Period(said["period"]),
            effective_from=said["effective_from"],
            source=said["source"],
        )
