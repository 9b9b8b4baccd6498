"""The two steps of the first visit."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from meetpoint.core.organisations.actions import OrganisationDetails, SiteDetails
from meetpoint.core.organisations.models import SiteKind
from meetpoint.core.organisations.rules import LONGEST_SLUG
from meetpoint.web.settings.forms import pack_choices, zone_choices
from meetpoint.web.welcome.actions import Newcomer
from meetpoint.web.welcome.setup_code import is_setup_code


class OrganisationStep(forms.Form):
    """Who runs this, and where."""

    code = forms.CharField(
        label=gettext_lazy("Set-up code"),
        max_length=60,
        help_text=gettext_lazy("The server showed it when it started. It is also in the file “setup-code”."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    name = forms.CharField(label=gettext_lazy("Name of the programme"), max_length=200)
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=lambda: [("", _("Choose…")), *zone_choices()],
        widget=forms.Select(attrs={"data-guess-zone": ""}),
    )
    policy_pack = forms.ChoiceField(
        label=gettext_lazy("Place whose rules hold"),
        choices=pack_choices,
        required=False,
        help_text=gettext_lazy("You can change this later, and add your own rules."),
    )

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if not is_setup_code(code):
            raise ValidationError(_("That is not the code. Look where the server was started."))
        return code


class PeopleStep(forms.Form):
    """The first place and the first person."""

    site_name = forms.CharField(
        label=gettext_lazy("First site"),
        max_length=120,
        help_text=gettext_lazy("A room, a van, an outreach route: where people are met."),
    )
    site_kind = forms.ChoiceField(label=gettext_lazy("Kind of site"), choices=SiteKind.choices)
    admin_name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=80,
        help_text=gettext_lazy("As your colleagues know you."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Your email address"),
        help_text=gettext_lazy("To sign in with. Meetpoint sends nothing to it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


def newcomer_from(first: OrganisationStep, second: PeopleStep) -> Newcomer:
    """Return what both steps, found valid, ask for."""
    one, two = first.cleaned_data, second.cleaned_data
    return Newcomer(
        slug=_slug_from(one["name"], "programme"),
        details=OrganisationDetails(
            name=one["name"],
            time_zone=one["time_zone"],
            policy_pack=one["policy_pack"],
            language=(get_language() or "en")[:2],
        ),
        site=SiteDetails(
            name=two["site_name"], slug=_slug_from(two["site_name"], "site"), kind=two["site_kind"]
        ),
        admin_email=two["email"],
        admin_name=two["admin_name"],
    )


def _slug_from(name: str, otherwise: str) -> str:
    slug = slugify(name.replace("_", "-"))[:LONGEST_SLUG].strip("-")
    return slug or otherwise
