"""Form widgets that draw themselves as the design system's components."""

from collections.abc import Sequence
from typing import Any

from django import forms


class DayInput(forms.DateInput):
    """The browser's own date field; it speaks ISO whatever the reader's language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """The browser's own date and time field, in the current time zone."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class StepperInput(forms.NumberInput):
    """A whole number set with − and +, or by one tap on a preset; `{% form_field %}` draws the stepper."""

    def __init__(
        self, attrs: dict[str, Any] | None = None, *, presets: Sequence[int] = (), icon: str = ""
    ) -> None:
        super().__init__(attrs)
        self.presets = tuple(presets)
        self.icon = icon
