"""Recording, voiding and correcting encounters: the only way in, one or a million at a time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit import actions as audit
from meetpoint.core.encounters import permissions, rules
from meetpoint.core.encounters.entry import NewEncounter, Prepared, Recorded
from meetpoint.core.encounters.errors import AlreadyVoided, SameIdOtherContent
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.encounters.preparing import Reference, hold_participants, prepare, reference_for
from meetpoint.core.encounters.queries.correcting import refuse_to_lose_answers
from meetpoint.core.encounters.storing import forget_days, known, store
from meetpoint.core.modules.registry import registry
from meetpoint.core.supplies.drawdown import take_back
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import DomainError, NotFound

T = TypeVar("T")
VOID_REASONS = ("undo", "mistake", "duplicate", "asked", "corrected", "import")


def record_encounters(batch: Sequence[NewEncounter], *, by: Actor) -> list[Recorded]:
    """Record a batch in one transaction with one audit entry, and answer for each in the same order.

    The only door for encounters, also for one. Sending the same again answers the same and stores
    nothing twice. Raises EncounterRefused (whole batch untouched), FieldForbidden, NotAllowed, or
    SameIdOtherContent.
    """
    reference = reference_for(by, batch)
    prepared = [prepare(new, reference, by) for new in batch]
    answers = _twice_if_needed(lambda: _store_new(prepared, reference, by))
    return [answers[entry.new.uid] for entry in prepared]


def record_encounter(new: NewEncounter, *, by: Actor) -> Recorded:
    """Record one encounter; see record_encounters."""
    return record_encounters([new], by=by)[0]


def record_each(
    batch: Sequence[NewEncounter],
    *,
    by: Actor,
    beside: Callable[[Sequence[Recorded | DomainError]], None] | None = None,
) -> list[Recorded | DomainError]:
    """Record those of a batch that can be, in one transaction, and answer for each: what came of it, or
    what is wrong with it.

    The rules are those of `record_encounters`; a door that has to answer row by row comes in here. `beside`
    writes what the door itself keeps about the answers, in the same transaction; without a new encounter
    there is no audit entry, and `beside` still runs.
    """
    reference = reference_for(by, batch)
    prepared = [_prepared_or_not(new, reference, by) for new in batch]
    return _twice_if_needed(lambda: _store_good(prepared, reference, by, beside))


def void_encounters(ids: Sequence[int], *, reason: str, by: Actor) -> int:
    """Void several in one transaction with one audit entry, and return how many; see void_encounter.

    Those that were voided or corrected before stay as they are. Raises NotAllowed, NotFound.
    """
    return _twice_if_needed(lambda: _void_standing(ids, reason, by))


def void_encounter(uid: UUID, *, reason: str, by: Actor) -> None:
    """Void an encounter: it stays in the history, its supplies go back on the shelf, no figure counts it.

    Raises NotFound, NotAllowed, AlreadyVoided.
    """
    _twice_if_needed(lambda: _void_now(uid, reason, by))


def correct_encounter(uid: UUID, new: NewEncounter, *, by: Actor) -> Recorded:
    """Void an encounter as `corrected` and record another that replaces it, keeping both.

    `new.uid` is the new one's own; sending the same correction again answers the same. Raises NotAllowed
    also when the contact has answers that the actor does not see, and what record_encounters raises.
    """
    reference = reference_for(by, [new])
    prepared = prepare(new, reference, by)
    return _twice_if_needed(lambda: _correct_now(uid, prepared, reference, by))


def _twice_if_needed(work: Callable[[], T]) -> T:
    """Do something once more when PostgreSQL broke it off because two did it at once.

    The same entry arrived twice and the other one won, or two waited for each other's rows. What was wrong
    for another reason is wrong again.
    """
    try:
        return work()
    except (IntegrityError, OperationalError):
        return work()


def _void_now(uid: UUID, reason: str, by: Actor) -> None:
    with transaction.atomic():
        _void([_locked(uid, by)], reason, by)


def _correct_now(uid: UUID, prepared: Prepared, reference: Reference, by: Actor) -> Recorded:
    new = prepared.new
    with transaction.atomic():
        wrong = _locked(uid, by)
        before = _answers_before([prepared], by)
        if before:
            return before[new.uid]
        refuse_to_lose_answers(wrong, by)
        hold_participants([prepared], by)
        _void([wrong], "corrected", by)
        voided = wrong.pk
        (recorded,) = store([replace(prepared, new=replace(new, replaces_id=voided))], reference, by)
        for module in registry():
            if module.on_corrected is not None:
                module.on_corrected(by, voided, recorded.id)
        audit.record(by, "encounter.corrected", "encounter", [recorded.id], fields={"replaces": voided})
    return recorded


def _prepared_or_not(new: NewEncounter, reference: Reference, by: Actor) -> Prepared | DomainError:
    try:
        return prepare(new, reference, by)
    except DomainError as problem:
        return problem


def _store_good(
    batch: Sequence[Prepared | DomainError],
    reference: Reference,
    by: Actor,
    beside: Callable[[Sequence[Recorded | DomainError]], None] | None,
) -> list[Recorded | DomainError]:
    with transaction.atomic():
        good = [entry for entry in batch if isinstance(entry, Prepared)]
        stored = known(by.organisation_id, [entry.new.uid for entry in good])
        others = {e.new.uid for e in good if e.new.uid in stored and stored[e.new.uid][1] != e.digest}
        same = [entry for entry in good if entry.new.uid not in others]
        recorded = _store_new(same, reference, by) if same else {}
        answers = [
            entry
            if isinstance(entry, DomainError)
            else SameIdOtherContent()
            if entry.new.uid in others
            else recorded[entry.new.uid]
            for entry in batch
        ]
        if beside is not None:
            beside(answers)
    return answers


def _void_standing(ids: Sequence[int], reason: str, by: Actor) -> int:
    with transaction.atomic():
        found = Encounter.objects.of(by).select_for_update().filter(pk__in=ids).order_by("pk")
        standing = [encounter for encounter in found if encounter.voided_at is None]
        if not standing:
            return 0
        if not all(by.reaches(encounter.site_id) for encounter in standing):
            raise NotFound(_("This entry is not here. It may belong to another site."))
        _void(standing, reason, by)
    return len(standing)


def _store_new(prepared: Sequence[Prepared], reference: Reference, by: Actor) -> dict[UUID, Recorded]:
    with transaction.atomic():
        answers = _answers_before(prepared, by)
        fresh = _fresh(prepared, answers)
        if fresh:
            hold_participants(fresh, by)
            created = store(fresh, reference, by)
            _audit_recorded(by, created, fresh)
            answers |= {answer.uid: answer for answer in created}
    return answers


def _answers_before(prepared: Sequence[Prepared], by: Actor) -> dict[UUID, Recorded]:
    stored = known(by.organisation_id, [entry.new.uid for entry in prepared])
    for entry in prepared:
        if entry.new.uid in stored and stored[entry.new.uid][1] != entry.digest:
            raise SameIdOtherContent
    return {uid: Recorded(pk, uid, created=False) for uid, (pk, _digest) in stored.items()}


def _fresh(prepared: Sequence[Prepared], answers: Mapping[UUID, Recorded]) -> list[Prepared]:
    fresh: dict[UUID, Prepared] = {}
    for entry in prepared:
        if entry.new.uid in answers:
            continue
        if fresh.setdefault(entry.new.uid, entry).digest != entry.digest:
            raise SameIdOtherContent
    return list(fresh.values())


def _audit_recorded(by: Actor, created: Sequence[Recorded], fresh: Sequence[Prepared]) -> None:
    sites = {p.new.site_id for p in fresh}
    fields = {"site": sites.pop()} if len(sites) == 1 else {"sites": len(sites)}
    audit.record(by, "encounter.recorded", "encounter", [answer.id for answer in created], fields=fields)


def _locked(uid: UUID, by: Actor) -> Encounter:
    encounter = Encounter.objects.of(by).select_for_update().filter(uid=uid).first()
    if encounter is None or not by.reaches(encounter.site_id):
        raise NotFound(_("This entry is not here. It may belong to another site."))
    return encounter


def _void(standing: Sequence[Encounter], reason: str, by: Actor) -> None:
    now = clock.now()
    for encounter in standing:
        _require_voiding(encounter, now, by)
        if encounter.voided_at is not None:
            raise AlreadyVoided
    ids = [encounter.pk for encounter in standing]
    reason = reason if reason in VOID_REASONS else "mistake"
    Encounter.objects.of(by).filter(pk__in=ids).update(
        voided_at=now, voided_by=by.staff_id, void_reason=reason
    )
    # Stock first, days after it: the order in which a save takes its locks.
    take_back(by.organisation_id, ids, at=now, staff_id=by.staff_id)
    for form in registry().forms.values():
        if form.on_void is not None:
            form.on_void(ids, by)
    forget_days(by.organisation_id, {encounter.local_date for encounter in standing}, now=now)
    audit.record(by, "encounter.voided", "encounter", ids, fields={"reason": reason})


def _require_voiding(encounter: Encounter, now: datetime, by: Actor) -> None:
    own = rules.may_still_undo(
        recorded_by=encounter.staff_id, recorded_at=encounter.recorded_at, staff_id=by.staff_id, now=now
    )
    by.require(permissions.RECORD if own else permissions.VOID, site_id=encounter.site_id)
