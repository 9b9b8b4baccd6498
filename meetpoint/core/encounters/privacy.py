"""Why each column exists, how long notes stay, and how one participant's part is given to them or erased."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

from meetpoint.core.encounters.models import Encounter, EncounterNote
from meetpoint.core.encounters.queries import lines_of
from meetpoint.core.encounters.storing import forget_days, mark_days, open_note
from meetpoint.core.modules.interface import Kept, PrivacyPlan
from meetpoint.core.organisations.models import Site
from meetpoint.core.organisations.options import option_value
from meetpoint.core.supplies.queries import catalogue
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock

NOTE_DAYS = "encounters.note_days"
NO_DIGEST = ""
"""Written over a fingerprint whose content is gone, so that nobody can test guesses against it."""

_COUNTED = "as long as the programme reports on it; it names nobody"
_WITH_CONTACT = "as long as the contact"
_TIME = Kept(why="when it was, and when it was written down: late entries stay honest", until=_COUNTED)
_TRACE = Kept(why="who on the staff recorded it, for corrections", until=_COUNTED)
_VOID = Kept(why="a mistake is marked, never rubbed out", until=_COUNTED)
_HANDED_OUT = Kept(why="what was handed out, for stock and for reports", until=_WITH_CONTACT)
_SUM = Kept(why="sums of past days, so that charts are quick", until="the day changes")

COLUMNS: Mapping[str, Mapping[str, Kept]] = {
    "encounters.Encounter": {
        "uid": Kept(why="sending an entry twice stores it once", until=_COUNTED),
        "digest": Kept(
            why="notices other content under the same identifier",
            until="the participant is erased, or the note is removed",
            personal=True,
        ),
        "site": Kept(why="where people are met", until=_COUNTED),
        "participant": Kept(
            why="only when the person uses a code: what they had before, for themselves",
            until="they are erased",
            personal=True,
        ),
        "occurred_at": _TIME,
        "recorded_at": _TIME,
        "local_date": _TIME,
        "place_type": Kept(why="the kind of place, never which", until=_COUNTED),
        "for_others": Kept(why="how many others a person collects for, never who", until=_COUNTED),
        "people": Kept(why="how many people a count stands for", until=_COUNTED),
        "count_only": Kept(why="a count is not a contact of one person", until=_COUNTED),
        "staff_id": _TRACE,
        "replaces": _VOID,
        "voided_at": _VOID,
        "voided_by": _VOID,
        "void_reason": _VOID,
    },
    "encounters.EncounterLine": dict.fromkeys(
        ("encounter", "item", "quantity", "syringes", "doses"), _HANDED_OUT
    ),
    "encounters.EncounterNote": {
        "encounter": Kept(why="which contact the note is about", until="the note is removed"),
        "sealed": Kept(
            why="a few words for the next worker, encrypted",
            until="the days set by encounters.note_days, or the participant is erased",
            personal=True,
        ),
        "written_at": Kept(why="when the note is due to be removed", until="the note is removed"),
    },
    "encounters.ChangedDay": {
        "day": Kept(why="which facts have to be copied again", until="they were copied, within minutes"),
        "erased": Kept(why="facts copied before an erasure are written anew", until="that was done"),
    },
    "encounters.DayTotal": dict.fromkeys(("site", "day", "figure", "amount"), _SUM),
    "encounters.DaySummed": dict.fromkeys(("day", "figures", "claim", "done"), _SUM),
}


def export(by: Actor, participant_id: int) -> Mapping[str, Any]:
    """Return one participant's contacts, oldest first, with what they were given and the notes about them."""
    encounters = list(
        Encounter.objects.of(by).filter(participant_id=participant_id).order_by("occurred_at", "id")
    )
    ids = [encounter.pk for encounter in encounters]
    lines, notes, items = lines_of(by, ids), _notes_of(by, ids), catalogue(by.organisation_id)
    sites = dict(Site.objects.of(by).values_list("id", "name"))
    contacts = [
        {
            "occurred_at": encounter.occurred_at,
            "site": sites[encounter.site_id],
            "place_type": encounter.place_type,
            "for_others": encounter.for_others,
            "supplies": {items[line.item_id].name: line.quantity for line in lines.get(encounter.pk, [])},
            "note": notes.get(encounter.pk, ""),
            "voided": encounter.voided_at is not None,
        }
        for encounter in encounters
    ]
    return {"contacts": contacts}


def erase(by: Actor, participant_id: int) -> None:
    """Untie a participant from their contacts and remove the notes; in the caller's transaction.

    The contacts stay as anonymous ones, so what was reported stays true.
    """
    theirs = Encounter.objects.of(by).filter(participant_id=participant_id)
    EncounterNote.objects.of(by).filter(encounter__in=theirs).delete()
    days = set(theirs.values_list("local_date", flat=True))
    theirs.update(participant=None, digest=NO_DIGEST)
    forget_days(by.organisation_id, days, now=clock.now(), erased=True)


def mark_days_of(by: Actor, participant_ids: Sequence[int]) -> None:
    """Have the facts of every day copied again on which one of these people was met."""
    met = Encounter.objects.of(by).filter(participant_id__in=participant_ids, voided_at=None).order_by()
    mark_days(by.organisation_id, met.values_list("local_date", flat=True).distinct())


def retain(by: Actor, today: date) -> int:
    """Remove notes older than the organisation keeps them; return how many. Not set means: keep none away."""
    days = cast("int | None", option_value(by.organisation_id, NOTE_DAYS))
    if days is None:
        return 0
    before = datetime.combine(today, time.min, UTC) - timedelta(days=days)
    old = EncounterNote.objects.of(by).filter(written_at__lt=before)
    Encounter.objects.of(by).filter(note__in=old).update(digest=NO_DIGEST)
    return old.delete()[0]


def _notes_of(by: Actor, encounter_ids: list[int]) -> dict[int, str]:
    notes = EncounterNote.objects.of(by).filter(encounter_id__in=encounter_ids)
    return {pk: open_note(pk, bytes(sealed)) for pk, sealed in notes.values_list("encounter_id", "sealed")}


PRIVACY = PrivacyPlan(columns=COLUMNS, export=export, erase=erase, retain=retain)
