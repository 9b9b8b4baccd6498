"""Input for counselling notes and for letting them leave."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetpoint.core.consent.deciding.facts import Purpose
from meetpoint.core.sessions.actions.notes import LONGEST
from meetpoint.core.sessions.forms.fields import NewRecordForm
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.widgets import DayInput

USES = [
    (Purpose.TREATMENT.value, _("Treatment")),
    (Purpose.PAYMENT.value, _("Payment")),
    (Purpose.OPERATIONS.value, _("Health care operations")),
    (Purpose.SUPPORT.value, _("Other help")),
    (Purpose.REQUEST.value, _("At the person’s own request")),
]


def _text() -> forms.CharField:
    return forms.CharField(
        label=_("The note"), max_length=LONGEST, widget=forms.Textarea({"rows": 12, "autocomplete": "off"})
    )


class NoteForm(NewRecordForm):
    """A new note."""

    text = _text()
    keep_until = forms.DateField(
        label=_("Keep until"),
        required=False,
        widget=DayInput,
        help_text=_("Empty: as long as your organisation keeps notes, or until the person is erased."),
    )

    field_order = ("text", "keep_until", "site")

    def __init__(self, actor: Actor, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(actor, data, initial=initial)


class CorrectNoteForm(forms.Form):
    """Another text for a note."""

    text = _text()


class TellForm(forms.Form):
    """To whom notes are to go."""

    to_name = forms.CharField(
        label=_("Who receives them"), max_length=160, help_text=_("By the name that stands on the consent.")
    )
    use = forms.ChoiceField(label=_("What for"), choices=USES)
