"""Input for stays and rides."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetpoint.core.directory.choosing import EntryChoice
from meetpoint.core.directory.models import DirectoryEntry
from meetpoint.core.referrals.models import Referral
from meetpoint.core.sessions import options, rules, words
from meetpoint.core.sessions.forms.fields import CHOOSE, CodeField, NewRecordForm, person_of
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.widgets import DayInput, StepperInput


class StayForm(NewRecordForm):
    """A stay of one person."""

    kind = forms.ChoiceField(label=_("What kind of place"), choices=[CHOOSE, *words.StayKind.choices])
    entry = EntryChoice(
        DirectoryEntry.objects.none(), label=_("Where"), required=False, empty_label=_("Somewhere else")
    )
    place = forms.CharField(label=_("Somewhere else"), max_length=160, required=False)
    unit = forms.CharField(label=_("Bed or unit"), max_length=40, required=False)
    from_on = forms.DateField(label=_("From"), widget=DayInput)
    until_on = forms.DateField(
        label=_("Left on"), required=False, widget=DayInput, help_text=_("Empty while they stay.")
    )
    ended = forms.ChoiceField(
        label=_("How it ended"), required=False, choices=[("", _("Still there")), *words.StayEnd.choices]
    )
    referral = forms.ModelChoiceField(
        Referral.objects.none(), label=_("After a referral"), required=False, empty_label=_("None")
    )

    field_order = ("kind", "entry", "place", "unit", "from_on", "until_on", "ended", "referral", "site")

    def __init__(
        self,
        actor: Actor,
        ids: list[int],
        data: Any = None,
        *,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(actor, data, initial=initial)
        entry = self.fields["entry"]
        assert isinstance(entry, EntryChoice)
        entry.offer(actor, (data or {}).get("entry"))
        offer_referrals(self.fields["referral"], actor, ids)


class StayEndForm(forms.Form):
    """When and how a stay ended."""

    until_on = forms.DateField(label=_("Left on"), widget=DayInput)
    ended = forms.ChoiceField(label=_("How it ended"), choices=[CHOOSE, *words.StayEnd.choices])


class RideForm(NewRecordForm):
    """A ride, or passes; for a person's page `ids` are their records, else a code may be typed."""

    mode = forms.ChoiceField(label=_("How"))
    on = forms.DateField(label=_("Day"), widget=DayInput)
    from_kind = forms.ChoiceField(label=_("From"), choices=[CHOOSE, *words.RidePlace.choices])
    to_kind = forms.ChoiceField(
        label=_("To"),
        choices=[CHOOSE, *words.RidePlace.choices],
        help_text=_("Only what kind of place. Addresses are not kept."),
    )
    outcome = forms.ChoiceField(label=_("What became of it"), choices=words.RideOutcome.choices)
    passes = forms.IntegerField(
        label=_("Passes given"),
        min_value=0,
        max_value=rules.MOST_PASSES,
        widget=StepperInput(presets=(0, 1, 2)),
    )
    cost = forms.DecimalField(
        label=_("Cost"),
        required=False,
        min_value=0,
        max_value=rules.MOST_CENTS // 100,
        decimal_places=2,
        max_digits=8,
        localize=True,
    )
    referral = forms.ModelChoiceField(
        Referral.objects.none(), label=_("For a referral"), required=False, empty_label=_("None")
    )
    code = CodeField(
        label=_("Participant’s code"),
        required=False,
        help_text=_("Leave it empty for somebody without a code."),
    )

    field_order = (
        "mode",
        "code",
        "on",
        "from_kind",
        "to_kind",
        "outcome",
        "passes",
        "cost",
        "referral",
        "site",
    )

    def __init__(
        self,
        actor: Actor,
        ids: list[int] | None,
        data: Any = None,
        *,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(actor, data, initial={"passes": 0, **(initial or {})})
        offered = options.rides_offered(actor.organisation_id)
        self.fields["mode"].choices = [one for one in words.RideMode.choices if one[0] in offered]  # type: ignore[attr-defined]
        if ids is None:
            del self.fields["referral"]
        else:
            del self.fields["code"]
            offer_referrals(self.fields["referral"], actor, ids)

    def clean_code(self) -> Any:
        return person_of(self.actor, self.cleaned_data["code"])

    def clean_cost(self) -> int | None:
        cost: Decimal | None = self.cleaned_data["cost"]
        return None if cost is None else int(cost * 100)


class RideEndForm(forms.Form):
    """What became of a ride."""

    outcome = forms.ChoiceField(label=_("What became of it"), choices=words.RideOutcome.choices)


def offer_referrals(field: Any, actor: Actor, ids: list[int]) -> None:
    """Let one of a person's referrals be chosen."""
    rows = Referral.objects.of(actor).filter(participant_id__in=ids)
    if actor.site_ids is not None:
        rows = rows.filter(site_id__in=actor.site_ids)
    field.queryset = rows.order_by("-made_at")
    field.label_from_instance = lambda one: f"{one.get_kind_display()} · {one.local_date:%Y-%m-%d}"
