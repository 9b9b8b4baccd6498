"""The words on and behind a chart: months as the reader names them, figures, and the description."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from meetpoint.core.ui.charts.shapes import Series
from meetpoint.core.ui.dates import say_month
from meetpoint.core.ui.numbers import say_number

CHARACTER_PX = 7.3
"""The mean advance of a 13 px system font; labels are spaced by it, with a margin."""

Name = str | date


def short(name: Name, step: str) -> tuple[str, str]:
    """Return what stands under a place on the axis, and under that: "Mar" and "2026", or "14" and "Mar"."""
    if not isinstance(name, date):
        return str(name), ""
    month = date_format(name, pgettext("short month", "M"))
    return (month, f"{name:%Y}") if step == "month" else (str(name.day), month)


def full(name: Name, step: str) -> str:
    """Return a place's whole name, as in the table."""
    if not isinstance(name, date):
        return str(name)
    return say_month(name) if step == "month" else date_format(name, "DATE_FORMAT")


def width_of(text: str) -> float:
    """Return about how many pixels a label takes."""
    return len(text) * CHARACTER_PX


def said_range(span: tuple[float, float] | None) -> str:
    """Return how low and how high a value might be, in words; nothing where that is not told."""
    if span is None:
        return ""
    return _("by chance between %(low)s and %(high)s") % {
        "low": say_number(span[0]),
        "high": say_number(span[1]),
    }


def describe(names: Sequence[Name], series: Sequence[Series], step: str) -> str:
    """Return one sentence for each series: what a reader would see at a glance."""
    return " ".join(_glance(names, one, step) for one in series)


def _glance(names: Sequence[Name], series: Series, step: str) -> str:
    known = [(value, name) for name, value in zip(names, series.values, strict=True) if value is not None]
    if not known:
        return _("%(series)s: nothing recorded.") % {"series": series.name}
    most = max(known, key=lambda pair: pair[0])
    latest = known[-1]
    words = {
        "series": series.name,
        "most": say_number(most[0]),
        "when": full(most[1], step),
        "last": say_number(latest[0]),
    }
    return _("%(series)s: the most is %(most)s (%(when)s); the latest, %(last)s (%(end)s).") % {
        **words,
        "end": full(latest[1], step),
    }
