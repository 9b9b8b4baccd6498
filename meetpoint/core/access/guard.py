"""The two doors of every page: who may open it, and how it finds its one object."""

from collections.abc import Callable
from functools import cache, partial, wraps
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from meetpoint.core.access.proof.sessions import SignedIn
from meetpoint.core.access.reconfirm import confirm_and_run
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.tenancy.models import TenantModel
from meetpoint.core.tenancy.prepared import Prepared
from meetpoint.lib.errors import NotFound

View = Callable[..., HttpResponseBase]
T = TypeVar("T", bound=TenantModel)


class StaffRequest(HttpRequest):
    """A request of somebody who is signed in, as every view behind `@page` gets it."""

    actor: Actor
    staff: SignedIn


def page(permission: str, *, fresh: bool = False) -> Callable[[View], View]:
    """Let a view run only for a signed-in member of staff who holds the permission.

    `fresh` also asks for the passphrase or second factor again when that was longer ago than ten
    minutes; a form that was posted goes through once they were right, as it was sent. The permission is
    kept on the view, where the route matrix and the start-up check read it.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor: Actor | None = request.actor  # type: ignore[attr-defined]
            if actor is None:
                return _go_first(request, "access:sign_in")
            actor.require(permission)
            if not fresh or is_fresh(request):
                return view(request, *args, **kwargs)
            if request.method == "GET" or _is_fragment(request):
                return _go_first(request, "access:confirm")
            return confirm_and_run(request, partial(view, request, *args, **kwargs))

        guarded.permission = permission  # type: ignore[attr-defined]
        guarded.fresh = fresh  # type: ignore[attr-defined]
        return guarded

    return decorate


def public(view: View) -> View:
    """Mark a view that needs no sign-in. Each is on the short list of tests/architecture/test_routes.py."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    opened.permission = None  # type: ignore[attr-defined]
    return opened


def fetch_for(actor: Actor, model: type[T], *, may: str, **lookup: Any) -> T:
    """Return the one object that the actor may see by this lookup.

    Raises NotFound alike when there is none, when it belongs to another organisation, when it is at a
    site out of the actor's reach, or when the permission is missing.
    """
    missing = NotFound(_("There is nothing here. It may have been moved, or the address may be mistyped."))
    if not actor.may(may):
        raise missing
    found = _one(model, tuple(lookup)).fetch(actor.organisation_id, limit=1, **lookup)
    if not found or not _in_reach(actor, found[0]):
        raise missing
    one: T = found[0]
    return one


@cache
def _one(model: type[T], names: tuple[str, ...]) -> Prepared[T]:
    return Prepared(lambda owner, _reach, **values: model.objects.of(owner).filter(**values))


def _in_reach(actor: Actor, found: TenantModel) -> bool:
    if not any(field.name == "site" for field in found._meta.fields):
        return True
    site_id: int | None = found.site_id  # type: ignore[attr-defined]
    return site_id is None or actor.reaches(site_id)


def is_fresh(request: HttpRequest) -> bool:
    """Tell whether the person proved who they are within the last ten minutes."""
    staff: SignedIn | None = request.staff  # type: ignore[attr-defined]
    return staff is not None and staff.is_fresh()


def _go_first(request: HttpRequest, url_name: str) -> HttpResponse:
    """Send a browser to sign in or to confirm, and back afterwards; a fragment's page goes as a whole."""
    here = request.get_full_path()
    if _is_fragment(request):
        here = _path_in(request.headers.get("HX-Current-URL", ""))
    elif request.method != "GET":
        here = _path_in(request.headers.get("Referer", ""))
    there = f"{reverse(url_name)}?{urlencode({'next': here})}"
    if _is_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": there})
    return HttpResponseRedirect(there)


def _is_fragment(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _path_in(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    return urlunsplit(("", "", parts.path or "/", parts.query, ""))
