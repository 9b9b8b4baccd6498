"""Reading what a program sent: JSON without surprises, text that a database can hold."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.http.request import UnreadablePostError
from django.utils.translation import gettext as _

from meetpoint.core.api.door.problems import Problem

DEEPEST = 20
WITH_A_BODY = frozenset({"POST", "PUT", "PATCH"})


def body_of(request: HttpRequest) -> dict[str, Any]:
    """Return the JSON object that was sent, empty when nothing was.

    Raises Problem for another kind of content, for what is no JSON object, and for text or numbers that
    cannot be stored as they stand.
    """
    try:
        raw = request.body
    except RequestDataTooBig:
        raise Problem(413, _("This is too much at once. Send fewer records in one request.")) from None
    except UnreadablePostError:
        raise Problem(400, _("The request broke off. Send it again.")) from None
    if not raw:
        return {}
    if request.content_type != "application/json":
        raise Problem(415, _("Send the body as JSON: “Content-Type: application/json”."))
    said = _parsed(raw)
    if not isinstance(said, dict):
        raise Problem(400, _("The body must be one JSON object, such as {“uid”: …}."))
    _refuse_odd(said, "", depth=0)
    return said


def refuse_odd_address(request: HttpRequest) -> None:
    """Raise Problem for an address with characters that no text can hold; lists are asked for once each."""
    texts = [request.path_info, *(text for pair in request.GET.lists() for text in (pair[0], *pair[1]))]
    if any(is_odd(text) for text in texts):
        raise Problem(400, _odd_words())
    twice = [name for name, values in request.GET.lists() if len(values) > 1]
    if twice:
        once = _("Give this once.")
        raise Problem(422, once, fields=dict.fromkeys(twice, once))


def is_odd(text: str) -> bool:
    """Tell whether a text holds NUL or half a surrogate pair, which databases and files refuse."""
    return "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text)


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw.decode("utf-8"), parse_constant=_no_such_number, object_pairs_hook=_once_each)
    except (ValueError, RecursionError):
        raise Problem(400, _("The body is not JSON in UTF-8. Check commas, quotes and brackets.")) from None


def _no_such_number(name: str) -> NoReturn:
    raise ValueError(name)


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object, refusing a name that comes twice: which of the two would count?"""
    said = dict(pairs)
    if len(said) < len(pairs):
        raise ValueError("a name came twice")
    return said


def _refuse_odd(value: Any, name: str, *, depth: int) -> None:
    if depth > DEEPEST:
        raise Problem(400, _("The body is nested too deeply."))
    if isinstance(value, str) and is_odd(value):
        raise Problem(400, _odd_words(), fields={name: _odd_words()})
    if isinstance(value, dict):
        for key, inner in value.items():
            if is_odd(key):
                raise Problem(400, _odd_words())
            _refuse_odd(inner, f"{name}.{key}" if name else key, depth=depth + 1)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            _refuse_odd(inner, f"{name}.{place}", depth=depth + 1)


def _odd_words() -> str:
    return _("This holds a character that cannot be stored (NUL or half a surrogate pair). Leave it out.")
