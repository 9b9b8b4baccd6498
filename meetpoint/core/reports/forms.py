"""Input for a report: which days, and which sites."""

from __future__ import annotations

from datetime import date

from django import forms
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetpoint.core.organisations.models import Site
from meetpoint.core.reports import periods
from meetpoint.core.reports.answering.answer import sites_in_reach
from meetpoint.core.reports.answering.report import Report
from meetpoint.core.reports.asking.template import Template
from meetpoint.core.reports.releasing.policies import policies
from meetpoint.core.reports.releasing.tables import publishable
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.refusals import tried
from meetpoint.core.ui.widgets import DayInput

OTHER = "other"


class PeriodForm(forms.Form):
    """Days by name (`period`) or by date (`from`, `to`), and sites by short name; no site means every site.

    A link that gives dates and no name means the dates.
    """

    period = forms.ChoiceField(label=gettext_lazy("Which days"), widget=forms.RadioSelect)

    def __init__(self, actor: Actor, template: Template, data: QueryDict, *, today: date) -> None:
        self.offered = {choice.slug: choice for choice in periods.choices(actor.organisation_id, today)}
        self.usual = periods.usual(template.periods[0], today)
        self.places = {site.slug: site for site in sites_in_reach(actor)}
        super().__init__(_with_period(data) if data else None, initial={"period": self.usual.slug})
        self.fields["period"].choices = self._period_choices()  # type: ignore[attr-defined]
        for name, label in (("from", _("First day")), ("to", _("Last day, included"))):
            self.fields[name] = forms.DateField(
                label=label,
                required=False,
                widget=DayInput,
                error_messages={"invalid": _("Write a date as year-month-day, such as 2026-03-14.")},
            )
        self.fields["site"] = forms.MultipleChoiceField(
            label=_("Which sites"),
            help_text=_("Tick none for all of them."),
            required=False,
            choices=[(slug, site.name) for slug, site in self.places.items()],
            widget=forms.CheckboxSelectMultiple,
        )

    @property
    def first(self) -> date:
        """The first day that was chosen."""
        return self._days()[0]

    @property
    def last(self) -> date:
        """The last day that was chosen."""
        return self._days()[1]

    @property
    def sites(self) -> list[Site] | None:
        """The sites that were chosen; None means all within reach."""
        slugs = self.cleaned_data["site"]
        return [self.places[slug] for slug in slugs] if slugs else None

    def clean(self) -> None:
        if self.errors or self.cleaned_data["period"] != OTHER:
            return
        for name in ("from", "to"):
            if self.cleaned_data[name] is None:
                self.add_error(name, _("Please give this day."))
        if not self.errors:
            tried(self, lambda: periods.check_span(self.first, self.last))

    def _days(self) -> tuple[date, date]:
        choice = self.offered.get(self.cleaned_data["period"])
        return (choice.first, choice.last) if choice else (self.cleaned_data["from"], self.cleaned_data["to"])

    def _period_choices(self) -> list[tuple[str, str]]:
        named = [(slug, f"{one.label}: {said(one.first, one.last)}") for slug, one in self.offered.items()]
        return [*named, (OTHER, _("Other days"))]


class PublishForm(forms.Form):
    """Which table of a run is published, and by which policy small counts are hidden."""

    def __init__(self, report: Report, data: QueryDict | None = None, *, usual: str) -> None:
        super().__init__(data, initial={"policy": usual})
        rows = publishable(report)
        self.is_possible = bool(rows)
        self.fields["row"] = forms.ChoiceField(
            label=_("Which table"),
            choices=[(row.row.code, f"{row.row.code} {row.label}") for row in rows],
            widget=forms.RadioSelect,
        )
        self.fields["policy"] = forms.ChoiceField(
            label=_("Which counts are hidden"),
            choices=[(policy.name, policy.title) for policy in policies().values()],
        )


def said(first: date, last: date) -> str:
    """Return a span of days in words, both ends included."""
    return f"{date_format(first, 'DATE_FORMAT')} – {date_format(last, 'DATE_FORMAT')}"


def _with_period(data: QueryDict) -> QueryDict:
    if "period" in data or not ("from" in data or "to" in data):
        return data
    completed = data.copy()
    completed["period"] = OTHER
    return completed
