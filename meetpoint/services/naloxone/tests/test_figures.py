"""Kits, doses and reports, added up by site and day."""

from datetime import UTC, date, datetime, time

import pytest

from meetpoint.core.encounters.actions import void_encounter
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.encounters.tests.factories import encounter, make_item
from meetpoint.core.organisations.models import Site
from meetpoint.core.supplies.models import Item
from meetpoint.services.naloxone.figures import (
    FIGURES,
    doses_by_day,
    kits_by_day,
    loose_doses_by_day,
    reversals_by_day,
    survived_by_day,
)
from meetpoint.services.naloxone.tests.factories import held, reported, span, total, yesterday


def kit(organisation_id: int) -> Item:
    return make_item(organisation_id, "nasal-kit", "naloxone", unit="kit", doses_per_unit=2)


def vial(organisation_id: int) -> Item:
    return make_item(organisation_id, "vial", "naloxone", unit="dose", doses_per_unit=1)


def test_kits_and_loose_doses_are_apart_and_doses_are_both(ana, site) -> None:
    encounter(ana, site, {kit(ana.organisation_id): 3, vial(ana.organisation_id): 5})
    assert total(kits_by_day(ana.organisation_id, *span())) == 3
    assert total(loose_doses_by_day(ana.organisation_id, *span())) == 5
    assert total(doses_by_day(ana.organisation_id, *span())) == 11


def test_doses_stay_what_they_were_when_the_kit_changes(ana, site) -> None:
    item = kit(ana.organisation_id)
    encounter(ana, site, {item: 2})
    type(item).objects.of(ana).filter(pk=item.pk).update(doses_per_unit=3)
    assert total(doses_by_day(ana.organisation_id, *span())) == 4


def test_voided_contacts_are_left_out(ana, site) -> None:
    recorded = encounter(ana, site, {kit(ana.organisation_id): 3})
    void_encounter(recorded.uid, reason="undo", by=ana)
    assert total(kits_by_day(ana.organisation_id, *span())) == 0


def test_other_organisations_and_other_days_are_left_out(ana, cai, site, other_site) -> None:
    encounter(ana, site, {kit(ana.organisation_id): 1})
    encounter(cai, other_site, {kit(cai.organisation_id): 7})
    assert total(kits_by_day(ana.organisation_id, *span())) == 1
    assert total(kits_by_day(ana.organisation_id, date(2020, 1, 1), date(2020, 12, 31))) == 0


@pytest.mark.parametrize(("zone", "hour"), [("Pacific/Kiritimati", 10), ("Pacific/Pago_Pago", 10)])
def test_contact_counts_on_its_own_local_date_however_far_from_utc(ana, site, zone, hour) -> None:
    Site.objects.of(ana).filter(pk=site.pk).update(time_zone=zone)
    moment = datetime.combine(yesterday(), time(hour), UTC)
    recorded = encounter(ana, site, {kit(ana.organisation_id): 1}, occurred_at=moment)
    day = Encounter.objects.of(ana).get(pk=recorded.id).local_date
    assert day != moment.date()
    assert [figure.day for figure in kits_by_day(ana.organisation_id, day, day)] == [day]
    assert total(kits_by_day(ana.organisation_id, moment.date(), moment.date())) == 0


def test_figures_are_given_by_site_and_day(ana, site, van) -> None:
    reported(ana, site, outcome="survived")
    reported(ana, site, outcome="died")
    reported(ana, van)
    by_day = {(f.site_id, f.day): f.amount for f in reversals_by_day(ana.organisation_id, *span())}
    assert by_day == {(site.pk, yesterday()): 2, (van.pk, yesterday()): 1}
    assert total(survived_by_day(ana.organisation_id, *span())) == 1


def test_every_figure_is_one_statement(ana, site, django_assert_num_queries) -> None:
    encounter(ana, site, {kit(ana.organisation_id): 1}, sections={"naloxone": {"reason": "used"}})
    reported(ana, site)
    held(ana, site)
    with django_assert_num_queries(len(FIGURES)):
        for figure in FIGURES:
            list(figure.by_day(ana.organisation_id, *span()))
