"""Samples and their results: read, taken in and tested through the same actions as on the pages."""

from typing import Any
from uuid import UUID

from ninja import Query, Router, Status

from meetpoint.core.api.door.entry import ApiRequest
from meetpoint.core.api.offer.pages import cut, newest_first
from meetpoint.core.api.offer.places import site_called
from meetpoint.core.api.offer.scopes import found_for, scope
from meetpoint.core.api.offer.shapes import Rows, Stored
from meetpoint.core.consent.reads import let_out
from meetpoint.services.drug_checking import permissions, receipts
from meetpoint.services.drug_checking.actions.results import Found, NewAnalysis, record_analysis
from meetpoint.services.drug_checking.actions.samples import NewSample, take_in
from meetpoint.services.drug_checking.api.shapes import (
    FoundSubstanceShape,
    SampleBody,
    SampleFilter,
    SampleShape,
    SampleWithTests,
    TestBody,
    TestShape,
)
from meetpoint.services.drug_checking.models import Analysis, Sample
from meetpoint.services.drug_checking.queries.samples import analyses_of, live_samples

OURS = ("drug_checking",)
LISTS = ("expected", "colours", "textures", "sensations")
router = Router()


@router.get("/drug-samples", response=Rows[SampleShape], summary="List samples, newest first")
@scope(permissions.VIEW)
def list_samples(request: ApiRequest, asked: Query[SampleFilter]) -> Rows[SampleShape]:
    """Voided samples are left out."""
    rows = live_samples(request.actor).select_related("site")
    if asked.site is not None:
        rows = rows.filter(site__slug=asked.site)
    if asked.lab_id is not None:
        rows = rows.filter(lab_id=asked.lab_id)
    found = cut(rows, asked, newest_first("collected_on"))
    let_out(request, "samples", rows=len(found.rows), programmes=OURS, identifies=False)
    return Rows(items=[SampleShape(**_sample(one)) for one in found.rows], next=found.next)


@router.get("/drug-samples/{uuid:uid}", response=SampleWithTests, summary="Read a sample with its results")
@scope(permissions.VIEW)
def read_sample(request: ApiRequest, uid: UUID) -> SampleWithTests:
    sample = found_for(request.actor, Sample, may=permissions.VIEW, uid=uid)
    let_out(request, "sample", rows=1, programmes=OURS, identifies=False)
    return SampleWithTests(**_sample(sample), tests=[_test(one) for one in analyses_of(sample)])


@router.post("/drug-samples", response={201: Stored}, summary="Take a sample in")
@scope(permissions.TAKE_IN)
def add_sample(request: ApiRequest, said: SampleBody) -> Status[Stored]:
    by = request.actor
    request.replayed = Sample.objects.of(by).filter(uid=said.uid).exists()
    told: dict[str, Any] = said.model_dump(exclude={"uid", "site", "receipt", *LISTS})
    told |= {name: tuple(dict.fromkeys(getattr(said, name))) for name in LISTS}
    new = NewSample(
        uid=said.uid,
        site_id=site_called(said.site, by=by).pk,
        code=receipts.read(said.receipt) if said.receipt else receipts.code_of(said.uid),
        **told,
    )
    return Status(201, Stored(uid=take_in(new, by=by).uid))


@router.post("/drug-samples/{uuid:uid}/tests", response={201: Stored}, summary="Record a test of a sample")
@scope(permissions.TEST)
def add_test(request: ApiRequest, uid: UUID, said: TestBody) -> Status[Stored]:
    by = request.actor
    sample = found_for(by, Sample, may=permissions.TEST, uid=uid)
    request.replayed = Analysis.objects.of(by).filter(uid=said.uid).exists()
    told = said.model_dump(exclude={"found"})
    found = tuple(Found(**one.model_dump()) for one in said.found)
    return Status(201, Stored(uid=record_analysis(sample, NewAnalysis(**told, found=found), by=by).uid))


def _sample(sample: Sample) -> dict[str, Any]:
    return {
        "uid": sample.uid,
        "site": sample.site.slug,
        "collected_on": sample.collected_on,
        "lab_id": sample.lab_id,
        "area": sample.area,
        "region": sample.region,
        "expected": list(sample.expected_slugs),
        "form": sample.form,
        "overdose": sample.overdose,
        "presumptive_match": sample.presumptive_match,
        "confirmed_match": sample.confirmed_match,
        "released": sample.released_at is not None,
        "voided": sample.voided_at is not None,
    }


def _test(one: Analysis) -> TestShape:
    return TestShape(
        uid=one.uid,
        method=one.method,
        level=one.level,
        target=one.target,
        outcome=one.outcome,
        tested_on=one.tested_on,
        laboratory=one.laboratory,
        detection_limit=one.detection_limit,
        limit_unit=one.limit_unit,
        lot_number=one.lot_number,
        found=[
            FoundSubstanceShape(
                substance=each.substance,
                named=each.named,
                abundance=each.abundance,
                quantity=each.quantity,
                unit=each.unit,
            )
            for each in one.findings.all()
        ],
    )
