"""Input for referrals and tasks that are made."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetpoint.core.access.models import StaffMember
from meetpoint.core.directory.choosing import EntryChoice
from meetpoint.core.directory.models import DirectoryEntry, ServiceKind
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.finding import find_within_tries
from meetpoint.core.people.models import Participant
from meetpoint.core.referrals.forms.moments import moment_field, transport_field
from meetpoint.core.referrals.models import Referral
from meetpoint.core.referrals.words import Provenance, Urgency
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.widgets import DayInput
from meetpoint.lib.errors import DomainError
from meetpoint.lib.identifiers import uuid7


def _sites(actor: Actor) -> Any:
    sites = Site.objects.of(actor).filter(closed_on=None).select_related("organisation")
    return sites if actor.site_ids is None else sites.filter(pk__in=actor.site_ids)


def colleagues(actor: Actor) -> list[tuple[str, str]]:
    """Return those who work here now, as a field offers them."""
    working = StaffMember.objects.of(actor).filter(ended_at=None, joined_at__isnull=False)
    return [
        (str(pk), name) for pk, name in working.order_by("display_name").values_list("pk", "display_name")
    ]


def _urgency(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=Urgency.choices, initial=Urgency.ROUTINE, required=False)


class _WithPerson(forms.Form):
    """A form that may concern somebody with a code.

    `uid` is made when the form is shown, so that sent twice it is stored once. `person` is whose page led
    here; without one, a code may be typed.
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

    def __init__(
        self,
        actor: Actor,
        data: Any = None,
        *,
        initial: dict[str, Any] | None = None,
        person: Participant | None = None,
    ) -> None:
        super().__init__(data, initial={"uid": uuid7(), **(initial or {})})
        self.actor = actor
        self.person = person
        if person is not None:
            del self.fields["code"]
        self.fields["site"].queryset = _sites(actor)  # type: ignore[attr-defined]
        self.order_fields(["site", "kind", "entry", "to_name", "urgency", "what", "due_on", "code"])

    @property
    def participant_id(self) -> int | None:
        """Whom it concerns, once the form is valid; None for somebody without a code."""
        return self.person.pk if self.person is not None else self.cleaned_data["code"]

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


class _Where(forms.Form):
    """What a referral is for, and where it leads."""

    kind = forms.ChoiceField(label=_("What for"), choices=[("", _("Choose…")), *ServiceKind.choices])
    entry = EntryChoice(
        DirectoryEntry.objects.none(), label=_("Where to"), required=False, empty_label=_("Somewhere else")
    )
    to_name = forms.CharField(label=_("Somewhere else"), max_length=160, required=False)
    urgency = _urgency(_("How urgent"))
    provenance = forms.ChoiceField(
        label=_("How you learnt of it"), choices=[("", _("Not said")), *Provenance.choices], required=False
    )

    def clean_urgency(self) -> str:
        return self.cleaned_data["urgency"] or Urgency.ROUTINE

    def _offer(self, actor: Actor, chosen: object) -> None:
        field = self.fields["entry"]
        assert isinstance(field, EntryChoice)
        field.offer(actor, chosen)


class ReferralForm(_WithPerson, _Where):
    """A new referral, to a directory entry or to somewhere else."""

    site = forms.ModelChoiceField(Site.objects.none(), label=_("Made at"), empty_label=None)
    appointment_at = moment_field(_("Appointment"), help_text=_("By the clock of the site."))
    transport = transport_field()
    follow_up_on = forms.DateField(label=_("Ask again on"), required=False, widget=DayInput)

    def __init__(
        self,
        actor: Actor,
        data: Any = None,
        *,
        initial: dict[str, Any] | None = None,
        person: Participant | None = None,
    ) -> None:
        super().__init__(actor, data, initial=initial, person=person)
        self._offer(actor, (data or {}).get("entry") or (initial or {}).get("entry"))

    @property
    def first_fields(self) -> list[Any]:
        """What every referral is asked."""
        names = ("site", "kind", "entry", "to_name", "urgency", "code")
        return [self[name] for name in names if name in self.fields]

    @property
    def more_fields(self) -> list[Any]:
        """What may be known already."""
        return [self[name] for name in ("provenance", "appointment_at", "transport", "follow_up_on")]

    @property
    def is_more_said(self) -> bool:
        """Tell whether the fold should be open: something in it was answered, or is wrong."""
        return any(field.errors or (self.is_bound and field.data) for field in self.more_fields)


class DraftForm(_Where):
    """What a draft says instead."""

    def __init__(self, actor: Actor, draft: Referral, data: Any = None) -> None:
        said = {name: getattr(draft, name) for name in ("kind", "to_name", "urgency", "provenance")}
        super().__init__(data, initial={**said, "entry": draft.entry_id})
        self._offer(actor, (data or {}).get("entry") or draft.entry_id)


class TaskForm(_WithPerson):
    """A promise to do something by a day."""

    site = forms.ModelChoiceField(Site.objects.none(), label=_("Site"), empty_label=None)
    what = forms.CharField(label=_("What is to be done"), max_length=200)
    due_on = forms.DateField(label=_("Due"), widget=DayInput)
    owner = forms.TypedChoiceField(label=_("Whose"), coerce=int, empty_value=None, required=False)
    priority = _urgency(_("Priority"))

    def __init__(self, actor: Actor, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(actor, data, initial={"owner": actor.staff_id, **(initial or {})})
        self.fields["owner"].choices = [("", _("Mine")), *colleagues(actor)]  # type: ignore[attr-defined]

    def clean_priority(self) -> str:
        return self.cleaned_data["priority"] or Urgency.ROUTINE


class GiveForm(forms.Form):
    """Whose a task is, and how long it can wait."""

    owner = forms.TypedChoiceField(label=_("Whose"), coerce=int, empty_value=None, required=False)
    priority = _urgency(_("Priority"))

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", _("Nobody’s")), *colleagues(actor)]  # type: ignore[attr-defined]

    def clean_priority(self) -> str:
        return self.cleaned_data["priority"] or Urgency.ROUTINE
