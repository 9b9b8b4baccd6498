"""Why each column is kept, and how a participant's part is given or erased."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from meetpoint.core.modules.interface import Kept, PrivacyPlan
from meetpoint.core.sessions.models import Attendance, Note, Registration, Ride, Stay
from meetpoint.core.sessions.words import State
from meetpoint.core.tenancy.actor import Actor

_CLOSED = "The organisation is closed."
_ERASED = "The participant is erased."
_COUNT = Kept(why="To count sessions, stays and rides for funders.", until=_CLOSED)
_RUN = Kept(why="To run the session: who leads it, where and when.", until=_CLOSED)
_WHO = Kept(why="To know who came, and what to go on with.", until=_ERASED, personal=True)
_WHERE = Kept(why="To find the person where they stay.", until=_ERASED, personal=True)
_NOTE = Kept(
    why="The counsellor’s own note, sealed and kept apart (42 CFR 2.11).",
    until="Its day comes, or the participant is erased.",
    personal=True,
)
_OF_NOTE = Kept(
    why="To know whose note it is and how long it stays.",
    until="Its day comes, or the participant is erased.",
)


def export(actor: Actor, participant_id: int) -> Mapping[str, Any]:
    """Return a participant's sessions, stays and rides as plain values; of counselling notes, nothing."""
    came = Attendance.objects.of(actor).filter(participant_id=participant_id)
    stays = Stay.objects.of(actor).filter(participant_id=participant_id, voided_at=None)
    rides = Ride.objects.of(actor).filter(participant_id=participant_id, voided_at=None)
    groups = Registration.objects.of(actor).filter(participant_id=participant_id)
    return {
        "sessions": list(
            came.exclude(session__state=State.MISTAKE)
            .order_by("session__starts_at")
            .values("session__kind", "session__starts_at", "session__state", "came", "progress")
        ),
        "groups": list(groups.order_by("since").values("series__title", "since", "ended_at")),
        "stays": list(
            stays.order_by("from_on").values(
                "kind", "entry__name", "place", "unit", "from_on", "until_on", "ended"
            )
        ),
        "rides": list(rides.order_by("on").values("mode", "on", "from_kind", "to_kind", "outcome")),
    }


def erase(actor: Actor, participant_id: int) -> None:
    """Remove a participant's notes and wishes to come; unlink the rest, which stays as counts."""
    Note.objects.of(actor).filter(participant_id=participant_id).delete()
    Registration.objects.of(actor).filter(participant_id=participant_id).delete()
    Attendance.objects.of(actor).filter(participant_id=participant_id).update(participant=None, progress="")
    Stay.objects.of(actor).filter(participant_id=participant_id).update(
        participant=None, place="", unit="", referral=None
    )
    Ride.objects.of(actor).filter(participant_id=participant_id).update(
        participant=None, session=None, referral=None
    )


def retain(actor: Actor, today: date) -> int:
    """Remove the notes whose day is over; return how many."""
    due = Note.objects.of(actor).filter(keep_until__lt=today)
    number = due.count()
    due.delete()
    return number


def _all(kept: Kept, *names: str) -> dict[str, Kept]:
    return dict.fromkeys(names, kept)


PLAN = PrivacyPlan(
    columns={
        "sessions.Series": {
            **_all(_COUNT, "uid", "site", "kind", "module"),
            **_all(_RUN, "title", "mode", "place", "lead_id", "second_id", "first_on", "last_on"),
            **_all(_RUN, "at", "minutes", "capacity", "made_by", "made_at"),
        },
        "sessions.Session": {
            **_all(_COUNT, "uid", "site", "series", "kind", "module", "mode", "local_date", "minutes"),
            **_all(_COUNT, "state", "why_cancelled", "covered"),
            **_all(_RUN, "place", "lead_id", "second_id", "starts_at", "next_on", "made_by", "made_at"),
        },
        "sessions.Attendance": {
            **_all(_COUNT, "session", "people", "came"),
            **_all(_WHO, "participant", "progress"),
        },
        "sessions.Registration": _all(_WHO, "series", "participant", "since", "ended_at"),
        "sessions.Note": {
            **_all(_NOTE, "participant", "body"),
            **_all(_OF_NOTE, "uid", "site", "session", "author_id", "version", "written_at"),
            **_all(_OF_NOTE, "corrected_at", "keep_until"),
        },
        "sessions.NoteVersion": {
            **_all(_NOTE, "body"),
            **_all(_OF_NOTE, "note", "version", "replaced_at", "replaced_by"),
        },
        "sessions.Stay": {
            **_all(_COUNT, "uid", "site", "kind", "entry", "from_on", "until_on", "nights", "ended"),
            **_all(_COUNT, "made_by", "made_at", "voided_at"),
            **_all(_WHERE, "participant", "place", "unit", "referral"),
        },
        "sessions.Ride": {
            **_all(_COUNT, "uid", "site", "mode", "on", "from_kind", "to_kind", "outcome"),
            **_all(_COUNT, "cost_cents", "passes", "made_by", "made_at", "voided_at"),
            **_all(_WHO, "participant", "session", "referral"),
        },
    },
    export=export,
    erase=erase,
    retain=retain,
)
