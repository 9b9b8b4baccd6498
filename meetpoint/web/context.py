"""What every staff page's frame needs: navigation, the organisation, the site, language and theme."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.shell import Choice, Shell
from meetpoint.web.navigation import address_of, more_place, navigation_for
from meetpoint.web.place import organisation_name, place_of, staff_of

THEME_COOKIE = "theme"
THEMES = ("light", "dark")


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the context of the frame; nothing is worked out for a fragment that has no frame."""
    return {"actor": getattr(request, "actor", None), "shell": SimpleLazyObject(lambda: shell_for(request))}


def shell_for(request: HttpRequest) -> Shell:
    """Return the frame for one request."""
    actor: Actor | None = getattr(request, "actor", None)
    place = place_of(request)
    navigation = navigation_for(actor, request.path)
    theme = _theme_of(request)
    home_url = address_of("web:today") or "/"
    return Shell(
        home_url=home_url,
        home=next((place for place in navigation.rest if place.url == home_url), None),
        organisation=organisation_name(request),
        person=actor.name if actor else "",
        site=place.site.name if place.site else "",
        sites=tuple(
            Choice(value=str(site.pk), label=site.name, is_current=site == place.site) for site in place.sites
        ),
        bar=navigation.bar,
        rest=tuple(place for place in navigation.rest if place.url != home_url),
        sections=navigation.sections,
        more=more_place(navigation, request.path) if actor else None,
        languages=tuple(_languages()),
        themes=tuple(_themes(theme)),
        theme=theme,
        choose_site_url=reverse("web:choose_site"),
        choose_language_url=reverse("web:choose_language"),
        choose_theme_url=reverse("web:choose_theme"),
        sign_out_url=address_of("access:sign_out") if actor else "",
        here=request.get_full_path() if request.method == "GET" else request.path,
    )


def _theme_of(request: HttpRequest) -> str:
    """Return the theme of the person's account, else of this browser; empty means as the device."""
    staff = staff_of(request)
    theme = staff.theme if staff else request.COOKIES.get(THEME_COOKIE, "")
    return theme if theme in THEMES else ""


def _languages() -> list[Choice]:
    present = get_language()
    return [
        Choice(
            value=code, label=get_language_info(code)["name_local"].capitalize(), is_current=code == present
        )
        for code, _name in settings.LANGUAGES
    ]


def _themes(theme: str) -> list[Choice]:
    return [
        Choice(value="", label=_("As the device"), is_current=theme == "", icon="screen"),
        Choice(value="light", label=_("Light"), is_current=theme == "light", icon="sun"),
        Choice(value="dark", label=_("Dark"), is_current=theme == "dark", icon="moon"),
    ]
