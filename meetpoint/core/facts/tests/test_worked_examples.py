"""Every indicator over the quarter of `reports.tests.quarter`, with the sums that anybody can do by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest

from meetpoint.core.facts.tests.conftest import Ask, value_of
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.actions import Ground, set_option
from meetpoint.core.referrals.actions import change_status
from meetpoint.core.referrals.models import Referral
from meetpoint.core.reports.tests.quarter import Quarter
from meetpoint.core.supplies.actions import ItemDetails, add_item
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.syringe_services.actions.cleanups import NewCleanUp, record_clean_up
from meetpoint.services.syringe_services.models import Method

STRIP = "strip-fentanyl"
DAYS = 90  # January, February and March of 2026

# code: value, contacts without a code
EXAMPLES: dict[str, tuple[Any, int | None]] = {
    # A twice; B at the van; one without a code; twelve in a rush; C (who is A) once and B twice; B; A; one
    # of the last evening: 2 + 1 + 1 + 12 + 3 + 1 + 1 + 1
    "encounters.contacts": (22, 14),
    # A, with whom C was joined, and B; without a code: 1 + 12 + 1
    "encounters.unique_participants": (2, 14),
    "encounters.contacts_with_code": (22 - 14, 14),
    "encounters.contacts_without_code": (2, 14),
    "encounters.people_counted": (12, 14),
    "encounters.collected_for": (3, 14),
    "encounters.sites_in_use": (2, None),
    # to treatment and to detox; one was entered by mistake
    "referrals.made": (2, 14),
    "referrals.linked": (1, 14),
    "referrals.linked_share": (1 / 2, 14),
    # the one to treatment; that to detox was closed because nobody ever answered
    "referrals.led_to_service": (1, 14),
    "referrals.led_to_service_share": (1 / 2, 14),
    "referrals.closed_no_answer": (1, 14),
    "referrals.still_open": (0, 14),
    # sent on the 12th of February, seen on the 20th
    "referrals.days_to_service": (8, 14),
    # 2 + 1 in January, 1 in February, 1 in March
    "naloxone.kits": (5, 14),
    # three vials, four devices
    "naloxone.loose_doses": (7, 14),
    # five kits of two, and seven
    "naloxone.doses": (17, 14),
    # A, and B at the van; without a code: vials and devices, and the last evening of March
    "naloxone.people_supplied": (2, 2),
    # A twice, B, and those two
    "naloxone.contacts_supplied": (5, 14),
    "naloxone.other_medications": (2, 14),
    "naloxone.refills": (3, 14),
    "naloxone.resupply_reasons": (3, 14),
    # A twice, and somebody without a code
    "naloxone.people_shown": (1, 1),
    "naloxone.contacts_shown": (3, 14),
    "naloxone.trained_in_groups": (8, None),
    "naloxone.trainings_held": (1, None),
    # a group of eight, and A; one more without a code was shown
    "naloxone.people_trained": (9, 1),
    # a responder, a friend, and one of which nobody said who
    "naloxone.reversals": (3, 14),
    "naloxone.reversals_survived": (0, 14),
    "naloxone.reversal_rate": (3 / 17, 14),
    # 40 + 20 + 100 + 15, once 10
    "syringe_services.syringes_out": (175, 14),
    # thirty counted, one litre of a hundred
    "syringe_services.syringes_returned": (130, 14),
    "syringe_services.return_ratio": (130 / 175, 14),
    # A and B; without a code: the twelve of the rush
    "syringe_services.people_supplied": (2, 12),
    # A twice, twelve, B
    "syringe_services.contacts_supplied": (15, 14),
    # all of them at the plaza
    "syringe_services.provision_points": (1, None),
    # 40 + 20 of A, 15 of B
    "syringe_services.syringes_with_code": (75, 14),
    "syringe_services.test_strips": (6, 14),
    "syringe_services.syringes_found": (25, None),
    # 175 syringes, 5 kits, 7 doses, 2 of another medication, 6 strips
    "syringe_services.supplies_out": (195, 14),
    # 50 people who inject three times a day; 36,500 for the year, so 100 for a day
    "syringe_services.syringes_per_person_year": (175 / 50 * 365 / DAYS, 14),
    "syringe_services.coverage_band": ("low", 14),
    "syringe_services.injections_covered": (100 * 175 / (50 * 3 * DAYS), 14),
    "syringe_services.cost_of_a_syringe": (100 * DAYS / 175, 14),
    "syringe_services.service_hours": (12.5, None),
    "syringe_services.people_who_inject": (50, None),
    # 75 syringes of two people who inject three times a day; the twelve of the rush are not in it
    "syringe_services.individual_coverage": (100 * 75 / (2 * 3 * DAYS), 12),
    # hepatitis C reactive and linked, HIV negative, syphilis and the like only offered: all of A on one day
    "syringe_services.tests_offered": (3, 14),
    "syringe_services.tests_done": (2, 14),
    "syringe_services.tests_reactive": (1, 14),
    "syringe_services.linked_after_test": (1, 14),
    "syringe_services.people_tested": (1, 0),
    "syringe_services.vaccines": (2, 14),
    "syringe_services.wound_care": (1, 14),
    "syringe_services.education": (2, 14),
}
UNANSWERED = {one.code for one in registry().indicators.values() if one.missing}
INPUTS = {
    "people_who_inject": "50",
    "injections_per_day": "3",
    "budget_per_year": "36500",
    "service_hours_per_week": "12.5",
}


def tell_the_rest(quarter: Quarter, dee: Actor) -> None:
    """Add a day in March with tests and care, a clean-up, a linkage, and all that a programme may enter."""
    more = {
        "infections": {"hcv": "reactive", "hcv_linked": True, "hiv": "negative", "sti": "offered"},
        "vaccines": {"given": ["hepatitis_b", "influenza"]},
        "wounds": {"care": ["dressed"]},
        "education": {"topics": ["overdose", "disposal"]},
    }
    nalmefene = add_item(ItemDetails(kind="other_reversal", name="Nalmefene"), by=dee)
    quarter.items |= {nalmefene.slug: nalmefene.pk}
    given = {STRIP: 6, nalmefene.slug: 2}
    quarter.met("2026-03-20T15:00", quarter.a, given, more, for_others=3)
    found = {"method": Method.COUNTED, "measure": Decimal(25)}
    record_clean_up(
        NewCleanUp(uid=uuid7(), site_id=quarter.plaza.pk, held_on=date(2026, 3, 2), **found), by=dee
    )
    to_treatment = Referral.objects.of(dee).exclude(status="entered-in-error").get(kind="treatment")
    change_status(to_treatment.uid, "completed", by=dee, on=date(2026, 2, 20))
    to_detox = Referral.objects.of(dee).exclude(status="entered-in-error").get(kind="detox")
    change_status(to_detox.uid, "cancelled", by=dee, reason="Never rang back", outcome="no_answer")
    ground = Ground(source="County survey of 2025", effective_from=date(2026, 1, 1), verified_by="Dee")
    for name, value in INPUTS.items():
        set_option(f"syringe_services.{name}", value, ground, by=dee)


@pytest.fixture
def told(quarter: Quarter, dee: Actor) -> Quarter:
    tell_the_rest(quarter, dee)
    return quarter


def test_every_indicator_has_an_example() -> None:
    assert set(registry().indicators) == set(EXAMPLES) | UNANSWERED | worked_elsewhere()


def worked_elsewhere() -> set[str]:
    """The codes that packages which came later work by hand, each in its `tests/test_indicators.py`."""
    names = [
        f"meetpoint.{folder}.{module.slug}.tests.test_indicators"
        for module in registry()
        for folder in ("core", "services")
    ]
    return {code for name in names if _exists(name) for code in import_module(name).EXAMPLES}


def _exists(name: str) -> bool:
    return find_spec(name.rpartition(".tests.")[0]) is not None and find_spec(name) is not None


def test_worked_examples(told: Quarter, ask: Ask) -> None:
    found = {code: ask(code) for code in EXAMPLES}
    values = {code: (value_of(answer), answer.contacts_without_code) for code, answer in found.items()}
    assert values == {
        code: (value if isinstance(value, str) else pytest.approx(value), without_code)
        for code, (value, without_code) in EXAMPLES.items()
    }
    assert {answer.missing for answer in found.values()} == {()}


def test_what_records_cannot_tell_says_what_it_would_take(quarter: Quarter, ask: Ask) -> None:
    assert {code: (ask(code).rows, ask(code).missing) for code in UNANSWERED} == {
        code: ((), (str(registry().indicators[code].missing),)) for code in UNANSWERED
    }


def test_people_are_counted_once_whatever_the_span_and_sites(told: Quarter, ask: Ask) -> None:
    people = "encounters.unique_participants"
    by_month = dict(ask(people, by=("month",)).rows)
    # B came in February and March, A in all three months (in February as C)
    assert by_month == {("2026-01",): 1, ("2026-02",): 2, ("2026-03",): 2}
    by_site = dict(ask(people, by=("site",)).rows)
    assert by_site == {("plaza",): 2, ("van",): 1}
    assert value_of(ask(people, first=date(2026, 1, 6), last=date(2026, 2, 9))) == 2
    assert value_of(ask(people, site_ids=(told.van.pk,))) == 1
    assert value_of(ask(people, site_ids=())) == 0


def test_counts_add_up_over_days_and_sites(told: Quarter, ask: Ask) -> None:
    for code, indicator in registry().indicators.items():
        if not indicator.additive or code not in EXAMPLES:
            continue
        for by in (("day",), ("month", "site")):
            assert sum(value for _key, value in ask(code, by=by).rows) == EXAMPLES[code][0], code


def test_breakdowns_say_what_they_are(told: Quarter, ask: Ask) -> None:
    assert dict(ask("naloxone.kits", by=("route",)).rows) == {("injected",): 1, ("nasal",): 4, (None,): 0}
    assert dict(ask("encounters.sites_in_use", by=("site_kind",)).rows) == {("fixed",): 1, ("mobile",): 1}
    assert dict(ask("naloxone.reversals", by=("given_by",)).rows) == {
        ("friend",): 1,
        ("responder",): 1,
        (None,): 1,
    }
    assert dict(ask("naloxone.resupply_reasons", by=("reason",)).rows) == {
        ("lost",): 1,
        ("used",): 2,
        (None,): 0,
    }


def test_a_ratio_is_one_of_sums_in_each_group(told: Quarter, ask: Ask) -> None:
    assert dict(ask("syringe_services.return_ratio", by=("month",)).rows) == {
        ("2026-01",): 30 / 60,
        ("2026-02",): 1,
        ("2026-03",): 0,
    }


def test_nothing_is_guessed_where_nothing_was_entered(quarter: Quarter, ask: Ask) -> None:
    covered = ask("syringe_services.injections_covered")
    assert covered.rows == ()
    assert covered.missing == (
        "not entered: People who inject drugs in the area served. Enter it among the values in the settings.",
        "not entered: Injections of a person in a day. Enter it among the values in the settings.",
    )


def test_an_input_comes_with_its_source_and_date(told: Quarter, ask: Ask) -> None:
    (size,) = ask("syringe_services.syringes_per_person_year").inputs
    assert (size.value, size.source, size.since) == (50, "County survey of 2025", date(2026, 1, 1))


def test_bands_meet_where_the_guide_says(told: Quarter, ask: Ask, dee: Actor) -> None:
    ground = Ground(source="County survey of 2025", effective_from=date(2026, 1, 2), verified_by="Dee")
    # 175 syringes in 90 days are 709.7 in a year
    for people, band in (("7.2", "low"), ("7", "medium"), ("3.6", "medium"), ("3.5", "high")):
        set_option("syringe_services.people_who_inject", people, ground, by=dee)
        assert value_of(ask("syringe_services.coverage_band")) == band


def test_a_whole_leap_year_is_a_year(told: Quarter, ask: Ask, dee: Actor) -> None:
    ground = Ground(source="County survey of 2023", effective_from=date(2023, 1, 1), verified_by="Dee")
    set_option("syringe_services.people_who_inject", "50", ground, by=dee)
    told.met("2024-02-29T15:00", None, {"syringe-1ml-28g": 100})
    asked = ask("syringe_services.syringes_per_person_year", first=date(2024, 1, 1), last=date(2024, 12, 31))
    assert value_of(asked) == 2
