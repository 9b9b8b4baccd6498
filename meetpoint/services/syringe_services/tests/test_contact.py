"""What is stored with a contact, through the one door of encounters and back."""

from datetime import date
from decimal import Decimal

import pytest

from meetpoint.core.encounters.actions import void_encounter
from meetpoint.core.encounters.tests.factories import encounter
from meetpoint.core.organisations.models import Organisation, Setting
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import DomainError, NotAllowed
from meetpoint.services.syringe_services import factors
from meetpoint.services.syringe_services.factors import PER_LITRE, factor_for
from meetpoint.services.syringe_services.models import (
    InfectionTest,
    Method,
    ReturnedSyringes,
    TestStep,
    Vaccination,
)
from meetpoint.services.syringe_services.queries import (
    education_said,
    infections_said,
    returns_said,
    vaccinations_said,
    wound_care_said,
)


def back(by: Actor) -> dict[str, int]:
    return dict(ReturnedSyringes.objects.of(by).values_list("method", "syringes"))


def test_each_way_of_measuring_is_kept_apart(ana, site) -> None:
    said = {"counted": "12", "stated": "30", "litres": "0.95", "pounds": "2"}
    encounter(ana, site, sections={"returns": said})
    assert back(ana) == {"counted": 12, "stated": 30, "volume": 95, "weight": 562}


def test_measure_keeps_its_factor_and_who_says_so(ana, site) -> None:
    encounter(ana, site, sections={"returns": {"litres": "1,5"}})
    row = ReturnedSyringes.objects.of(ana).get()
    assert (row.measure, row.factor, row.syringes, row.is_estimated) == (Decimal("1.5"), 100, 150, True)
    assert "SUDS" in row.factor_source


def test_counted_syringes_are_not_estimated(ana, site) -> None:
    encounter(ana, site, sections={"returns": {"counted": "7"}})
    row = ReturnedSyringes.objects.of(ana).get()
    assert (row.factor, row.factor_source, row.is_estimated) == (1, "", False)


def test_another_rate_leaves_what_was_measured_before(ana, org, site) -> None:
    encounter(ana, site, sections={"returns": {"litres": "1"}})
    Setting.objects.of(ana).create(
        organisation=org, name=PER_LITRE, value="80", source="Own weighing", effective_from=date(2020, 1, 1)
    )
    Organisation.objects.filter(pk=org.pk).update(policy_version=77)
    encounter(ana, site, sections={"returns": {"litres": "1"}})
    rows = ReturnedSyringes.objects.of(ana).order_by("id").values_list("measure", "factor", "syringes")
    assert list(rows) == [(1, 100, 100), (1, 80, 80)]
    assert ReturnedSyringes.objects.of(ana).last().factor_source == "Own weighing"


def test_measure_without_a_rate_is_refused_with_another_way(ana, org, monkeypatch) -> None:
    unset = factors.option_in_force(org.pk, PER_LITRE)
    monkeypatch.setattr(
        factors,
        "option_in_force",
        lambda *_: type(unset)(option=unset.option, value=None, origin=unset.origin),
    )
    with pytest.raises(DomainError, match="Give a number of syringes instead"):
        factor_for(org.pk, Method.VOLUME, date(2026, 1, 1))
    assert factor_for(org.pk, Method.STATED, date(2026, 1, 1)).value == 1


def test_nothing_brought_back_stores_nothing(ana, site) -> None:
    encounter(ana, site, sections={"returns": {"counted": "0", "litres": "0"}})
    assert not ReturnedSyringes.objects.of(ana).exists()


def test_returns_come_back_for_a_correction_as_they_were_said(ana, site) -> None:
    said = {"counted": 12, "litres": Decimal("0.95")}
    recorded = encounter(ana, site, sections={"returns": said})
    assert returns_said(ana, [recorded.id]) == {recorded.id: said}


def test_tests_are_stored_one_for_each_infection(ana, site) -> None:
    said = {"hiv": "negative", "hcv": "reactive", "hcv_linked": "1", "hbv": "offered"}
    encounter(ana, site, sections={"infections": said})
    rows = InfectionTest.objects.of(ana).values_list("infection", "step", "result", "linked_to_care")
    assert set(rows) == {
        ("hiv", "done", "negative", False),
        ("hcv", "done", "reactive", True),
        ("hbv", "offered", "", False),
    }


def test_link_to_care_alone_is_a_test_done_whose_result_is_not_told(ana, site) -> None:
    recorded = encounter(ana, site, sections={"infections": {"hcv_linked": "1"}})
    assert infections_said(ana, [recorded.id]) == {recorded.id: {"hcv_linked": True}}
    row = InfectionTest.objects.of(ana).get()
    assert (row.step, row.result, row.linked_to_care) == (TestStep.DONE, "", True)


def test_results_come_back_only_to_those_who_may_see_them(ana, ben, site) -> None:
    said = {"hiv": "reactive", "hcv": "offered", "hcv_linked": True}
    recorded = encounter(ana, site, sections={"infections": said})
    assert infections_said(ana, [recorded.id]) == {recorded.id: said}
    assert infections_said(ben, [recorded.id]) == {}


def test_results_cannot_be_recorded_without_the_permission(ana, site) -> None:
    less = type(ana)(
        organisation_id=ana.organisation_id,
        staff_id=ana.staff_id,
        permissions=ana.permissions - {"syringe_services:test:record"},
    )
    with pytest.raises(NotAllowed):
        encounter(less, site, sections={"infections": {"hiv": "negative"}})


def test_vaccines_talks_and_wound_care_come_back_as_they_were_said(ana, site) -> None:
    said = {
        "vaccines": {"given": ("hepatitis_b", "influenza")},
        "education": {"topics": ("overdose", "rights")},
        "wounds": {"care": ("dressed", "advice"), "referral_suggested": True},
    }
    recorded = encounter(ana, site, sections=said)
    assert vaccinations_said(ana, [recorded.id]) == {recorded.id: said["vaccines"]}
    assert education_said(ana, [recorded.id]) == {recorded.id: said["education"]}
    assert wound_care_said(ana, [recorded.id]) == {recorded.id: said["wounds"]}


def test_medical_care_may_be_suggested_without_any_other_care(ana, site) -> None:
    recorded = encounter(ana, site, sections={"wounds": {"referral_suggested": True}})
    assert wound_care_said(ana, [recorded.id]) == {recorded.id: {"referral_suggested": True}}


def test_wound_care_without_a_suggestion_says_only_what_was_done(ana, site) -> None:
    recorded = encounter(ana, site, sections={"wounds": {"care": ("advice",)}})
    assert wound_care_said(ana, [recorded.id]) == {recorded.id: {"care": ("advice",)}}


def test_sections_of_another_organisation_are_not_read(ana, cai, site) -> None:
    recorded = encounter(ana, site, sections={"vaccines": {"given": ("mpox",)}, "returns": {"counted": "5"}})
    assert vaccinations_said(cai, [recorded.id]) == returns_said(cai, [recorded.id]) == {}
    assert Vaccination.objects.of(ana).count() == 1


def test_voided_contact_keeps_its_rows_for_the_history(ana, site) -> None:
    recorded = encounter(ana, site, sections={"returns": {"counted": "5"}})
    void_encounter(recorded.uid, reason="undo", by=ana)
    assert ReturnedSyringes.objects.of(ana).count() == 1
