"""What is typed about staff: input only; the actions judge it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetpoint.core.access import queries, rules
from meetpoint.core.access.models import RoleName
from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.actor import Actor


class NameForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("As colleagues know you here."))


class PasskeyForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        help_text=_("So that you know it among several, such as “Work phone”."),
    )


class MemberForm(forms.Form):
    """A name, a role and sites; only what lies within the actor's own reach can be chosen."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("As colleagues know the person."))
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    all_sites = forms.BooleanField(label=_("All sites, also those opened later"), required=False)
    sites = forms.MultipleChoiceField(
        label=_("Only these sites"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sites = {str(site.pk): site for site in reachable_sites(actor)}
        self.fields["role"].choices = roles_within(actor)  # type: ignore[attr-defined]
        self.fields["sites"].choices = [(pk, site.name) for pk, site in self._sites.items()]  # type: ignore[attr-defined]
        if actor.site_ids is not None:
            del self.fields["all_sites"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["sites"] = [self._sites[pk] for pk in cleaned.get("sites", [])]
        cleaned.setdefault("all_sites", False)
        if not cleaned["all_sites"] and not cleaned["sites"] and "sites" not in self.errors:
            self.add_error("sites", _("Choose at least one site."))
        return cleaned


class InviteForm(MemberForm):
    email = forms.CharField(
        label=_("Email"),
        max_length=254,
        help_text=_("The person signs in with it. Nothing is sent to it."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )

    field_order = ("email", "name", "role", "all_sites", "sites")


class PolicyForm(forms.Form):
    second_factor_required = forms.BooleanField(
        label=_("Everyone needs a second factor"),
        required=False,
        help_text=_(
            "Without it, one passphrase that a false page has caught opens all that its owner may see."
        ),
    )
    passkey_roles = forms.MultipleChoiceField(
        label=_("Roles that must sign in with a passkey"),
        required=False,
        choices=RoleName.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "From that day the app's codes no longer sign in those who have a passkey; recovery codes"
            " still do. The others are asked to add one, and can go on without it where a device holds none."
            " Nobody is locked out."
        ),
    )
    passkeys_from = forms.DateField(
        label=_("From this day"),
        required=False,
        help_text=_("Until then people are reminded on the Today board. A role whose day has come keeps it."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("passkey_roles") and not cleaned.get("passkeys_from") and not self.errors:
            self.add_error("passkeys_from", _("Choose the day from which a passkey is needed."))
        return cleaned


def roles_within(actor: Actor) -> list[tuple[str, str]]:
    """Return the roles that hold nothing which the actor does not hold."""
    held = queries.permissions_by_role(actor.organisation_id)
    nowhere: frozenset[int] = frozenset()
    return [
        (role.value, str(role.label))
        for role in RoleName
        if rules.is_within(actor, rules.Reach(permissions=held[role.value], site_ids=nowhere))
    ]


def reachable_sites(actor: Actor) -> Sequence[Site]:
    """Return the open sites that the actor reaches, by name."""
    return [site for site in Site.objects.of(actor).filter(closed_on=None) if actor.reaches(site.pk)]
