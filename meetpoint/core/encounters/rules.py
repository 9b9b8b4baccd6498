"""The rules that an encounter must keep, through whichever door it comes."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from meetpoint.core.encounters.entry import NewEncounter
from meetpoint.core.encounters.models import PlaceType

EARLIEST = datetime(1985, 1, 1, tzinfo=UTC)
"""Before the first public syringe programmes; an earlier date is a slip of the pen."""

CLOCK_SLACK = timedelta(minutes=15)
"""How far a phone's clock may run ahead before its time counts as "in the future" (product choice)."""

MOST_UNITS = 100_000
MOST_PEOPLE = 10_000
MOST_OTHERS = 1_000
LONGEST_NOTE = 1_000


def problems_of(new: NewEncounter, *, now: datetime, known_items: Mapping[int, Any]) -> dict[str, str]:
    """Return, by field, what is wrong with an encounter in itself; empty when nothing is."""
    problems: dict[str, str] = {}
    if not EARLIEST <= new.occurred_at <= now + CLOCK_SLACK:
        problems["occurred_at"] = _(
            "Choose a time in the past. Late entries are welcome; future ones are not."
        )
    if new.place_type and new.place_type not in PlaceType.values:
        problems["place_type"] = _("Choose one of the places listed.")
    if not 0 <= new.for_others <= MOST_OTHERS:
        problems["for_others"] = _("Write a number from 0 to %(most)d.") % {"most": MOST_OTHERS}
    if len(new.note) > LONGEST_NOTE or "\x00" in new.note:
        problems["note"] = _("Please keep the note under %(most)d characters.") % {"most": LONGEST_NOTE}
    return problems | _problems_of_people(new) | _problems_of_items(new.items, known_items)


def _problems_of_people(new: NewEncounter) -> dict[str, str]:
    if not 1 <= new.people <= MOST_PEOPLE:
        return {"people": _("Write a number from 1 to %(most)d.") % {"most": MOST_PEOPLE}}
    if new.count_only and new.participant_id is not None:
        return {"participant": _("A count of several people cannot carry one person's code.")}
    if new.people > 1 and not new.count_only:
        return {"people": _("One contact is one person. Use the count for a group.")}
    return {}


def _problems_of_items(items: Mapping[int, int], known: Mapping[int, Any]) -> dict[str, str]:
    problems = {}
    for item_id, quantity in items.items():
        if item_id not in known:
            problems[f"item-{item_id}"] = _("This item is not in the catalogue.")
        elif not 0 <= quantity <= MOST_UNITS:
            problems[f"item-{item_id}"] = _("Write a number from 0 to %(most)d.") % {"most": MOST_UNITS}
    return problems


def local_date_at(moment: datetime, zone: ZoneInfo) -> date:
    """Return the calendar date of a moment at the site."""
    return moment.astimezone(zone).date()


def content_of(new: NewEncounter, sections: Mapping[str, Mapping[str, Any]]) -> str:
    """Return text that differs when any part of an encounter's content differs."""
    content = [
        new.site_id,
        new.participant_id,
        new.occurred_at.astimezone(UTC).isoformat(),
        sorted(item for item in new.items.items() if item[1]),
        new.people,
        new.count_only,
        new.for_others,
        new.place_type,
        new.note,
        sections,
    ]
    return json.dumps(content, separators=(",", ":"), sort_keys=True, default=str)


def may_still_undo(
    *, recorded_by: int | None, recorded_at: datetime, staff_id: int | None, now: datetime
) -> bool:
    """Tell whether this is one's own entry of the last twelve hours, which one may void freely."""
    return staff_id is not None and recorded_by == staff_id and now - recorded_at <= timedelta(hours=12)
