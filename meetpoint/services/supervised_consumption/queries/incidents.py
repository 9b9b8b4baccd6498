"""Events with what was done in them: the log, the list, the incident report, the hand-over of a shift."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from meetpoint.core.modules.pages import Notice
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.services.supervised_consumption.models import (
    Event,
    Observation,
    Override,
    Room,
    State,
    Station,
    Step,
    StepKind,
    Visit,
)
from meetpoint.services.supervised_consumption.options import Limits, limits_of
from meetpoint.services.supervised_consumption.queries.visits import here, opened, standing
from meetpoint.services.supervised_consumption.rules import is_below

SHIFT = timedelta(hours=12)
"""How far back a hand-over sheet looks (product choice)."""


@dataclass(frozen=True, slots=True)
class Done:
    """One step with the seconds since the event was recognised."""

    step: Step
    seconds: int

    @property
    def clock(self) -> str:
        return f"{self.seconds // 60}:{self.seconds % 60:02}"


@dataclass(frozen=True, slots=True)
class Incident:
    """One event as its report tells it. `looks` are what staff saw of the person in that time."""

    event: Event
    done: Sequence[Done]
    looks: Sequence[Seen]
    account: str
    ems_seconds: int | None

    @property
    def stock(self) -> list[str]:
        """What each dose took off the shelf, in words; that nothing could be taken is said, too."""
        return [_from_shelf(one.step) for one in self.done if one.step.kind == StepKind.NALOXONE]

    @property
    def missing(self) -> list[str]:
        """What the report still lacks; none of it ever held up the log."""
        lacks = []
        if not self.event.kind:
            lacks.append(_("what it was"))
        if not self.event.outcome:
            lacks.append(_("how it ended"))
        if self.event.resolved_at is None:
            lacks.append(_("when it was over"))
        doses = [one.step for one in self.done if one.step.kind == StepKind.NALOXONE]
        if any(step.naloxone_mg is None or not step.naloxone_route for step in doses):
            lacks.append(_("how much naloxone, and how it was given"))
        return lacks


@dataclass(frozen=True, slots=True)
class Seen:
    """A look, with what the medical director's values say of it: "", "watch" or "act"."""

    look: Observation
    note: str
    mark: str


def live_events(owner: Actor) -> QuerySet[Event]:
    """Return the events in reach that stand."""
    rows = Event.objects.of(owner).filter(voided_at=None)
    return rows if owner.site_ids is None else rows.filter(site_id__in=owner.site_ids)


def done_in(event: Event, by: Actor) -> list[Done]:
    """Return the standing steps of an event in the order in which they were done."""
    steps = Step.objects.of(by).filter(event=event, undone_at=None).select_related("item", "lot")
    steps = steps.order_by("at", "pk")
    return [Done(step, _seconds(event.recognised_at, step.at)) for step in steps]


def incident_of(event: Event, by: Actor) -> Incident:
    """Return an event with its timeline, what was seen, and what was written."""
    done = done_in(event, by)
    called = next((one.step.at for one in done if one.step.kind == StepKind.EMS_CALLED), None)
    came = next((one.step.at for one in done if one.step.kind == StepKind.EMS_ARRIVED), None)
    looks = []
    if event.visit_id:
        until = (event.resolved_at or clock.now()) + timedelta(minutes=1)
        rows = Observation.objects.of(by).filter(visit_id=event.visit_id, at__lte=until)
        looks = list(rows.order_by("at"))
    return Incident(
        event=event,
        done=done,
        looks=seen(looks, limits_of(by.organisation_id)),
        account=opened(event.account, f"sc-event:{event.uid}"),
        ems_seconds=_seconds(called, came) if called and came else None,
    )


def looks_at(visit: Visit, by: Actor) -> list[Seen]:
    """Return what staff saw of somebody, the newest first."""
    rows = Observation.objects.of(by).filter(visit=visit).order_by("-at", "-pk")
    return seen(rows, limits_of(by.organisation_id))


def seen(looks: Sequence[Observation] | QuerySet[Observation], limits: Limits) -> list[Seen]:
    """Return looks with their marks; without entered values nothing is marked."""
    return [Seen(one, opened(one.note, f"sc-look:{one.uid}"), mark_of(one, limits)) for one in looks]


def mark_of(look: Observation, limits: Limits) -> str:
    """Return what the entered values say of a reading. It is a mark, never advice."""
    if is_below(look.spo2_percent, limits.spo2_act.value) or is_below(
        look.breaths_per_minute, limits.breaths_act.value
    ):
        return "act"
    return "watch" if is_below(look.spo2_percent, limits.spo2_watch.value) else ""


def unreported(by: Actor, site_id: int | None = None) -> list[Event]:
    """Return events whose clock runs, without a note that they were reported, the next due first."""
    rows = live_events(by).filter(report_due_at__isnull=False, reported_at=None)
    if site_id is not None:
        rows = rows.filter(site_id=site_id)
    return list(rows.order_by("report_due_at"))


def reports_due(by: Actor, site_id: int, today: object) -> list[Notice]:
    """Return one sentence for the Today board for each report that is due."""
    now = clock.now()
    notices = []
    for event in unreported(by, site_id):
        assert event.report_due_at is not None
        hours = round((event.report_due_at - now).total_seconds() / 3600)
        text = (
            _("An overdose must be reported within %(hours)d hours.") % {"hours": hours}
            if hours >= 0
            else _("An overdose should have been reported %(hours)d hours ago.") % {"hours": -hours}
        )
        url = reverse("supervised_consumption:response", args=[event.uid])
        notices.append(Notice(text=text, url=url, urgency="now", icon="clock"))
    return notices


@dataclass(frozen=True, slots=True)
class HandOver:
    """What the next shift has to know: who is here, what happened, what is owed."""

    since: datetime
    now: datetime
    present: Sequence[Visit]
    events: Sequence[Incident]
    owed: Sequence[Event]
    overrides: Sequence[Override]
    paused: Sequence[Station]
    visits: int
    left_unseen: int


def hand_over(room: Room, by: Actor) -> HandOver:
    """Return the sheet of a shift: the last twelve hours, and what stands open from before."""
    now = clock.now()
    since = now - SHIFT
    rows = standing(by).filter(site_id=room.site_id, arrived_at__gt=since)
    events = live_events(by).filter(site_id=room.site_id, recognised_at__gt=since)
    over = Override.objects.of(by).filter(visit__site_id=room.site_id, at__gt=since)
    paused = Station.objects.of(by).filter(room=room, removed_at=None, paused_at__isnull=False)
    return HandOver(
        since=since,
        now=now,
        present=list(here(by, room.site_id).select_related("station")),
        events=[incident_of(event, by) for event in events.select_related("visit").order_by("recognised_at")],
        owed=unreported(by, room.site_id),
        overrides=list(over.select_related("visit").order_by("at")),
        paused=list(paused.order_by("number")),
        visits=rows.count(),
        left_unseen=rows.filter(state=State.LEFT, exit_kind="left_unobserved").count(),
    )


def _from_shelf(step: Step) -> str:
    if step.item is None:
        return _("A dose was not taken from stock: nobody has said from which item.")
    words = f"{step.units} × {step.item.label}"
    if step.lot is not None:
        words += f" · {step.lot.number}"
    if step.lacking:
        words += " · " + _("%(lacking)d beyond what is recorded") % {"lacking": step.lacking}
    return words


def _seconds(since: datetime, until: datetime) -> int:
    return max(0, round((until - since).total_seconds()))
