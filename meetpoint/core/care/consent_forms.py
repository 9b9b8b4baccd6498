"""The forms of consents: an answer, what is kept back, and what is told without consent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetpoint.core.consent.actions import NewAnswer, Telling
from meetpoint.core.consent.models import WithoutReason
from meetpoint.core.consent.models.consents import AnswerSaid, ExpiryKind, SignedBy, SignedHow
from meetpoint.core.consent.words import PURPOSES, SCOPES
from meetpoint.core.ui.widgets import DayInput
from meetpoint.lib.identifiers import uuid7

LANGUAGES = [("en", "English"), ("es", "Español")]
SCOPE_CHOICES = list(SCOPES.items())
PURPOSE_CHOICES = list(PURPOSES.items())
_PLAIN = {"autocomplete": "off"}


class AnswerForm(forms.Form):
    """What a person answered when asked whether something may be told.

    `uid` is made when the form is shown, so that sent twice it is stored once. What is missing is said by
    the action, which knows what the law asks for.
    """

    uid = forms.UUIDField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        label=_("What did they say?"), choices=AnswerSaid.choices, widget=forms.RadioSelect
    )
    scope = forms.MultipleChoiceField(
        label=_("What may be told"),
        choices=SCOPE_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Counselling notes need a consent of their own."),
    )
    recipients = forms.CharField(
        label=_("To whom"),
        required=False,
        max_length=1800,
        help_text=_("One name on a line, as the directory or the referral says it."),
        widget=forms.Textarea({"rows": 3, **_PLAIN}),
    )
    to_own = forms.BooleanField(
        label=_("To our own other teams"),
        required=False,
        help_text=_("They see it on this person’s timeline, also of sites where they do not work."),
    )
    to_class = forms.BooleanField(
        label=_("To whoever treats the person, pays for that, or helps to operate this programme"),
        required=False,
    )
    purposes = forms.MultipleChoiceField(
        label=_("What for"), choices=PURPOSE_CHOICES, widget=forms.CheckboxSelectMultiple, required=False
    )
    discloser = forms.CharField(label=_("Who may tell it"), max_length=200, required=False)
    expiry = forms.ChoiceField(
        label=_("When it ends"), choices=ExpiryKind.choices, widget=forms.RadioSelect, required=False
    )
    expires_on = forms.DateField(label=_("The day"), widget=DayInput, required=False)
    expires_event = forms.CharField(
        label=_("What happens"),
        max_length=200,
        required=False,
        help_text=_("For example: when the person has moved into the flat."),
    )
    signed_how = forms.ChoiceField(
        label=_("How it was signed"), choices=SignedHow.choices, widget=forms.RadioSelect, required=False
    )
    signed_by = forms.ChoiceField(
        label=_("Who signed"), choices=SignedBy.choices, widget=forms.RadioSelect, required=False
    )
    signed_on = forms.DateField(label=_("Signed on"), widget=DayInput, required=False)
    signature = forms.CharField(
        label=_("The name, typed by the person"),
        max_length=120,
        required=False,
        help_text=_("Only when it is signed on this screen. It is kept sealed."),
        widget=forms.TextInput(_PLAIN),
    )
    kept_where = forms.CharField(
        label=_("Where the paper is kept"), max_length=120, required=False, widget=forms.TextInput(_PLAIN)
    )
    other_form = forms.BooleanField(label=_("It is not our form that was signed"), required=False)
    tells_revocation = forms.BooleanField(
        label=_("That form says that it may be taken back, and how"), required=False
    )
    tells_redisclosure = forms.BooleanField(
        label=_("That form says that it may be passed on, and what follows from saying no"), required=False
    )
    language = forms.ChoiceField(label=_("Print it in"), choices=LANGUAGES, required=False)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, discloser: str, today: date, language: str
    ) -> None:
        first = {
            "uid": uuid7(),
            "answer": AnswerSaid.GIVEN,
            "discloser": discloser,
            "signed_by": SignedBy.PERSON,
            "signed_on": today,
            "language": language,
        }
        super().__init__(data, initial=first)
        self.organisation = discloser

    def said(self) -> NewAnswer:
        """Return the answer as the action takes it."""
        plain = {
            name: self.cleaned_data[name]
            for name in self.cleaned_data
            if name not in ("recipients", "to_own", "other_form", "language")
        }
        names = self.cleaned_data["recipients"].splitlines()
        names += [self.organisation] if self.cleaned_data["to_own"] else []
        return NewAnswer(**plain, recipients=names, own_form=not self.cleaned_data["other_form"])


class WishForm(forms.Form):
    """What a person asks not to be told."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    to_name = forms.CharField(
        label=_("Not to be told to"),
        max_length=160,
        required=False,
        help_text=_("Leave it empty for: to nobody outside."),
        widget=forms.TextInput(_PLAIN),
    )
    scope = forms.MultipleChoiceField(
        label=_("What is to be kept back"),
        choices=SCOPE_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Choose nothing for: everything."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"uid": uuid7()})


class TellingForm(forms.Form):
    """What is told without consent: to whom, why, and no more than is needed."""

    reason = forms.ChoiceField(label=_("Why"), choices=WithoutReason.choices, widget=forms.RadioSelect)
    to_name = forms.CharField(
        label=_("Hospital, service or authority"),
        max_length=160,
        required=False,
        widget=forms.TextInput(_PLAIN),
    )
    to_person = forms.CharField(
        label=_("Who receives it there"), max_length=120, required=False, widget=forms.TextInput(_PLAIN)
    )
    ground = forms.CharField(
        label=_("The emergency, or the written agreement of the audit"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2, **_PLAIN}),
    )
    scope = forms.MultipleChoiceField(
        label=_("What is told"),
        choices=SCOPE_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def said(self) -> Telling:
        """Return it as the action takes it."""
        return Telling(**self.cleaned_data)
