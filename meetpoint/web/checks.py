"""The start-up check of the navigation: every declared page exists, is guarded, and has an icon."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.urls import NoReverseMatch, reverse

from meetpoint.core.modules.pages import Page
from meetpoint.core.modules.registry import registry
from meetpoint.core.ui import icons
from meetpoint.web.navigation import GROUPS, UNDER, pages


@register(Tags.urls)
def check_navigation(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Name every page that the navigation could not show; while developing, these are warnings."""
    severity = Warning if settings.DEBUG else Error
    return [severity(words, id="web.E001") for page in pages() for words in _faults(page)]


def _faults(page: Page) -> Iterator[str]:
    name = f"The page {str(page.label)!r} ({page.url_name})"
    try:
        reverse(page.url_name)
    except NoReverseMatch:
        yield f"{name} has no address that works without arguments."
    if page.permission and page.permission not in registry().permissions:
        yield f"{name} asks for {page.permission!r}, which no module declares."
    if page.icon not in icons.drawings():
        yield f"{name} has the icon {page.icon!r}, which is not in core/ui/icons/icons.svg."
    if page.group not in GROUPS + UNDER:
        yield f"{name} is in the group {page.group!r}; choose from {', '.join(GROUPS + UNDER)}."
