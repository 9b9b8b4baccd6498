"""Every URL of the project, found from the resolver, with the guard that stands before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from meetpoint.core.api.offer.assembly import operations
from meetpoint.core.api.offer.description import without_converters

UNGUARDED = object()


@dataclass(frozen=True, slots=True)
class Route:
    """One URL. `permission` is None for a public page, and UNGUARDED when nobody decided."""

    name: str
    address: str
    takes: frozenset[str]
    permission: Any
    fresh: bool
    opens_api: bool

    @property
    def is_public(self) -> bool:
        return self.permission is None


def routes() -> list[Route]:
    return list(_below(get_resolver(), "", ""))


def _below(resolver: URLResolver, namespace: str, prefix: str) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _below(pattern, inner, f"{prefix}{pattern.pattern}")
        else:
            yield _route(pattern, namespace, prefix)


def _route(pattern: URLPattern, namespace: str, prefix: str) -> Route:
    view: Any = pattern.callback
    takes = set(pattern.pattern.converters) | set(pattern.pattern.regex.groupindex)
    return Route(
        name=f"{namespace}{pattern.name}",
        address=f"/{prefix}{pattern.pattern}",
        takes=frozenset(takes),
        permission=getattr(view, "permission", UNGUARDED),
        fresh=getattr(view, "fresh", False),
        opens_api=getattr(view, "opens_api", False),
    )


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method of one address of the API. `permission` is the scope that it asks of a token."""

    name: str
    method: str
    path: str
    permission: str
    takes: frozenset[str]


def endpoints() -> list[Endpoint]:
    """Everything that lies behind the door of the API."""
    return [_endpoint(path, operation) for path, operation in operations()]


def _endpoint(path: str, operation: Any) -> Endpoint:
    (method,) = operation.methods
    return Endpoint(
        name=f"{method} {without_converters(path)}",
        method=method,
        path=without_converters(path),
        permission=operation.view_func.permission,
        takes=frozenset(re.findall(r"{(\w+)}", without_converters(path))),
    )
