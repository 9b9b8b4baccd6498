"""Input of the pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetpoint.core.modules.fields import Choice, Choices, Day, Field, FieldError, ShortText
from meetpoint.core.organisations.models import Site
from meetpoint.core.organisations.policy import policy_for
from meetpoint.core.supplies.queries import places_of
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.widgets import DayInput
from meetpoint.lib.errors import DomainError
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.drug_checking import receipts
from meetpoint.services.drug_checking.actions.results import Found, NewAnalysis
from meetpoint.services.drug_checking.forms.standalone import READINGS, SAMPLE_FORM
from meetpoint.services.drug_checking.models import (
    Method,
    Outcome,
    Target,
    VoidReason,
)
from meetpoint.services.drug_checking.reading.parsed import BadCell
from meetpoint.services.drug_checking.reading.words import ABUNDANCES, UNITS, looked_up, number_of
from meetpoint.services.drug_checking.rules import READINGS as READING_WORDS

MOST_FILES = 4
MOST_FINDINGS = 40
_NOT_SAID = ("", gettext_lazy("Not said"))


def site_of(request: HttpRequest) -> dict[str, Any]:
    """Return the site at which the person is working, as an initial value."""
    site: Site | None = request.site  # type: ignore[assignment]  # ours, not that of django.contrib.sites
    return {"site": site.pk} if site else {}


class _AtSite(forms.Form):
    """Something at a site. `uid` is made when the form is shown, so that sent twice it is stored once."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    site = forms.TypedChoiceField(label=gettext_lazy("Site"), coerce=int)

    def __init__(
        self, actor: Actor, data: Any = None, files: Any = None, *, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, files, initial={"uid": uuid7(), **(initial or {})})
        self.places = [place for place in places_of(actor).values() if not place.closed]
        chosen = [(place.id, place.name) for place in self.places]
        self.fields["site"].choices = chosen  # type: ignore[attr-defined]

    def today(self, site_id: int) -> date:
        """Return the day at a site that was chosen."""
        return next(place.today for place in self.places if place.id == site_id)


class SampleInput(_AtSite):
    """The form of `standalone.py` on a page; the same fields read and refuse."""

    def __init__(self, actor: Actor, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(actor, data, initial=initial)
        policy = policy_for(actor.organisation_id)
        for each in SAMPLE_FORM.fields:
            if not policy.is_forbidden(f"{SAMPLE_FORM.slug}.{each.name}"):
                self.fields[each.name] = _input(each)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for each in SAMPLE_FORM.fields:
            try:
                said[each.name] = each.read(said.get(each.name))
            except FieldError as problem:
                self.add_error(each.name if each.name in self.fields else None, str(problem))
        if said.get("receipt"):
            _read_code(self, "receipt")
        return said

    def values(self) -> dict[str, Any]:
        """Return what was said, by field, as the standalone form gives it to its `save`."""
        said = self.cleaned_data
        return {each.name: said[each.name] for each in SAMPLE_FORM.fields if said.get(each.name)}

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields that stand open."""
        folded = {each.name for each in SAMPLE_FORM.fields if each.folded}
        return [field for field in self if field.name not in folded]

    @property
    def folded(self) -> list[forms.BoundField]:
        """The fields behind one more tap."""
        folded = {each.name for each in SAMPLE_FORM.fields if each.folded}
        return [field for field in self if field.name in folded]


def _input(each: Field) -> forms.Field:
    shared: dict[str, Any] = {"label": each.label, "help_text": each.help, "required": each.required}
    if isinstance(each, Choices):
        return forms.MultipleChoiceField(
            choices=list(each.choices), widget=forms.CheckboxSelectMultiple, **shared
        )
    if isinstance(each, Choice):
        few = len(each.choices) <= 4
        widget = forms.RadioSelect if few else forms.Select
        return forms.ChoiceField(choices=[_NOT_SAID, *each.choices], widget=widget, **shared)
    if isinstance(each, Day):
        return forms.CharField(widget=DayInput, **shared)
    most = each.max_length if isinstance(each, ShortText) else 200
    return forms.CharField(max_length=most, **shared)


def _read_code(form: forms.Form, name: str) -> None:
    try:
        form.cleaned_data[name] = receipts.read(form.cleaned_data[name])
    except DomainError as problem:
        form.add_error(name, str(problem))


class CodeInput(forms.Form):
    """The code of a slip."""

    code = forms.CharField(
        label=gettext_lazy("Code on your slip"),
        help_text=gettext_lazy("13 letters and digits, such as 7K2M-QX4P-9WNDA."),
        max_length=120,
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "data-code": ""}
        ),
    )

    def clean_code(self) -> str:
        try:
            return receipts.read(self.cleaned_data["code"])
        except DomainError as problem:
            raise forms.ValidationError(str(problem)) from None


class StripInput(_AtSite):
    """A strip that was read, for the sample whose slip is at hand."""

    code = forms.CharField(
        label=gettext_lazy("Code on the slip of the sample"),
        help_text=gettext_lazy("Scan or type it."),
        max_length=120,
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    target = forms.ChoiceField(
        label=gettext_lazy("What the strip looks for"), choices=Target.choices, widget=forms.RadioSelect
    )
    reading = forms.ChoiceField(
        label=gettext_lazy("What it shows"), choices=READINGS, widget=forms.RadioSelect
    )
    lot = forms.ChoiceField(
        label=gettext_lazy("Lot of the strip"),
        help_text=gettext_lazy("So that a recall of the lot finds this result."),
        required=False,
    )

    def __init__(
        self,
        actor: Actor,
        data: Any = None,
        *,
        lots: list[tuple[str, str]],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(actor, data, initial=initial)
        self.fields["lot"].choices = [_NOT_SAID, *lots]  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        try:
            return receipts.read(self.cleaned_data["code"])
        except DomainError as problem:
            raise forms.ValidationError(str(problem)) from None

    def analysis(self) -> NewAnalysis:
        """Return what was entered, as the action takes it."""
        said = self.cleaned_data
        return NewAnalysis(
            uid=said["uid"],
            method=Method.STRIP.value,
            outcome=said["reading"],
            tested_on=self.today(said["site"]),
            target=said["target"],
            lot_id=int(said["lot"]) if said["lot"] else None,
        )


class AnalysisInput(forms.Form):
    """A test of one sample. Findings are lines: substance; abundance; quantity; unit; match score."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    method = forms.ChoiceField(label=gettext_lazy("Method"), choices=Method.choices)
    tested_on = forms.DateField(label=gettext_lazy("Tested on"), widget=DayInput)
    outcome = forms.ChoiceField(
        label=gettext_lazy("What it came to"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    target = forms.ChoiceField(
        label=gettext_lazy("What a strip looks for"), required=False, choices=[_NOT_SAID, *Target.choices]
    )
    lot = forms.ChoiceField(label=gettext_lazy("Lot of the strip"), required=False)
    found = forms.CharField(
        label=gettext_lazy("Substances found"),
        help_text=gettext_lazy(
            "One on each line. After a semicolon: trace, or indication of; then, where measured, a"
            " quantity, its"
            " unit (%, mg, mg/g, µg, mg/ml) and the library’s match score. For example: fentanyl; trace;"
            " 0.4; %"
        ),
        required=False,
        max_length=6000,
        widget=forms.Textarea({"rows": 5, "spellcheck": "false"}),
    )
    instrument = forms.CharField(label=gettext_lazy("Instrument"), required=False, max_length=60)
    laboratory = forms.CharField(label=gettext_lazy("Laboratory"), required=False, max_length=60)
    detection_limit = forms.DecimalField(
        label=gettext_lazy("Detection limit"),
        help_text=gettext_lazy("As the packet or the laboratory says. A strip’s own is kept by itself."),
        required=False,
        min_value=Decimal(0),
        max_digits=12,
        decimal_places=4,
    )
    limit_unit = forms.CharField(label=gettext_lazy("Unit of the limit"), required=False, max_length=12)
    limit_source = forms.CharField(label=gettext_lazy("Who says so"), required=False, max_length=200)

    def __init__(self, data: Any = None, *, lots: list[tuple[str, str]], today: date) -> None:
        super().__init__(data, initial={"uid": uuid7(), "tested_on": today})
        self.fields["lot"].choices = [_NOT_SAID, *lots]  # type: ignore[attr-defined]

    def clean_found(self) -> tuple[Found, ...]:
        lines = [line for line in self.cleaned_data["found"].splitlines() if line.strip()]
        if len(lines) > MOST_FINDINGS:
            raise forms.ValidationError(_("Please name no more than %(most)d.") % {"most": MOST_FINDINGS})
        try:
            return tuple(_finding(line) for line in lines)
        except BadCell as bad:
            raise forms.ValidationError(bad.message) from None

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("outcome") in READING_WORDS and said.get("found"):
            self.add_error(
                "found", _("A strip or reagent names no substances here. Choose “Substances found”.")
            )
        if said.get("detection_limit") is not None and not said.get("limit_unit"):
            self.add_error("limit_unit", _("Write the unit of the limit, such as ng/mL."))
        return said

    def analysis(self) -> NewAnalysis:
        """Return what was entered, as the action takes it."""
        said = dict(self.cleaned_data)
        lot = said.pop("lot")
        return NewAnalysis(**said, lot_id=int(lot) if lot else None)


def _finding(line: str) -> Found:
    cells = [cell.strip() for cell in [*line.split(";"), "", "", "", ""]]
    if len(line.split(";")) > 5 or not cells[0] or len(cells[0]) > 120:
        raise BadCell(
            "found",
            _("“%(line)s” cannot be read. Write a substance, then what is known of it.")
            % {"line": line[:60]},
        )
    quantity = number_of(cells[2], "found")
    return Found(
        named=cells[0],
        abundance=looked_up(cells[1], ABUNDANCES, "found"),
        quantity=quantity,
        unit="" if quantity is None else looked_up(cells[3], UNITS, "found"),
        score=number_of(cells[4], "found"),
    )


class VoidInput(forms.Form):
    """Why a sample is taken out."""

    reason = forms.ChoiceField(label=gettext_lazy("Why"), choices=VoidReason.choices)


class _ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class _ManyFilesField(forms.FileField):
    """Several files of one input, each checked as one is; the value is a list."""

    widget = _ManyFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = data if isinstance(data, list) else [data]
        if len(given) > MOST_FILES:
            raise forms.ValidationError(
                _("Please choose no more than %(most)d files.") % {"most": MOST_FILES}
            )
        return [super(_ManyFilesField, self).clean(one, initial) for one in given or [None]]


class LabFileInput(_AtSite):
    """A laboratory's files, which are looked at before they are taken in."""

    layout = forms.ChoiceField(
        label=gettext_lazy("Whose columns it has"),
        choices=(
            ("unc", gettext_lazy("UNC Street Drug Analysis Lab: samples, substances, or both")),
            ("tedi", gettext_lazy("TEDI: one row for each sample")),
        ),
        widget=forms.RadioSelect,
        initial="unc",
    )
    lab_files = _ManyFilesField(
        label=gettext_lazy("Files"),
        help_text=gettext_lazy("CSV or XLSX. UNC’s two files can be chosen together."),
        widget=_ManyFiles({"accept": ".csv,.xlsx", "multiple": True}),
    )


class TakeInInput(forms.Form):
    """Whether the results of samples with a slip may be read at once."""

    tell = forms.BooleanField(
        label=gettext_lazy("Let people read the results of their samples at once"),
        help_text=gettext_lazy("Otherwise each waits until somebody has looked at it."),
        required=False,
        initial=False,
    )
