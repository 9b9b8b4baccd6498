"""A Django form made of declared fields: each reads with the field's own rules and says its own messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from meetpoint.core.modules.fields import (
    Amount,
    Choice,
    Choices,
    Count,
    Counts,
    Day,
    Field,
    FieldError,
    ShortText,
    YesNo,
)
from meetpoint.core.ui.widgets import DayInput, StepperInput
from meetpoint.lib.identifiers import is_uuid7, uuid7

MOST_RADIOS = 4
"""Up to so many answers stand side by side; more of them fold into a list, as on the Log."""

_LONGEST_TYPED = 2_000
"""Characters of one input that are looked at; nothing that a field takes is longer."""


class RowsInput(forms.MultiWidget):
    """A number for each row of a `Counts`; the inputs are named `<name>.<word>`."""

    template_name = "field/rows.html"
    use_fieldset = True

    def __init__(self, rows: Sequence[tuple[str, str]], least: int, most: int) -> None:
        self.rows = tuple(rows)
        attrs = {"min": least, "max": most, "inputmode": "numeric", "autocomplete": "off"}
        super().__init__({f".{word}": forms.NumberInput(attrs) for word, _label in rows})
        # Django puts an underscore before each name; ours begin with a dot.
        self.widgets_names = [f".{word}" for word, _label in rows]

    def decompress(self, value: Mapping[str, Any] | None) -> list[Any]:
        return [(value or {}).get(word) for word, _label in self.rows]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return what was typed, by the word of each row."""
        typed = {word: data.get(f"{name}.{word}", "").strip() for word, _label in self.rows}
        return {word: text for word, text in typed.items() if text}

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for part, (_word, label) in zip(context["widget"]["subwidgets"], self.rows, strict=True):
            part["label"] = label
        return context


class DeclaredField(forms.Field):
    """One declared field in a Django form. What it cleans to is what the field read; None when not said."""

    def __init__(self, declared: Field, *, is_asked: bool) -> None:
        super().__init__(
            label=declared.label,
            help_text=declared.help,
            required=declared.required or is_asked,
            widget=widget_for(declared),
        )
        self.declared = declared

    def clean(self, value: Any) -> Any:
        """Read with the declared field. A field that only the place asks for may stay empty."""
        if isinstance(value, str) and len(value) > _LONGEST_TYPED:
            value = value[:_LONGEST_TYPED]
        try:
            return self.declared.read(value)
        except FieldError as problem:
            raise ValidationError(str(problem)) from None


def widget_for(field: Field) -> forms.Widget:
    """Return what a declared field looks like on a page."""
    if isinstance(field, Counts):
        return RowsInput([(word, str(label)) for word, label in field.choices], field.minimum, field.maximum)
    if isinstance(field, Choices):
        return forms.CheckboxSelectMultiple(choices=list(field.choices))
    if isinstance(field, Choice):
        if len(field.choices) <= MOST_RADIOS:
            unsaid = () if field.required else (("", gettext_lazy("Not said")),)
            return forms.RadioSelect(choices=[*unsaid, *field.choices])
        return forms.Select(choices=[("", ""), *field.choices])
    if isinstance(field, Count):
        limits = {"min": field.minimum, "max": field.maximum}
        return StepperInput(limits, presets=field.presets)
    if isinstance(field, YesNo):
        return forms.CheckboxInput()
    if isinstance(field, Day):
        return DayInput()
    if isinstance(field, Amount):
        return forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
    longest = {"maxlength": field.max_length} if isinstance(field, ShortText) else {}
    return forms.TextInput({"autocomplete": "off", **longest})


class SheetForm(forms.Form):
    """A standalone form at one site. `uid` is made with the page, so that sent twice it is stored once."""

    use_required_attribute = False

    uid = forms.CharField(widget=forms.HiddenInput, required=False, label="")
    site = forms.IntegerField(
        widget=forms.HiddenInput,
        required=False,
        label=gettext_lazy("Site"),
    )

    def __init__(
        self, fields: Sequence[Field], asked: frozenset[str], data: Any = None, *, site_id: int
    ) -> None:
        super().__init__(data, initial={"uid": uuid7(), "site": site_id})
        self.declared = tuple(fields)
        for field in fields:
            self.fields[field.name] = DeclaredField(field, is_asked=field.name in asked)

    @property
    def always(self) -> list[forms.BoundField]:
        """The fields that everybody sees."""
        return self._bound(folded=False)

    @property
    def seldom(self) -> list[forms.BoundField]:
        """The fields behind one more tap."""
        return self._bound(folded=True)

    @property
    def is_seldom_open(self) -> bool:
        """Tell whether something was typed there, or has to be mended."""
        return any(field.errors or field.data for field in self.seldom) if self.is_bound else False

    def _bound(self, *, folded: bool) -> list[forms.BoundField]:
        return [self[field.name] for field in self.declared if field.folded is folded]

    def raw(self) -> dict[str, Any]:
        """Return what was typed, by field name, as the action takes it."""
        typed = {
            field.name: self.fields[field.name].widget.value_from_datadict(self.data, self.files, field.name)
            for field in self.declared
        }
        return {name: value for name, value in typed.items() if value not in (None, "", [], {}, False)}

    def sheet_uid(self) -> UUID:
        """Return the page's identifier; a missing or odd one is replaced by a fresh one."""
        try:
            uid = UUID(self.data.get("uid", ""))
        except ValueError:
            return uuid7()
        return uid if is_uuid7(uid) else uuid7()
