"""The guard over every endpoint: which permission it asks of a token."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from meetpoint.core.access import guard
from meetpoint.core.api.door.entry import ApiRequest, not_here
from meetpoint.core.api.door.problems import Problem
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.tenancy.models import TenantModel
from meetpoint.lib.errors import NotFound

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
T = TypeVar("T", bound=TenantModel)

ANY_TOKEN = ""


def scope(permission: str) -> Callable[[Endpoint], Endpoint]:
    """Let an endpoint run only for a token that holds the permission (`ANY_TOKEN`: for every token).

    The permission is kept on the endpoint, where the route matrix, the description and the assembling
    read it; `asks` is filled in there with the names that its query string may hold.
    """

    def decorate(endpoint: Endpoint) -> Endpoint:
        @wraps(endpoint)
        def guarded(request: ApiRequest, *args: Any, **kwargs: Any) -> Any:
            if permission:
                request.actor.require(permission)
            _refuse_unknown(request, guarded.asks)  # type: ignore[attr-defined]
            return endpoint(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        guarded.asks = frozenset()  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def _refuse_unknown(request: ApiRequest, known: frozenset[str]) -> None:
    """Refuse a filter that is not known: a slip of the pen must not widen what is answered."""
    unknown = [name for name in request.GET if name not in known]
    if unknown:
        words = _("There is no such parameter here.")
        raise Problem(422, words, fields=dict.fromkeys(unknown, words))


def found_for(actor: Actor, model: type[T], *, may: str, **lookup: Any) -> T:
    """Return the one object that the token may see by this lookup; any other answers alike, with 404."""
    try:
        return guard.fetch_for(actor, model, may=may, **lookup)
    except NotFound:
        raise not_here() from None
