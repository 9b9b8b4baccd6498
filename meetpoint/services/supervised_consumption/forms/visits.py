"""Checking in, and what is told of a visit."""

from __future__ import annotations

from collections.abc import Sequence
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
from meetpoint.services.supervised_consumption.actions.visits import (
    ALIAS_POLICY,
    LONGEST_ALIAS,
    CheckIn,
    Told,
    Use,
)
from meetpoint.services.supervised_consumption.forms.caring import with_nothing
from meetpoint.services.supervised_consumption.forms.uses import Uses
from meetpoint.services.supervised_consumption.models import (
    Alone,
    PlaceOtherwise,
    Room,
    StationKind,
    Visit,
)
from meetpoint.services.supervised_consumption.queries.links import find_linked, linkables, linked_of


class ToldForm(forms.Form):
    """What somebody says of a visit; nothing of it is needed. `uses` are the lines of what they will use."""

    place_otherwise = forms.ChoiceField(
        label=gettext_lazy("Where they would use otherwise"),
        choices=with_nothing(PlaceOtherwise.choices),
        required=False,
    )
    alone = forms.ChoiceField(
        label=gettext_lazy("Would they be alone there?"), choices=with_nothing(Alone.choices), required=False
    )
    link = forms.CharField(required=False, max_length=80)

    def __init__(
        self, actor: Actor, data: Any = None, *, initial: Any = None, uses: Sequence[Use] = ()
    ) -> None:
        super().__init__(data, initial=initial)
        self.actor = actor
        self.uses = Uses(data, uses)
        self.linked: LinkedRecord | None = None
        offered = linkables()
        if offered:
            self.fields["link"].label = str(offered[0].label)
            self.fields["link"].help_text = str(offered[0].help)
        else:
            del self.fields["link"]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.uses.is_sound:
            self.add_error(None, _("Choose one of the answers listed."))
        return said

    def clean_link(self) -> str:
        text: str = self.cleaned_data["link"].strip()
        if text:
            try:
                self.linked = find_linked(text, self.actor)
            except DomainError as problem:
                raise forms.ValidationError(problem.message) from None
        return text

    def told(self) -> Told:
        """Return what was entered, as the actions take it."""
        said = self.cleaned_data
        return Told(
            substances=self.uses.told(),
            place_otherwise=said["place_otherwise"],
            alone=said["alone"],
            link=self.linked,
        )

    @classmethod
    def of(cls, visit: Visit, actor: Actor, data: Any = None) -> ToldForm:
        """Return the form as a visit was told so far; a slip need not be typed again."""
        stored = visit.substances.order_by("pk").values_list("substance", "route", "body_site", "tested")
        initial = {"place_otherwise": visit.place_otherwise, "alone": visit.alone}
        form = cls(actor, data, initial=initial, uses=[Use(*one) for one in stored])
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
