"""Why each column about participants exists, and how one person's part is given to them or erased."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from meetpoint.core.modules.interface import Kept, PrivacyPlan
from meetpoint.core.people.demographics import in_words
from meetpoint.core.people.models import Demographics, Participant, ParticipantCode, ParticipantMerge
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock

_ERASED = "the person is erased"
_ALWAYS = "kept, as an empty row"


def _personal(why: str) -> Kept:
    return Kept(why=why, until=_ERASED, personal=True)


COLUMNS: Mapping[str, Mapping[str, Kept]] = {
    "people.Participant": {
        "uid": Kept(why="names the record in addresses; random", until=_ALWAYS),
        "created_at": _personal("when the person first came"),
        "merged_into": _personal("leads from a second record to the first"),
        "erased_at": Kept(why="keeps late arrivals from reviving an erased record", until=_ALWAYS),
    },
    "people.ParticipantCode": {
        "participant": _personal("whom the code leads to"),
        "kind": _personal("whether a card can be printed again"),
        "short_lookup": _personal("finds the person by what they say"),
        "full_lookup": _personal("finds the person by what is scanned"),
        "sealed": Kept(
            why="prints the card again", until="the code is retired or its key destroyed", personal=True
        ),
        "tie_break": _personal("tells two people with the same answers apart"),
        "issued_at": _personal("stands on the card"),
        "retired_at": _personal("a lost card must find nobody"),
        "retired_reason": _personal("shows how often cards are lost"),
        "unlinked_at": _personal("marks codes whose key was destroyed"),
    },
    "people.Demographics": {
        "participant": _personal("whose answers these are"),
        "asked_at": _personal("asking happens once"),
        "corrected_at": _personal("shows that a correction was made"),
        "birth_year": _personal("age groups in reports"),
        "gender": _personal("who is reached, in reports"),
        "race_ethnicity": _personal("who is reached, in reports"),
        "zip3": _personal("which areas are reached, in reports"),
        "housing": _personal("which supplies and referrals fit"),
        "language": _personal("which language to offer"),
    },
    "people.ParticipantMerge": {
        "kept": _personal("which record goes on"),
        "joined": _personal("which record was joined"),
        "merged_at": _personal("history of the join"),
        "merged_by": Kept(why="history of the join", until=_ERASED),
        "undone_at": _personal("history of the join"),
        "undone_by": Kept(why="history of the join", until=_ERASED),
    },
}


def export(by: Actor, participant_id: int) -> Mapping[str, Any]:
    """Return what this package keeps about one participant, in words; codes only by when and why."""
    participant = Participant.objects.of(by).get(pk=participant_id)
    told = Demographics.objects.of(by).filter(participant_id=participant_id).values().first()
    return {
        _("Enrolled"): participant.created_at,
        _("Codes"): [
            {_("Given"): code.issued_at, _("Kind"): code.get_kind_display(), _("Replaced"): code.retired_at}
            for code in ParticipantCode.objects.of(by)
            .filter(participant_id=participant_id)
            .order_by("issued_at", "id")
        ],
        _("What you told"): dict(in_words(told)) if told else {},
        _("Records joined"): [
            {_("Joined"): merge.merged_at, _("Separated"): merge.undone_at}
            for merge in _merges(by, participant_id)
        ],
    }


def erase(by: Actor, participant_id: int) -> None:
    """Remove codes, answers and joins, and leave an empty row behind, in the caller's transaction."""
    ParticipantCode.objects.of(by).filter(participant_id=participant_id).delete()
    Demographics.objects.of(by).filter(participant_id=participant_id).delete()
    _merges(by, participant_id).delete()
    everyone = Participant.objects.of(by)
    everyone.filter(merged_into_id=participant_id).update(merged_into=None)
    now = clock.now()
    everyone.filter(pk=participant_id).update(merged_into=None, created_at=now, erased_at=now)


def _merges(by: Actor, participant_id: int) -> Any:
    return ParticipantMerge.objects.of(by).filter(Q(kept_id=participant_id) | Q(joined_id=participant_id))


PLAN = PrivacyPlan(columns=COLUMNS, export=export, erase=erase)
