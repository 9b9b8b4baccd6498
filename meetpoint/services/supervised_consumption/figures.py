"""What rooms count, by site and day, each with the definition that is printed beside it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import DayFigure, Figure
from meetpoint.core.modules.sums import sum_by_day
from meetpoint.services.supervised_consumption.facts.tables import live, used_a_station
from meetpoint.services.supervised_consumption.models.events import OVERDOSES

ROOM = _("Consumption room")


def visits_by_day(organisation_id: int, first: date, last: date) -> Iterable[DayFigure]:
    """Return visits in which somebody had a station."""
    return sum_by_day(used_a_station(organisation_id), first, last, day="local_date")


def overdoses_by_day(organisation_id: int, first: date, last: date) -> Iterable[DayFigure]:
    """Return emergencies that were overdoses."""
    return sum_by_day(live(organisation_id).filter(kind__in=OVERDOSES), first, last, day="local_date")


VISITS = _(
    "Visits in which somebody had a station. Check-ins that ended without one are contacts, and not in it."
)
OVERDOSE = _("Emergencies that staff called an overdose: of opioids, of stimulants, or mixed.")

FIGURES = (
    Figure(
        slug="room_visits",
        label=_("Visits to the consumption room"),
        group=ROOM,
        definition=VISITS,
        by_day=visits_by_day,
        order=80,
    ),
    Figure(
        slug="room_overdoses",
        label=_("Overdoses answered in the room"),
        group=ROOM,
        definition=OVERDOSE,
        by_day=overdoses_by_day,
        order=81,
    ),
)
