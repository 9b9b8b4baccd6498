"""Fields that several forms here share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetpoint.core.access.models import StaffMember
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.finding import find_within_tries
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import DomainError
from meetpoint.lib.identifiers import uuid7

CHOOSE = ("", _("Choose…"))
NOBODY = ("", _("Nobody yet"))


def sites_open(actor: Actor) -> Any:
    """Return the open sites within reach."""
    sites = Site.objects.of(actor).filter(closed_on=None)
    return sites if actor.site_ids is None else sites.filter(pk__in=actor.site_ids)


def leaders(actor: Actor) -> list[tuple[Any, Any]]:
    """Return who may lead, to choose from."""
    rows = StaffMember.objects.of(actor).filter(ended_at=None).order_by("display_name")
    return [NOBODY, *rows.values_list("pk", "display_name")]


class CodeField(forms.CharField):
    """A participant's code; `person_of` looks it up."""

    def __init__(self, **more: Any) -> None:
        attrs = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        super().__init__(max_length=60, widget=forms.TextInput(attrs), **more)


def person_of(actor: Actor, text: str) -> Any:
    """Return whom a typed code leads to, None for no code. Raises ValidationError for one that nobody has."""
    if not text.strip():
        return None
    try:
        found = find_within_tries(actor, text.strip())
    except DomainError as problem:
        raise forms.ValidationError(problem.message) from problem
    if found is None:
        raise forms.ValidationError(_("No participant has this code. Check it, or leave it empty."))
    return found


class NewRecordForm(forms.Form):
    """A form that makes a record; `uid` is made when it is shown, so that sent twice it is stored once."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    site = forms.ModelChoiceField(Site.objects.none(), label=_("Site"), empty_label=None)

    def __init__(self, actor: Actor, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial={"uid": uuid7(), **(initial or {})})
        self.actor = actor
        self.fields["site"].queryset = sites_open(actor)  # type: ignore[attr-defined]


class LedForm(NewRecordForm):
    """A form of something that one or two people lead."""

    lead = forms.TypedChoiceField(label=_("Led by"), coerce=int, empty_value=None, required=False)
    second = forms.TypedChoiceField(label=_("And by"), coerce=int, empty_value=None, required=False)

    def __init__(self, actor: Actor, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(actor, data, initial={"lead": actor.staff_id, **(initial or {})})
        choices = leaders(actor)
        for name in ("lead", "second"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
