"""The demo's groups, one-to-ones, stays and rides; the paces are figures of our own."""

from __future__ import annotations

from datetime import date, time, timedelta
from random import Random
from uuid import UUID

from meetpoint.core.access.models import RoleName, StaffMember
from meetpoint.core.modules.interface import Demo
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.models import Participant
from meetpoint.core.sessions import actions, permissions, rules, words
from meetpoint.core.sessions.actions.writing import moment_at
from meetpoint.core.sessions.models import Attendance, Registration, Ride, Series, Session, Stay
from meetpoint.core.sessions.words import RideOutcome, SessionKind, State
from meetpoint.core.supplies.actions.posting import today_at
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7

_WEEKS_BACK, _WEEKS_AHEAD = 90, 8
_DAYS_BACK = 900
_MOST_PEOPLE = 120
_REGULARS = 8
_WEEKS_TOGETHER = 15
_GROUPS = (
    ("Skills on Tuesdays", SessionKind.DBT_GROUP, words.Module.DISTRESS, 1, time(14), 12),
    ("Coffee and coping", SessionKind.GROUP, "", 3, time(10, 30), None),
    ("Safer use evening", SessionKind.HEALTH_EDUCATION, "", 4, time(18), 20),
)
_KINDS = {
    SessionKind.COUNSELLING: 6,
    SessionKind.PEER_SUPPORT: 5,
    SessionKind.CASE_MANAGEMENT: 5,
    SessionKind.HOMELESS_SERVICES: 4,
    SessionKind.MENTAL_HEALTH: 2,
    SessionKind.FAMILY: 1,
}
_COSTS = {words.RideMode.VEHICLE: None, words.RideMode.TAXI: 1_450, words.RideMode.TRANSIT: 290}
_STAYS = {
    words.StayKind.RECOVERY_HOUSING: ("Maple Recovery House", 120),
    words.StayKind.RESIDENTIAL: ("Hill Street Treatment", 28),
    words.StayKind.WITHDRAWAL: ("Bridge Detox", 6),
    words.StayKind.SHELTER: ("First Night Shelter", 14),
    words.StayKind.HOSPITAL: ("Union Clinic", 4),
}


def after(actor: Actor, random: Random) -> None:
    """Let three groups meet every week, and some people have sessions, stays and rides of their own."""
    site = Site.objects.of(actor).select_related("organisation").filter(closed_on=None).order_by("id").first()
    people = list(
        Participant.objects.of(actor).filter(merged_into=None, erased_at=None).order_by("-id")[:_MOST_PEOPLE]
    )
    if site is None or not people:
        return
    staff = list(
        StaffMember.objects.of(actor).filter(ended_at=None).order_by("id").values_list("pk", flat=True)
    )
    for group in _GROUPS:
        _group(actor, site, group, people, staff, random)
    _one_to_ones(actor, site, people, staff, random)
    _stays(actor, site, people, random)
    _rides(actor, site, people, random)
    _note(actor, site, people[0], random)


def _group(
    actor: Actor,
    site: Site,
    group: tuple[str, str, str, int, time, int | None],
    people: list[Participant],
    staff: list[int],
    random: Random,
) -> None:
    title, kind, module, weekday, at, capacity = group
    today = today_at(site)
    first = today - timedelta(weeks=_WEEKS_BACK) + timedelta(days=(weekday - today.weekday()) % 7)
    new = actions.NewSeries(
        uid=_drawn(random),
        site_id=site.pk,
        kind=kind,
        title=title,
        first_on=first,
        last_on=today + timedelta(weeks=_WEEKS_AHEAD),
        at=at,
        minutes=90,
        module=module,
        place="Big room",
        lead_id=random.choice(staff) if staff else None,
        capacity=capacity,
    )
    series = actions.plan_series(new, by=actor)
    regulars = random.sample(people, min(len(people), _REGULARS))
    Registration.objects.bulk_create(
        Registration(organisation_id=actor.organisation_id, series=series, participant=one, since=clock.now())
        for one in regulars
    )
    _meetings(actor, series, people, today, random)


def _meetings(actor: Actor, series: Series, people: list[Participant], today: date, random: Random) -> None:
    """Hold the meetings that are over; every few months others come."""
    rows: list[Attendance] = []
    past = list(Session.objects.of(actor).filter(series=series, local_date__lt=today))
    regulars: list[Participant] = []
    for turn, session in enumerate(past):
        if turn % _WEEKS_TOGETHER == 0:
            regulars = random.sample(people, min(len(people), _REGULARS))
        if random.random() < 0.06:
            session.state, session.why_cancelled = State.CANCELLED, random.choice(words.WhyCancelled.values)
            continue
        session.state = State.HELD
        session.minutes = random.choice((75, 90, 90, 100))
        session.covered = random.choice(words.COVERED[session.kind])
        for one in regulars:
            if random.random() < 0.7:
                rows.append(_row(session, one, came=random.random() < 0.7))
        rows.append(_row(session, None, came=True, people=random.randint(1, 5)))
    fields = ["state", "why_cancelled", "minutes", "covered"]
    Session.objects.of(actor).bulk_update(past, fields, batch_size=100)
    Attendance.objects.bulk_create(rows, batch_size=500)


def _one_to_ones(
    actor: Actor, site: Site, people: list[Participant], staff: list[int], random: Random
) -> None:
    today = today_at(site)
    made: list[tuple[Session, Participant]] = []
    for one in people:
        kind = random.choices(list(_KINDS), list(_KINDS.values()))[0]
        for _turn in range(random.randint(1, 7)):
            day = today - timedelta(days=random.randint(-14, _DAYS_BACK if random.random() < 0.6 else 60))
            state = State.PLANNED if day >= today else random.choices((State.HELD, State.MISSED), (8, 2))[0]
            session = Session(
                organisation_id=actor.organisation_id,
                uid=_drawn(random),
                site_id=site.pk,
                kind=kind,
                mode=random.choices(words.Mode.values, (7, 2, 2, 1))[0],
                lead_id=random.choice(staff) if staff else None,
                starts_at=moment_at(site, day, time(random.randint(9, 17), random.choice((0, 30)))),
                local_date=day,
                minutes=random.choice((30, 45, 50, 60)),
                state=state,
                covered=str(random.choice(words.COVERED[kind])) if state == State.HELD else "",
            )
            made.append((session, one))
    Session.objects.bulk_create([session for session, _one in made], batch_size=200)
    came = {State.PLANNED: None, State.HELD: True, State.MISSED: False}
    Attendance.objects.bulk_create(
        [_row(session, one, came=came[State(session.state)]) for session, one in made], batch_size=500
    )


def _stays(actor: Actor, site: Site, people: list[Participant], random: Random) -> None:
    today = today_at(site)
    stays: list[Stay] = []
    for one in random.sample(people, max(1, len(people) // 3)):
        kind = random.choice(list(_STAYS))
        place, usual = _STAYS[kind]
        start = today - timedelta(days=random.randint(1, _DAYS_BACK if random.random() < 0.7 else usual))
        until: date | None = start + timedelta(days=random.randint(1, 2 * usual))
        if until is not None and until > today:
            until = None
        stays.append(
            Stay(
                organisation_id=actor.organisation_id,
                uid=_drawn(random),
                site_id=site.pk,
                participant=one,
                kind=kind,
                place=place,
                from_on=start,
                until_on=until,
                nights=None if until is None else rules.nights(start, until, today),
                ended="" if until is None else random.choice(("planned", "moved_housing", "own_decision")),
            )
        )
    Stay.objects.bulk_create(stays)


def _rides(actor: Actor, site: Site, people: list[Participant], random: Random) -> None:
    today = today_at(site)
    modes = (words.RideMode.VEHICLE, words.RideMode.TAXI, words.RideMode.TRANSIT)
    rides = [
        Ride(
            organisation_id=actor.organisation_id,
            uid=_drawn(random),
            site_id=site.pk,
            participant=one if random.random() < 0.7 else None,
            mode=(mode := random.choice(modes)),
            on=today - timedelta(days=random.randint(1, _DAYS_BACK)),
            from_kind=random.choice(("site", "home", "shelter")),
            to_kind=random.choice(("clinic", "treatment", "court", "pharmacy")),
            outcome=random.choices(
                (RideOutcome.HAPPENED, RideOutcome.NOT_NEEDED, RideOutcome.DID_NOT_WORK), (8, 1, 1)
            )[0],
            passes=1 if mode == words.RideMode.TRANSIT else 0,
            cost_cents=_COSTS[mode],
        )
        for one in people
        for _turn in range(random.randint(0, 3))
    ]
    Ride.objects.bulk_create(rides)


def _note(actor: Actor, site: Site, person: Participant, random: Random) -> None:
    clinician = StaffMember.objects.of(actor).filter(role=RoleName.CLINICIAN, ended_at=None).first()
    if clinician is None:
        return
    writer = Actor(
        organisation_id=actor.organisation_id,
        staff_id=clinician.pk,
        permissions=frozenset({permissions.WRITE_NOTES}),
    )
    text = "Spoke about sleep, and about what helped last week. Wants to go on with the breathing exercise."
    new = actions.NewNote(uid=_drawn(random), site_id=site.pk, participant_id=person.pk, text=text)
    actions.write_note(new, by=writer)


def _row(session: Session, one: Participant | None, *, came: bool | None, people: int = 1) -> Attendance:
    return Attendance(
        organisation_id=session.organisation_id, session=session, participant=one, came=came, people=people
    )


def _drawn(random: Random) -> UUID:
    return uuid7(int(clock.now().timestamp() * 1000), entropy=random.randbytes(10))


DEMO = Demo(after=after, order=80)
