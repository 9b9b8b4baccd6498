"""What a participant's timeline shows of the service: returns, tests, vaccines and wound care."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from meetpoint.core.encounters.models import Encounter
from meetpoint.core.modules.pages import TimelineEntry, TimelineSource
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.tenancy.models import TenantQuerySet
from meetpoint.core.tenancy.prepared import Prepared, within
from meetpoint.core.tenancy.slots import Slot
from meetpoint.lib.choices import label_of
from meetpoint.services.syringe_services.models import (
    Care,
    Infection,
    InfectionTest,
    Measured,
    Method,
    ReturnedSyringes,
    TestResult,
    TestStep,
    Vaccination,
    Vaccine,
    WoundCare,
)

OnEncounter = TypeVar("OnEncounter", ReturnedSyringes, InfectionTest, Vaccination, WoundCare)


def _newest(model: type[OnEncounter]) -> Prepared[OnEncounter]:
    """Prepare what hangs on one person's standing contacts before a moment, newest first."""

    def build(
        owner: Slot, reach: Slot | None, *, participant: Slot, before: Slot
    ) -> TenantQuerySet[OnEncounter]:
        rows: TenantQuerySet[OnEncounter] = model.objects.of(owner)
        theirs = rows.filter(
            encounter__organisation_id=owner,
            encounter__participant_id=participant,
            encounter__voided_at=None,
            encounter__occurred_at__lt=before,
        )
        newest = theirs.select_related("encounter").order_by("-encounter__occurred_at", "-encounter_id", "id")
        return within(newest, reach, "encounter__site_id")

    return Prepared(build)


NEWEST: Mapping[type, Prepared[Any]] = {
    model: _newest(model) for model in (ReturnedSyringes, InfectionTest, Vaccination, WoundCare)
}


def _theirs(
    model: type[OnEncounter], by: Actor, participant_id: int, before: datetime, limit: int
) -> list[OnEncounter]:
    return NEWEST[model].fetch(by, limit=limit, participant=participant_id, before=before)


def returns(by: Actor, participant_id: int, before: datetime, limit: int) -> list[TimelineEntry]:
    """Return what a participant brought back at sites within reach, newest first."""
    rows = _theirs(ReturnedSyringes, by, participant_id, before, limit * len(Method))
    return _entries(rows, limit, _("Syringes returned"), "undo", _returned)


def infection_tests(by: Actor, participant_id: int, before: datetime, limit: int) -> list[TimelineEntry]:
    """Return a participant's infection tests at sites within reach, newest first."""
    rows = _theirs(InfectionTest, by, participant_id, before, limit * len(Infection))
    return _entries(rows, limit, _("Infection tests"), "test-tube", _tested)


def vaccines(by: Actor, participant_id: int, before: datetime, limit: int) -> list[TimelineEntry]:
    """Return the vaccines that a participant was given at sites within reach, newest first."""
    rows = _theirs(Vaccination, by, participant_id, before, limit * len(Vaccine))
    return _entries(rows, limit, _("Vaccines"), "shield", lambda row: label_of(Vaccine, row.vaccine))


def wound_care(by: Actor, participant_id: int, before: datetime, limit: int) -> list[TimelineEntry]:
    """Return a participant's wound care at sites within reach, newest first."""
    rows = _theirs(WoundCare, by, participant_id, before, limit)
    return _entries(rows, limit, _("Wound care"), "wound", _cared_for)


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
    return f"{amount} ({label_of(Method, row.method)})"


def _tested(test: InfectionTest) -> str:
    outcome = label_of(TestResult, test.result) or label_of(TestStep, test.step)
    linked = f", {_('linked to care')}" if test.linked_to_care else ""
    return f"{label_of(Infection, test.infection)}: {outcome}{linked}"


def _cared_for(row: WoundCare) -> str:
    done = [str(care.label) for care in Care if care.value in row.care.split(",")]
    return " · ".join([*done, *([_("Medical care suggested")] if row.referral_suggested else [])])


TIMELINE = (
    TimelineSource(
        slug="returns",
        label=gettext_lazy("Returns"),
        permission="syringe_services:return:view",
        scopes=("supplies",),
        read=returns,
    ),
    TimelineSource(
        slug="tests",
        label=gettext_lazy("Infection tests"),
        permission="syringe_services:test:view",
        scopes=("diagnosis",),
        read=infection_tests,
    ),
    TimelineSource(
        slug="vaccines",
        label=gettext_lazy("Vaccines"),
        permission="syringe_services:care:view",
        scopes=("diagnosis",),
        read=vaccines,
    ),
    TimelineSource(
        slug="wound_care",
        label=gettext_lazy("Wound care"),
        permission="syringe_services:care:view",
        scopes=("diagnosis",),
        read=wound_care,
    ),
)
