"""Taking samples in, and out again when that was a mistake."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from operator import attrgetter
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit.actions import record
from meetpoint.core.encounters.storing import forget_days
from meetpoint.core.organisations.policy import policy_for
from meetpoint.core.supplies.queries import places_of
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict, DomainError, NotFound
from meetpoint.lib.rows import insert_rows
from meetpoint.services.drug_checking import permissions, receipts
from meetpoint.services.drug_checking.actions.working_out import work_out
from meetpoint.services.drug_checking.models import Sample, VoidReason
from meetpoint.services.drug_checking.rules import refuse_later
from meetpoint.services.drug_checking.vocabulary.expected import class_of

FORM = "sample"
"""The form of which the answers are fields, for the rules of the place."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewSample:
    """One sample to be stored. Only the first three must be known; an empty answer is one not given.

    `code` is the code of the slip that went with it, in normal form, or empty where no slip did. Words of
    lists are joined by commas.
    """

    uid: UUID
    site_id: int
    collected_on: date
    code: str = ""
    lab: str = ""
    lab_id: str = ""
    area: str = ""
    region: str = ""
    expected: tuple[str, ...] = ()
    expected_words: str = ""
    form: str = ""
    container: str = ""
    colours: tuple[str, ...] = ()
    textures: tuple[str, ...] = ()
    sensations: tuple[str, ...] = ()
    notes: str = ""
    used_before: str = ""
    overdose: str = ""


_LISTS = ("expected", "colours", "textures", "sensations")
_TOLD = tuple(one.name for one in fields(NewSample) if one.name not in {"uid", "code", *_LISTS})
ANSWERS = (
    "lab_id", "area", "expected", "expected_words", "form", "container", "colours", "textures", "sensations",
    "notes", "used_before", "overdose",
)  # fmt: skip
"""What may be asked about a sample, by the name of its field."""
_read = attrgetter(*_TOLD)


def take_in(sample: NewSample, *, by: Actor) -> Sample:
    """Store one sample; the same uid with the same answers again gives back what is stored.

    Raises NotAllowed, NotFound for a site of another organisation, FieldForbidden for an answer that the
    place forbids to ask for, Conflict when the uid is known with other answers, and DomainError, beside its
    field, for a day still to come, a slip that another sample has, or a laboratory's number in use.
    """
    by.require(permissions.TAKE_IN, site_id=sample.site_id)
    place = places_of(by).get(sample.site_id)
    if place is None:
        raise NotFound(_("This site is not one of yours."))
    refuse_later(sample.collected_on, today=place.today, field="collected_on")
    policy_for(by.organisation_id).check({f"{FORM}.{name}": getattr(sample, name) for name in ANSWERS})
    with transaction.atomic():
        known = Sample.objects.of(by).filter(uid=sample.uid).first()
        if known is not None:
            return _same(known, sample)
        _refuse_taken(sample, by)
        try:
            with transaction.atomic():
                insert_samples([sample], by)
        except IntegrityError:
            raise Conflict(
                _("This sample, its slip or its number has just been stored by somebody else.")
            ) from None
        record(by, "sample.taken_in", "sample", [str(sample.uid)])
        forget_days(by.organisation_id, {sample.collected_on}, now=clock.now())
    return Sample.objects.of(by).get(uid=sample.uid)


def insert_samples(samples: Sequence[NewSample], by: Actor) -> None:
    """Insert samples that were checked, inside the caller's transaction."""
    columns = (
        "organisation_id", "uid", "receipt", "counted_as", "presumptive_match", "confirmed_match",
        "void_reason", "staff_id", "recorded_at", *_LISTS, *_TOLD,
    )  # fmt: skip
    now = clock.now()
    insert_rows(
        Sample,
        columns,
        [
            (
                by.organisation_id, one.uid, receipts.mark_of(one.code) if one.code else "",
                class_of(one.expected), "", "", "", by.staff_id, now,
                *(",".join(getattr(one, name)) for name in _LISTS), *_read(one),
            )
            for one in samples
        ],
    )  # fmt: skip


def void_sample(sample: Sample, reason: str, *, by: Actor) -> None:
    """Take a sample out of lists, figures and the public page; its row stays.

    Raises Conflict when that was done before.
    """
    by.require(permissions.VOID, site_id=sample.site_id)
    with transaction.atomic():
        standing = Sample.objects.of(by).filter(pk=sample.pk, voided_at=None)
        if not standing.update(voided_at=clock.now(), voided_by=by.staff_id, void_reason=reason, notes=""):
            raise Conflict(_("Somebody else has already voided this sample."))
        work_out([sample.pk], by)
        record(by, "sample.voided", "sample", [str(sample.uid)], fields={"reason": reason})
        forget_days(by.organisation_id, {sample.collected_on}, now=clock.now())


def undo_sample(uid: UUID, by: Actor) -> bool:
    """Void a sample that was a slip, and tell whether there is one of this uid. Raises NotAllowed."""
    sample = Sample.objects.of(by).filter(uid=uid).first()
    if sample is not None and sample.voided_at is None:
        void_sample(sample, VoidReason.MISTAKE, by=by)
    return sample is not None


def _same(known: Sample, sample: NewSample) -> Sample:
    said = (*(",".join(getattr(sample, name)) for name in _LISTS), *_read(sample))
    mark = receipts.mark_of(sample.code) if sample.code else ""
    if (known.receipt, *(getattr(known, name) for name in (*_LISTS, *_TOLD))) != (mark, *said):
        raise Conflict(_("A sample with this identifier is already stored, with other answers."))
    return known


def _refuse_taken(sample: NewSample, by: Actor) -> None:
    if sample.code and _holds(receipt=receipts.mark_of(sample.code), by=by):
        message = _("Another sample has this slip. Take a new one.")
        raise DomainError(message, fields={"receipt": message})
    if sample.lab_id and _holds(lab=sample.lab, lab_id=sample.lab_id, by=by):
        message = _(
            "Another sample has this number; a laboratory never uses one twice. Please look at the kit."
        )
        raise DomainError(message, fields={"lab_id": message})


def _holds(*, by: Actor, **what: str) -> bool:
    return Sample.objects.of(by).filter(**what).exists()
