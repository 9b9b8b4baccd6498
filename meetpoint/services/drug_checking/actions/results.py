"""Recording tests and what they found, taking mistakes out, and letting results be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit.actions import record
from meetpoint.core.encounters.storing import forget_days
from meetpoint.core.supplies.models import Lot
from meetpoint.core.supplies.queries import places_of
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict, DomainError, NotFound
from meetpoint.services.drug_checking import permissions
from meetpoint.services.drug_checking.actions.proposing import propose
from meetpoint.services.drug_checking.actions.working_out import work_out
from meetpoint.services.drug_checking.models import (
    Analysis,
    Finding,
    Method,
    Outcome,
    Sample,
    StripProduct,
)
from meetpoint.services.drug_checking.rules import READINGS, level_of, refuse_later
from meetpoint.services.drug_checking.vocabulary import substance_called


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A substance as a test names it; the vocabulary's word is looked up when it is stored."""

    named: str
    abundance: str
    cas: str = ""
    unii: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    score: Decimal | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class NewAnalysis:
    """One test to be stored. Strips and reagents have a reading; instruments name what they found.

    `lot_id` is a lot of the supplies. Without a `detection_limit` that of the strip's product is kept.
    """

    uid: UUID
    method: str
    outcome: str
    tested_on: date
    target: str = ""
    lot_id: int | None = None
    lot_number: str = ""
    instrument: str = ""
    laboratory: str = ""
    detection_limit: Decimal | None = None
    limit_unit: str = ""
    limit_source: str = ""
    found: tuple[Found, ...] = ()


def record_analysis(sample: Sample, new: NewAnalysis, *, by: Actor) -> Analysis:
    """Store one test of a sample; the same uid again changes nothing.

    Raises NotAllowed, NotFound for a lot of another organisation, Conflict when the sample was voided or the
    uid belongs to another test, and DomainError, beside its field, for an answer that cannot be.
    """
    by.require(permissions.TEST, site_id=sample.site_id)
    _check(sample, new, by)
    with transaction.atomic():
        known = Analysis.objects.of(by).filter(uid=new.uid).first()
        if known is not None:
            return _same(known, sample, new)
        if not Sample.objects.of(by).filter(pk=sample.pk, voided_at=None).exists():
            raise Conflict(_("This sample was voided. Please look at its slip again."))
        stored = _insert(sample, new, by)
        work_out([sample.pk], by)
        propose([sample.pk], by)
        record(
            by, "sample.tested", "sample", [str(sample.uid)],
            fields={"method": new.method, "outcome": new.outcome, "target": new.target},
        )  # fmt: skip
        forget_days(by.organisation_id, {sample.collected_on}, now=clock.now())
    return stored


def void_analysis(analysis: Analysis, *, by: Actor) -> None:
    """Take a test out of everything that is told; its row stays. Raises Conflict when that was done
    before.
    """
    sample = analysis.sample
    by.require(permissions.VOID, site_id=sample.site_id)
    with transaction.atomic():
        standing = Analysis.objects.of(by).filter(pk=analysis.pk, voided_at=None)
        if not standing.update(voided_at=clock.now(), voided_by=by.staff_id):
            raise Conflict(_("Somebody else has already taken out this test."))
        work_out([sample.pk], by)
        record(by, "sample.test_voided", "sample", [str(sample.uid)], fields={"method": analysis.method})
        forget_days(by.organisation_id, {sample.collected_on}, now=clock.now())


def release(samples: Sequence[Sample], *, by: Actor) -> int:
    """Let the results of samples be read under the codes on their slips; return how many were not before.

    Samples without a standing test, and those without a slip, are left out.
    """
    for sample in samples:
        by.require(permissions.RELEASE, site_id=sample.site_id)
    with transaction.atomic():
        ready = (
            Sample.objects.of(by)
            .filter(pk__in=[sample.pk for sample in samples], voided_at=None, released_at=None)
            .exclude(receipt="")
            .filter(pk__in=Analysis.objects.of(by).filter(voided_at=None).values("sample_id"))
        )
        uids = [str(uid) for uid in ready.values_list("uid", flat=True)]
        if uids:
            ready.update(released_at=clock.now(), released_by=by.staff_id)
            record(by, "sample.released", "sample", uids)
    return len(uids)


def hold_back(sample: Sample, *, by: Actor) -> None:
    """Let nobody read a result any more until it is released again."""
    by.require(permissions.RELEASE, site_id=sample.site_id)
    with transaction.atomic():
        Sample.objects.of(by).filter(pk=sample.pk).update(released_at=None, released_by=None)
        record(by, "sample.held_back", "sample", [str(sample.uid)])


def findings_rows(analysis_id: int, found: Sequence[Found], organisation_id: int) -> list[tuple[object, ...]]:
    """Return the rows of what a test found, in the order of FINDING_COLUMNS, each substance once.

    Where a laboratory lists a substance twice, the more abundant line stands.
    """
    rows: dict[str, tuple[object, ...]] = {}
    for one in sorted(found, key=lambda each: _ABUNDANT.index(each.abundance)):
        known = substance_called(one.named, cas=one.cas, unii=one.unii)
        slug = known.slug if known else ""
        rows.setdefault(
            slug or one.named.casefold(),
            (organisation_id, analysis_id, slug, one.named, one.abundance, one.quantity, one.unit, one.score),
        )
    return list(rows.values())


_ABUNDANT = ["primary", "trace", "indication"]
FINDING_COLUMNS = (
    "organisation_id", "analysis_id", "substance", "named", "abundance", "quantity", "unit", "score",
)  # fmt: skip


def _check(sample: Sample, new: NewAnalysis, by: Actor) -> None:
    place = places_of(by).get(sample.site_id)
    if place is None:
        raise NotFound(_("This site is not one of yours."))
    refuse_later(new.tested_on, today=place.today, field="tested_on")
    reads = new.method in (Method.STRIP, Method.REAGENT)
    if reads != (new.outcome in READINGS):
        message = _("A strip or reagent is positive, negative or invalid; an instrument names substances.")
        raise DomainError(message, fields={"outcome": message})
    if new.method == Method.STRIP and not new.target:
        message = _("Say what this strip looks for.")
        raise DomainError(message, fields={"target": message})
    if (new.outcome == Outcome.FOUND) != bool(new.found):
        message = _("Name the substances that were found, or say that there was no match or nothing.")
        raise DomainError(message, fields={"found": message})
    if new.lot_id is not None and not Lot.objects.of(by).filter(pk=new.lot_id).exists():
        raise NotFound(_("This lot is not one of yours."))


def _insert(sample: Sample, new: NewAnalysis, by: Actor) -> Analysis:
    number = new.lot_number or _lot_number(new.lot_id, by)
    limit, unit, source = _limit(new, by)
    stored = Analysis.objects.create(
        organisation_id=by.organisation_id,
        uid=new.uid,
        sample=sample,
        method=new.method,
        level=level_of(new.method),
        target=new.target,
        outcome=new.outcome,
        tested_on=new.tested_on,
        instrument=new.instrument,
        laboratory=new.laboratory,
        detection_limit=limit,
        limit_unit=unit,
        limit_source=source,
        lot_id=new.lot_id,
        lot_number=number,
        staff_id=by.staff_id,
        recorded_at=clock.now(),
    )
    Finding.objects.bulk_create(
        Finding(**dict(zip(FINDING_COLUMNS, row, strict=True)))
        for row in findings_rows(stored.pk, new.found, by.organisation_id)
    )
    return stored


def _lot_number(lot_id: int | None, by: Actor) -> str:
    found = Lot.objects.of(by).filter(pk=lot_id).values_list("number", flat=True).first() if lot_id else ""
    return found or ""


def _limit(new: NewAnalysis, by: Actor) -> tuple[Decimal | None, str, str]:
    """What the packet said of a strip on the day of the test stays with its result, whatever it says
    later.
    """
    if new.detection_limit is not None or new.lot_id is None:
        return new.detection_limit, new.limit_unit, new.limit_source
    product = StripProduct.objects.of(by).filter(item__lots=new.lot_id).first()
    if product is None or product.cutoff_ng_ml is None:
        return None, "", ""
    return product.cutoff_ng_ml, "ng/mL", product.source


def _same(known: Analysis, sample: Sample, new: NewAnalysis) -> Analysis:
    stored = (known.sample_id, known.method, known.outcome, known.tested_on, known.target, known.lot_id)
    if stored != (sample.pk, new.method, new.outcome, new.tested_on, new.target, new.lot_id):
        raise Conflict(_("A test with this identifier is already stored, with other answers."))
    return known
