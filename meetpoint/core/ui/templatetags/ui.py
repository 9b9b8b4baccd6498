"""The components, as template tags (`{% load ui %}`); docs/reference/components.md shows how to use each."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from meetpoint.core.ui import frames, icons
from meetpoint.core.ui.charts import Chart
from meetpoint.core.ui.dates import in_place, say_day, say_moment, say_month
from meetpoint.core.ui.numbers import say_number
from meetpoint.core.ui.widgets import StepperInput

register = template.Library()

BADGE_ICONS = {"ok": "done", "note": "info", "soon": "clock", "now": "warning", "danger": "danger"}


@register.simple_tag
def icon(name: str) -> SafeString:
    return icons.draw(name)


@register.simple_tag
def badge(level: str, text: str) -> SafeString:
    """Say a status with a word and an icon; raises KeyError for a level that does not exist."""
    return format_html(
        '<span class="badge badge-{}">{}{}</span>', level, icons.draw(BADGE_ICONS[level]), text
    )


@register.simple_tag
def day(value: date | None) -> SafeString | str:
    """Say a date."""
    if value is None:
        return "–"
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), say_day(value))


@register.simple_tag
def moment(value: datetime | None) -> SafeString | str:
    """Say a date and time, in the place's time zone."""
    if value is None:
        return "–"
    local = in_place(value)
    said = escape(say_moment(local))
    return mark_safe(f'<time datetime="{local.isoformat(timespec="seconds")}">{said}</time>')  # noqa: S308 - the words are escaped


@register.simple_tag(takes_context=True)
def frame(context: template.Context, part: str) -> SafeString:
    """Draw a part of the frame; it is kept, so it must depend on `shell` and the form token alone."""
    return frames.drawn(part, context["shell"], str(context["csrf_token"]))


@register.filter
def month(value: date) -> str:
    """Say the month in which a day falls."""
    return say_month(value)


@register.filter
def number(value: float | Decimal | None) -> str:
    """Say a number with the reader's separators."""
    return say_number(value)


@register.inclusion_tag("ui/stat.html")
def stat(label: str, value: object, note: str = "", url: str = "") -> dict[str, object]:
    """Show one number with what it counts, and a line about it."""
    said = say_number(value) if isinstance(value, int | float | Decimal) else value
    return {"label": label, "value": said, "note": note, "url": url}


@register.inclusion_tag("ui/empty.html")
def empty(icon: str, title: str, text: str = "", url: str = "", action: str = "") -> dict[str, object]:
    """Say that there is nothing yet, and teach the first step."""
    return {"icon": icon, "title": title, "text": text, "url": url, "action": action}


@register.inclusion_tag("ui/stepper.html")
def stepper(
    name: str,
    label: str,
    value: object = 0,
    *,
    presets: Sequence[int] = (),
    minimum: int = 0,
    maximum: int = 100_000,
    help: str = "",
    error: str = "",
    icon: str = "",
    id: str = "",
) -> dict[str, object]:
    """Show a number that is set with − and +, by one tap on a preset, or by typing."""
    given = {
        "name": name,
        "label": label,
        "value": value,
        "presets": presets,
        "minimum": minimum,
        "maximum": maximum,
    }
    return {**given, "help": help, "error": error, "icon": icon, "id": id or f"id_{name}"}


@register.inclusion_tag("ui/form_field.html")
def form_field(field: BoundField, *, is_needed: bool = False) -> dict[str, object]:
    """Show a field with its label, help and errors; `is_needed` where it may be empty, but not for long."""
    widget = field.field.widget
    if isinstance(widget, StepperInput):
        return {"field": field, "stepper": widget, "error": " ".join(str(error) for error in field.errors)}
    is_optional = not (field.field.required or is_needed)
    return {"field": field, "is_tick": isinstance(widget, CheckboxInput), "is_optional": is_optional}


@register.inclusion_tag("ui/form_errors.html")
def form_errors(form: BaseForm) -> dict[str, object]:
    """Show what has to be mended, each with a link to its field. Takes the focus when it appears."""
    fields = [field for field in form if field.errors]
    return {"form": form, "fields": fields, "general": form.non_field_errors()}


@register.inclusion_tag("ui/chart.html")
def chart(chart: Chart) -> dict[str, Any]:
    """Draw a chart with the table of its numbers behind it."""
    return {"chart": chart}
