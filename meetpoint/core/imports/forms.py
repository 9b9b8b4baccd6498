"""Input for imports: the file, and what its columns mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetpoint.core.imports.mapping import shape
from meetpoint.core.imports.mapping.known import Known
from meetpoint.core.imports.mapping.shape import ITEM, LogMapping, Target
from meetpoint.core.imports.mapping.words import plain
from meetpoint.core.imports.mapping.written import target_from_word
from meetpoint.core.imports.opened import Opened
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.identifiers import uuid7

ROLE_LABELS = (
    ("date", gettext_lazy("Date")),
    ("time", gettext_lazy("Time")),
    ("site", gettext_lazy("Site")),
    ("code", gettext_lazy("Participant’s code")),
    ("people", gettext_lazy("How many people came")),
    ("for_others", gettext_lazy("Collecting for how many others")),
    ("item_word", gettext_lazy("Which item")),
    ("quantity", gettext_lazy("How many of it")),
    ("place_type", gettext_lazy("Kind of place")),
    ("note", gettext_lazy("Note")),
)
UNIT_LABELS = (
    (shape.UNITS, gettext_lazy("single units")),
    (shape.PACKS, gettext_lazy("packs or boxes")),
    (shape.DOSES, gettext_lazy("doses")),
)
ROW_LABELS = (
    (shape.CONTACTS, gettext_lazy("One contact with one person")),
    (shape.COUNTS, gettext_lazy("A count of people, such as a day’s tally")),
)
CODE_LABELS = (
    (shape.LINK, gettext_lazy("Find the person by the code, and enrol whoever is not here yet")),
    (shape.LEAVE_OUT, gettext_lazy("Leave the codes out: every contact is anonymous")),
)
DATE_LABELS = (
    ("", gettext_lazy("As the log shows")),
    (shape.DAY_FIRST, gettext_lazy("Day first: 14/3/2026")),
    (shape.MONTH_FIRST, gettext_lazy("Month first: 3/14/2026")),
)


class LogForm(forms.Form):
    """The file to import; `uid` is made when the form is shown, so that sent twice it is read once."""

    uid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    file = forms.FileField(
        label=gettext_lazy("The log"),
        help_text=gettext_lazy(
            "A CSV or XLSX file of up to 32 MB. It is kept sealed, and removed once it is imported."
        ),
        widget=forms.FileInput({"accept": ".csv,.tsv,.txt,.xlsx"}),
        error_messages={
            "required": gettext_lazy("Choose the file of the log."),
            "empty": gettext_lazy("There is nothing in this file. Choose the one that holds the log."),
        },
    )
    name = forms.CharField(
        label=gettext_lazy("What you call this log"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Such as “Van log”. Its columns are remembered for the next file."),
    )
    sheet = forms.CharField(
        label=gettext_lazy("Sheet"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Only for a workbook with several sheets; else the first one is read."),
    )


class HeaderForm(forms.Form):
    """Where the names of the columns stand."""

    header_row = forms.IntegerField(
        label=gettext_lazy("The names of the columns stand in row"),
        min_value=1,
        max_value=1_000,
        widget=forms.NumberInput({"form": "again"}),
    )


class MappingForm(forms.Form):
    """What each column means, which site a word stands for, and how dates, codes and rows are meant."""

    name = forms.CharField(label=gettext_lazy("What you call this log"), max_length=120)
    dates = forms.ChoiceField(label=gettext_lazy("Dates"), choices=DATE_LABELS, required=False)
    rows = forms.ChoiceField(label=gettext_lazy("One row is"), choices=ROW_LABELS)
    codes = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Participants’ codes"),
        choices=CODE_LABELS,
        help_text=gettext_lazy(
            "Old codes are kept only as a keyed fingerprint, by which the person is found again."
        ),
    )
    site = forms.ChoiceField(label=gettext_lazy("Rows that name no site belong to"), required=False)

    def __init__(self, log: Opened, words: Sequence[str], by: Actor, data: Any = None) -> None:
        super().__init__(data, initial=_initial(log.mapping))
        self.log = log
        self.words = [word for word in words][:100]
        sites = _site_choices(by)
        every_row = _("Every row names its site") if log.mapping.has("site") else _("Choose…")
        self.fields["site"].choices = [("", every_row), *sites]  # type: ignore[attr-defined]
        meanings = meaning_choices(log.known)
        for place, header in enumerate(log.sheet.headers):
            target = log.mapping.columns.get(header)
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=header, choices=meanings, required=False, initial=target.word if target else ""
            )
            self.fields[f"unit-{place}"] = forms.ChoiceField(
                label=_("counted in"),
                choices=UNIT_LABELS,
                required=False,
                initial=target.unit if target else "",
            )
        for place, word in enumerate(self.words):
            self.fields[f"word-{place}"] = forms.ChoiceField(
                label=word, choices=[("", _("Choose…")), *sites], required=False
            )

    def general(self) -> list[forms.BoundField]:
        """Return the fields that are about the log as a whole."""
        names = ["name", "rows", "dates", "site"]
        return [self[name] for name in (*names, "codes") if name != "codes" or self.log.mapping.has("code")]

    def columns(self) -> Iterator[dict[str, Any]]:
        """Yield, for each column, its fields, a few of its cells, and whether nobody said what it means."""
        samples = _samples(self.log)
        for place, header in enumerate(self.log.sheet.headers):
            yield {
                "header": header,
                "meaning": self[f"column-{place}"],
                "is_unclear": not self[f"column-{place}"].value(),
                "unit": self[f"unit-{place}"],
                "sample": ", ".join(samples[place]),
            }

    def site_words(self) -> list[forms.BoundField]:
        """Return the fields for words whose site is not known."""
        return [self[f"word-{place}"] for place in range(len(self.words))]

    def mapping(self) -> LogMapping:
        """Return the mapping that was chosen."""
        said = self.cleaned_data
        before = self.log.mapping
        columns = {}
        for place, header in enumerate(self.log.sheet.headers):
            target = target_from_word(said[f"column-{place}"], said[f"unit-{place}"] or shape.UNITS)
            if target is not None:
                columns[header] = target
        sites = {
            plain(word): said[f"word-{place}"]
            for place, word in enumerate(self.words)
            if said[f"word-{place}"]
        }
        return LogMapping(
            name=said["name"],
            header_row=before.header_row,
            layout=before.layout,
            dates=said["dates"],
            site=said["site"],
            codes=said["codes"] or before.codes,
            rows=said["rows"],
            columns=columns,
            sites={**before.sites, **sites},
            items=before.items,
        )

    def clean(self) -> dict[str, Any]:
        """Refuse two columns for what a row has once."""
        said = super().clean() or {}
        seen: dict[str, str] = {}
        for place, header in enumerate(self.log.sheet.headers):
            word = said.get(f"column-{place}", "")
            if word in shape.ONCE and word in seen:
                message = _("“%(other)s” is this already. Choose one of the two.") % {"other": seen[word]}
                self.add_error(f"column-{place}", message)
            seen.setdefault(word, header)
        return said


def meaning_choices(known: Known) -> list[tuple[Any, Any]]:
    """Return what a column may mean: what every contact has, what services ask, and the catalogue."""
    answers = [
        (Target(shape.ANSWER, column.slug).word, column.label)
        for column in registry().import_columns.values()
        if column.form
    ]
    items = [(Target(ITEM, facts.slug).word, facts.label) for facts in known.items.values()]
    return [
        ("", _("Choose…")),
        (shape.LEFT_OUT, _("Leave this column out")),
        (_("The contact"), list(ROLE_LABELS)),
        (_("What was said or done"), answers),
        (_("Handed out"), items),
    ]


def _initial(mapping: LogMapping) -> dict[str, Any]:
    return {name: getattr(mapping, name) for name in ("name", "dates", "rows", "codes", "site")}


def _site_choices(by: Actor) -> list[tuple[str, str]]:
    sites = Site.objects.of(by).order_by("name").values_list("pk", "slug", "name")
    return [(slug, name) for pk, slug, name in sites if by.reaches(pk)]


def _samples(log: Opened) -> list[list[str]]:
    samples: list[list[str]] = [[] for _header in log.sheet.headers]
    for number, entry in enumerate(log.sheet.entries()):
        if number >= 50 or all(len(cells) >= 3 for cells in samples):
            break
        for place, cell in enumerate(entry.cells):
            if cell and len(samples[place]) < 3 and cell[:30] not in samples[place]:
                samples[place].append(cell[:30])
    return samples
