"""Input for case load and plans."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from meetpoint.core.organisations.models import Site
from meetpoint.core.plans import rules
from meetpoint.core.plans.models import LANGUAGES, Area, EndReason, Part
from meetpoint.core.plans.queries.colleagues import Colleague, colleagues
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.widgets import DayInput
from meetpoint.lib.identifiers import uuid7

CHOOSE = ("", _("Choose…"))
_NO_NAMES = _("In the person’s own words. Leave out names and addresses.")


class _Once(forms.Form):
    """A form that, sent twice, is stored once: `uid` is made when it is shown."""

    uid = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial={"uid": uuid7(), **(initial or {})})


def _sites(by: Actor) -> Any:
    sites = Site.objects.of(by).filter(closed_on=None)
    return sites if by.site_ids is None else sites.filter(pk__in=by.site_ids)


def _offered(people: list[Colleague] | tuple[Colleague, ...]) -> list[tuple[Any, Any]]:
    return [(str(one.id), one.name) for one in people]


class AssignForm(_Once):
    """Who goes along with a person; the choice of colleagues is there for whoever may manage."""

    staff = forms.TypedChoiceField(label=_("Who"), coerce=int)
    part = forms.ChoiceField(
        label=_("How"), choices=Part.choices, initial=Part.PRIMARY, widget=forms.RadioSelect
    )
    site = forms.ModelChoiceField(Site.objects.none(), label=_("Site"), empty_label=None)

    def __init__(
        self, by: Actor, data: Any = None, *, initial: dict[str, Any] | None = None, chooses: bool = False
    ) -> None:
        super().__init__(data, initial={"staff": by.staff_id, **(initial or {})})
        self.fields["site"].queryset = _sites(by)  # type: ignore[attr-defined]
        mine = [one for one in colleagues(by) if chooses or one.id == by.staff_id]
        self.fields["staff"].choices = _offered(mine)  # type: ignore[attr-defined]


class HandOverForm(forms.Form):
    """To whom a person or a whole load is handed over, and what the colleague should know."""

    staff = forms.TypedChoiceField(label=_("To whom"), coerce=int)
    note = forms.CharField(
        label=_("Note for the colleague"),
        help_text=_("What is going on and what was promised. Kept sealed for 180 days; no names."),
        required=False,
        max_length=rules.LONGEST_NOTE,
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(self, by: Actor, data: Any = None, *, without: int, site_id: int | None = None) -> None:
        super().__init__(data)
        others = [
            one for one in colleagues(by) if one.id != without and (site_id is None or one.reaches(site_id))
        ]
        self.fields["staff"].choices = [CHOOSE, *_offered(others)]  # type: ignore[attr-defined]
        self.has_others = bool(others)


class EndForm(forms.Form):
    """Why somebody no longer goes along."""

    reason = forms.ChoiceField(
        label=_("Why does it end?"),
        choices=[choice for choice in EndReason.choices if choice[0] != EndReason.HANDED_OVER],
        widget=forms.RadioSelect,
    )


class BeginForm(_Once):
    """Where a plan is kept."""

    site = forms.ModelChoiceField(Site.objects.none(), label=_("Site"), empty_label=None)

    def __init__(self, by: Actor, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["site"].queryset = _sites(by)  # type: ignore[attr-defined]


class GoalForm(_Once):
    """What a person wants."""

    words = forms.CharField(
        label=_("What do you want?"),
        help_text=_NO_NAMES,
        max_length=rules.LONGEST_WORDS,
        widget=forms.Textarea({"rows": 3}),
    )
    language = forms.ChoiceField(label=_("Said in"), choices=LANGUAGES)
    area = forms.ChoiceField(label=_("What it is about"), choices=[CHOOSE, *Area.choices])
    importance = forms.TypedChoiceField(
        label=_("How much does it matter to you?"),
        choices=[("", _("Not said")), ("1", _("Most")), ("2", _("Much")), ("3", _("Some"))],
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial={"language": get_language() or "en", **(initial or {})})


class StepForm(_Once):
    """A next step: what, who, by when."""

    what = forms.CharField(
        label=_("Next step"),
        help_text=_("It also stands on the page Follow-up. Leave out names."),
        max_length=200,
    )
    due_on = forms.DateField(label=_("By when"), widget=DayInput)
    owner = forms.TypedChoiceField(label=_("Who keeps an eye on it"), coerce=int)
    by_person = forms.BooleanField(label=_("The person does it themselves"), required=False)

    def __init__(
        self, by: Actor, site_id: int, data: Any = None, *, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial={"owner": by.staff_id, **(initial or {})})
        here = [one for one in colleagues(by) if one.reaches(site_id)]
        self.fields["owner"].choices = _offered(here)  # type: ignore[attr-defined]


class ReviewForm(forms.Form):
    """When a plan is looked at again."""

    review_on = forms.DateField(
        label=_("Look again on"), help_text=_("Empty: no reminder."), required=False, widget=DayInput
    )


class HelperForm(_Once):
    """Who else helps: a colleague, or somebody outside."""

    staff = forms.TypedChoiceField(label=_("A colleague"), coerce=int, empty_value=None, required=False)
    name = forms.CharField(
        label=_("Or somebody outside"),
        help_text=_(
            "As the person calls them, such as “my sister” or “the nurse at Hill Clinic”. Kept sealed."
        ),
        max_length=rules.LONGEST_NAME,
        required=False,
    )

    def __init__(self, by: Actor, site_id: int, data: Any = None) -> None:
        super().__init__(data)
        here = [one for one in colleagues(by) if one.reaches(site_id)]
        self.fields["staff"].choices = [("", _("Nobody chosen")), *_offered(here)]  # type: ignore[attr-defined]
