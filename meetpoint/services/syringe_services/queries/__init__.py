"""What others may read: answers for a correction, the policy in force, earlier exchanges, the clean-ups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet, Sum

from meetpoint.core.encounters.models import EncounterLine
from meetpoint.core.modules.forms import Draft
from meetpoint.core.supplies.queries import Place, places_of
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.rows import read_rows
from meetpoint.services.syringe_services.actions.contact import METHODS
from meetpoint.services.syringe_services.factors import factor_for
from meetpoint.services.syringe_services.models import (
    CleanUp,
    DistributionPolicy,
    Education,
    InfectionTest,
    Method,
    ReturnedSyringes,
    TestStep,
    Vaccination,
    WoundCare,
)
from meetpoint.services.syringe_services.rules import DAYS_OF, Exchange, syringes_in, warning

Said = Mapping[int, Mapping[str, Any]]

_FIELD_OF = {method.value: name for name, method in METHODS.items()}


# --- answers for a correction, in the shape in which they were saved ---------------------------


def returns_said(by: Actor, encounter_ids: Sequence[int]) -> Said:
    """Return the raw measures of the returns form by encounter id."""
    said: dict[int, dict[str, Any]] = defaultdict(dict)
    rows = ReturnedSyringes.objects.of(by).filter(encounter_id__in=encounter_ids)
    for encounter_id, method, measure in rows.values_list("encounter_id", "method", "measure"):
        whole = method in (Method.COUNTED, Method.STATED)
        said[encounter_id][_FIELD_OF[method]] = int(measure) if whole else measure
    return said


def infections_said(by: Actor, encounter_ids: Sequence[int]) -> Said:
    """Return the answers of the infections form by encounter id; nothing to those who may not see results."""
    if not by.may("syringe_services:test:view"):
        return {}
    said: dict[int, dict[str, Any]] = defaultdict(dict)
    for test in InfectionTest.objects.of(by).filter(encounter_id__in=encounter_ids):
        answer = test.result if test.step == TestStep.DONE else test.step
        if answer:
            said[test.encounter_id][test.infection] = answer
        if test.linked_to_care:
            said[test.encounter_id][f"{test.infection}_linked"] = True
    return said


def vaccinations_said(by: Actor, encounter_ids: Sequence[int]) -> Said:
    """Return the vaccines given, by encounter id."""
    rows = Vaccination.objects.of(by).filter(encounter_id__in=encounter_ids).order_by("id")
    return _gathered(rows.values_list("encounter_id", "vaccine"), "given")


def education_said(by: Actor, encounter_ids: Sequence[int]) -> Said:
    """Return the topics talked through, by encounter id."""
    rows = Education.objects.of(by).filter(encounter_id__in=encounter_ids).order_by("id")
    return _gathered(rows.values_list("encounter_id", "topic"), "topics")


def _gathered(pairs: Iterable[tuple[int, str]], field: str) -> Said:
    words: dict[int, tuple[str, ...]] = {}
    for encounter_id, word in pairs:
        words[encounter_id] = (*words.get(encounter_id, ()), word)
    return {encounter_id: {field: said} for encounter_id, said in words.items()}


def wound_care_said(by: Actor, encounter_ids: Sequence[int]) -> Said:
    """Return the answers of the wound care form by encounter id."""
    rows = WoundCare.objects.of(by).filter(encounter_id__in=encounter_ids)
    return {row.encounter_id: _wound_care(row) for row in rows}


def _wound_care(row: WoundCare) -> dict[str, Any]:
    said: dict[str, Any] = {"care": tuple(row.care.split(","))} if row.care else {}
    return said | {"referral_suggested": True} if row.referral_suggested else said


# --- the distribution policy --------------------------------------------------------------------


def policy_in_force(organisation_id: int, site_id: int, on: date) -> DistributionPolicy | None:
    """Return a site's newest policy in effect on a day, else the organisation's; None means needs-based."""
    newest_first = "organisation_id = %s ORDER BY effective_from DESC, id DESC"
    return _in_force(read_rows(DistributionPolicy, newest_first, [organisation_id]), site_id, on)


def policy_versions(by: Actor) -> QuerySet[DistributionPolicy]:
    """Return every version of the policy, the newest first."""
    return DistributionPolicy.objects.of(by).select_related("site").order_by("-effective_from", "-id")


def policies_by_site(by: Actor) -> list[tuple[Place, DistributionPolicy | None]]:
    """Return each open site in reach with the policy in force there today."""
    versions = list(policy_versions(by))
    places = [place for place in places_of(by).values() if not place.closed]
    return [(place, _in_force(versions, place.id, place.today)) for place in places]


def _in_force(
    newest_first: Iterable[DistributionPolicy], site_id: int, on: date
) -> DistributionPolicy | None:
    begun = [version for version in newest_first if version.effective_from <= on]
    own = next((version for version in begun if version.site_id == site_id), None)
    return own or next((version for version in begun if version.site_id is None), None)


def policy_warnings(by: Actor, draft: Draft) -> list[str]:
    """Return what the distribution policy has to say about a draft contact; never a refusal."""
    policy = policy_in_force(by.organisation_id, draft.site_id, draft.local_date) if draft.syringes else None
    if policy is None:
        return []
    now = Exchange(returned=_returned_in(by, draft), handed_out=draft.syringes)
    said = warning(policy, now, earlier=_exchanged_before(by, draft, policy))
    return [said] if said else []


def _returned_in(by: Actor, draft: Draft) -> int:
    said = draft.values.get("returns", {})
    return sum(
        syringes_in(said[name], factor_for(by.organisation_id, method, draft.local_date).value)
        for name, method in METHODS.items()
        if said.get(name)
    )


def _exchanged_before(by: Actor, draft: Draft, policy: DistributionPolicy) -> Exchange | None:
    days = DAYS_OF.get(policy.period)
    if days is None or policy.cap is None or draft.participant_id is None:
        return None
    lines = EncounterLine.objects.of(by).filter(
        encounter__organisation_id=by.organisation_id,
        encounter__participant_id=draft.participant_id,
        encounter__local_date__range=(draft.local_date - timedelta(days=days - 1), draft.local_date),
        encounter__voided_at=None,
    )
    if draft.uid is not None:
        lines = lines.exclude(encounter__uid=draft.uid)
    return Exchange(handed_out=lines.aggregate(total=Sum("syringes"))["total"] or 0)


def live_clean_ups(by: Actor) -> QuerySet[CleanUp]:
    """Return the clean-ups that stand: neither voided nor replaced."""
    return CleanUp.objects.of(by).filter(voided_at=None)
