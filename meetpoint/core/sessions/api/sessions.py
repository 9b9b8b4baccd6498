"""The addresses of sessions."""

from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from meetpoint.core.api.door.entry import ApiRequest
from meetpoint.core.api.models import Recipient
from meetpoint.core.api.offer.pages import cut, newest_first
from meetpoint.core.api.offer.places import site_called
from meetpoint.core.api.offer.scopes import found_for, scope
from meetpoint.core.api.offer.shapes import Rows
from meetpoint.core.consent import reads
from meetpoint.core.consent.deciding.facts import Scope
from meetpoint.core.consent.reads import let_out
from meetpoint.core.people.models import Participant
from meetpoint.core.people.permissions import VIEW as VIEW_PEOPLE
from meetpoint.core.sessions import actions, permissions, words
from meetpoint.core.sessions.api.shapes import (
    AttendanceShape,
    OutcomeBody,
    SessionBody,
    SessionFilter,
    SessionShape,
    SessionState,
)
from meetpoint.core.sessions.errors import SessionRefused
from meetpoint.core.sessions.models import Attendance, Session
from meetpoint.core.sessions.queries.sessions import sessions_of
from meetpoint.core.tenancy.actor import Actor

router = Router()


def scope_of(kind: str | None) -> frozenset[Scope]:
    """Return what a consent must cover to tell of a kind of session; of any kind, when none is named."""
    if kind is not None and kind not in words.TREATING:
        return frozenset({Scope.ATTENDANCE})
    return frozenset({Scope.ATTENDANCE, Scope.DIAGNOSIS})


@router.get("/sessions", response=Rows[AttendanceShape], summary="List people’s sessions, newest first")
@scope(permissions.VIEW)
def list_sessions(request: ApiRequest, asked: Query[SessionFilter]) -> Rows[AttendanceShape]:
    """One row for each person with a code; those without one are only counted, session by session."""
    by = request.actor
    rows = Attendance.objects.of(by).exclude(participant=None).exclude(session__state=words.State.MISTAKE)
    if by.site_ids is not None:
        rows = rows.filter(session__site_id__in=by.site_ids)
    wanted = {"session__site__slug": asked.site, "session__kind": asked.kind}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    ours = scope_of(asked.kind)
    told = reads.told(request, rows.select_related("session__site", "participant"), scope=ours)
    found = cut(told, asked, newest_first("pk"))
    people = [row.participant_id for row in found.rows]
    let_out(request, "sessions", rows=len(found.rows), people=people, scope=ours)
    return Rows(items=[_attendance(row, by) for row in found.rows], next=found.next)


@router.get("/sessions/{uuid:uid}", response=SessionShape, summary="Read one session")
@scope(permissions.VIEW)
def read_session(request: ApiRequest, uid: UUID) -> SessionShape:
    by = request.actor
    ours = scope_of(None)
    session = reads.one(
        request,
        "session",
        lambda: found_for(by, Session, may=permissions.VIEW, uid=uid),
        person=_only_person,
        scope=ours,
    )
    people = list(session.attendances.exclude(participant=None).values_list("participant_id", flat=True))
    notice = let_out(
        request,
        "session",
        rows=1,
        participant_id=people[0] if len(people) == 1 else None,
        people=people or (None,),
        scope=ours,
        hidden=True,
    )
    counted = sessions_of(by).get(pk=session.pk)
    named = by.may(VIEW_PEOPLE) and (len(people) < 2 or request.caller.recipient == Recipient.OWN)
    uids = Participant.objects.of(by).filter(pk__in=people).order_by("pk").values_list("uid", flat=True)
    return SessionShape(
        uid=session.uid,
        site=counted.site.slug,
        kind=session.kind,
        mode=session.mode,
        starts_at=session.starts_at,
        local_date=session.local_date,
        minutes=session.minutes,
        state=session.state,
        came=counted.came,  # type: ignore[attr-defined]
        without_code=counted.anonymous,  # type: ignore[attr-defined]
        participants=list(uids) if named else [],
        notice=notice,
    )


@router.post("/sessions", response={201: SessionState}, summary="Plan a session")
@scope(permissions.CHANGE)
def add_session(request: ApiRequest, said: SessionBody) -> Status[SessionState]:
    by = request.actor
    site = site_called(said.site, by=by)
    local = said.starts_at.astimezone(ZoneInfo(site.time_zone or site.organisation.time_zone))
    request.replayed = Session.objects.of(by).filter(uid=said.uid).exists()
    new = actions.NewSession(
        uid=said.uid,
        site_id=site.pk,
        kind=said.kind,
        on=local.date(),
        at=local.time(),
        minutes=said.minutes,
        mode=said.mode,
        place=said.place,
        participant_ids=ids_of(said.participants, by, "participants"),
    )
    made = actions.plan_session(new, by=by)
    return Status(201, SessionState(uid=made.uid, state=made.state))


@router.post("/sessions/{uuid:uid}/outcome", response=SessionState, summary="Say what became of a session")
@scope(permissions.CHANGE)
def settle_session(request: ApiRequest, uid: UUID, said: OutcomeBody) -> SessionState:
    by = request.actor
    session = found_for(by, Session, may=permissions.CHANGE, uid=uid)
    if said.state == words.State.HELD:
        held = actions.Held(
            minutes=said.minutes or session.minutes,
            came=ids_of(said.came, by, "came"),
            without_code=said.without_code,
            covered=said.covered,
        )
        done = actions.hold_session(uid, held, by=by)
    else:
        done = actions.end_session(uid, said.state, why=said.why, by=by)
    return SessionState(uid=done.uid, state=done.state)


def ids_of(uids: list[UUID], by: Actor, field: str) -> list[int]:
    """Return participants’ ids. Raises SessionRefused for one that is not here."""
    found = dict(Participant.objects.of(by).filter(uid__in=uids).values_list("uid", "pk"))
    if set(uids) - set(found):
        raise SessionRefused({field: _("Choose one from the list.")})
    return [found[uid] for uid in dict.fromkeys(uids)]


def _only_person(session: Session) -> int | None:
    people = session.attendances.exclude(participant=None).values_list("participant_id", flat=True)[:2]
    return people[0] if len(people) == 1 else None


def _attendance(row: Attendance, by: Actor) -> AttendanceShape:
    session = row.session
    return AttendanceShape(
        session=session.uid,
        participant=row.participant.uid if row.participant and by.may(VIEW_PEOPLE) else None,
        site=session.site.slug,
        kind=session.kind,
        mode=session.mode,
        starts_at=session.starts_at,
        local_date=session.local_date,
        minutes=session.minutes,
        state=session.state,
        came=row.came,
    )
