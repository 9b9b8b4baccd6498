"""Runs stay as they were: no path changes one, reach is kept, and a comparison says what changed and why."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.care.erasure import erase_participant
from meetpoint.core.encounters.actions import correct_encounter, void_encounter
from meetpoint.core.organisations.actions import Ground, set_option
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.models import Participant
from meetpoint.core.reports.actions import run_report, save_template
from meetpoint.core.reports.answering.report import Report
from meetpoint.core.reports.asking.library import shipped
from meetpoint.core.reports.asking.reading import TemplateWrong
from meetpoint.core.reports.asking.template import Template
from meetpoint.core.reports.comparing.compare import compare
from meetpoint.core.reports.models import Release, ReportRun, SavedTemplate
from meetpoint.core.reports.privacy import RUN_YEARS, retain
from meetpoint.core.reports.queries import report_of, run_for, runs_of, templates_of
from meetpoint.core.reports.tests.factories import make_release, make_run, template
from meetpoint.core.reports.tests.quarter import FIRST, LAST, LATER, Quarter
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict, NotAllowed, NotFound

CAROLINA = "north-carolina-ssp"
RUN_AT = LATER + timedelta(hours=1)


def carolina(dee: Actor, asked: Template | None = None) -> ReportRun:
    """Run a report an hour after everything was recorded."""
    with clock.stand_at(RUN_AT):
        return run_report(asked or shipped()[CAROLINA], FIRST, LAST, by=dee)


def reaching(dee: Actor, *sites: Site) -> Actor:
    """Dee's rights, at some sites only."""
    return Actor(
        organisation_id=dee.organisation_id,
        staff_id=dee.staff_id,
        permissions=dee.permissions,
        site_ids=frozenset(site.pk for site in sites),
    )


@pytest.mark.parametrize("model", [ReportRun, Release, SavedTemplate])
def test_the_database_refuses_to_change_what_was_kept(dee: Actor, site: Site, model: Any) -> None:
    make_run(dee)
    make_release(dee)
    save_template(template().as_data(), by=dee)
    kept = model.objects.of(dee).get()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        model.objects.of(dee).update(organisation_id=dee.organisation_id)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        kept.save()


def test_run_is_read_back_as_it_was_answered(quarter: Quarter, dee: Actor) -> None:
    run = carolina(dee)
    report = report_of(run)
    assert Report.from_snapshot(report.as_snapshot()) == report
    found = {row.row.code: row for row in report.rows}
    assert (found["5"].value, found["4"].contacts_without_code, report.contacts_without_code) == (21, 14, 14)
    assert found["5"].definition.startswith("Any interaction with a person.")
    assert (run.read_at, run.staff_id) == (RUN_AT, dee.staff_id)
    assert AuditEntry.objects.of(dee).filter(action="report.run").count() == 1


def test_run_stays_when_records_and_definitions_change(
    quarter: Quarter, dee: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = carolina(dee)
    quarter.met("2026-02-20T15:00", None)
    monkeypatch.setattr("meetpoint.core.reports.answering.rows.registry", None)
    again = {row.row.code: row for row in report_of(run_for(dee, run.uid)).rows}
    assert (again["5"].value, again["10a"].value) == (21, 1)


def test_reader_of_one_site_sees_runs_of_that_site_only(quarter: Quarter, dee: Actor) -> None:
    whole = carolina(dee)
    near = reaching(dee, quarter.van)
    mine = run_report(shipped()[CAROLINA], FIRST, LAST, by=near)
    assert {row.row.code: row.value for row in report_of(mine).rows}["5"] == 1
    assert [run.uid for run in runs_of(near)] == [mine.uid]
    assert {run.uid for run in runs_of(dee)} == {whole.uid, mine.uid}
    with pytest.raises(NotFound):
        run_for(near, whole.uid)
    with pytest.raises(NotFound):
        run_for(reaching(dee, quarter.plaza), mine.uid)


def test_another_organisation_finds_no_run(quarter: Quarter, dee: Actor, cai: Actor) -> None:
    run = carolina(dee)
    assert runs_of(cai) == []
    with pytest.raises(NotFound):
        run_for(cai, run.uid)


def test_nothing_since_means_nothing_changed(quarter: Quarter, dee: Actor) -> None:
    run = carolina(dee)
    with clock.stand_at(LATER + timedelta(days=1)):
        found = compare(dee, run)
    assert found.differences == ()
    assert (found.reasons.late, found.reasons.corrected, found.reasons.voided) == (0, 0, 0)


def test_comparison_says_what_changed_since_and_why(quarter: Quarter, dee: Actor) -> None:
    late = quarter.met("2026-02-20T15:00", quarter.b, {"syringe-1ml-28g": 5})
    run = carolina(dee)
    with clock.stand_at(LATER + timedelta(days=1)):
        quarter.met("2026-02-21T15:00", None)
        quarter.met("2026-06-01T15:00", None)  # of other days
        void_encounter(late.uid, reason="mistake", by=dee)
        erase_participant(Participant.objects.of(dee).get(pk=quarter.b.pk), by=dee)
        found = compare(dee, run)
    changed = {one.code: (one.before, one.now, one.change_said) for one in found.differences}
    assert changed["6"] == (180, 175, "-5")
    assert changed["4"] == (2, 1, "-1")
    assert "5" not in changed  # one more, one less
    assert (found.reasons.late, found.reasons.voided, found.reasons.corrected) == (1, 1, 0)
    assert ("erased a participant", 1) in found.reasons.done


def test_correction_is_told_from_a_late_entry(quarter: Quarter, dee: Actor) -> None:
    wrong = quarter.met("2026-02-20T15:00", quarter.b, {"syringe-1ml-28g": 5})
    run = carolina(dee)
    with clock.stand_at(LATER + timedelta(days=1)):
        right = quarter.new("2026-02-20T15:00", quarter.b, {"syringe-1ml-28g": 50})
        correct_encounter(wrong.uid, right, by=dee)
        found = compare(dee, run)
    assert [(one.code, one.change) for one in found.differences] == [("6", 45)]
    assert (found.reasons.late, found.reasons.corrected, found.reasons.voided) == (0, 1, 0)


def test_lines_of_a_table_are_compared_word_by_word(quarter: Quarter, dee: Actor) -> None:
    run = carolina(dee, template())
    with clock.stand_at(LATER + timedelta(days=1)):
        said = {"reversal": {"given_by": "friend"}}
        quarter.met("2026-03-09T15:00", None, {}, said)
        found = compare(dee, run)
    ((words, before, now),) = ((one.words, one.before, one.now) for one in found.differences)
    assert (len(words), before, now) == (1, 1, 2)
    assert found.reasons.late == 1


def test_pages_of_a_run(sign_in: Any, dee_member: Any, dee: Actor, quarter: Quarter) -> None:
    run = carolina(dee)
    browser = sign_in(None, dee_member)
    assert str(run.uid) in browser.get(reverse("reports:runs")).content.decode()
    page = browser.get(reverse("reports:run", args=[run.uid])).content.decode()
    assert "Kept as it was" in page
    with clock.stand_at(LATER + timedelta(days=1)):
        quarter.met("2026-02-21T15:00", None)
    page = browser.get(reverse("reports:compare", args=[run.uid])).content.decode()
    assert "1 contact of these days was recorded later." in page
    assert "+1" in page


def test_list_of_runs_asks_the_database_little(
    sign_in: Any, dee_member: Any, dee: Actor, site: Site, django_assert_num_queries: Any
) -> None:
    browser = sign_in(None, dee_member)
    for _each in range(3):
        make_run(dee)
    browser.get(reverse("reports:runs"))
    with django_assert_num_queries(4):
        browser.get(reverse("reports:runs"))


def test_runs_are_removed_after_the_years_that_were_set(dee: Actor, site: Site) -> None:
    with clock.stand_at(LATER):
        make_run(dee)
    assert retain(dee, date(2036, 6, 2)) == 0
    ground = Ground(source="Grant terms", effective_from=FIRST, verified_by="Dee")
    set_option(RUN_YEARS, "5", ground, by=dee)
    assert retain(dee, date(2031, 6, 1)) == 0
    assert retain(dee, date(2031, 6, 2)) == 1
    assert not ReportRun.objects.of(dee).exists()


def test_templates_of_ones_own_stand_beside_the_shipped_in_their_newest_version(
    dee: Actor, cai: Actor
) -> None:
    save_template(template().as_data(), by=dee)
    save_template(template(version="2", title="Ours, again").as_data(), by=dee)
    assert templates_of(dee)["ours"].title == {"en": "Ours, again"}
    assert set(templates_of(dee)) == {*shipped(), "ours"}
    assert set(templates_of(cai)) == set(shipped())
    with pytest.raises(Conflict, match="a version of its own"):
        save_template(template().as_data(), by=dee)
    with pytest.raises(Conflict, match="ships with Meetpoint"):
        save_template(shipped()[CAROLINA].as_data(), by=dee)
    with pytest.raises(TemplateWrong):
        save_template({"format": 2}, by=dee)
    with pytest.raises(NotAllowed):
        save_template(
            template(version="3").as_data(), by=Actor(organisation_id=1, staff_id=1, permissions=frozenset())
        )
