"""Undoing an import, batch by batch: its contacts, also as corrected since, then the people it enrolled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from django.db import transaction
from django.db.models import F, Model, Q

from meetpoint.core.care.erasure import erase_participant
from meetpoint.core.encounters.actions import void_encounters
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.imports.models import ImportedPerson, ImportedRow, ImportRun
from meetpoint.core.people.models import Participant, ParticipantCode
from meetpoint.core.people.permissions import ERASE
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.tenancy.pointing import pointing_at

VOIDED_AT_ONCE = 500
ERASED_AT_ONCE = 50

Hold = Callable[..., None]


def undo_rows(run: ImportRun, by: Actor, hold: Hold) -> Iterator[int]:
    """Void what an import recorded, and yield after each batch how many rows it was."""
    rows = ImportedRow.objects.of(run.organisation_id).filter(run=run)
    while part := list(rows.order_by("id").values_list("pk", "encounter_id")[:VOIDED_AT_ONCE]):
        with transaction.atomic():
            hold(undone=F("undone") + len(part), attempts=0)
            ids = [encounter_id for _pk, encounter_id in part]
            void_encounters([*ids, *_corrections_of(ids, by)], reason="import", by=by)
            rows.filter(pk__in=[pk for pk, _encounter_id in part]).delete()
        yield len(part)


def undo_people(run: ImportRun, by: Actor, hold: Hold) -> Iterator[int]:
    """Erase those whom an import enrolled and of whom nothing else is kept; yield how many, by batch.

    Whoever came since, told something, or got another code stays. Nobody is erased by somebody who
    may not erase.
    """
    people = ImportedPerson.objects.of(run.organisation_id).filter(run=run)
    while part := list(people.order_by("id").values_list("pk", "participant_id")[:ERASED_AT_ONCE]):
        with transaction.atomic():
            hold(attempts=0)
            erased = _erase_who_has_nothing_else([pk for _id, pk in part], by) if by.may(ERASE) else 0
            people.filter(pk__in=[pk for pk, _participant_id in part]).delete()
        yield erased


def _corrections_of(ids: Sequence[int], by: Actor) -> list[int]:
    """Return the contacts that stand in for these, corrections of corrections followed."""
    found: list[int] = []
    every = Encounter.objects.of(by)
    latest = list(every.filter(pk__in=ids, void_reason="corrected").values_list("pk", flat=True))
    while latest:
        latest = list(every.filter(replaces_id__in=latest).values_list("pk", flat=True))
        found += latest
    return found


def _erase_who_has_nothing_else(ids: Sequence[int], by: Actor) -> int:
    standing = Participant.objects.of(by).filter(pk__in=ids, erased_at=None, merged_into=None)
    people = list(standing.select_for_update().order_by("pk"))
    something_else = _with_something_else([person.pk for person in people], by)
    alone = [person for person in people if person.pk not in something_else]
    for person in alone:
        erase_participant(person, by=by, reason="import")
    return len(alone)


def _with_something_else(ids: Sequence[int], by: Actor) -> set[int]:
    """Return those who are known by more than what was undone, in whichever module."""
    found: set[int] = set()
    for model, name in pointing_at(Participant):
        if model is not ImportedPerson:
            rows = model.objects.of(by).filter(**{f"{name}__in": ids})
            found.update(rows.exclude(_undone(model)).values_list(name, flat=True))
    return found


def _undone(model: type[Model]) -> Q:
    """Return which rows of a model tell nothing more of a person once the import is undone."""
    if model is Encounter:
        return Q(void_reason__in=("import", "corrected"))
    if model is ParticipantCode:
        return Q(issued_at=F("participant__created_at"), retired_at=None)
    if any(field.name == "voided_at" for field in model._meta.fields):  # voided with its contact
        return Q(voided_at__isnull=False)
    return Q(pk__in=())
