"""One encounter with everything in it: what was handed out, from which lot, what was said, its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from meetpoint.core.access.guard import StaffRequest, fetch_for, page
from meetpoint.core.access.models import StaffMember
from meetpoint.core.encounters import permissions, rules, words
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.encounters.queries import lines_of
from meetpoint.core.encounters.queries.said import notes_of, sections_said
from meetpoint.core.modules.forms import EncounterForm
from meetpoint.core.modules.registry import registry
from meetpoint.core.people import permissions as people
from meetpoint.core.supplies.models import Movement, MovementKind
from meetpoint.core.supplies.queries import catalogue
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock


@dataclass(frozen=True, slots=True)
class Answered:
    """What was said in one form."""

    form: EncounterForm
    answers: list[tuple[str, str]]


@page(permissions.VIEW)
def detail(request: StaffRequest, uid: UUID) -> HttpResponse:
    by = request.actor
    encounter = fetch_for(by, Encounter, may=permissions.VIEW, uid=uid)
    items = catalogue(by.organisation_id)
    lines = lines_of(by, [encounter.pk]).get(encounter.pk, [])
    context = {
        "encounter": encounter,
        "whom": words.whom(encounter),
        "person_url": _address_of(encounter) if by.may(people.VIEW) else "",
        "lines": [(items[line.item_id].label, line) for line in lines],
        "drawn": _drawn(encounter, by),
        "sections": _sections(encounter, by),
        "note": notes_of(by, [encounter.pk]).get(encounter.pk, ""),
        "staff": _names(encounter, by),
        "void_word": words.VOID_WORDS.get(encounter.void_reason, ""),
        "earlier": encounter.replaces,
        "later": Encounter.objects.of(by).filter(replaces_id=encounter.pk).first(),
        "may_change": may_change(encounter, by),
        "reasons": [(slug, words.VOID_WORDS[slug]) for slug in ("mistake", "duplicate", "asked")],
    }
    return render(request, "encounters/detail.html", context)


def may_change(encounter: Encounter, by: Actor) -> bool:
    """Tell whether the actor may correct or void an encounter that still stands."""
    own = rules.may_still_undo(
        recorded_by=encounter.staff_id,
        recorded_at=encounter.recorded_at,
        staff_id=by.staff_id,
        now=clock.now(),
    )
    return encounter.voided_at is None and by.may(permissions.RECORD if own else permissions.VOID)


def _address_of(encounter: Encounter) -> str:
    """Return the participant's page, which a package further right brings; without it there is no link."""
    if encounter.participant is None:
        return ""
    try:
        return reverse("care:participant", args=[encounter.participant.uid])
    except NoReverseMatch:
        return ""


def _sections(encounter: Encounter, by: Actor) -> list[Answered]:
    said = sections_said(by, [encounter.pk]).get(encounter.pk, {})
    forms = registry().forms
    return [Answered(forms[slug], words.answers(forms[slug], values)) for slug, values in said.items()]


def _drawn(encounter: Encounter, by: Actor) -> Sequence[dict[str, Any]]:
    items = catalogue(by.organisation_id)
    ledger = Movement.objects.of(by).filter(encounter_id=encounter.pk).select_related("lot").order_by("id")
    return [
        {
            "item": items[line.item_id].label,
            "quantity": abs(line.quantity),
            "lot": line.lot,
            "kind": line.get_kind_display(),
            "is_short": line.kind == MovementKind.SHORTFALL,
        }
        for line in ledger
    ]


def _names(encounter: Encounter, by: Actor) -> dict[str, str]:
    ids = [pk for pk in (encounter.staff_id, encounter.voided_by) if pk is not None]
    names = dict(StaffMember.objects.of(by).filter(pk__in=ids).values_list("id", "display_name"))
    unknown = _("the system")
    return {
        "recorded": names.get(encounter.staff_id or 0, unknown),
        "voided": names.get(encounter.voided_by or 0, unknown),
    }
