"""Planning one session, and writing down what became of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit import actions as audit
from meetpoint.core.referrals.actions.writing import forget, person_now, site_of
from meetpoint.core.sessions import permissions, rules, words
from meetpoint.core.sessions.actions.writing import (
    locked,
    moment_at,
    problem_of_choice,
    problem_of_lead,
    problem_of_text,
    refuse,
    stored_once,
    unless_empty,
)
from meetpoint.core.sessions.models import Attendance, Session
from meetpoint.core.sessions.queries.sessions import on_the_list
from meetpoint.core.sessions.words import State
from meetpoint.core.supplies.actions.posting import today_at
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import Conflict
from meetpoint.lib.identifiers import uuid7


@dataclass(frozen=True, kw_only=True, slots=True)
class NewSession:
    """A session to be planned, with who is expected; `at` is a time on the site's own clock."""

    uid: UUID
    site_id: int
    kind: str
    on: date
    at: time
    minutes: int
    module: str = ""
    mode: str = words.Mode.IN_PERSON
    place: str = ""
    lead_id: int | None = None
    second_id: int | None = None
    participant_ids: Sequence[int] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """How a session went: who of those expected did not come is everybody not in `came`.

    `without_code` is how many people without a code came, `progress` one short line for each participant.
    """

    minutes: int
    came: Collection[int] = ()
    without_code: int = 0
    covered: Collection[str] = ()
    progress: Mapping[int, str] = field(default_factory=dict)
    next_on: date | None = None


@stored_once
def plan_session(new: NewSession, *, by: Actor) -> Session:
    """Plan a session. The same `uid` again returns what was planned before.

    Raises SessionRefused, Erased, NotAllowed, and Conflict for a `uid` that is known with other content.
    """
    by.require(permissions.CHANGE, site_id=new.site_id)
    with transaction.atomic():
        site = site_of(new.site_id, by)
        before = Session.objects.of(by).filter(uid=new.uid).first()
        if not rules.is_day_of_session(new.on, today_at(site)):
            refuse({"on": _("Choose a day from 2000 to two years ahead.")})
        starts_at = moment_at(site, new.on, new.at)
        if before is not None:
            if (before.site_id, before.kind, before.starts_at) != (new.site_id, new.kind, starts_at):
                raise Conflict(_("A session with this identifier is already stored, with other content."))
            return before
        _check(new, by)
        session = Session.objects.create(
            organisation_id=by.organisation_id,
            uid=new.uid,
            site_id=new.site_id,
            kind=new.kind,
            module=new.module,
            mode=new.mode,
            place=new.place.strip(),
            lead_id=new.lead_id,
            second_id=new.second_id,
            starts_at=starts_at,
            local_date=new.on,
            minutes=new.minutes,
            state=State.PLANNED,
            made_by=by.staff_id,
        )
        people = {person_now(pk, by) for pk in new.participant_ids}
        Attendance.objects.bulk_create(_row(session, pk) for pk in sorted(pk for pk in people if pk))
        audit.record(by, "session.planned", "session", [session.pk], fields={"kind": str(new.kind)})
    return session


def hold_session(uid: UUID, held: Held, *, by: Actor) -> Session:
    """Write down that a session took place, or mend what was written about it.

    Somebody who came without being expected is added. A next date plans one more session of the same kind
    with the same person, unless that was done before. Raises SessionRefused, Erased, NotFound, NotAllowed.
    """
    with transaction.atomic():
        session = locked(Session, uid, by)
        by.require(permissions.CHANGE, site_id=session.site_id)
        came = {pk: person_now(pk, by) for pk in held.came}
        _check_held(session, held, came, by)
        _write_attendance(session, held, came, by)
        follows = held.next_on if session.kind not in words.GROUPS else None
        if follows is not None and follows != session.next_on:
            _plan_next(session, follows, by)
        session.state, session.minutes, session.why_cancelled = State.HELD, held.minutes, ""
        session.covered = ",".join(word for word in words.Covered.values if word in held.covered)
        session.next_on = follows
        session.save(update_fields=["state", "minutes", "why_cancelled", "covered", "next_on"])
        forget(by, session.local_date)
        audit.record(by, "session.held", "session", [session.pk])
    return session


def end_session(uid: UUID, state: str, *, by: Actor, why: str = "") -> Session:
    """Write down that nobody came, that it was cancelled and why, that it is planned again, or a mistake.

    Raises SessionRefused, NotFound, NotAllowed.
    """
    with transaction.atomic():
        session = locked(Session, uid, by)
        by.require(permissions.CHANGE, site_id=session.site_id)
        wrong = {
            "state": _problem_of_step(session, state, by),
            "why": problem_of_choice(why, words.WhyCancelled.values if state == State.CANCELLED else ("",)),
        }
        refuse(unless_empty(wrong))
        session.attendances.filter(participant=None).delete()
        session.attendances.update(came=False if state == State.MISSED else None)
        session.state, session.why_cancelled = state, why
        session.save(update_fields=["state", "why_cancelled"])
        forget(by, session.local_date)
        audit.record(by, "session.ended", "session", [session.pk], fields={"state": str(state)})
    return session


def _row(session: Session, participant_id: int) -> Attendance:
    return Attendance(organisation_id=session.organisation_id, session=session, participant_id=participant_id)


def _check(new: NewSession, by: Actor) -> None:
    alone = new.kind not in words.GROUPS and len(new.participant_ids) > 1
    wrong = {
        "kind": problem_of_choice(new.kind, words.SessionKind.values),
        "module": problem_of_choice(new.module, ("", *words.Module.values)),
        "mode": problem_of_choice(new.mode, words.Mode.values),
        "place": problem_of_text(new.place, 80),
        "lead": problem_of_lead(new.lead_id, by),
        "second": problem_of_lead(new.second_id, by),
        "minutes": "" if rules.is_length(new.minutes) else _("From one minute to twelve hours."),
        "participants": _("This kind of session is with one person.") if alone else "",
    }
    refuse(unless_empty(wrong))


def _check_held(session: Session, held: Held, came: Mapping[int, int | None], by: Actor) -> None:
    today = today_at(site_of(session.site_id, by))
    alone = session.kind not in words.GROUPS and len(set(came.values())) + held.without_code > 1
    nobody = not came and not held.without_code
    wrong = {
        "state": _problem_of_step(session, State.HELD, by),
        "minutes": "" if rules.is_length(held.minutes) else _("From one minute to twelve hours."),
        "without_code": ""
        if 0 <= held.without_code <= rules.MOST_WITHOUT_CODE
        else _("From nought to 500 people."),
        "covered": ""
        if set(held.covered) <= set(words.COVERED[session.kind])
        else _("Choose from the list."),
        "progress": next((p for p in (problem_of_text(t, 200) for t in held.progress.values()) if p), ""),
        "next_on": ""
        if held.next_on is None or session.local_date < held.next_on <= today + rules.MOST_AHEAD
        else _("Choose a later day, within two years."),
        "came": _("This kind of session is with one person.")
        if alone
        else (_("Somebody must have come. If nobody did, say so below.") if nobody else ""),
    }
    refuse(unless_empty(wrong))


def _problem_of_step(session: Session, state: str, by: Actor) -> str:
    if state not in State.values or not rules.may_become(session.state, state):
        return _("That cannot be said of this session any more.")
    has_been = state in (State.HELD, State.MISSED)
    if has_been and not rules.may_have_been(session.local_date, today_at(site_of(session.site_id, by))):
        return _("This session is still to come.")
    return ""


def _write_attendance(session: Session, held: Held, came: Mapping[int, int | None], by: Actor) -> None:
    kept = {pk for pk in came.values() if pk is not None}
    lines = {came.get(pk, pk): line.strip() for pk, line in held.progress.items()}
    session.attendances.filter(participant=None).delete()
    there = {row.participant_id: row for row in session.attendances.all()}
    late = () if session.state == State.HELD else on_the_list(by, session)
    expected = {one.pk for one in late} | set(there) | kept
    for pk in sorted(pk for pk in expected if pk is not None):
        row = there.get(pk) or _row(session, pk)
        row.came, row.progress = pk in kept or pk in came, lines.get(pk, row.progress)
        row.save()
    if held.without_code:
        Attendance.objects.create(
            organisation_id=session.organisation_id,
            session=session,
            came=True,
            people=held.without_code,
        )


def _plan_next(session: Session, on: date, by: Actor) -> None:
    site = site_of(session.site_id, by)
    at = session.starts_at.astimezone(ZoneInfo(site.time_zone or site.organisation.time_zone)).time()
    following = Session.objects.create(
        organisation_id=session.organisation_id,
        uid=uuid7(),
        site_id=session.site_id,
        kind=session.kind,
        module=session.module,
        mode=session.mode,
        place=session.place,
        lead_id=session.lead_id,
        second_id=session.second_id,
        starts_at=moment_at(site, on, at),
        local_date=on,
        minutes=session.minutes,
        state=State.PLANNED,
        made_by=by.staff_id,
    )
    people = session.attendances.exclude(participant=None).values_list("participant_id", flat=True)
    Attendance.objects.bulk_create(_row(following, pk) for pk in people if pk is not None)
    audit.record(by, "session.planned", "session", [following.pk], fields={"kind": str(session.kind)})
