"""What was said in contacts: the answers in every form, and the notes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from meetpoint.core.encounters import permissions
from meetpoint.core.encounters.models import EncounterNote
from meetpoint.core.encounters.storing import open_note
from meetpoint.core.modules.forms import EncounterForm
from meetpoint.core.modules.registry import registry
from meetpoint.core.tenancy.actor import Actor

Sections = Mapping[str, Mapping[str, Any]]


def sections_said(by: Actor, encounter_ids: Sequence[int]) -> dict[int, dict[str, Mapping[str, Any]]]:
    """Return the answers that the actor may see, by encounter and form: what each form's own query costs."""
    said: dict[int, dict[str, Mapping[str, Any]]] = defaultdict(dict)
    for form in registry().forms.values():
        if form.permission and not by.may(form.permission):
            continue
        for encounter_id, values in form.load(by, encounter_ids).items():
            if values:
                said[encounter_id][form.slug] = values
    return said


def notes_of(by: Actor, encounter_ids: Sequence[int]) -> dict[int, str]:
    """Return the notes on these encounters to those who may read notes, else nothing."""
    if not by.may(permissions.READ_NOTE):
        return {}
    notes = EncounterNote.objects.of(by).filter(encounter_id__in=encounter_ids)
    return {note.encounter_id: open_note(note.encounter_id, bytes(note.sealed)) for note in notes}


def hides_answers(by: Actor, encounter_id: int) -> bool:
    """Tell whether a contact has answers that the actor does not see, which a correction would lose."""
    return any(_hides(form, encounter_id, by) for form in registry().forms.values())


def _hides(form: EncounterForm, encounter_id: int, by: Actor) -> bool:
    everything = Actor.system(by.organisation_id, "to keep answers from being lost in a correction")
    stored = form.load(everything, [encounter_id])
    if not stored:
        return False
    return bool(form.permission and not by.may(form.permission)) or form.load(by, [encounter_id]) != stored
