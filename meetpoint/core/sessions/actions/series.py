"""Groups that meet every week: planning their dates, and who wants to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit import actions as audit
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.models import Participant
from meetpoint.core.people.queries import joined_ids
from meetpoint.core.referrals.actions.writing import person_now, site_of
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
from meetpoint.core.sessions.models import Registration, Series, Session
from meetpoint.core.supplies.actions.posting import today_at
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict
from meetpoint.lib.identifiers import uuid7


@dataclass(frozen=True, kw_only=True, slots=True)
class NewSeries:
    """A group to be planned: `at` is a time on the site's own clock, the weekday that of `first_on`."""

    uid: UUID
    site_id: int
    kind: str
    title: str
    first_on: date
    last_on: date
    at: time
    minutes: int
    module: str = ""
    mode: str = words.Mode.IN_PERSON
    place: str = ""
    lead_id: int | None = None
    second_id: int | None = None
    capacity: int | None = None


@stored_once
def plan_series(new: NewSeries, *, by: Actor) -> Series:
    """Plan a group with a session for every week. The same `uid` again returns what was planned before.

    Raises SessionRefused, NotAllowed, and Conflict for a `uid` that is known with other content.
    """
    by.require(permissions.PLAN_GROUPS, site_id=new.site_id)
    with transaction.atomic():
        site = site_of(new.site_id, by)
        before = Series.objects.of(by).filter(uid=new.uid).first()
        if before is not None:
            if _content(before) != _content(new):
                raise Conflict(_("A group with this identifier is already stored, with other content."))
            return before
        _check(new, today_at(site), by)
        series = Series.objects.create(
            organisation_id=by.organisation_id,
            made_by=by.staff_id,
            **{name: getattr(new, name) for name in new.__dataclass_fields__},
        )
        Session.objects.bulk_create(_dates(series, site, by))
        audit.record(by, "group.planned", "series", [series.pk], fields={"kind": str(new.kind)})
    return series


def register(series: Series, participant: Participant, *, by: Actor) -> Registration:
    """Write down that somebody wants to come to a group; twice changes nothing.

    A group that is full takes more: who leads it decides. Raises Erased, NotFound, NotAllowed.
    """
    with transaction.atomic():
        held = locked(Series, series.uid, by)
        by.require(permissions.CHANGE, site_id=held.site_id)
        kept = person_now(participant.pk, by)
        assert kept is not None
        found, made = Registration.objects.of(by).get_or_create(
            organisation_id=by.organisation_id,
            series=held,
            participant_id=kept,
            defaults={"since": clock.now()},
        )
        if made or found.ended_at is not None:
            found.ended_at = None
            found.save(update_fields=["ended_at"])
            audit.record(by, "group.joined", "series", [held.pk])
    return found


def unregister(series: Series, participant: Participant, *, by: Actor) -> None:
    """Write down that somebody comes to a group no more, whichever of their joined records it stands on.

    Raises NotFound, NotAllowed.
    """
    with transaction.atomic():
        held = locked(Series, series.uid, by)
        by.require(permissions.CHANGE, site_id=held.site_id)
        rows = Registration.objects.of(by).filter(
            series=held, participant_id__in=joined_ids(by, participant), ended_at=None
        )
        if rows.update(ended_at=clock.now()):
            audit.record(by, "group.left", "series", [held.pk])


def _content(series: Series | NewSeries) -> tuple[object, ...]:
    return series.site_id, series.kind, series.title, series.first_on, series.last_on, series.at


def _check(new: NewSeries, today: date, by: Actor) -> None:
    wrong = {
        "kind": problem_of_choice(new.kind, words.GROUPS),
        "module": problem_of_choice(new.module, ("", *words.Module.values)),
        "mode": problem_of_choice(new.mode, words.Mode.values),
        "title": problem_of_text(new.title, 80) or ("" if new.title.strip() else _("Give the group a name.")),
        "place": problem_of_text(new.place, 80),
        "lead": problem_of_lead(new.lead_id, by),
        "second": problem_of_lead(new.second_id, by),
        "first_on": ""
        if rules.is_day_of_session(new.first_on, today)
        else _("Choose a day from 2000 to two years ahead."),
        "last_on": ""
        if rules.is_series(new.first_on, new.last_on)
        else _("Choose a day from the first to two years after it."),
        "minutes": "" if rules.is_length(new.minutes) else _("From one minute to twelve hours."),
        "capacity": ""
        if new.capacity is None or 1 <= new.capacity <= rules.MOST_CAPACITY
        else _("From one to 500 people, or empty."),
    }
    refuse(unless_empty(wrong))


def _dates(series: Series, site: Site, by: Actor) -> list[Session]:
    return [
        Session(
            organisation_id=by.organisation_id,
            uid=uuid7(),
            site_id=site.pk,
            series=series,
            kind=series.kind,
            module=series.module,
            mode=series.mode,
            place=series.place,
            lead_id=series.lead_id,
            second_id=series.second_id,
            starts_at=moment_at(site, day, series.at),
            local_date=day,
            minutes=series.minutes,
            state=words.State.PLANNED,
            made_by=by.staff_id,
        )
        for day in rules.weekly(series.first_on, series.last_on)
    ]
