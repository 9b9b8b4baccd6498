"""Puts the routers of all modules together into one API, and describes it (OpenAPI 3.1)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any

import pydantic_core
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.urls import URLResolver
from django.urls.resolvers import RegexPattern
from django.utils import translation
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from ninja.security import HttpBearer

from meetpoint import __version__
from meetpoint.core.api.door import problems
from meetpoint.core.api.door.entry import ApiRequest
from meetpoint.core.api.door.problems import Problem
from meetpoint.core.api.offer import description
from meetpoint.core.modules.registry import registry
from meetpoint.lib.errors import DomainError

PREFIX = "/api/v1"


class _AlreadyRead(Parser):
    """Hands on the body that the door has read and judged."""

    def parse_body(self, request: ApiRequest) -> dict[str, Any]:  # type: ignore[override]
        return request.said


class _Json(BaseRenderer):
    """Writes answers with pydantic's own writer: quick, and times keep their microseconds."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return pydantic_core.to_json(data)


class Token(HttpBearer):
    """Says in the description how programs prove who they are; the door has done it already."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        return vars(request)["caller"]


@cache
def assembled() -> NinjaAPI:
    """Return the API of all modules in use. Raises ImproperlyConfigured for an endpoint without a guard."""
    api = NinjaAPI(
        title="Meetpoint",
        version=__version__,
        description=description.ABOUT,
        openapi_url=None,
        docs_url=None,
        urls_namespace="meetpoint-api",
        auth=Token(),
        parser=_AlreadyRead(),
        renderer=_Json(),
    )
    for module in registry():
        if module.api:
            api.add_router("", import_module(module.api).router, tags=[str(module.slug)])
    api.add_exception_handler(DomainError, _say)  # type: ignore[arg-type]
    api.add_exception_handler(ValidationError, _say_what_is_wrong)  # type: ignore[arg-type]
    api.add_exception_handler(HttpError, _say_refusal)  # type: ignore[arg-type]
    api.add_exception_handler(Exception, _pass_on)  # type: ignore[arg-type]
    _guard(api)
    return api


@cache
def addresses() -> URLResolver:
    """Return what finds an endpoint by the part of an address after the prefix."""
    patterns, _app, _namespace = assembled().urls
    return URLResolver(RegexPattern(r"^/"), list(patterns))


def operations() -> Iterator[tuple[str, Operation]]:
    """Yield every endpoint with its address below the prefix."""
    for bound in assembled()._get_bound_routers():
        for path, view in bound.path_operations.items():
            for operation in view.operations:
                yield path, operation


@cache
def written(language: str) -> bytes:
    """Return the OpenAPI description as it is sent: kept as text, a twentieth of the objects' memory."""
    return pydantic_core.to_json(described(language))


def described(language: str) -> dict[str, Any]:
    """Return the OpenAPI description, with the texts of forms in a language."""
    with translation.override(language):
        schema = assembled().get_openapi_schema(path_prefix=f"{PREFIX}/")
        return description.completed(schema, {_key(path, op): op for path, op in operations()})


def _key(path: str, operation: Operation) -> tuple[str, str]:
    return f"{PREFIX}{description.without_converters(path)}", operation.methods[0].lower()


def _guard(api: NinjaAPI) -> None:
    seen: set[tuple[str, str]] = set()
    for bound in api._get_bound_routers():
        for path, view in bound.path_operations.items():
            for operation in view.operations:
                _guard_one(path, operation, seen)


def _guard_one(path: str, operation: Operation, seen: set[tuple[str, str]]) -> None:
    endpoint: Any = operation.view_func
    permission = getattr(endpoint, "permission", None)
    if permission is None or (permission and permission not in registry().api_scopes):
        raise ImproperlyConfigured(
            f"{operation.methods[0]} {path}: put @scope over it, with a scope of the API."
        )
    for method in operation.methods:
        if (path, method) in seen:
            raise ImproperlyConfigured(f"{method} {path}: two modules offer it.")
        seen.add((path, method))
    endpoint.asks = frozenset(
        name
        for model in operation.models
        if model.__ninja_param_source__ == "query"
        for name in model.__ninja_flatten_map__
    )


def _say(request: HttpRequest, problem: DomainError) -> HttpResponse:
    return problems.say(problem)


def _say_what_is_wrong(request: HttpRequest, problem: ValidationError) -> HttpResponse:
    fields = {_name_of(error["loc"]): _words_of(error) for error in problem.errors}
    words = _("Something in the request cannot be taken. “fields” says what.")
    return problems.say(Problem(422, words, fields=fields))


def _name_of(place: tuple[Any, ...]) -> str:
    """Return a field's name as the request has it: without where it stood and the parameter it filled."""
    parts = place[2:] if place[0] == "body" else place[1:]
    return ".".join(str(part) for part in parts if part != "[key]") or "body"


def _words_of(error: dict[str, Any]) -> str:
    bounds = error.get("ctx", {})
    match error["type"]:
        case "missing":
            return _("This is needed.")
        case "extra_forbidden":
            return _("There is no such field.")
        case "literal_error":
            return _("Choose one of these: %(words)s.") % {"words": bounds["expected"]}
        case "greater_than_equal":
            return _("Write at least %(low)s.") % {"low": bounds["ge"]}
        case "less_than_equal":
            return _("Write %(high)s at most.") % {"high": bounds["le"]}
        case "string_too_long":
            return _("Please keep this under %(most)d characters.") % {"most": bounds["max_length"]}
    return str(error["msg"]).removeprefix("Value error, ")


def _say_refusal(request: HttpRequest, problem: HttpError) -> HttpResponse:
    return problems.say(Problem(problem.status_code, str(problem)))


def _pass_on(request: HttpRequest, problem: Exception) -> HttpResponse:
    raise problem
