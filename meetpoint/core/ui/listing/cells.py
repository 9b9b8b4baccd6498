"""What a column's value may be, and how it is said on a page and in an exported file."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from meetpoint.core.ui.numbers import say_number
from meetpoint.core.ui.templatetags.ui import badge, day, moment


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere."""

    text: str
    url: str

    def __str__(self) -> str:
        return str(self.text)


@dataclass(frozen=True, slots=True)
class Status:
    """A state: one of the badge levels (ok, note, soon, now, danger) and its word."""

    level: str
    text: str

    def __str__(self) -> str:
        return str(self.text)


def shown(value: Any) -> SafeString | str:
    """Return a value as it stands in a table on a page."""
    if value is None or value == "":
        return _nothing(get_language() or "")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Link):
        return format_html('<a href="{}">{}</a>', value.url, value.text)
    if isinstance(value, Status):
        return badge(value.level, value.text)
    return say_number(value) if isinstance(value, int | float | Decimal) else conditional_escape(value)


@cache
def _nothing(_language: str) -> SafeString:
    words = _("nothing recorded")
    return format_html('<span aria-hidden="true">–</span><span class="visually-hidden">{}</span>', words)


def plain(value: Any) -> Any:
    """Return a value as a file keeps it: numbers, dates and local times as such, the rest as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    return value if isinstance(value, int | float | Decimal | date) else str(value)
