"""The one icon set, kept as symbols in icons.svg and drawn into pages as inline SVG."""

import re
from functools import cache
from pathlib import Path

from django.utils.safestring import SafeString, mark_safe

_SYMBOL = re.compile(r'<symbol id="([a-z-]+)">(.*?)</symbol>')


class UnknownIcon(Exception):
    """A template or a declaration names an icon that is not in icons.svg."""


@cache
def drawings() -> dict[str, str]:
    """Return each icon's shapes by its name."""
    return dict(_SYMBOL.findall(Path(__file__).with_name("icons.svg").read_text()))


@cache
def draw(name: str) -> SafeString:
    """Return the icon as decorative inline SVG; words always stand beside it. Raises UnknownIcon."""
    if name not in drawings():
        raise UnknownIcon(f"There is no icon {name!r}. The names are in meetpoint/core/ui/icons/icons.svg.")
    shapes = drawings()[name]
    opening = '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
    return mark_safe(f"{opening}{shapes}</svg>")  # noqa: S308 - our own file
