"""What the OpenAPI description says beyond what endpoints declare: scopes, and every way of going wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from meetpoint.core.api.door.bodies import WITH_A_BODY
from meetpoint.core.api.door.problems import KINDS, MEDIA_TYPE
from meetpoint.core.modules.registry import registry

ABOUT = """\
Records in and out of a harm reduction programme. Every write goes through the same action as the page that
people use, every read through the disclosure gate. Lists come in pages by cursor; a record is stored once
however often the same request is sent; what goes wrong is said as a problem (RFC 9457)."""

PROBLEM: Mapping[str, Any] = {
    "title": "Problem",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "description": "The kind of problem, and where it is explained."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What happened, and how to mend it."},
        "fields": {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "description": "The part of the request that is wrong, by name, and how to mend it.",
        },
    },
}  # fmt: skip

ALWAYS = (400, 401, 403, 404, 422, 429, 503)
WITH_BODY = (409, 413, 415)
_CONVERTER = re.compile(r"{[^}:]+:")


def without_converters(path: str) -> str:
    """Return an address as OpenAPI writes it."""
    return _CONVERTER.sub("{", path)


def completed(schema: Mapping[str, Any], operations: Mapping[tuple[str, str], Any]) -> dict[str, Any]:
    """Return the description with scopes, problems and headers added to every operation."""
    whole = dict(schema)
    for path, methods in whole["paths"].items():
        for method, details in methods.items():
            _complete(details, operations[path, method])
    whole["components"]["schemas"]["Problem"] = dict(PROBLEM)
    whole["components"]["responses"] = {KINDS[status].slug: _response(status) for status in KINDS}
    whole["tags"] = [
        {"name": slug, "description": str(registry().by_slug[slug].name)} for slug in _tags(whole)
    ]
    return whole


def _complete(details: dict[str, Any], operation: Any) -> None:
    permission: str = operation.view_func.permission
    details["operationId"] = operation.view_func.__name__
    if permission:
        details["x-scope"] = permission
    statuses = (*ALWAYS, *(WITH_BODY if operation.methods[0] in WITH_A_BODY else ()))
    for status in statuses:
        details["responses"][str(status)] = {"$ref": f"#/components/responses/{KINDS[status].slug}"}
    details["responses"] = {str(status): said for status, said in details["responses"].items()}
    for parameter in details["parameters"]:
        _without_empty_default(parameter["schema"])


def _without_empty_default(schema: dict[str, Any]) -> None:
    """Leave out `default: null`, which says nothing."""
    if schema.get("default", ...) is None:
        del schema["default"]


def _response(status: int) -> dict[str, Any]:
    headers = {
        401: ("WWW-Authenticate", "Bearer"),
        405: ("Allow", "methods"),
        429: ("Retry-After", "seconds"),
    }
    said: dict[str, Any] = {
        "description": f"{KINDS[status].title}. {KINDS[status].when}",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status in headers:
        name, about = headers[status]
        said["headers"] = {name: {"description": about, "schema": {"type": "string"}}}
    return said


def _tags(whole: Mapping[str, Any]) -> Iterable[str]:
    said = (
        tag for methods in whole["paths"].values() for details in methods.values() for tag in details["tags"]
    )
    return dict.fromkeys(said)
