"""Reversals: told with a contact or apart, corrected, voided, and tied to nobody who did not want it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from meetpoint.core.encounters.actions import correct_encounter, record_encounter, void_encounter
from meetpoint.core.encounters.models import DaySummed, Encounter
from meetpoint.core.encounters.tests.factories import audit_of, encounter, make_participant, new_encounter
from meetpoint.core.organisations.errors import FieldForbidden
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict, DomainError, NotAllowed, NotFound
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.naloxone.actions import reversals
from meetpoint.services.naloxone.actions.reversals import (
    correct_reversal,
    report_reversal,
    report_reversals,
    void_reversal,
)
from meetpoint.services.naloxone.figures import reversals_by_day, survived_by_day
from meetpoint.services.naloxone.models import ReversalReport, VoidReason
from meetpoint.services.naloxone.queries import live_reversals, origin_of, reversals_said
from meetpoint.services.naloxone.rules import month_before
from meetpoint.services.naloxone.tests.factories import forbid, new_reversal, reported, span, total, yesterday

TOLD = {"outcome": "survived", "doses": 2, "called_911": "no", "county": "Harbor County", "zip3": "028"}


# --- told during a contact ------------------------------------------------------------------------


def test_reversal_told_by_somebody_with_a_code_does_not_name_them(ana, site) -> None:
    person = make_participant(ana.organisation_id)
    recorded = encounter(ana, site, participant_id=person.pk, sections={"reversal": TOLD})
    report = live_reversals(ana).get()
    assert report.participant_id is None
    stored = {str(value) for value in vars(report).values()}
    told_in = Encounter.objects.of(ana).get(pk=recorded.id)
    assert not stored & {str(told_in.uid), told_in.digest, str(told_in.occurred_at)}
    assert report.reported_on == told_in.local_date


def test_reversal_names_its_participant_when_they_want_it(ana, site) -> None:
    person = make_participant(ana.organisation_id)
    encounter(ana, site, participant_id=person.pk, sections={"reversal": {**TOLD, "linked": True}})
    assert live_reversals(ana).get().participant_id == person.pk


def test_reversal_of_an_anonymous_contact_has_nobody_to_name(ana, site) -> None:
    encounter(ana, site, sections={"reversal": {**TOLD, "linked": True}})
    assert live_reversals(ana).get().participant_id is None


def test_answers_come_back_for_a_correction_as_they_were_said(ana, site) -> None:
    person = make_participant(ana.organisation_id)
    said = {**TOLD, "months_ago": "2", "product": "nasal_4mg", "linked": True}
    recorded = encounter(ana, site, participant_id=person.pk, sections={"reversal": said})
    assert reversals_said(ana, [recorded.id]) == {recorded.id: said}


def test_months_ago_becomes_a_month_of_the_year_before(ana, site) -> None:
    recorded = encounter(ana, site, sections={"reversal": {"months_ago": "6"}})
    local = Encounter.objects.of(ana).get(pk=recorded.id).local_date
    assert live_reversals(ana).get().happened_month == month_before(local, 6)
    assert month_before(date(2026, 2, 14), 6) == date(2025, 8, 1)


def test_voiding_the_contact_voids_the_reversal_told_in_it_and_no_other(ana, site) -> None:
    gone = encounter(ana, site, sections={"reversal": TOLD})
    stays = encounter(ana, site, sections={"reversal": TOLD})
    void_encounter(gone.uid, reason="undo", by=ana)
    assert [report.origin for report in live_reversals(ana)] == [origin_of(stays.uid)]
    voided = ReversalReport.objects.of(ana).get(origin=origin_of(gone.uid))
    assert voided.void_reason == VoidReason.ENCOUNTER
    assert total(reversals_by_day(ana.organisation_id, *span())) == 1


def test_correcting_the_contact_counts_its_reversal_once(ana, site) -> None:
    recorded = encounter(ana, site, sections={"reversal": TOLD})
    again = new_encounter(site, sections={"reversal": {**TOLD, "doses": 3}})
    correct_encounter(recorded.uid, again, by=ana)
    assert [report.doses for report in live_reversals(ana)] == [3]


def test_recording_the_same_contact_twice_stores_its_reversal_once(ana, site) -> None:
    new = new_encounter(site, sections={"reversal": TOLD})
    assert record_encounter(new, by=ana).id == record_encounter(new, by=ana).id
    assert live_reversals(ana).count() == 1


def test_origin_cannot_be_made_without_the_key(ana, site, settings, tmp_path) -> None:
    recorded = encounter(ana, site, sections={"reversal": TOLD})
    origin = live_reversals(ana).get().origin
    assert origin == origin_of(recorded.uid)
    settings.KEYS = tmp_path / "other-keys"
    assert origin != origin_of(recorded.uid)


# --- told at any other time -------------------------------------------------------------------------


def test_report_needs_nothing_but_site_and_day(ana, site) -> None:
    report = reported(ana, site)
    assert (report.outcome, report.doses, report.participant_id, report.origin) == ("", None, None, "")
    assert report.staff_id == ana.staff_id
    assert [entry.subjects for entry in audit_of(ana, "reversal.reported")] == [f'["{report.uid}"]']


def test_same_report_twice_is_stored_and_audited_once(ana, site) -> None:
    new = new_reversal(site, outcome="survived")
    assert report_reversal(new, by=ana) == report_reversal(new, by=ana) == new.uid
    assert live_reversals(ana).count() == 1
    assert len(audit_of(ana, "reversal.reported")) == 1


def test_known_identifier_with_other_answers_is_a_conflict(ana, site) -> None:
    new = new_reversal(site, outcome="survived")
    report_reversal(new, by=ana)
    with pytest.raises(Conflict):
        report_reversal(replace(new, outcome="died"), by=ana)
    assert live_reversals(ana).get().outcome == "survived"


def test_report_that_loses_a_race_is_tried_once_more(ana, site, monkeypatch) -> None:
    monkeypatch.setattr(reversals, "insert_rows", _fails_once(reversals.insert_rows))
    new = new_reversal(site)
    assert report_reversal(new, by=ana) == new.uid
    assert live_reversals(ana).count() == 1


def _fails_once(insert: Callable[..., int]) -> Callable[..., int]:
    left = [1]

    def insert_or_fail(*args: Any) -> int:
        if left:
            left.pop()
            raise IntegrityError
        return insert(*args)

    return insert_or_fail


def test_batch_with_one_refused_report_stores_none(ana, site, other_site) -> None:
    with pytest.raises(NotFound):
        report_reversals([new_reversal(site), new_reversal(other_site)], by=ana)
    assert live_reversals(ana).count() == 0


def test_report_may_name_a_participant_of_the_organisation(ana, site) -> None:
    person = make_participant(ana.organisation_id)
    assert reported(ana, site, participant_id=person.pk).participant_id == person.pk


def test_report_cannot_name_somebody_elses_participant(ana, site, other_org) -> None:
    stranger = make_participant(other_org.pk)
    with pytest.raises(NotFound):
        reported(ana, site, participant_id=stranger.pk)


def test_report_of_tomorrow_is_refused_beside_its_field(ana, site) -> None:
    with pytest.raises(DomainError) as refusal:
        reported(ana, site, reported_on=clock.now().date() + timedelta(days=2))
    assert set(refusal.value.fields) == {"reported_on"}


def test_month_after_the_report_is_refused_beside_its_field(ana, site) -> None:
    with pytest.raises(DomainError) as refusal:
        reported(ana, site, happened_month=yesterday() + timedelta(days=40))
    assert set(refusal.value.fields) == {"happened_month"}


def test_answer_that_the_place_forbids_is_refused(ana, org, site) -> None:
    forbid(org, "reversal.called_911")
    with pytest.raises(FieldForbidden):
        reported(ana, site, called_911="no")
    assert reported(ana, site, outcome="survived").outcome == "survived"


def test_report_needs_the_permission(ben, site) -> None:
    with pytest.raises(NotAllowed):
        reported(ben, site)


def test_late_report_makes_its_day_be_summed_again(ana, org, site) -> None:
    DaySummed.objects.of(ana).create(organisation=org, day=yesterday(), claim=uuid7(), done=True)
    reported(ana, site)
    assert not DaySummed.objects.of(ana).filter(day=yesterday()).exists()


# --- corrected and voided ---------------------------------------------------------------------------


def test_correction_replaces_and_keeps_the_ties(ana, site) -> None:
    person = make_participant(ana.organisation_id)
    recorded = encounter(ana, site, participant_id=person.pk, sections={"reversal": {**TOLD, "linked": True}})
    before = live_reversals(ana).get()
    uid = correct_reversal(before, new_reversal(site, outcome="died"), by=ana)
    after = live_reversals(ana).get()
    assert (after.uid, after.outcome, after.replaces_id) == (uid, "died", before.pk)
    assert (after.participant_id, after.origin) == (person.pk, origin_of(recorded.uid))
    before.refresh_from_db()
    assert before.void_reason == VoidReason.CORRECTED
    void_encounter(recorded.uid, reason="undo", by=ana)
    assert live_reversals(ana).count() == 0


def test_voiding_the_contact_sums_again_the_day_to_which_its_report_was_corrected(ana, org, site) -> None:
    recorded = encounter(ana, site, sections={"reversal": TOLD})
    moved = yesterday() - timedelta(days=2)
    correct_reversal(live_reversals(ana).get(), new_reversal(site, reported_on=moved), by=ana)
    DaySummed.objects.of(ana).create(organisation=org, day=moved, claim=uuid7(), done=True)
    void_encounter(recorded.uid, reason="undo", by=ana)
    assert not DaySummed.objects.of(ana).filter(day=moved).exists()


def test_same_correction_twice_answers_the_same(ana, site) -> None:
    report, new = reported(ana, site), new_reversal(site, outcome="died")
    assert correct_reversal(report, new, by=ana) == correct_reversal(report, new, by=ana) == new.uid
    assert len(audit_of(ana, "reversal.corrected")) == 1


def test_correcting_twice_is_a_conflict(ana, site) -> None:
    report = reported(ana, site)
    correct_reversal(report, new_reversal(site), by=ana)
    with pytest.raises(Conflict):
        correct_reversal(report, new_reversal(site), by=ana)
    assert live_reversals(ana).count() == 1


def test_correction_needs_the_permission(ana, ben, site) -> None:
    report = reported(ana, site)
    with pytest.raises(NotAllowed):
        correct_reversal(report, new_reversal(site), by=ben)


def test_voided_report_leaves_lists_and_figures(ana, site) -> None:
    report, other = reported(ana, site, outcome="survived"), reported(ana, site, outcome="survived")
    void_reversal(report, "twice", by=ana)
    assert list(live_reversals(ana)) == [other]
    assert total(survived_by_day(ana.organisation_id, *span())) == 1
    assert audit_of(ana, "reversal.voided")[0].subjects == f'["{report.uid}"]'


def test_voiding_twice_is_a_conflict(ana, site) -> None:
    report = reported(ana, site)
    void_reversal(report, "mistake", by=ana)
    with pytest.raises(Conflict):
        void_reversal(report, "mistake", by=ana)


def test_slip_is_taken_back_once_and_only_its_own(ana, site) -> None:
    report = reported(ana, site)
    assert [reversals.undo_told(uid, ana) for uid in (report.uid, report.uid, uuid7())] == [True, True, False]
    assert not live_reversals(ana).exists()
    assert len(audit_of(ana, "reversal.voided")) == 1


def test_voiding_needs_the_permission(ana, ben, site) -> None:
    with pytest.raises(NotAllowed):
        void_reversal(reported(ana, site), "mistake", by=ben)


def test_identifiers_are_not_shared_between_organisations(ana, cai, site, other_site) -> None:
    uid = uuid7()
    reported(ana, site, uid=uid, outcome="died")
    reported(cai, other_site, uid=uid, outcome="survived")
    assert live_reversals(ana).get().outcome == "died"
