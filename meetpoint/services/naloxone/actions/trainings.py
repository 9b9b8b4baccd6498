"""Storing and voiding group trainings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit.actions import record
from meetpoint.core.encounters.storing import forget_days
from meetpoint.core.supplies.queries import places_of
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict, NotFound
from meetpoint.services.naloxone.models import TrainingEvent
from meetpoint.services.naloxone.rules import refuse_later

RECORD = "naloxone:training:record"


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupTraining:
    """One training to be stored: how many people came, never who."""

    uid: UUID
    site_id: int
    held_on: date
    people: int
    audience: str = ""
    topics: tuple[str, ...] = ()
    minutes: int | None = None


def record_training(training: GroupTraining, *, by: Actor) -> TrainingEvent:
    """Store a group training; the same uid again gives back what is stored.

    Raises Conflict for a uid that is known with other content, NotAllowed, NotFound for another
    organisation's site, and DomainError for a day still to come.
    """
    by.require(RECORD, site_id=training.site_id)
    place = places_of(by).get(training.site_id)
    if place is None:
        raise NotFound(_("This site is not one of yours."))
    refuse_later(training.held_on, today=place.today, field="held_on")
    with transaction.atomic():
        stored, is_new = TrainingEvent.objects.of(by).get_or_create(
            organisation_id=by.organisation_id,
            uid=training.uid,
            defaults={
                "site_id": training.site_id,
                "held_on": training.held_on,
                "audience": training.audience,
                "topics": ",".join(training.topics),
                "people": training.people,
                "minutes": training.minutes,
                "staff_id": by.staff_id,
                "recorded_at": clock.now(),
            },
        )
        if is_new:
            record(by, "naloxone_training.recorded", "naloxone_training", [stored.pk])
            _forget(stored, by)
        elif not _is_same(stored, training):
            raise Conflict(_("A training with this identifier is already stored, with other answers."))
    return stored


def void_training(training: TrainingEvent, *, by: Actor) -> None:
    """Take a training out of lists and figures; the row stays. Raises Conflict when that was done before."""
    by.require(RECORD, site_id=training.site_id)
    with transaction.atomic():
        standing = TrainingEvent.objects.of(by).filter(pk=training.pk, voided_at=None)
        if not standing.update(voided_at=clock.now(), voided_by=by.staff_id):
            raise Conflict(_("Somebody else has already voided this training."))
        record(by, "naloxone_training.voided", "naloxone_training", [training.pk])
        _forget(training, by)


def _is_same(stored: TrainingEvent, training: GroupTraining) -> bool:
    kept = (stored.site_id, stored.held_on, stored.people, stored.audience, stored.topics, stored.minutes)
    said = (training.site_id, training.held_on, training.people, training.audience)
    return kept == (*said, ",".join(training.topics), training.minutes)


def _forget(training: TrainingEvent, by: Actor) -> None:
    forget_days(by.organisation_id, {training.held_on}, now=clock.now())
