"""Holding participants' records, so that what one action finds stays true until it is done."""

from __future__ import annotations

from django.db import transaction

from meetpoint.core.people.models import Participant
from meetpoint.core.people.queries import record_now
from meetpoint.core.tenancy.actor import Actor


def hold(by: Actor, *participants: Participant) -> list[Participant]:
    """Lock the records that some lead to now, joins followed, and return them in the order asked for.

    Run it first in the action's transaction; they stay locked until it ends. Raises
    Participant.DoesNotExist for a record of another organisation.
    """
    while True:
        before = _leading_to(by, participants)
        point = transaction.savepoint()
        _lock(by, before)
        held = _leading_to(by, participants)
        if [record.pk for record in held] == [record.pk for record in before]:
            transaction.savepoint_commit(point)
            return held
        # Somebody joined them meanwhile. Let go before locking others, so that all lock in one order.
        transaction.savepoint_rollback(point)


def _leading_to(by: Actor, participants: tuple[Participant, ...]) -> list[Participant]:
    return [record_now(by, participant) for participant in participants]


def _lock(by: Actor, records: list[Participant]) -> None:
    ids = {record.pk for record in records}
    list(Participant.objects.of(by).filter(pk__in=ids).order_by("pk").select_for_update())
