"""The parts of a staff page that are the same on every page of one person, drawn once and kept."""

from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from meetpoint.core.ui.shell import Shell

KEPT = 512
_HERE, _TOKEN = "\ue000here\ue000", "\ue000token\ue000"
"""Where this request's address and form token go; private-use characters, which no template holds."""


def drawn(template: str, shell: Shell, token: str) -> SafeString:
    """Return a part of the frame for this request; `token` is its form token."""
    part = _drawn(template, shell.seen_from(_HERE), get_language() or "")
    return mark_safe(part.replace(_HERE, escape(shell.here)).replace(_TOKEN, escape(token)))  # noqa: S308 - escaped


@lru_cache(KEPT)
def _drawn(template: str, shell: Shell, _language: str) -> str:
    return render_to_string(template, {"shell": shell, "csrf_token": _TOKEN})
