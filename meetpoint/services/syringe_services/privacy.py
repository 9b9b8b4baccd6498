"""Why each column exists, and how one participant's part is given to them or erased."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from meetpoint.core.modules.interface import Kept, PrivacyPlan
from meetpoint.core.tenancy.actor import Actor
from meetpoint.services.syringe_services.models import (
    Education,
    InfectionTest,
    ReturnedSyringes,
    Vaccination,
    WoundCare,
)

_WITH_CONTACT = "as long as the contact"
_COUNTED = "as long as the programme reports on it; it names nobody"
_CONTACT = Kept(why="the contact in which it took place", until=_WITH_CONTACT)
_HEALTH = Kept(why="so that the person is helped onwards", until="the person is erased", personal=True)
_DONE = Kept(why="what was done is reported", until=_WITH_CONTACT)
_TRACE = Kept(why="who on the staff wrote it, for corrections", until=_COUNTED)
_VOID = Kept(why="a mistake is marked, never rubbed out", until=_COUNTED)
_SITE = Kept(why="which site it belongs to", until=_COUNTED)
_UID = Kept(why="sending it twice stores it once", until=_COUNTED)
_POLICY = Kept(why="which policy held when, and by whose rule", until="never removed: it names nobody")


def _measured(until: str) -> dict[str, Kept]:
    return {
        "method": Kept(why="counted and estimated are never mixed", until=until),
        "measure": Kept(why="the raw measure stays when a rate changes", until=until),
        "factor": Kept(why="the rate that was used", until=until),
        "factor_source": Kept(why="where that rate comes from", until=until),
        "syringes": Kept(why="what the measure counts for", until=until),
    }


COLUMNS: Mapping[str, Mapping[str, Kept]] = {
    "syringe_services.ReturnedSyringes": {"encounter": _CONTACT, **_measured(_WITH_CONTACT)},
    "syringe_services.InfectionTest": {
        "encounter": _CONTACT,
        "infection": _DONE,
        "step": _DONE,
        "result": _HEALTH,
        "linked_to_care": _HEALTH,
    },
    "syringe_services.Vaccination": {"encounter": _CONTACT, "vaccine": _DONE},
    "syringe_services.WoundCare": {"encounter": _CONTACT, "care": _DONE, "referral_suggested": _DONE},
    "syringe_services.Education": {
        "encounter": _CONTACT,
        "topic": Kept(why="what was talked through is reported", until=_WITH_CONTACT),
    },
    "syringe_services.CleanUp": {
        "uid": _UID,
        "site": _SITE,
        "held_on": Kept(why="when it was", until=_COUNTED),
        "area": Kept(why="where used syringes are found; a park or some blocks", until=_COUNTED),
        "people": Kept(why="how many took part, never who", until=_COUNTED),
        "staff_hours": Kept(why="hours are reported to funders", until=_COUNTED),
        **_measured(_COUNTED),
        "staff_id": _TRACE,
        "recorded_at": _TRACE,
        "replaces": _VOID,
        "voided_at": _VOID,
        "voided_by": _VOID,
    },
    "syringe_services.DistributionPolicy": {
        "site": _POLICY,
        "model": _POLICY,
        "extra": _POLICY,
        "cap": _POLICY,
        "period": _POLICY,
        "source": _POLICY,
        "effective_from": _POLICY,
        "staff_id": _TRACE,
        "recorded_at": _TRACE,
    },
}


def export(by: Actor, participant_id: int) -> Mapping[str, Any]:
    """Return what one participant brought back and which care they had, oldest first."""
    return {
        "returned_syringes": _rows(ReturnedSyringes, by, participant_id, "method", "measure", "syringes"),
        "infection_tests": _rows(
            InfectionTest, by, participant_id, "infection", "step", "result", "linked_to_care"
        ),
        "vaccinations": _rows(Vaccination, by, participant_id, "vaccine"),
        "wound_care": _rows(WoundCare, by, participant_id, "care", "referral_suggested"),
        "education": _rows(Education, by, participant_id, "topic"),
    }


_OnEncounter = (
    type[ReturnedSyringes] | type[InfectionTest] | type[Vaccination] | type[WoundCare] | type[Education]
)


def _rows(model: _OnEncounter, by: Actor, participant_id: int, *columns: str) -> list[dict[str, Any]]:
    own = model.objects.of(by).filter(encounter__participant_id=participant_id).order_by("encounter_id")
    return list(own.values("encounter__local_date", *columns))


def erase(by: Actor, participant_id: int) -> None:
    """Blank a participant's results; that a test was done stays a count, with a contact that names nobody.

    Runs inside the caller's transaction, before the contacts lose their participant.
    """
    tests = InfectionTest.objects.of(by).filter(encounter__participant_id=participant_id)
    tests.update(result="", linked_to_care=False)


PRIVACY = PrivacyPlan(columns=COLUMNS, export=export, erase=erase)
