"""What is told of an event once it is over: its kind, outcome and account; and that an authority was told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit.actions import record
from meetpoint.core.encounters.storing import forget_days
from meetpoint.core.organisations.options import OptionInForce, option_in_force
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict, DomainError
from meetpoint.services.supervised_consumption.actions.holding import hold_room, tell_boards
from meetpoint.services.supervised_consumption.actions.shelf import draw_doses
from meetpoint.services.supervised_consumption.models import Event, EventOutcome, EventType
from meetpoint.services.supervised_consumption.options import DEATH_HOURS, OVERDOSE_HOURS
from meetpoint.services.supervised_consumption.permissions import REPORT, RESPOND
from meetpoint.services.supervised_consumption.queries.visits import sealed
from meetpoint.services.supervised_consumption.rules import report_hours

LONGEST_ACCOUNT = 4_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """What is told of an event; all of it may be missing."""

    kind: str = ""
    outcome: str = ""
    lowest_spo2: int | None = None
    lowest_breaths: int | None = None
    account: str = ""


def tell_event(event: Event, told: Account, *, by: Actor) -> None:
    """Say what an event was, and start the reporting clock that its place has for it, if it has one.

    The hours are those that were in force on the day of the event. Raises DomainError for a word on no list.
    """
    by.require(RESPOND, site_id=event.site_id)
    _check(told)
    with transaction.atomic():
        room = hold_room(event.site_id, by)
        now_at = Event.objects.of(by).get(pk=event.pk)
        now_at.kind, now_at.outcome = told.kind, told.outcome
        now_at.lowest_spo2, now_at.lowest_breaths = told.lowest_spo2, told.lowest_breaths
        now_at.account = sealed(told.account, f"sc-event:{event.uid}")
        _start_clock(now_at)
        now_at.save()
        forget_days(by.organisation_id, {now_at.local_date}, now=clock.now())
        tell_boards(room, by)
        record(
            by, "event.told", "event", [str(event.uid)], fields={"kind": told.kind, "outcome": told.outcome}
        )


def note_reported(event: Event, *, by: Actor) -> None:
    """Note that the authority was told now. Raises Conflict when that was noted before."""
    by.require(REPORT, site_id=event.site_id)
    with transaction.atomic():
        open_ones = Event.objects.of(by).filter(pk=event.pk, reported_at=None)
        if not open_ones.update(reported_at=clock.now(), reported_by=by.staff_id):
            raise Conflict(_("It was noted before that this event was reported."))
        record(by, "event.reported", "event", [str(event.uid)])


def void_event(event: Event, *, by: Actor) -> None:
    """Take out an event that was begun by a slip; its row and its steps stay, and nothing counts them."""
    by.require(RESPOND, site_id=event.site_id)
    with transaction.atomic():
        room = hold_room(event.site_id, by)
        standing = Event.objects.of(by).filter(pk=event.pk, voided_at=None)
        if not standing.update(voided_at=clock.now(), voided_by=by.staff_id, account=None):
            raise Conflict(_("Somebody else has already taken this event out."))
        draw_doses(Event.objects.of(by).get(pk=event.pk), by)
        forget_days(by.organisation_id, {event.local_date}, now=clock.now())
        tell_boards(room, by)
        record(by, "event.voided", "event", [str(event.uid)])


def _check(told: Account) -> None:
    if (told.kind and told.kind not in EventType.values) or (
        told.outcome and told.outcome not in EventOutcome.values
    ):
        raise DomainError(_("Choose one of the answers listed."))
    if len(told.account) > LONGEST_ACCOUNT or "\x00" in told.account:
        message = _("Please keep this under %(most)d characters.") % {"most": LONGEST_ACCOUNT}
        raise DomainError(message, fields={"account": message})


def _start_clock(event: Event) -> None:
    names = (OVERDOSE_HOURS, DEATH_HOURS)
    overdose, death = (option_in_force(event.organisation_id, name, event.local_date) for name in names)
    hours = report_hours(event.kind, event.outcome, _hours(overdose), _hours(death))
    ground = death if event.outcome == EventOutcome.DEATH else overdose
    event.report_due_at = event.recognised_at + timedelta(hours=hours) if hours is not None else None
    event.report_rule = _ground(ground) if hours is not None else ""


def _hours(option: OptionInForce) -> int | None:
    return option.value if isinstance(option.value, int) else None


def _ground(option: OptionInForce) -> str:
    since = option.effective_from.isoformat() if option.effective_from else ""
    return f"{option.value} h · {option.source} · {since}".strip(" ·")[:300]
