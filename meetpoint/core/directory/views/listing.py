"""The list of the directory: its columns, and how an entry is said in one line."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from meetpoint.core.directory.finding.asking import FILTERS
from meetpoint.core.directory.finding.facets import LANGUAGES, language_code
from meetpoint.core.directory.finding.weeks import by_day
from meetpoint.core.directory.forms import DAY_NAMES
from meetpoint.core.directory.models import DirectoryEntry
from meetpoint.core.ui.listing import Column, Listing, Sort


def hours_said(entry: DirectoryEntry) -> str:
    """Return an entry's hours in the reader's language; "call first" where nothing is known."""
    days = by_day(entry.week)
    groups: list[tuple[list[str], str]] = []
    for code, _name in DAY_NAMES:
        if code in days and groups and groups[-1][1] == days[code] and groups[-1][0][-1] == _before(code):
            groups[-1][0].append(code)
        elif code in days:
            groups.append(([code], days[code]))
    said = [f"{_days(codes)} {hours}" for codes, hours in groups]
    return "; ".join(part for part in (*said, entry.hours) if part) or _("Not known: call first.")


def _before(code: str) -> str:
    codes = [code for code, _name in DAY_NAMES]
    return codes[codes.index(code) - 1]


def _days(codes: list[str]) -> str:
    first, last = str(dict(DAY_NAMES)[codes[0]]), str(dict(DAY_NAMES)[codes[-1]])
    if len(codes) == 1:
        return first
    return pgettext("days", "%(first)s to %(last)s") % {"first": first, "last": last}


def languages_said(entry: DirectoryEntry) -> str:
    """Return an entry's languages in the reader's own, as far as they are among those to search by."""
    known = dict(LANGUAGES)
    names = entry.languages.split(", ") if entry.languages else []
    return ", ".join(str(known.get(language_code(name), name)) for name in names)


def full_name(entry: DirectoryEntry) -> str:
    """Return the name of an entry with that of whoever runs it."""
    return f"{entry.name}, {entry.agency_name}" if entry.agency_name else entry.name


LISTING = Listing(
    slug="directory",
    caption=gettext_lazy("Directory"),
    columns=(
        Column(name="name", label=gettext_lazy("Service"), value=full_name),
        Column(name="kind", label=gettext_lazy("Offers"), value=lambda entry: entry.get_kind_display()),
        Column(name="phone", label=gettext_lazy("Phone"), value=lambda entry: entry.phone),
        Column(name="address", label=gettext_lazy("Address"), value=lambda entry: entry.address),
        Column(name="hours", label=gettext_lazy("Hours"), value=hours_said, hide_on_phone=True),
        Column(
            name="languages",
            label=gettext_lazy("Languages"),
            value=languages_said,
            on_page=False,
        ),
        Column(name="fees", label=gettext_lazy("Cost"), value=lambda entry: entry.fees, on_page=False),
        Column(
            name="checked_on",
            label=gettext_lazy("Last checked"),
            value=lambda entry: entry.checked_on or _("Never"),
        ),
    ),
    sorts=(
        Sort(name="name", label=gettext_lazy("Name"), field="name"),
        Sort(name="kind", label=gettext_lazy("Offers"), field="kind"),
    ),
    filters=FILTERS,
    url=lambda entry: reverse("directory:detail", args=[entry.uid]),
    empty_icon="flag",
    empty_title=gettext_lazy("Nobody to send people to yet"),
    empty_text=gettext_lazy("Add the services you trust, or take in a list. Referrals will offer them."),
)
