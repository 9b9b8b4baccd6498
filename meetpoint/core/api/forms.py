"""What is typed to make a token: input only; the action judges it."""

from collections import defaultdict
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetpoint.core.api import rules
from meetpoint.core.api.actions import NewToken
from meetpoint.core.api.models import Recipient
from meetpoint.core.modules.registry import area_of, registry
from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.widgets import DayInput
from meetpoint.lib import clock

USUAL_DAYS = 90


class TokenForm(forms.Form):
    """A program's name, what it may do and where, who receives what it reads, and until when."""

    name = forms.CharField(
        label=_("Which program is it for?"),
        max_length=rules.LONGEST_NAME,
        help_text=_("As you will know it in a year, such as “County dashboard”."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("As little as it needs. Reading anything also needs “Read records through the API”."),
    )
    recipient = forms.ChoiceField(
        label=_("Who receives what it reads?"), widget=forms.RadioSelect, choices=Recipient.choices
    )
    all_sites = forms.BooleanField(label=_("All sites, also those opened later"), required=False)
    sites = forms.MultipleChoiceField(
        label=_("Only these sites"), required=False, widget=forms.CheckboxSelectMultiple
    )
    expires_on = forms.DateField(
        label=_("Works until"),
        widget=DayInput,
        help_text=_("After that day a new token is needed."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        until = clock.now().date() + timedelta(days=USUAL_DAYS)
        initial = {"expires_on": until, "recipient": Recipient.OWN, "all_sites": True}
        super().__init__(*args, **{"initial": initial, **kwargs})
        self._sites = {
            str(site.pk): site
            for site in Site.objects.of(actor).filter(closed_on=None).order_by("name")
            if actor.reaches(site.pk)
        }
        self.fields["scopes"].choices = scope_choices(actor)  # type: ignore[attr-defined]
        self.fields["sites"].choices = [(pk, site.name) for pk, site in self._sites.items()]  # type: ignore[attr-defined]

    def token(self) -> NewToken:
        """Return what was entered, as the action takes it."""
        said = self.cleaned_data
        return NewToken(
            name=said["name"],
            scopes=said["scopes"],
            expires_on=said["expires_on"],
            recipient=said["recipient"],
            all_sites=said["all_sites"],
            sites=[self._sites[pk] for pk in said["sites"]],
        )


def scope_choices(by: Actor) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what somebody may give a token, by part of the product, in words."""
    areas: dict[str, list[tuple[str, str]]] = defaultdict(list)
    within = rules.scopes_within(by)
    for name, permission in registry().permissions.items():
        if name in within:
            areas[area_of(name)].append((name, str(permission.description)))
    return list(areas.items())
