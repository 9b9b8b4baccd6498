"""Input for what becomes of a referral: its steps, the way there, a hand-off, a slip that came back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetpoint.core.referrals import rules
from meetpoint.core.referrals.actions import HandOff, Plan
from meetpoint.core.referrals.forms.asking import colleagues
from meetpoint.core.referrals.forms.moments import (
    moment_field,
    there,
    transport_field,
    typed,
    zone_of,
    zones_of,
)
from meetpoint.core.referrals.models import Referral
from meetpoint.core.referrals.words import Outcome, ReferralStatus, SaidBy
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.widgets import DayInput
from meetpoint.lib import clock

_ON_A_SLIP = (
    ReferralStatus.COMPLETED,
    ReferralStatus.ACCEPTED,
    ReferralStatus.REJECTED,
    ReferralStatus.FAILED,
)


def _outcomes(statuses: list[str]) -> list[Any]:
    """Return how a loop may have ended, under the step that each goes with."""
    groups = [
        (
            ReferralStatus(status).label,
            [(value, label) for value, label in Outcome.choices if value in rules.OUTCOMES[status]],
        )
        for status in statuses
        if status in rules.OUTCOMES
    ]
    return [("", _("Not said")), *groups]


class _Answer(forms.Form):
    """What happened, on what evidence."""

    status = forms.ChoiceField(label=_("What happened"))
    outcome = forms.ChoiceField(label=_("How it ended"), required=False)
    said_by = forms.ChoiceField(
        label=_("Who said so"), choices=[("", _("Not said")), *SaidBy.choices], required=False
    )
    on = forms.DateField(label=_("First seen on"), required=False, widget=DayInput)
    reason = forms.CharField(
        label=_("Why"),
        max_length=200,
        required=False,
        help_text=_("Needed when it was turned down, put on hold, cancelled, or did not work out."),
    )

    def _offer(self, possible: list[tuple[str, Any]]) -> None:
        self.possible = possible
        self.fields["status"].choices = [("", _("Choose…")), *possible]  # type: ignore[attr-defined]
        self.fields["outcome"].choices = _outcomes([status for status, _label in possible])  # type: ignore[attr-defined]


class ChangeForm(_Answer):
    """What became of a referral. A linkage needs somebody who said so: a referral is not yet one."""

    def __init__(self, before: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer(
            [(value, label) for value, label in ReferralStatus.choices if _may_be_chosen(before, value)]
        )

    def clean(self) -> None:
        said = self.cleaned_data
        if said.get("status") == ReferralStatus.COMPLETED and not said.get("said_by"):
            self.add_error("said_by", _("Choose who said so."))


def _may_be_chosen(before: str, after: str) -> bool:
    steps = rules.path_to(before, after) if after != before else None
    return steps is not None and ReferralStatus.REQUESTED not in steps


class SlipForm(_Answer):
    """A slip that came back."""

    slip = forms.CharField(
        label=_("Slip"),
        max_length=40,
        help_text=_("Eight letters and figures, as they stand on the paper."),
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer([(status.value, status.label) for status in _ON_A_SLIP])
        self.fields["said_by"].required = True
        self.fields["said_by"].choices = [("", _("Choose…")), *SaidBy.choices]  # type: ignore[attr-defined]
        self.order_fields(["slip", "status", "said_by", "on", "outcome", "reason"])


class PlanForm(forms.Form):
    """When somebody is expected, and how they get there."""

    appointment_at = moment_field(_("Appointment"))
    appointment_zone = forms.ChoiceField(label=_("By the clock of"), required=False)
    transport = transport_field()

    def __init__(self, actor: Actor, referral: Referral, data: Any = None) -> None:
        self.zone = referral.appointment_zone or zone_of(referral.site)
        super().__init__(
            data,
            initial={
                "appointment_at": typed(referral.appointment_at, self.zone),
                "appointment_zone": self.zone,
                "transport": referral.transport,
            },
        )
        zones = sorted({*zones_of(actor), self.zone})
        if len(zones) == 1:
            del self.fields["appointment_zone"]
        else:
            self.fields["appointment_zone"].choices = [  # type: ignore[attr-defined]
                (zone, zone.replace("_", " ")) for zone in zones
            ]

    def plan(self) -> Plan:
        """Return what was entered, for the action."""
        said = self.cleaned_data
        zone = said.get("appointment_zone") or self.zone
        at = there(said["appointment_at"], zone)
        return Plan(appointment_at=at, appointment_zone=zone if at else "", transport=said["transport"])


class HandOffForm(forms.Form):
    """Who took the person along, and who took over."""

    handoff_by = forms.TypedChoiceField(label=_("From us"), coerce=int)
    handoff_to = forms.CharField(
        label=_("Who took over there"),
        max_length=120,
        help_text=_("The worker’s name as they gave it. It is removed half a year after the loop closed."),
    )
    handoff_phone = forms.CharField(label=_("Their phone"), max_length=40, required=False)
    handoff_at = moment_field(_("When"))

    def __init__(self, actor: Actor, referral: Referral, data: Any = None) -> None:
        self.zone = zone_of(referral.site)
        super().__init__(
            data,
            initial={
                "handoff_by": referral.handoff_by or actor.staff_id,
                "handoff_to": referral.handoff_to,
                "handoff_phone": referral.handoff_phone,
                "handoff_at": typed(referral.handoff_at or clock.now(), self.zone),
            },
        )
        self.fields["handoff_by"].choices = colleagues(actor)  # type: ignore[attr-defined]

    def hand_off(self) -> HandOff:
        """Return what was entered, for the action; without a time, it happened just now."""
        said = self.cleaned_data
        return HandOff(
            staff_id=said["handoff_by"],
            to=said["handoff_to"],
            phone=said["handoff_phone"],
            at=there(said["handoff_at"], self.zone) or clock.now(),
        )
