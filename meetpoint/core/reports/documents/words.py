"""Sentences that stand on pages and on paper alike."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetpoint.core.reports.answering.report import AnsweredRow, Report, Value
from meetpoint.core.ui.numbers import say_number


def said_days(report: Report) -> str:
    """Return the span of days in words, both ends included."""
    return f"{date_format(report.first, 'DATE_FORMAT')} – {date_format(report.last, 'DATE_FORMAT')}"


def said_sites(report: Report) -> str:
    """Return the sites by name, or that they are all."""
    return _("All sites") if report.every_site else ", ".join(site.name for site in report.sites)


def said_value(value: Value) -> str:
    """Return a value as the reader writes it; a dash when it is not known."""
    return value if isinstance(value, str) else say_number(value)


def without_code(row: AnsweredRow) -> str:
    """Return how many contacts are not in a count of people, or nothing where none are counted."""
    contacts = row.contacts_without_code
    if contacts is None:
        return ""
    if not contacts:
        return _("Every contact had a code.")
    return ngettext(
        "%(contacts)s contact had no code and is not in it.",
        "%(contacts)s contacts had no code and are not in it.",
        contacts,
    ) % {"contacts": say_number(contacts)}
