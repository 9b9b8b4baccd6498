"""What is typed in on the settings pages; the actions judge it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetpoint.core.modules.fields import Words
from meetpoint.core.modules.interface import Option, OptionType
from meetpoint.core.organisations.actions import Ground, OrganisationDetails, SiteDetails
from meetpoint.core.organisations.models import CodeScheme, Organisation, Requirement, Site, SiteKind
from meetpoint.core.organisations.options import NO, YES
from meetpoint.core.organisations.packs import packs, say
from meetpoint.core.organisations.rules import LONGEST_SLUG, time_zones
from meetpoint.core.people.recipes import RECIPES

Choices = Sequence[tuple[str, Any]]


def zone_choices() -> Choices:
    """Return the time zones grouped by part of the world, for a select."""
    grouped: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(time_zones()):
        area, _slash, place = name.partition("/")
        grouped.setdefault(area, []).append((name, (place or area).replace("_", " ")))
    return list(grouped.items())


def pack_choices() -> Choices:
    """Return the places whose rules are shipped, none first."""
    named = [(pack.slug, say(pack.title)) for pack in packs().values() if pack.jurisdiction]
    return [("", say(packs()["none"].title)), *sorted(named, key=lambda pair: pair[1])]


def recipe_choices() -> Choices:
    """Return the kinds of code, random first, each recipe with an example."""
    derived = [
        (recipe.slug, _("%(recipe)s, such as %(code)s") % {"recipe": recipe.label, "code": recipe.example})
        for recipe in RECIPES.values()
    ]
    return [("", _("A random code on a card (recommended)")), *derived]


class OrganisationForm(forms.Form):
    """The organisation's details."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=zone_choices)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of cards and reports"), choices=settings.LANGUAGES
    )
    policy_pack = forms.ChoiceField(
        label=gettext_lazy("Place whose rules hold"),
        choices=pack_choices,
        required=False,
        help_text=gettext_lazy("Some places forbid questions. “Questions” in the settings shows each rule."),
    )
    code_recipe = forms.ChoiceField(
        label=gettext_lazy("How participants’ codes are made"),
        choices=recipe_choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Two people can share a code made from answers. Codes given before stay."),
    )

    @staticmethod
    def initial_from(organisation: Organisation) -> dict[str, str]:
        return {
            "name": organisation.name,
            "time_zone": organisation.time_zone,
            "language": organisation.language,
            "policy_pack": "" if organisation.policy_pack == "none" else organisation.policy_pack,
            "code_recipe": organisation.code_recipe,
        }

    def details(self) -> OrganisationDetails:
        said = self.cleaned_data
        scheme = CodeScheme.DERIVED if said["code_recipe"] else CodeScheme.RANDOM
        return OrganisationDetails(**said, code_scheme=scheme)


class SiteForm(forms.Form):
    """One site."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    slug = forms.CharField(
        label=gettext_lazy("Short name"),
        max_length=LONGEST_SLUG,
        required=False,
        help_text=gettext_lazy("For addresses and file names. Left empty, it is made from the name."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=SiteKind.choices)
    area = forms.CharField(
        label=gettext_lazy("Part of town"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("To report by area, such as “Eastside”. Not an address."),
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        required=False,
        choices=lambda: [("", _("As the organisation")), *zone_choices()],
    )

    @staticmethod
    def initial_from(site: Site) -> dict[str, str]:
        return {
            "name": site.name,
            "slug": site.slug,
            "kind": site.kind,
            "area": site.area,
            "time_zone": site.time_zone,
        }

    def details(self) -> SiteDetails:
        said = self.cleaned_data
        return SiteDetails(**said | {"slug": said["slug"] or slugify(said["name"])[:LONGEST_SLUG].strip("-")})


class CloseForm(forms.Form):
    """The last day of a site."""

    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Contacts of that day and earlier can still be recorded."),
    )


class GroundForm(forms.Form):
    """On what ground a rule or a value holds, and from when."""

    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("A law, a contract, a guideline, or “our own decision”."),
    )
    effective_from = forms.DateField(
        label=gettext_lazy("Holds from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    verified_by = forms.CharField(label=gettext_lazy("Checked or decided by"), max_length=120, required=False)
    verified_on = forms.DateField(
        label=gettext_lazy("Checked on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def ground(self) -> Ground:
        said = self.cleaned_data
        names = ("source", "effective_from", "verified_by", "verified_on")
        return Ground(**{name: said[name] for name in names})


class RuleForm(GroundForm):
    """The organisation's own rule about one question."""

    requirement = forms.ChoiceField(
        label=gettext_lazy("This question"),
        required=False,
        widget=forms.RadioSelect,
        choices=lambda: [("", _("As the place says")), *Requirement.choices],
    )
    field_order = ("requirement",)

    def requirement_said(self) -> Requirement | None:
        said = self.cleaned_data["requirement"]
        return Requirement(said) if said else None


class OptionForm(GroundForm):
    """The organisation's own value of one option. The value is read by the action, which knows its type."""

    value = forms.CharField(max_length=400, required=False)
    field_order = ("value",)

    def __init__(self, option: Option, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"] = _value_field(option)
        self.order_fields(self.field_order)


def _value_field(option: Option) -> forms.Field:
    label: Words = _("Value")
    if option.unit:
        label = _("Value, in %(unit)s") % {"unit": option.unit}
    note = _("Left empty, it goes back to what held without it.")
    if option.type in (OptionType.CHOICE, OptionType.YES_NO):
        answers: Choices = option.choices or [(YES, _("Yes")), (NO, _("No"))]
        choices = [("", _("Not set")), *answers]
        return forms.ChoiceField(label=label, choices=choices, required=False, help_text=note)
    widget: forms.Widget = forms.Textarea(attrs={"rows": 3})
    if option.type != OptionType.TEXT:
        mode = "numeric" if option.type == OptionType.COUNT else "decimal"
        widget = forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off"})
    return forms.CharField(label=label, max_length=400, required=False, help_text=note, widget=widget)


def ground_initial(today: date, name: str) -> dict[str, object]:
    """Return what a ground begins with: from today, checked today, by the person who types."""
    return {"effective_from": today, "verified_on": today, "verified_by": name}
