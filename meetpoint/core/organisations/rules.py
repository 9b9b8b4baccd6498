"""What a name, a slug, a time zone and a language must look like, whoever enters them."""

import re
from collections.abc import Mapping
from functools import cache
from zoneinfo import available_timezones

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG = 60


@cache
def time_zones() -> frozenset[str]:
    """Return the names that people may choose: places, and UTC."""
    places = (name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return frozenset([*places, "UTC"])


def name_problem(name: str, *, longest: int) -> str:
    """Return what is wrong with a name, or ""."""
    if not name.strip():
        return _("Please write a name.")
    return text_problem(name, longest=longest)


def text_problem(text: str, *, longest: int) -> str:
    """Return what is wrong with a line of text that may be empty, or ""."""
    if len(text) > longest:
        return _("Please keep this under %(most)d characters.") % {"most": longest}
    return (
        ""
        if text.isprintable()
        else _("This text has a character that cannot be stored. Please type it again.")
    )


def slug_problem(slug: str) -> str:
    """Return what is wrong with a slug, or ""."""
    if len(slug) <= LONGEST_SLUG and SLUG.fullmatch(slug):
        return ""
    return _("Use small letters a to z, digits and single hyphens, such as “%(example)s”.") % {
        "example": slugify(slug)[:LONGEST_SLUG].strip("-_").replace("_", "-") or "harbor-light"
    }


def time_zone_problem(name: str) -> str:
    """Return what is wrong with the name of a time zone, or ""."""
    if name in time_zones():
        return ""
    return _("There is no time zone “%(name)s”. Write it as Area/City, such as America/Chicago.") % {
        "name": name
    }


def language_problem(code: str) -> str:
    """Return what is wrong with a language code, or ""."""
    known = [known for known, _label in settings.LANGUAGES]
    return "" if code in known else _("Choose one of: %(known)s.") % {"known": ", ".join(known)}


def only_problems(problems: Mapping[str, str]) -> dict[str, str]:
    """Return the fields that have a problem."""
    return {field: problem for field, problem in problems.items() if problem}
