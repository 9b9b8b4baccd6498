"""Checking in, what is told of a visit, what staff saw, what somebody was given."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetpoint.core.modules.links import LinkedRecord
from meetpoint.core.organisations.policy import policy_for
from meetpoint.core.people.finding import find_within_tries
from meetpoint.core.people.models import Participant
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import DomainError
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.supervised_consumption.actions.moving import Care, Look
from meetpoint.services.supervised_consumption.actions.visits import (
    ALIAS_POLICY,
    LONGEST_ALIAS,
    CheckIn,
    Told,
)
from meetpoint.services.supervised_consumption.models import (
    Alone,
    ExitKind,
    PlaceOtherwise,
    Responsive,
    Room,
    Route,
    Sedation,
    Skin,
    StationKind,
    Substance,
    Visit,
)
from meetpoint.services.supervised_consumption.queries.links import find_linked, linkables, linked_of


def _with_nothing(choices: Any) -> list[tuple[str, Any]]:
    return [("", gettext_lazy("Not asked")), *choices]


class ToldForm(forms.Form):
    """What somebody says of a visit; nothing of it is needed."""

    substances = forms.MultipleChoiceField(
        label=gettext_lazy("What they say they will use"),
        choices=Substance.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    route = forms.ChoiceField(label=gettext_lazy("How"), choices=_with_nothing(Route.choices), required=False)
    place_otherwise = forms.ChoiceField(
        label=gettext_lazy("Where they would use otherwise"),
        choices=_with_nothing(PlaceOtherwise.choices),
        required=False,
    )
    alone = forms.ChoiceField(
        label=gettext_lazy("Would they be alone there?"), choices=_with_nothing(Alone.choices), required=False
    )
    link = forms.CharField(required=False, max_length=80)

    def __init__(self, actor: Actor, data: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.actor = actor
        self.linked: LinkedRecord | None = None
        offered = linkables()
        if offered:
            self.fields["link"].label = str(offered[0].label)
            self.fields["link"].help_text = str(offered[0].help)
        else:
            del self.fields["link"]

    def clean_link(self) -> str:
        text: str = self.cleaned_data["link"].strip()
        if text:
            try:
                self.linked = find_linked(text, self.actor)
            except DomainError as problem:
                raise forms.ValidationError(problem.message) from None
        return text

    def told(self) -> Told:
        """Return what was entered, as the actions take it. One way of using goes for all that was chosen."""
        said = self.cleaned_data
        return Told(
            substances=[(word, said["route"]) for word in said["substances"]],
            place_otherwise=said["place_otherwise"],
            alone=said["alone"],
            link=self.linked,
        )

    @classmethod
    def of(cls, visit: Visit, actor: Actor, data: Any = None) -> ToldForm:
        """Return the form as a visit was told so far; a slip need not be typed again."""
        chosen = list(visit.substances.order_by("pk").values_list("substance", "route"))
        initial = {
            "substances": [word for word, _route in chosen],
            "route": chosen[0][1] if chosen else "",
            "place_otherwise": visit.place_otherwise,
            "alone": visit.alone,
        }
        form = cls(actor, data, initial=initial)
        form.linked = linked_of(visit, actor)
        return form


class CheckInForm(ToldForm):
    """Somebody who comes in. `uid` is made when the form is shown, so that sent twice it is one visit."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    code = forms.CharField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("If they have one and wish to use it. Without it the visit counts as well."),
        required=False,
        max_length=120,
    )
    alias = forms.CharField(
        label=gettext_lazy("What to call them"),
        help_text=gettext_lazy("Any name will do, or none: they have a number. It is gone when they leave."),
        required=False,
        max_length=LONGEST_ALIAS,
    )
    wants = forms.ChoiceField(
        label=gettext_lazy("Which kind of station"), choices=StationKind.choices, required=False
    )
    rules_heard = forms.BooleanField(
        label=gettext_lazy("Heard the rules of the room and agrees"), required=False
    )
    reason = forms.CharField(
        label=gettext_lazy("Why an exception is right"),
        help_text=gettext_lazy("Only when the licensed capacity is reached. It is kept, with your name."),
        required=False,
        max_length=300,
    )

    field_order = ("uid", "code", "alias", "rules_heard", "reason", "wants")

    def __init__(self, actor: Actor, room: Room, data: Any = None) -> None:
        super().__init__(actor, data, initial={"uid": uuid7(), "wants": StationKind.ANY})
        self.room = room
        self.participant: Participant | None = None
        if policy_for(actor.organisation_id).is_forbidden(ALIAS_POLICY):
            del self.fields["alias"]
        if data is None or "reason" not in data:
            del self.fields["reason"]

    def ask_for_reason(self) -> None:
        """Show the field for a reason, after the licence stood in the way."""
        self.fields["reason"] = type(self).base_fields["reason"]
        self.order_fields(self.field_order)

    def clean_code(self) -> str:
        text: str = self.cleaned_data["code"].strip()
        if text:
            try:
                self.participant = find_within_tries(self.actor, text)
            except DomainError as problem:
                raise forms.ValidationError(problem.message) from None
            if self.participant is None:
                raise forms.ValidationError(
                    _("No participant has this code. Check it, or go on without one.")
                )
        return text

    def new(self) -> CheckIn:
        """Return what was entered, as the action takes it."""
        said = self.cleaned_data
        return CheckIn(
            uid=said["uid"],
            site_id=self.room.site_id,
            participant_id=self.participant.pk if self.participant else None,
            alias=said.get("alias", ""),
            wants=said["wants"] or StationKind.ANY,
            rules_heard=said["rules_heard"],
            told=self.told(),
            reason=said.get("reason", ""),
        )


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
        label=gettext_lazy("Answers?"), choices=_with_nothing(Responsive.choices), required=False
    )
    sedation = forms.ChoiceField(
        label=gettext_lazy("Awake?"), choices=_with_nothing(Sedation.choices), required=False
    )
    skin = forms.ChoiceField(label=gettext_lazy("Skin"), choices=_with_nothing(Skin.choices), required=False)
    note = forms.CharField(label=gettext_lazy("Note"), required=False, max_length=1000)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"uid": uuid7()})

    def look(self) -> Look:
        """Return what was entered, as the action takes it."""
        return Look(**self.cleaned_data)


class CareForm(forms.Form):
    """What somebody was given in aftercare."""

    wound_care = forms.BooleanField(label=gettext_lazy("Wound care"), required=False)
    education = forms.BooleanField(label=gettext_lazy("Advice on safer use"), required=False)
    kit_given = forms.BooleanField(label=gettext_lazy("Took naloxone along"), required=False)
    referred = forms.BooleanField(label=gettext_lazy("Was referred"), required=False)

    @classmethod
    def of(cls, visit: Visit, data: Any = None) -> CareForm:
        return cls(data, initial={name: getattr(visit, name) for name in cls.base_fields})

    def care(self) -> Care:
        """Return what was entered, as the action takes it."""
        return Care(**self.cleaned_data)


class LeaveForm(forms.Form):
    """How a visit ended."""

    exit_kind = forms.ChoiceField(
        label=gettext_lazy("How it ended"), choices=ExitKind.choices, initial=ExitKind.NORMAL
    )
