"""What a participant's timeline shows of the service: returns, tests, vaccines and wound care."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from meetpoint.core.encounters.models import Encounter
from meetpoint.core.modules.interface import TimelineEntry, TimelineSource
from meetpoint.core.tenancy.actor import Actor
from meetpoint.services.syringe_services.models import (
    Care,
    InfectionTest,
    Measured,
    ReturnedSyringes,
    Vaccination,
    WoundCare,
)

OnEncounter = TypeVar("OnEncounter", ReturnedSyringes, InfectionTest, Vaccination, WoundCare)


def returns(by: Actor, participant_id: int, before: datetime, limit: int) -> list[TimelineEntry]:
    """Return what a participant brought back at sites within reach, newest first."""
    rows = _theirs(ReturnedSyringes.objects.of(by), by, participant_id, before)
    return _entries(rows, limit, _("Syringes returned"), "undo", _returned)


def infection_tests(by: Actor, participant_id: int, before: datetime, limit: int) -> list[TimelineEntry]:
    """Return a participant's infection tests at sites within reach, newest first."""
    rows = _theirs(InfectionTest.objects.of(by), by, participant_id, before)
    return _entries(rows, limit, _("Infection tests"), "test-tube", _tested)


def vaccines(by: Actor, participant_id: int, before: datetime, limit: int) -> list[TimelineEntry]:
    """Return the vaccines that a participant was given at sites within reach, newest first."""
    rows = _theirs(Vaccination.objects.of(by), by, participant_id, before)
    return _entries(rows, limit, _("Vaccines"), "shield", lambda row: str(row.get_vaccine_display()))


def wound_care(by: Actor, participant_id: int, before: datetime, limit: int) -> list[TimelineEntry]:
    """Return a participant's wound care at sites within reach, newest first."""
    rows = _theirs(WoundCare.objects.of(by), by, participant_id, before)
    return _entries(rows, limit, _("Wound care"), "wound", _cared_for)


def _theirs(
    rows: QuerySet[OnEncounter], by: Actor, participant_id: int, before: datetime
) -> QuerySet[OnEncounter]:
    own = rows.filter(
        encounter__organisation_id=by.organisation_id,
        encounter__participant_id=participant_id,
        encounter__voided_at=None,
        encounter__occurred_at__lt=before,
    )
    if by.site_ids is not None:
        own = own.filter(encounter__site_id__in=by.site_ids)
    return own.select_related("encounter").order_by("-encounter__occurred_at", "-encounter_id", "id")


def _entries(
    rows: Iterable[OnEncounter], limit: int, title: str, icon: str, say: Callable[[OnEncounter], str]
) -> list[TimelineEntry]:
    """Join the rows of one encounter into one entry; stops reading once there are enough."""
    encounters: dict[int, Encounter] = {}
    said: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        if row.encounter_id not in encounters and len(encounters) == limit:
            break
        encounters[row.encounter_id] = row.encounter
        said[row.encounter_id].append(say(row))
    return [
        TimelineEntry(
            at=encounter.occurred_at,
            title=title,
            detail=" · ".join(said[pk]),
            site_id=encounter.site_id,
            icon=icon,
            uid=encounter.uid,
        )
        for pk, encounter in encounters.items()
    ]


def _returned(row: Measured) -> str:
    amount = ngettext("%(number)d syringe", "%(number)d syringes", row.syringes) % {"number": row.syringes}
    return f"{amount} ({row.get_method_display()})"


def _tested(test: InfectionTest) -> str:
    outcome = test.get_result_display() or test.get_step_display()
    linked = f", {_('linked to care')}" if test.linked_to_care else ""
    return f"{test.get_infection_display()}: {outcome}{linked}"


def _cared_for(row: WoundCare) -> str:
    done = [str(care.label) for care in Care if care.value in row.care.split(",")]
    return " · ".join([*done, *([_("Medical care suggested")] if row.referral_suggested else [])])


TIMELINE = (
    TimelineSource(
        slug="returns",
        label=gettext_lazy("Returns"),
        permission="syringe_services:return:view",
        read=returns,
    ),
    TimelineSource(
        slug="tests",
        label=gettext_lazy("Infection tests"),
        permission="syringe_services:test:view",
        read=infection_tests,
    ),
    TimelineSource(
        slug="vaccines",
        label=gettext_lazy("Vaccines"),
        permission="syringe_services:care:view",
        read=vaccines,
    ),
    TimelineSource(
        slug="wound_care",
        label=gettext_lazy("Wound care"),
        permission="syringe_services:care:view",
        read=wound_care,
    ),
)
