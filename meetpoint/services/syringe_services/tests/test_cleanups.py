"""Community clean-ups: measured, stored once, corrected, voided."""

from datetime import timedelta
from decimal import Decimal

import pytest

from meetpoint.core.encounters.models import DaySummed
from meetpoint.core.encounters.tests.factories import audit_of
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict, DomainError, NotAllowed, NotFound
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.syringe_services.actions.cleanups import correct_clean_up, void_clean_up
from meetpoint.services.syringe_services.figures import found_in_clean_ups
from meetpoint.services.syringe_services.models import Method
from meetpoint.services.syringe_services.queries import live_clean_ups
from meetpoint.services.syringe_services.tests.factories import (
    clean_up,
    new_clean_up,
    span,
    total,
    two_days_ago,
)


def test_container_is_counted_by_its_volume(ana, site) -> None:
    stored = clean_up(ana, site, method=Method.VOLUME, measure=Decimal("3.8"))
    assert (stored.syringes, stored.factor, stored.is_estimated) == (380, 100, True)


def test_same_clean_up_twice_is_stored_and_audited_once(ana, site) -> None:
    uid = uuid7()
    assert clean_up(ana, site, uid=uid).pk == clean_up(ana, site, uid=uid).pk
    assert len(audit_of(ana, "cleanup.recorded")) == 1


def test_clean_up_of_tomorrow_is_refused_beside_its_field(ana, site) -> None:
    with pytest.raises(DomainError) as refusal:
        clean_up(ana, site, held_on=clock.now().date() + timedelta(days=2))
    assert set(refusal.value.fields) == {"held_on"}


def test_clean_up_at_another_organisations_site_is_not_found(ana, other_site) -> None:
    with pytest.raises(NotFound):
        clean_up(ana, other_site)


def test_correction_replaces(ana, site) -> None:
    before = clean_up(ana, site, measure=Decimal(40))
    after = correct_clean_up(before, new_clean_up(site, measure=Decimal(45)), by=ana)
    again = correct_clean_up(before, new_clean_up(site, uid=after.uid, measure=Decimal(45)), by=ana)
    assert (again, len(audit_of(ana, "cleanup.corrected"))) == (after, 1)
    assert (list(live_clean_ups(ana)), after.replaces_id) == ([after], before.pk)
    assert total(found_in_clean_ups(ana.organisation_id, *span())) == 45
    with pytest.raises(Conflict):
        correct_clean_up(before, new_clean_up(site), by=ana)


def test_refused_correction_leaves_the_clean_up(ana, site, other_site) -> None:
    before = clean_up(ana, site)
    with pytest.raises(NotFound):
        correct_clean_up(before, new_clean_up(other_site), by=ana)
    assert list(live_clean_ups(ana)) == [before]


def test_voided_clean_up_is_not_counted_and_its_day_is_summed_again(ana, org, site) -> None:
    stored = clean_up(ana, site)
    DaySummed.objects.of(ana).create(organisation=org, day=two_days_ago(), claim=uuid7(), done=True)
    void_clean_up(stored, by=ana)
    assert total(found_in_clean_ups(ana.organisation_id, *span())) == 0
    assert not DaySummed.objects.of(ana).exists()
    with pytest.raises(Conflict):
        void_clean_up(stored, by=ana)


def test_clean_ups_need_the_permission(ana, ben, site) -> None:
    stored = clean_up(ana, site)
    for refused in (
        lambda: clean_up(ben, site),
        lambda: correct_clean_up(stored, new_clean_up(site), by=ben),
        lambda: void_clean_up(stored, by=ben),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_correction_under_the_identifier_of_another_clean_up_is_a_conflict(ana, site) -> None:
    before, other = clean_up(ana, site), clean_up(ana, site)
    for taken in (other.uid, before.uid):
        with pytest.raises(Conflict):
            correct_clean_up(before, new_clean_up(site, uid=taken), by=ana)
    assert set(live_clean_ups(ana)) == {before, other}
