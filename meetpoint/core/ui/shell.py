"""What the frame of a staff page shows; `web.context` fills it in."""

from dataclasses import dataclass, replace
from typing import Self


@dataclass(frozen=True, kw_only=True)
class Place:
    """One link in the navigation."""

    label: str
    url: str
    icon: str
    is_current: bool = False


@dataclass(frozen=True, kw_only=True)
class Section:
    """Places under a heading of their own, open where one of them is the present place."""

    heading: str
    places: tuple[Place, ...]

    @property
    def is_current(self) -> bool:
        """Tell whether the present place is here."""
        return any(place.is_current for place in self.places)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One of several values that a person can switch to by posting it."""

    value: str
    label: str
    is_current: bool = False
    icon: str = ""


@dataclass(frozen=True, kw_only=True)
class Shell:
    """The frame around every staff page. Without an actor the navigation is empty.

    `home` is the start page; `bar` holds the places of a phone's bottom bar, `rest` and `sections` those
    that a phone keeps under "More" and a desktop shows in its rail. A `…_url` is empty when there is nothing
    behind it.
    """

    home_url: str = "/"
    home: Place | None = None
    organisation: str = ""
    person: str = ""
    site: str = ""
    sites: tuple[Choice, ...] = ()
    bar: tuple[Place, ...] = ()
    rest: tuple[Place, ...] = ()
    sections: tuple[Section, ...] = ()
    more: Place | None = None
    languages: tuple[Choice, ...] = ()
    themes: tuple[Choice, ...] = ()
    theme: str = ""
    choose_site_url: str = ""
    choose_language_url: str = ""
    choose_theme_url: str = ""
    sign_out_url: str = ""
    here: str = "/"

    def seen_from(self, here: str) -> Self:
        """Return the same frame around another page."""
        return replace(self, here=here)
