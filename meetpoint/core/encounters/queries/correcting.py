"""What a correction must not lose: answers and a note that whoever corrects does not see."""

from dataclasses import replace

from django.utils.translation import gettext as _

from meetpoint.core.encounters import permissions
from meetpoint.core.encounters.entry import NewEncounter
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.encounters.queries.said import hides_answers, notes_of
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import NotAllowed


def refuse_to_lose_answers(encounter: Encounter, by: Actor) -> None:
    """Do nothing when the actor sees all that was answered; otherwise raise NotAllowed."""
    if hides_answers(by, encounter.pk):
        raise NotAllowed(
            _("This contact has answers that your role does not see. Ask somebody who may to correct it.")
        )


def with_unseen_note(new: NewEncounter, before: Encounter, by: Actor) -> NewEncounter:
    """Return a correction with the note that was there, when the actor may not read it and wrote no other."""
    if new.note or by.may(permissions.READ_NOTE):
        return new
    reader = replace(by, permissions=by.permissions | {permissions.READ_NOTE})
    return replace(new, note=notes_of(reader, [before.pk]).get(before.pk, ""))
