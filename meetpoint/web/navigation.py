"""The places of the staff navigation: the modules' pages that the actor may open."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from meetpoint.core.modules.pages import Page
from meetpoint.core.modules.registry import registry
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.shell import Place, Section

SECTIONS = {
    "care": gettext_lazy("Care"),
    "services": gettext_lazy("Services"),
    "numbers": gettext_lazy("Numbers"),
    "settings": gettext_lazy("Settings"),
}
GROUPS = ("main", "more", *SECTIONS)
UNDER = ("supplies",)
"""Groups whose pages stand on a page of their own, which lists them itself."""

BAR_PLACES = 3
"""Beside "More", which is the fourth."""


@dataclass(frozen=True, kw_only=True)
class Navigation:
    """The places of one person, in order."""

    bar: tuple[Place, ...] = ()
    rest: tuple[Place, ...] = ()
    sections: tuple[Section, ...] = ()

    @property
    def places(self) -> tuple[Place, ...]:
        """All of them."""
        return self.bar + self.rest + self.in_sections

    @property
    def in_sections(self) -> tuple[Place, ...]:
        """Those that stand under a heading."""
        return tuple(place for section in self.sections for place in section.places)


def pages() -> list[Page]:
    """Return every declared page, in the order in which it is shown."""
    declared = (
        replace(page, group=page.group or ("services" if module.is_service else "more"))
        for module in registry()
        for page in module.pages
    )
    return sorted(declared, key=lambda page: page.order)


def address_of(url_name: str) -> str:
    """Return the address of a page without arguments, or nothing while there is none (web.checks says so)."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def navigation_for(actor: Actor | None, path: str) -> Navigation:
    """Return what the actor may open, with the place to which the path belongs marked."""
    if actor is None:
        return Navigation()
    groups = _groups(actor.permissions, get_language() or "")
    here = _deepest((place for group in groups.values() for place in group), path)
    marked = {
        name: tuple(replace(place, is_current=place == here) for place in group)
        for name, group in groups.items()
    }
    main = marked["main"]
    sections = (Section(heading=str(heading), places=marked[name]) for name, heading in SECTIONS.items())
    return Navigation(
        bar=main[:BAR_PLACES],
        rest=main[BAR_PLACES:] + marked["more"],
        sections=tuple(section for section in sections if section.places),
    )


def more_place(navigation: Navigation, path: str) -> Place:
    """Return "More", current when the phone is on a page that has no place of its own in the bar."""
    url = reverse("web:more")
    on_rest = any(place.is_current for place in navigation.rest + navigation.in_sections)
    return Place(label=_("More"), url=url, icon="more", is_current=on_rest or path == url)


@lru_cache(256)
def _groups(permissions: frozenset[str], _language: str) -> Mapping[str, tuple[Place, ...]]:
    return {group: tuple(_places(permissions, group)) for group in GROUPS}


def _places(permissions: frozenset[str], group: str) -> Iterator[Place]:
    for page in pages():
        allowed = page.group == group and (not page.permission or page.permission in permissions)
        if allowed and (url := address_of(page.url_name)):
            yield Place(label=str(page.label), url=url, icon=page.icon)


def _deepest(places: Iterator[Place], path: str) -> Place | None:
    """Return the place with the longest address that the path begins with; the start page only for itself."""
    under = [
        place for place in places if path == place.url or (place.url != "/" and path.startswith(place.url))
    ]
    return max(under, key=lambda place: len(place.url), default=None)
