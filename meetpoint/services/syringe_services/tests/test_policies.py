"""Which distribution policy holds where and when, and what it says about a contact."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from meetpoint.core.encounters.actions import void_encounter
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.encounters.tests.factories import audit_of, encounter, make_item, make_participant
from meetpoint.core.modules.forms import Draft
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Site
from meetpoint.lib import clock
from meetpoint.lib.errors import DomainError, NotAllowed, NotFound
from meetpoint.services.syringe_services.models import DistributionModel, Period
from meetpoint.services.syringe_services.queries import policies_by_site, policy_in_force, policy_warnings
from meetpoint.services.syringe_services.tests.factories import adopted

TODAY = date(2026, 5, 1)


def draft(site: Site, syringes: int, **more: Any) -> Draft:
    return Draft(site_id=site.pk, local_date=clock.now().date(), syringes=syringes, **more)


def test_without_a_policy_nothing_is_said(ana, site) -> None:
    assert policy_in_force(ana.organisation_id, site.pk, TODAY) is None
    assert policy_warnings(ana, draft(site, 1000)) == []


def test_site_policy_goes_before_that_of_the_organisation(dee, site, van) -> None:
    own, everywhere = adopted(dee, site_id=site.pk), adopted(dee, effective_from=date(2025, 1, 1))
    assert policy_in_force(dee.organisation_id, site.pk, TODAY) == own
    assert policy_in_force(dee.organisation_id, van.pk, TODAY) == everywhere
    assert [policy for _place, policy in policies_by_site(dee)] == [own, everywhere]


def test_newest_version_in_effect_holds(dee, site) -> None:
    first = adopted(dee, effective_from=date(2024, 1, 1))
    second = adopted(dee, effective_from=date(2025, 1, 1))
    mended = adopted(dee, effective_from=date(2025, 1, 1))
    adopted(dee, effective_from=date(2027, 1, 1))
    assert policy_in_force(dee.organisation_id, site.pk, date(2024, 6, 1)) == first
    assert policy_in_force(dee.organisation_id, site.pk, TODAY) == mended != second
    assert policy_in_force(dee.organisation_id, site.pk, date(2023, 6, 1)) is None


def test_policy_needs_a_source(dee) -> None:
    with pytest.raises(DomainError) as refusal:
        adopted(dee, source="  ")
    assert set(refusal.value.fields) == {"source"}


def test_policy_for_another_organisations_site_is_not_found(dee, other_site) -> None:
    with pytest.raises(NotFound):
        adopted(dee, site_id=other_site.pk)


def test_extra_is_kept_only_where_it_means_something(dee) -> None:
    assert adopted(dee, extra=10).extra == 0
    assert adopted(dee, model=DistributionModel.PLUS, extra=10).extra == 10
    assert len(audit_of(dee, "distribution_policy.adopted")) == 2


def test_workers_do_not_change_the_policy(ana) -> None:
    with pytest.raises(NotAllowed):
        adopted(ana)


def test_warning_counts_returns_by_every_method(ana, dee, site) -> None:
    adopted(dee)
    said = {"returns": {"counted": 10, "litres": 1}}
    assert policy_warnings(ana, draft(site, 110, values=said)) == []
    assert len(policy_warnings(ana, draft(site, 111, values=said))) == 1


def test_contact_without_syringes_is_not_looked_at(ana, dee, site, django_assert_num_queries) -> None:
    adopted(dee)
    with django_assert_num_queries(0):
        assert policy_warnings(ana, draft(site, 0)) == []


def test_cap_of_a_week_counts_the_same_persons_week(ana, dee, site) -> None:
    adopted(dee, model=DistributionModel.NEEDS_BASED, cap=100, period=Period.WEEK)
    person = make_participant(ana.organisation_id).pk
    syringe = make_item(ana.organisation_id, "syringe", syringes_per_unit=1)
    for days, quantity in ((3, 60), (20, 500)):
        when = clock.now() - timedelta(days=days)
        encounter(ana, site, {syringe: quantity}, participant_id=person, occurred_at=when)
    assert policy_warnings(ana, draft(site, 40, participant_id=person)) == []
    assert "this makes 101" in policy_warnings(ana, draft(site, 41, participant_id=person))[0]
    assert policy_warnings(ana, draft(site, 100)) == []


def test_contact_that_was_just_saved_is_not_counted_twice(ana, dee, site) -> None:
    adopted(dee, model=DistributionModel.NEEDS_BASED, cap=100, period=Period.DAY)
    person = make_participant(ana.organisation_id).pk
    syringe = make_item(ana.organisation_id, "syringe", syringes_per_unit=1)
    recorded = encounter(ana, site, {syringe: 60}, participant_id=person)
    day = Encounter.objects.of(ana).get(pk=recorded.id).local_date
    saved = Draft(site_id=site.pk, local_date=day, participant_id=person, syringes=60, uid=recorded.uid)
    assert policy_warnings(ana, saved) == []
    assert len(policy_warnings(ana, replace(saved, uid=None))) == 1


def test_voided_contacts_do_not_count_towards_a_cap(ana, dee, site) -> None:
    adopted(dee, model=DistributionModel.NEEDS_BASED, cap=100, period=Period.WEEK)
    person = make_participant(ana.organisation_id).pk
    syringe = make_item(ana.organisation_id, "syringe", syringes_per_unit=1)
    recorded = encounter(ana, site, {syringe: 90}, participant_id=person)
    void_encounter(recorded.uid, reason="undo", by=ana)
    assert policy_warnings(ana, draft(site, 100, participant_id=person)) == []


def test_warning_never_stops_a_hand_out(ana, dee, site) -> None:
    adopted(dee, cap=1)
    syringe = make_item(ana.organisation_id, "syringe", syringes_per_unit=1)
    assert encounter(ana, site, {syringe: 500}).created
    assert registry().by_slug["syringe_services"].warn is policy_warnings


def test_who_reaches_some_sites_decides_for_those_alone(dee, site, van) -> None:
    near = replace(dee, site_ids=frozenset({site.pk}))
    for elsewhere in (None, van.pk):
        with pytest.raises(NotAllowed):
            adopted(near, site_id=elsewhere)
    assert adopted(near, site_id=site.pk).site_id == site.pk
