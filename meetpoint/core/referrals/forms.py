"""Input for referrals, their changes, and tasks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetpoint.core.directory.choosing import EntryChoice
from meetpoint.core.directory.models import DirectoryEntry, ServiceKind
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.finding import find_within_tries
from meetpoint.core.referrals import rules
from meetpoint.core.referrals.models import ReferralStatus
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.widgets import DayInput
from meetpoint.lib.errors import DomainError
from meetpoint.lib.identifiers import uuid7

SAID_BY = [
    ("", _("Not said")),
    ("receiver", _("The service")),
    ("participant", _("The person")),
    ("staff_observed", _("We saw it")),
    ("document", _("A document")),
]


def _sites(actor: Actor) -> Any:
    sites = Site.objects.of(actor).filter(closed_on=None)
    return sites if actor.site_ids is None else sites.filter(pk__in=actor.site_ids)


class _WithPerson(forms.Form):
    """A form that may concern somebody with a code.

    `uid` is made when the form is shown, so that sent twice it is stored once.
    """

    uid = forms.UUIDField(widget=forms.HiddenInput)
    code = forms.CharField(
        label=_("Participant's code"),
        required=False,
        max_length=60,
        help_text=_("Leave it empty for somebody without a code."),
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def __init__(self, actor: Actor, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial={"uid": uuid7(), **(initial or {})})
        self.actor = actor
        self.fields["site"].queryset = _sites(actor)  # type: ignore[attr-defined]
        self.order_fields(["site", "kind", "entry", "to_name", "what", "due_on", "code", "follow_up_on"])

    def clean_code(self) -> int | None:
        text = self.cleaned_data["code"].strip()
        if not text:
            return None
        try:
            found = find_within_tries(self.actor, text)
        except DomainError as problem:
            raise forms.ValidationError(problem.message) from problem
        if found is None:
            raise forms.ValidationError(_("No participant has this code. Check it, or leave it empty."))
        return found.pk


class ReferralForm(_WithPerson):
    """A new referral, to a directory entry or to somewhere else."""

    site = forms.ModelChoiceField(Site.objects.none(), label=_("Made at"), empty_label=None)
    kind = forms.ChoiceField(label=_("What for"), choices=[("", _("Choose…")), *ServiceKind.choices])
    entry = EntryChoice(
        DirectoryEntry.objects.none(), label=_("Where to"), required=False, empty_label=_("Somewhere else")
    )
    to_name = forms.CharField(label=_("Somewhere else"), max_length=160, required=False)
    follow_up_on = forms.DateField(label=_("Ask again on"), required=False, widget=DayInput)

    def __init__(self, actor: Actor, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(actor, data, initial=initial)
        field = self.fields["entry"]
        assert isinstance(field, EntryChoice)
        field.offer(actor, (data or {}).get("entry") or (initial or {}).get("entry"))


class ChangeForm(forms.Form):
    """What became of a referral."""

    status = forms.ChoiceField(label=_("What happened"))
    reason = forms.CharField(label=_("Why"), max_length=200, required=False)
    said_by = forms.ChoiceField(label=_("Who said so"), choices=SAID_BY, required=False)
    on = forms.DateField(label=_("First seen on"), required=False, widget=DayInput)

    def __init__(self, before: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.possible = [
            (value, label)
            for value, label in ReferralStatus.choices
            if value != before and rules.path_to(before, value)
        ]
        self.fields["status"].choices = [("", _("Choose…")), *self.possible]  # type: ignore[attr-defined]


class TaskForm(_WithPerson):
    """A promise to do something by a day."""

    site = forms.ModelChoiceField(Site.objects.none(), label=_("Site"), empty_label=None)
    what = forms.CharField(label=_("What is to be done"), max_length=200)
    due_on = forms.DateField(label=_("Due"), widget=DayInput)
