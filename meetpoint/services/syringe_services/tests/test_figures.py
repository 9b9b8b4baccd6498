"""Syringes, supplies and health, added up by site and day."""

from datetime import date

from meetpoint.core.encounters.actions import void_encounter
from meetpoint.core.encounters.tests.factories import encounter, make_item
from meetpoint.core.tenancy.actor import Actor
from meetpoint.services.syringe_services.catalogue import SUPPLY_KINDS
from meetpoint.services.syringe_services.figures import FIGURES
from meetpoint.services.syringe_services.tests.factories import clean_up, span, total

BY_SLUG = {figure.slug: figure for figure in FIGURES}


def amount(by: Actor, slug: str) -> int:
    return total(BY_SLUG[slug].by_day(by.organisation_id, *span()))


def test_syringes_are_complete_sets_only(ana, site) -> None:
    org = ana.organisation_id
    box = make_item(org, "box", "syringes", syringes_per_unit=10)
    encounter(
        ana, site, {box: 3, make_item(org, "needle", "needles"): 50, make_item(org, "barrel", "barrels"): 40}
    )
    assert amount(ana, "syringes_out") == 30
    assert amount(ana, "units_needles") == 50
    assert amount(ana, "units_barrels") == 40


def test_every_kind_but_syringes_has_its_figure() -> None:
    kinds = {f"units_{kind.slug}" for kind in SUPPLY_KINDS} - {"units_syringes"}
    assert kinds == {slug for slug in BY_SLUG if slug.startswith("units_")}


def test_counted_and_estimated_returns_are_apart(ana, site) -> None:
    encounter(
        ana, site, sections={"returns": {"counted": "12", "litres": "1", "stated": "30", "pounds": "1"}}
    )
    assert amount(ana, "syringes_returned_counted") == 12
    assert amount(ana, "syringes_returned_volume") == 100
    assert amount(ana, "syringes_returned_stated") == 30
    assert amount(ana, "syringes_returned_weight") == 281
    marked = {slug for slug, figure in BY_SLUG.items() if figure.estimated}
    assert "syringes_returned_counted" not in marked
    assert {"syringes_returned_volume", "syringes_returned_stated", "syringes_returned_weight"} <= marked


def test_clean_ups_are_not_returns(ana, site) -> None:
    clean_up(ana, site)
    assert amount(ana, "syringes_cleaned_up") == 40
    assert sum(amount(ana, slug) for slug in BY_SLUG if slug.startswith("syringes_returned")) == 0


def test_tests_are_counted_by_step_result_and_link(ana, site) -> None:
    said = {"hiv": "negative", "hcv": "reactive", "hcv_linked": "1", "hbv": "offered", "tb": "not_given"}
    encounter(ana, site, sections={"infections": said})
    counted = {slug: amount(ana, slug) for slug in BY_SLUG if slug.startswith("tests_")}
    assert counted == {
        "tests_offered": 4,
        "tests_done": 3,
        "tests_done_hiv": 1,
        "tests_done_hcv": 1,
        "tests_done_hbv": 0,
        "tests_done_sti": 0,
        "tests_done_tb": 1,
        "tests_reactive": 1,
        "tests_linked": 1,
    }


def test_care_is_counted(ana, site) -> None:
    said = {
        "vaccines": {"given": ("mpox", "tetanus")},
        "wounds": {"care": ("advice",)},
        "education": {"topics": ("overdose", "prep", "rights")},
    }
    encounter(ana, site, sections=said)
    assert (amount(ana, "vaccines"), amount(ana, "wound_care"), amount(ana, "education")) == (2, 1, 3)


def test_voided_contacts_and_other_organisations_are_left_out(ana, cai, site, other_site) -> None:
    said = {
        "returns": {"counted": "5"},
        "infections": {"hiv": "negative"},
        "education": {"topics": ("rights",)},
    }
    recorded = encounter(
        ana, site, {make_item(ana.organisation_id, "s", syringes_per_unit=1): 5}, sections=said
    )
    encounter(cai, other_site, {make_item(cai.organisation_id, "s", syringes_per_unit=1): 9}, sections=said)
    void_encounter(recorded.uid, reason="undo", by=ana)
    assert {slug: amount(ana, slug) for slug in BY_SLUG if amount(ana, slug)} == {}


def test_days_outside_the_span_are_left_out(ana, site) -> None:
    encounter(ana, site, sections={"returns": {"counted": "5"}})
    figure = BY_SLUG["syringes_returned_counted"]
    assert total(figure.by_day(ana.organisation_id, date(2020, 1, 1), date(2020, 12, 31))) == 0


def test_every_figure_is_one_statement(ana, site, django_assert_num_queries) -> None:
    encounter(ana, site, sections={"returns": {"counted": "5"}})
    with django_assert_num_queries(len(FIGURES)):
        for figure in FIGURES:
            list(figure.by_day(ana.organisation_id, *span()))
