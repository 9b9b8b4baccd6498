"""Samples: taken in once, anonymous, found by their slip only, voided for good."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.encounters.tests.factories import forbid
from meetpoint.core.modules.fields import read_all
from meetpoint.core.modules.forms import Filled
from meetpoint.core.organisations.models import Site
from meetpoint.core.organisations.policy import FieldForbidden
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict, DomainError, NotAllowed, NotFound
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.drug_checking import receipts
from meetpoint.services.drug_checking.actions.samples import NewSample, take_in, undo_sample, void_sample
from meetpoint.services.drug_checking.forms.standalone import (
    SAMPLE_FORM,
    STRIP_FORM,
    lots_here,
    save_sample,
    save_strip,
)
from meetpoint.services.drug_checking.models import Analysis, Check, Sample
from meetpoint.services.drug_checking.queries.samples import live_samples
from meetpoint.services.drug_checking.tests.factories import brought, lab, some_days_ago, strip


def new(site: Site, **more: Any) -> NewSample:
    return NewSample(**{"uid": uuid7(), "site_id": site.pk, "collected_on": some_days_ago(), **more})


def filled(site: Site, values: dict[str, Any], uid: UUID | None = None) -> Filled:
    return Filled(
        uid=uid or uuid7(),
        site_id=site.pk,
        staff_id=None,
        occurred_at=clock.now(),
        local_date=some_days_ago(),
        values=values,
    )


def test_sample_is_stored_once_and_keeps_no_code(ana, site) -> None:
    one = new(site, code=receipts.draw(), expected=("heroin", "fentanyl"))
    first, again = take_in(one, by=ana), take_in(one, by=ana)
    assert (first.pk, first.counted_as) == (again.pk, "several")
    assert one.code not in str(Sample.objects.of(ana).values().get())
    entry = AuditEntry.objects.of(ana).get(action="sample.taken_in")
    assert (entry.subjects, entry.fields) == (f'["{one.uid}"]', "{}")


def test_known_identifier_with_other_answers_is_a_conflict(ana, site) -> None:
    one = new(site, form="powder")
    take_in(one, by=ana)
    with pytest.raises(Conflict):
        take_in(replace(one, form="tablet"), by=ana)


def test_slip_and_laboratory_number_serve_one_sample(ana, site) -> None:
    code = receipts.draw()
    take_in(new(site, code=code, lab_id="A1"), by=ana)
    for more, field in (({"code": code}, "receipt"), ({"lab_id": "A1"}, "lab_id")):
        with pytest.raises(DomainError) as refusal:
            take_in(new(site, **more), by=ana)
        assert set(refusal.value.fields) == {field}


def test_what_cannot_be_is_refused(ana, ben, org, site, other_site) -> None:
    with pytest.raises(NotAllowed):
        take_in(new(site), by=ben)
    with pytest.raises(NotFound):
        take_in(new(other_site), by=ana)
    with pytest.raises(DomainError) as refusal:
        take_in(new(site, collected_on=clock.now().date() + timedelta(days=2)), by=ana)
    assert set(refusal.value.fields) == {"collected_on"}
    forbid(org, "sample.overdose")
    with pytest.raises(FieldForbidden):
        take_in(new(site, overdose="not"), by=ana)
    assert live_samples(ana).count() == 0


def test_voided_sample_leaves_everything_but_its_row(ana, site) -> None:
    sample = brought(ana, site, notes="smelled of chlorine")
    lab(ana, sample, "fentanyl")
    void_sample(sample, "mistake", by=ana)
    sample.refresh_from_db()
    assert (live_samples(ana).count(), Check.objects.of(ana).count(), sample.notes) == (0, 0, "")
    with pytest.raises(Conflict):
        void_sample(sample, "mistake", by=ana)
    with pytest.raises(Conflict):
        strip(ana, sample)


def test_slip_is_taken_back_once_and_only_its_own(ana, site) -> None:
    sample = brought(ana, site)
    assert [undo_sample(uid, ana) for uid in (sample.uid, sample.uid, uuid7())] == [True, True, False]
    assert live_samples(ana).count() == 0


def test_phone_makes_the_code_by_itself(ana, site) -> None:
    uid = uuid7()
    said, problems = read_all(
        SAMPLE_FORM.fields, {"expected": ["cocaine"], "form": "powder", "strip_fentanyl": "positive"}
    )
    assert problems == {}
    for _time in range(2):
        save_sample(filled(site, said, uid), ana)
    sample = live_samples(ana).get()
    assert sample.receipt == receipts.mark_of(receipts.code_of(uid))
    assert [(one.target, one.outcome) for one in Analysis.objects.of(ana)] == [("fentanyl", "positive")]


def test_strip_finds_its_sample_by_the_printed_slip(ana, site) -> None:
    code = receipts.draw()
    save_sample(filled(site, {"receipt": f"https://example.org/result/#{code}"}), ana)
    answer = filled(
        site, {"receipt": receipts.spoken(code).lower(), "target": "xylazine", "reading": "negative"}
    )
    save_strip(answer, ana)
    save_strip(answer, ana)
    assert Analysis.objects.of(ana).get().sample == live_samples(ana).get()
    with pytest.raises(DomainError) as refusal:
        save_strip(filled(site, {**answer.values, "receipt": receipts.draw()}), ana)
    assert set(refusal.value.fields) == {"receipt"}


def test_forms_can_be_filled_in_without_a_network_and_ask_for_nothing(ana, site) -> None:
    assert SAMPLE_FORM.offline
    assert STRIP_FORM.offline
    assert read_all(SAMPLE_FORM.fields, {}) == ({}, {})
    assert lots_here(ana, [site.pk]) == {site.pk: {"lot": []}}
    assert read_all(SAMPLE_FORM.fields, {"area": "12 Main Street"})[1].keys() == {"area"}
