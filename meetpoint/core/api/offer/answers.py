"""The fields of encounter forms, described as JSON Schema for programs."""

from collections.abc import Mapping, Sequence
from typing import Any

from meetpoint.core.modules.fields import Amount, Choice, Choices, Count, Field, ShortText
from meetpoint.core.modules.registry import registry

Answer = str | int | float | bool | list[str] | None
"""One answer as it is sent; the form's own field reads it and says what is wrong."""


def schema_of(field: Field) -> dict[str, Any]:
    """Return what a field takes, as JSON Schema."""
    said: dict[str, Any] = {"description": f"{field.label}. {field.help}".strip()}
    match field:
        case Choices():
            return {**said, "type": "array", "items": {"enum": [value for value, _label in field.choices]}}
        case Choice():
            return {**said, "enum": [value for value, _label in field.choices]}
        case Count():
            return {**said, "type": "integer", "minimum": field.minimum, "maximum": field.maximum}
        case Amount():
            return {**said, "type": "number", "minimum": 0, "maximum": float(field.maximum)}
        case ShortText():
            pattern = {"pattern": f"^{field.pattern}$"} if field.pattern else {}
            return {**said, "type": "string", "maxLength": field.max_length, **pattern}
    kinds = {"yes_no": {"type": "boolean"}, "date": {"type": "string", "format": "date"}}
    return {**said, **kinds.get(field.kind, {"type": "string"})}


def form_schema(fields: Sequence[Field]) -> dict[str, Any]:
    """Return what a form takes: any of its fields, and no other."""
    return {
        "type": "object",
        "properties": {field.name: schema_of(field) for field in fields},
        "additionalProperties": False,
    }


def sections_schema() -> Mapping[str, Any]:
    """Return what the sections of an encounter may hold: the forms of every module in use."""
    return {
        "properties": {
            slug: {"title": str(form.title), **form_schema(form.fields)}
            for slug, form in registry().forms.items()
        },
        "additionalProperties": False,
    }
