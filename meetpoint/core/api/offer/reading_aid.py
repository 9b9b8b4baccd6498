"""The OpenAPI description turned into what the page for people shows: one card for each endpoint."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from meetpoint.core.modules.registry import registry

Schema = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class FieldLine:
    """One field of a request: its name, what it takes, whether it is needed, and what it is."""

    name: str
    takes: str
    needed: bool
    about: str


@dataclass(frozen=True, kw_only=True)
class Card:
    """One endpoint."""

    anchor: str
    method: str
    path: str
    summary: str
    about: str
    scope: str
    scope_words: str
    asks: tuple[FieldLine, ...]
    body: tuple[FieldLine, ...]
    example: str
    statuses: tuple[str, ...]


def groups_of(description: Schema) -> list[tuple[str, list[Card]]]:
    """Return the endpoints by the module that offers them, in the order of the description."""
    groups: dict[str, list[Card]] = defaultdict(list)
    names = {tag["name"]: tag["description"] for tag in description["tags"]}
    for path, methods in description["paths"].items():
        for method, details in methods.items():
            groups[names[details["tags"][0]]].append(_card(description, path, method, details))
    return list(groups.items())


def _card(whole: Schema, path: str, method: str, details: Schema) -> Card:
    permission = details.get("x-scope", "")
    body = _body_of(whole, details)
    return Card(
        anchor=details["operationId"],
        method=method.upper(),
        path=path,
        summary=details["summary"],
        about=details.get("description", ""),
        scope=permission,
        scope_words=str(registry().permissions[permission].description) if permission else "",
        asks=tuple(_parameter(whole, parameter) for parameter in details["parameters"]),
        body=tuple(_fields(whole, body)),
        example=_example(body),
        statuses=tuple(sorted(details["responses"])),
    )


def _body_of(whole: Schema, details: Schema) -> Schema:
    said = details.get("requestBody")
    return _followed(whole, said["content"]["application/json"]["schema"]) if said else {}


def _parameter(whole: Schema, parameter: Schema) -> FieldLine:
    schema = parameter["schema"]
    return FieldLine(
        name=parameter["name"],
        takes=takes(whole, schema),
        needed=parameter["required"],
        about=parameter.get("description", schema.get("description", "")),
    )


def _fields(whole: Schema, schema: Schema) -> Iterator[FieldLine]:
    needed = schema.get("required", ())
    for name, inner in schema.get("properties", {}).items():
        yield FieldLine(
            name=name, takes=takes(whole, inner), needed=name in needed, about=inner.get("description", "")
        )


def takes(whole: Schema, schema: Schema) -> str:
    """Return in a few words what a value may be."""
    schema = _followed(whole, schema)
    if "anyOf" in schema:
        return " or ".join(takes(whole, one) for one in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema["enum"])
    if "const" in schema:
        return json.dumps(schema["const"])
    kind = str(schema.get("type", "any"))
    if kind == "array":
        inner = _followed(whole, schema.get("items", {}))
        names = ", ".join(inner.get("properties", {}))
        return f"list of {{{names}}}" if names else f"list of {takes(whole, inner)}"
    if kind == "integer" and "maximum" in schema:
        return f"{schema.get('minimum', '')}–{schema['maximum']}"
    return f"{kind}, {schema['format']}" if "format" in schema else kind


def _followed(whole: Schema, schema: Schema) -> Schema:
    """Return a schema, or the one that it refers to."""
    if "$ref" not in schema:
        return schema
    found: Schema = whole["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    return found


def _example(body: Schema) -> str:
    examples = body.get("examples") or ()
    return json.dumps(examples[0], indent=2, ensure_ascii=False) if examples else ""
