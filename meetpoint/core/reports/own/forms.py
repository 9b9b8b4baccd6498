"""Input for the report builder and for schedules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetpoint.core.facts.labels import name_of
from meetpoint.core.facts.reading.narrowing import column_of
from meetpoint.core.modules.indicators import Indicator
from meetpoint.core.modules.registry import registry
from meetpoint.core.reports.asking.reading import MOST_BREAKDOWNS
from meetpoint.core.reports.forms import PeriodForm
from meetpoint.core.reports.own.actions.schedules import LONGEST_WAIT_DAYS
from meetpoint.core.reports.own.building import Choices, built
from meetpoint.core.reports.own.models import Every
from meetpoint.core.tenancy.actor import Actor

ANY = Choices(("encounters.contacts",))


class BuilderForm(PeriodForm):
    """What a report of one's own shows, and for which days and sites: a link holds all of it."""

    def __init__(self, actor: Actor, data: QueryDict, *, today: date) -> None:
        super().__init__(actor, built(ANY), data, today=today)
        chosen = {
            "indicator": forms.MultipleChoiceField(
                label=_("What is counted"),
                choices=list(_groups()),
                widget=forms.CheckboxSelectMultiple,
                error_messages={"required": _("Tick at least one thing to count.")},
            ),
            "by": forms.MultipleChoiceField(
                label=_("Broken down by"),
                help_text=_("One or two, or none for one number each."),
                required=False,
                choices=list(_breakdowns()),
                widget=forms.CheckboxSelectMultiple,
            ),
        }
        self.fields = {**chosen, **self.fields}

    @property
    def choices(self) -> Choices:
        """What was ticked."""
        return Choices(tuple(self.cleaned_data["indicator"]), tuple(self.cleaned_data["by"]))

    def folded(self) -> list[tuple[str, list[dict[str, Any]], bool]]:
        """Return what can be ticked under the name of its module, and whether something there is."""
        ticked = set(self["indicator"].value() or ())
        field = cast(forms.MultipleChoiceField, self.fields["indicator"])
        listed = [(str(name), dict(cast(Any, options))) for name, options in cast(Any, field.choices)]
        return [
            (
                name,
                [
                    {"value": code, "label": label, "is_ticked": code in ticked}
                    for code, label in said.items()
                ],
                not ticked.isdisjoint(said),
            )
            for name, said in listed
        ]

    def clean_by(self) -> list[str]:
        names: list[str] = self.cleaned_data["by"]
        if len(names) > MOST_BREAKDOWNS:
            raise forms.ValidationError(_("Choose one or two: a table has rows and columns, and no more."))
        return names


class TitleForm(forms.Form):
    """What a saved report is called."""

    title = forms.CharField(label=gettext_lazy("What to call it"), max_length=120)


class ScheduleForm(forms.Form):
    """How often a report is made by itself, and how long to wait for what is written down later."""

    every = forms.ChoiceField(
        label=gettext_lazy("How often"), choices=Every.choices, widget=forms.RadioSelect, initial=Every.MONTH
    )
    wait_days = forms.IntegerField(
        label=gettext_lazy("Days to wait after the period is over"),
        help_text=gettext_lazy("So that what is written down late is in it. Nought means the next day."),
        min_value=0,
        max_value=LONGEST_WAIT_DAYS,
        initial=3,
    )


def _groups() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield the indicators that can be told, under the name of their module."""
    for module in registry():
        listed = [(one.code, str(one.title)) for one in module.indicators if not one.missing]
        if listed:
            yield str(module.name), listed


def _breakdowns() -> Iterator[tuple[str, str]]:
    """Yield every way to break down that some indicator has, those that most have first."""
    told: list[Indicator] = [one for one in registry().indicators.values() if not one.missing]
    often = Counter(name for one in told for name in one.breakdowns)
    first = {name: one for one in reversed(told) for name in one.breakdowns}
    for name, _times in often.most_common():
        yield name, name_of(name, column_of(first[name], name))
