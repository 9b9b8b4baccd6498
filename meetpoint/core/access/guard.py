"""The two doors of every page: who may open it, and how it finds its one object."""

from collections.abc import Callable
from functools import cache, partial, wraps
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from meetpoint.core.access.proof import kept_forms
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
    minutes; a form that was posted goes through once they were right, as it was sent. A form that comes
    after the session has lapsed is kept, sealed, until they have signed in again; never what is fresh or
    about signing in. The permission is
    kept on the view, where the route matrix and the start-up check read it.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor: Actor | None = request.actor  # type: ignore[attr-defined]
            if actor is None:
                return _sign_in_first(request, keeps=not fresh and not permission.startswith("access:"))
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


def _sign_in_first(request: HttpRequest, *, keeps: bool) -> HttpResponse:
    answer = _go_first(request, "access:sign_in")
    if keeps and not _is_fragment(request) and kept_forms.keep(request, answer):
        answer["Location"] = _asking("access:sign_in", kept_forms.way_back(_here(request)))
    return answer


def _go_first(request: HttpRequest, url_name: str) -> HttpResponse:
    """Send a browser to sign in or to confirm, and back afterwards; a fragment's page goes as a whole."""
    there = _asking(url_name, _here(request))
    if _is_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": there})
    return HttpResponseRedirect(there)


def _asking(url_name: str, after: str) -> str:
    return f"{reverse(url_name)}?{urlencode({'next': after})}"


def _here(request: HttpRequest) -> str:
    """The page that somebody is looking at, from which a fragment or a form came."""
    if _is_fragment(request):
        return _path_in(request.headers.get("HX-Current-URL", ""))
    if request.method != "GET":
        return _path_in(request.headers.get("Referer", ""))
    return request.get_full_path()


def _is_fragment(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _path_in(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    return urlunsplit(("", "", parts.path or "/", parts.query, ""))
