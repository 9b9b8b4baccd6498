"""Why each column of the accounting exists, and how a person's part is given to them or untied."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from meetpoint.core.consent.models import Disclosure
from meetpoint.core.consent.words import what_left, who_got_it
from meetpoint.core.modules.interface import Kept, PrivacyPlan
from meetpoint.core.tenancy.actor import Actor

ACCOUNTING_YEARS = 6
"""An accounting of disclosures reaches back six years: 45 CFR 164.528(a)(1)."""

_ACCOUNT = Kept(why="to tell what left the programme, when and on what ground", until="six years are over")

COLUMNS: Mapping[str, Mapping[str, Kept]] = {
    "consent.Disclosure": {
        **dict.fromkeys(("at", "kind", "what", "purpose", "recipient", "rows", "allowed", "basis"), _ACCOUNT),
        "staff_id": Kept(why="who let it leave", until="six years are over"),
        "participant_id": Kept(
            why="to tell a person what left about them",
            until="the person is erased",
            personal=True,
        ),
    },
}


def export(by: Actor, participant_id: int) -> Mapping[str, Any]:
    """Return what left the programme about one participant, oldest first."""
    about = Disclosure.objects.of(by).filter(participant_id=participant_id, allowed=True).order_by("at", "id")
    return {
        _("What left about you"): [
            {
                _("When"): entry.at,
                _("How"): entry.get_kind_display(),
                _("What"): what_left(entry),
                _("To"): who_got_it(entry),
            }
            for entry in about
        ]
    }


def erase(by: Actor, participant_id: int) -> None:
    """Untie the accounting from a participant; that something left stays on record."""
    Disclosure.objects.of(by).filter(participant_id=participant_id).update(participant_id=None)


def retain(by: Actor, today: date) -> int:
    """Remove entries older than six years; return how many."""
    return Disclosure.objects.of(by).filter(at__date__lt=years_before(today, ACCOUNTING_YEARS)).delete()[0]


def years_before(day: date, years: int) -> date:
    """Return the same day some years earlier; the last of February for a leap day."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


PLAN = PrivacyPlan(columns=COLUMNS, export=export, erase=erase, retain=retain)
