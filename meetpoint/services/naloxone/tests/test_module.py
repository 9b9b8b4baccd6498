"""The declaration holds together: forms, items, columns and demo answers all name things that exist."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from django.apps import apps

from meetpoint.core.encounters.actions import void_encounter
from meetpoint.core.encounters.tests.factories import encounter, make_participant
from meetpoint.core.modules.fields import read_all
from meetpoint.lib import clock
from meetpoint.services.naloxone import demo, privacy
from meetpoint.services.naloxone.forms.contact import PROVISION_FORM, REVERSAL_FORM
from meetpoint.services.naloxone.module import MODULE
from meetpoint.services.naloxone.privacy import COLUMNS
from meetpoint.services.naloxone.queries import live_reversals, live_trainings, reversals_said
from meetpoint.services.naloxone.tests.factories import reported


def test_privacy_plan_names_every_column_and_no_other() -> None:
    for model in apps.get_app_config("naloxone").get_models():
        columns = {column.name for column in model._meta.fields} - {"id", "organisation"}
        assert columns == set(COLUMNS[f"naloxone.{model.__name__}"])


def test_starter_kits_are_made_of_starter_items() -> None:
    slugs = {item.slug for item in MODULE.starter_items}
    assert {slug for item in MODULE.starter_items for slug, _quantity in item.contents} <= slugs


def test_kits_hold_as_many_doses_as_their_contents() -> None:
    doses = {item.slug: item.doses_per_unit for item in MODULE.starter_items}
    for item in MODULE.starter_items:
        if item.contents:
            assert item.doses_per_unit == sum(doses[slug] * quantity for slug, quantity in item.contents)


def test_used_kit_leads_to_the_reversal_form() -> None:
    reason = next(field for field in PROVISION_FORM.fields if field.name == "reason")
    assert reason.describe()["leads_to"] == [["used", REVERSAL_FORM.slug]]


def test_county_and_zip_refuse_anything_closer() -> None:
    _values, problems = read_all(REVERSAL_FORM.fields, {"county": "12 Main Street", "zip3": "02139"})
    assert set(problems) == {"county", "zip3"}


def test_nothing_has_to_be_said() -> None:
    for form in MODULE.forms:
        assert read_all(form.fields, {}) == ({}, {})


def test_export_gives_a_person_what_is_theirs(ana, site) -> None:
    person = make_participant(ana.organisation_id)
    said = {"naloxone": {"reason": "used"}, "reversal": {"outcome": "survived", "linked": True}}
    encounter(ana, site, participant_id=person.pk, sections=said)
    encounter(ana, site, sections=said)
    theirs = MODULE.privacy.export(ana, person.pk)
    assert [row["reason"] for row in theirs["naloxone"]] == ["used"]
    assert [row["outcome"] for row in theirs["reversals"]] == ["survived"]


def test_erasing_cuts_the_tie_and_keeps_the_report(ana, site) -> None:
    person = make_participant(ana.organisation_id)
    report = reported(ana, site, participant_id=person.pk, outcome="survived")
    MODULE.privacy.erase(ana, person.pk)
    report.refresh_from_db()
    assert (report.participant_id, report.outcome) == (None, "survived")


def test_retention_cuts_the_tie_of_older_reports_and_of_no_others(ana, site) -> None:
    person = make_participant(ana.organisation_id)
    old, now = clock.now() - timedelta(days=9), clock.now()
    for when, linked in ((old, False), (old, True), (now, False)):
        said = {"reversal": {"doses": 2, "linked": linked}}
        encounter(ana, site, participant_id=person.pk, occurred_at=when, sections=said)
    assert MODULE.privacy.retain(ana, now.date()) == 1
    assert [bool(report.origin) for report in live_reversals(ana).order_by("id")] == [False, True, True]
    assert MODULE.privacy.retain(ana, now.date()) == 0


def test_report_whose_tie_was_cut_outlives_its_contact(ana, dee, site) -> None:
    said = {"reversal": {"outcome": "survived"}}
    recorded = encounter(ana, site, occurred_at=clock.now() - timedelta(days=9), sections=said)
    MODULE.privacy.retain(ana, clock.now().date())
    assert reversals_said(ana, [recorded.id]) == {}
    void_encounter(recorded.uid, reason="mistake", by=dee)
    assert live_reversals(ana).count() == 1


def test_without_days_set_no_tie_is_cut(ana, site, monkeypatch) -> None:
    monkeypatch.setattr(privacy, "option_value", lambda *_: None)
    encounter(ana, site, occurred_at=clock.now() - timedelta(days=9), sections={"reversal": {"doses": 2}})
    assert MODULE.privacy.retain(ana, clock.now().date()) == 0


@dataclass
class MadeUp:
    kinds: dict[str, int] = field(default_factory=lambda: {"naloxone": 1})
    local_date: date = date(2026, 7, 4)
    participant_id: int | None = 1
    heavy: bool = False


def test_demo_says_only_what_the_forms_understand() -> None:
    random = Random(7)
    seen: set[str] = set()
    for _ in range(2000):
        for slug, said in demo.sections(random, MadeUp()).items():
            form = next(form for form in MODULE.forms if form.slug == slug)
            values, problems = read_all(form.fields, said)
            assert not problems
            assert values.keys() == said.keys()
            seen.add(slug)
    assert seen == {"naloxone", "reversal"}


def test_demo_without_naloxone_seldom_tells_of_a_reversal() -> None:
    random = Random(7)
    told = sum("reversal" in demo.sections(random, MadeUp(kinds={})) for _ in range(20_000))
    assert 60 <= told <= 220


def test_demo_repeats_with_its_seed() -> None:
    once, again = ([demo.sections(r, MadeUp()) for _ in range(50)] for r in (Random(3), Random(3)))
    assert once == again


def test_demo_adds_reports_and_trainings_of_their_own(dee, site) -> None:
    demo.after(dee, Random(1))
    assert live_reversals(dee).count() == 78
    assert live_trainings(dee).count() == 57
