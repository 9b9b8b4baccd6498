"""The local numbers of a plan, typed or read from a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetpoint.core.ui.widgets import DayInput
from meetpoint.lib import clock
from meetpoint.lib.errors import DomainError
from meetpoint.lib.identifiers import uuid7
from meetpoint.planning.plans.deaths_file import LARGEST, DeathsFile, PlaceDeaths, read_deaths
from meetpoint.planning.plans.numbers import MOST_DEATHS, MOST_PEOPLE, MOST_YEARS_AHEAD, LocalNumbers

YEARS_SHOWN = 8


class NumbersForm(forms.Form):
    """A plan's title and numbers. `read` in the data means: read the file first, and show what it says."""

    uid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=120,
        help_text=gettext_lazy("Such as “Settlement funds 2027”."),
    )
    place = forms.CharField(label=gettext_lazy("County or city"), max_length=120)
    population = forms.IntegerField(
        label=gettext_lazy("Population"), min_value=1, max_value=MOST_PEOPLE * 10, required=False
    )
    people_at_risk = forms.IntegerField(
        label=gettext_lazy("People at risk of overdose"),
        min_value=1,
        max_value=MOST_PEOPLE,
        help_text=gettext_lazy(
            "People who use opioids other than as prescribed, or stimulants that may hold fentanyl. Your "
            "health department may have an estimate. If nobody knows, make two plans: one with a low, one "
            "with a high guess."
        ),
    )
    people_source = forms.CharField(
        label=gettext_lazy("Who says so"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("The study or the person that this number comes from."),
    )
    file = forms.FileField(
        label=gettext_lazy("Deaths from a file"),
        required=False,
        help_text=gettext_lazy(
            "A file of CDC WONDER or of VSRR (state or county) as you downloaded it, or two columns: year "
            "and deaths. What it says fills in the fields below; nothing else of it is kept."
        ),
        widget=forms.ClearableFileInput({"accept": ".csv,.txt,.tsv"}),
    )
    file_place = forms.CharField(
        label=gettext_lazy("Which place of the file"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Only where the file has several, such as “Harbor County”."),
    )
    source = forms.CharField(
        label=gettext_lazy("Where the deaths come from"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Such as “CDC WONDER, underlying cause X40–X44”."),
    )
    as_of = forms.DateField(label=gettext_lazy("As of"), required=False, widget=DayInput)
    start = forms.IntegerField(label=gettext_lazy("First year of the plan"), min_value=2000, max_value=2100)
    years = forms.IntegerField(
        label=gettext_lazy("For how many years"), min_value=1, max_value=MOST_YEARS_AHEAD
    )

    def __init__(self, data: Any = None, files: Any = None, *, numbers: LocalNumbers | None = None) -> None:
        this_year = clock.now().year
        usual = {"uid": uuid7(), "start": this_year + 1, "years": 5}
        super().__init__(data, files, initial=usual | (_initial(numbers) if numbers else {}))
        self.numbers = numbers
        first = min([this_year - YEARS_SHOWN, *(numbers.deaths if numbers else ())])
        self.years_asked = range(max(first, this_year - 20), this_year + 1)
        self.found: DeathsFile | None = None
        for year in self.years_asked:
            self.fields[f"deaths_{year}"] = forms.IntegerField(
                label=str(year),
                min_value=0,
                max_value=MOST_DEATHS,
                required=False,
                initial=numbers.deaths.get(year) if numbers else None,
            )
            self.fields[f"provisional_{year}"] = forms.BooleanField(
                label=_("may still grow"),
                required=False,
                initial=bool(numbers and year in numbers.provisional),
            )

    def general(self) -> list[forms.BoundField]:
        """Return the fields about the place."""
        return [self[each] for each in ("title", "place", "population", "people_at_risk", "people_source")]

    def of_the_file(self) -> list[forms.BoundField]:
        """Return the fields about a file."""
        return [self[each] for each in ("file", "file_place")]

    def of_the_source(self) -> list[forms.BoundField]:
        """Return the fields about where numbers come from and which years are planned."""
        return [self[each] for each in ("source", "as_of", "start", "years")]

    def by_year(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return the two fields of each year, the latest first."""
        return [(self[f"deaths_{year}"], self[f"provisional_{year}"]) for year in reversed(self.years_asked)]

    def clean_file(self) -> Any:
        """Refuse a file that is too large before it is read."""
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST:
            raise forms.ValidationError(
                _("This file is too large. Leave only your place and its years in it.")
            )
        return file

    def read_file(self) -> dict[str, Any] | None:
        """Return what the file says, by field; None, with the reason beside the field, when it cannot be
        used.
        """
        file = self.cleaned_data.get("file")
        if not file:
            self.add_error("file", _("Choose a file first."))
            return None
        try:
            self.found = read_deaths(file.read())
            here = self.found.place(self.cleaned_data.get("file_place", ""))
        except DomainError as problem:
            for field, message in (problem.fields or {"file": problem.message}).items():
                self.add_error(field, message)
            return None
        return self._filled(here)

    def local_numbers(self) -> LocalNumbers:
        """Return the numbers as typed. Raises FaultyPlan."""
        said = self.cleaned_data
        typed = {year: said.get(f"deaths_{year}") for year in self.years_asked}
        older = {y: n for y, n in (self.numbers.deaths if self.numbers else {}).items() if y not in typed}
        deaths = older | {year: count for year, count in typed.items() if count is not None}
        return LocalNumbers(
            place=said["place"],
            people_at_risk=said["people_at_risk"],
            population=said["population"],
            deaths=deaths,
            provisional=frozenset(year for year in deaths if said.get(f"provisional_{year}")),
            source=said["source"],
            people_source=said["people_source"],
            as_of=said["as_of"],
            start=said["start"],
            years=said["years"],
            currency=self.numbers.currency if self.numbers else "USD",
        )

    def _filled(self, here: PlaceDeaths) -> dict[str, Any]:
        assert self.found is not None
        shown = {year: count for year, count in here.deaths.items() if year in self.years_asked}
        filled: dict[str, Any] = {f"deaths_{year}": count for year, count in shown.items()}
        filled |= {f"provisional_{year}": "on" for year in shown if year in here.provisional}
        if here.population:
            filled["population"] = here.population[max(here.population)]
        if not self.data.get("source"):
            filled["source"] = {"plain": _("A file"), "VSRR county": "CDC VSRR"}.get(
                self.found.layout, f"CDC {self.found.layout.removeprefix('CDC ')}"
            )
        return filled


def _initial(numbers: LocalNumbers) -> dict[str, Any]:
    return {
        "place": numbers.place,
        "population": numbers.population,
        "people_at_risk": numbers.people_at_risk,
        "people_source": numbers.people_source,
        "source": numbers.source,
        "as_of": numbers.as_of,
        "start": numbers.start,
        "years": numbers.years,
    }
