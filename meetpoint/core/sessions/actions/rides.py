"""Writing down rides and passes, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit import actions as audit
from meetpoint.core.referrals.actions.writing import forget, person_now, site_of
from meetpoint.core.referrals.models import Referral
from meetpoint.core.sessions import options, permissions, rules, words
from meetpoint.core.sessions.actions.writing import (
    locked,
    problem_of_choice,
    refuse,
    stored_once,
    unless_empty,
)
from meetpoint.core.sessions.models import Ride, Session
from meetpoint.core.sessions.words import RideOutcome
from meetpoint.core.supplies.actions.posting import today_at
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict


@dataclass(frozen=True, kw_only=True, slots=True)
class NewRide:
    """A ride to be written down, for somebody with a code or without one; money in cents."""

    uid: UUID
    site_id: int
    mode: str
    on: date
    from_kind: str
    to_kind: str
    outcome: str = RideOutcome.PLANNED
    cost_cents: int | None = None
    passes: int = 0
    participant_id: int | None = None
    session_id: int | None = None
    referral_id: int | None = None


@stored_once
def add_ride(new: NewRide, *, by: Actor) -> Ride:
    """Write down a ride. The same `uid` again returns the ride made before.

    Raises SessionRefused, Erased, NotAllowed, and Conflict for a `uid` that is known with other content.
    """
    by.require(permissions.CHANGE_RIDES, site_id=new.site_id)
    with transaction.atomic():
        today = today_at(site_of(new.site_id, by))
        before = Ride.objects.of(by).filter(uid=new.uid).first()
        if before is not None:
            if (before.site_id, before.mode, before.on) != (new.site_id, new.mode, new.on):
                raise Conflict(_("A ride with this identifier is already stored, with other content."))
            return before
        _check(new, today, by)
        values = {name: getattr(new, name) for name in new.__dataclass_fields__}
        values["participant_id"] = person_now(new.participant_id, by)
        ride = Ride.objects.create(organisation_id=by.organisation_id, made_by=by.staff_id, **values)
        forget(by, new.on)
        audit.record(by, "ride.added", "ride", [ride.pk], fields={"mode": str(new.mode)})
    return ride


def settle_ride(uid: UUID, outcome: str, *, by: Actor) -> Ride:
    """Write down what became of a ride. Raises SessionRefused, NotFound, NotAllowed."""
    with transaction.atomic():
        ride = locked(Ride, uid, by)
        by.require(permissions.CHANGE_RIDES, site_id=ride.site_id)
        today = today_at(site_of(ride.site_id, by))
        refuse(unless_empty({"outcome": _problem_of_outcome(outcome, ride.on, today)}))
        ride.outcome = outcome
        ride.save(update_fields=["outcome"])
        forget(by, ride.on)
        audit.record(by, "ride.settled", "ride", [ride.pk], fields={"outcome": str(outcome)})
    return ride


def void_ride(uid: UUID, *, by: Actor) -> Ride:
    """Mark a ride as a mistake; twice changes nothing. Raises NotFound, NotAllowed."""
    with transaction.atomic():
        ride = locked(Ride, uid, by)
        by.require(permissions.CHANGE_RIDES, site_id=ride.site_id)
        if ride.voided_at is None:
            ride.voided_at = clock.now()
            ride.save(update_fields=["voided_at"])
            forget(by, ride.on)
            audit.record(by, "ride.voided", "ride", [ride.pk])
    return ride


def _problem_of_outcome(outcome: str, on: date, today: date) -> str:
    if outcome == RideOutcome.HAPPENED and not rules.may_have_been(on, today):
        return _("This ride is still to come.")
    return problem_of_choice(outcome, RideOutcome.values)


def _check(new: NewRide, today: date, by: Actor) -> None:
    known_session = new.session_id is None or Session.objects.of(by).filter(pk=new.session_id).exists()
    known_referral = new.referral_id is None or Referral.objects.of(by).filter(pk=new.referral_id).exists()
    wrong = {
        "mode": problem_of_choice(new.mode, options.rides_offered(by.organisation_id)),
        "on": ""
        if rules.is_day_of_session(new.on, today)
        else _("Choose a day from 2000 to two years ahead."),
        "from_kind": problem_of_choice(new.from_kind, words.RidePlace.values),
        "to_kind": problem_of_choice(new.to_kind, words.RidePlace.values),
        "outcome": _problem_of_outcome(new.outcome, new.on, today),
        "cost": ""
        if new.cost_cents is None or 0 <= new.cost_cents <= rules.MOST_CENTS
        else _("From nought to 10,000."),
        "passes": "" if 0 <= new.passes <= rules.MOST_PASSES else _("From nought to 100."),
        "session": "" if known_session else _("Choose one from the list."),
        "referral": "" if known_referral else _("Choose one from the list."),
    }
    refuse(unless_empty(wrong))
