"""The app's own files: the same for everybody, without a word about anybody."""

from __future__ import annotations

from pathlib import PurePath

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meetpoint.core.access.guard import public
from meetpoint.core.field.describing.bundle import TYPES, bundle
from meetpoint.lib.errors import NotFound

A_YEAR = 31_536_000


@require_safe
@public
def shell(request: HttpRequest) -> HttpResponse:
    """The page itself. It is the same for everybody, so that a phone may keep it."""
    return HttpResponse(bundle().shell, headers={"Cache-Control": "no-cache"})


@require_safe
@public
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; asked for anew every time, so that a new version is noticed."""
    return HttpResponse(
        bundle().worker, content_type="text/javascript", headers={"Cache-Control": "no-cache"}
    )


@require_safe
@public
def file(request: HttpRequest, version: str, name: str) -> HttpResponse:
    """One file of this version. Another version's is not here: a phone that has it, has it kept."""
    known = bundle()
    if version != known.version or name not in known.files:
        raise NotFound(_("There is nothing here. It may have been moved, or the address may be mistyped."))
    content_type = TYPES[PurePath(name).suffix]
    headers = {"Cache-Control": f"public, max-age={A_YEAR}, immutable", "Vary": "Accept-Encoding"}
    content = known.files[name]
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        content = known.packed[name]
        headers["Content-Encoding"] = "gzip"
    return HttpResponse(content, content_type=content_type, headers=headers)
