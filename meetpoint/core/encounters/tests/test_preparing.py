"""Tests of what is refused, and for whom."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from meetpoint.core.encounters.actions import (
    record_encounter,
)
from meetpoint.core.encounters.errors import EncounterRefused
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.encounters.preparing import hold_participants, prepare, reference_for
from meetpoint.core.encounters.tests.conftest import Visits
from meetpoint.core.encounters.tests.factories import (
    days_ago,
    encounter,
    forbid,
    make_participant,
    new_encounter,
)
from meetpoint.core.modules.forms import EncounterForm
from meetpoint.core.organisations.errors import FieldForbidden
from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.core.supplies.models import Item
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import NotAllowed


def refused(new: Any, by: Actor) -> dict[str, str]:
    with pytest.raises(EncounterRefused) as caught:
        record_encounter(new, by=by)
    assert not Encounter.objects.of(by).exists()
    return caught.value.fields


def test_reading_staff_may_not_record(ben: Actor, site: Site) -> None:
    with pytest.raises(NotAllowed):
        encounter(ben, site)


def test_site_out_of_reach_is_refused(ana: Actor, site: Site, van: Site) -> None:
    on_the_van = replace(ana, site_ids=frozenset({van.pk}))
    assert list(refused(new_encounter(site), on_the_van)) == ["site"]
    assert encounter(on_the_van, van).created


def test_other_organisations_site_is_refused(ana: Actor, other_site: Site) -> None:
    assert list(refused(new_encounter(other_site), ana)) == ["site"]


def test_other_organisations_item_is_refused(ana: Actor, site: Site, foreign_item: Item) -> None:
    assert list(refused(new_encounter(site, {foreign_item: 1}), ana)) == [f"item-{foreign_item.pk}"]


def test_other_organisations_participant_is_refused_like_an_unknown_one(
    ana: Actor, cai: Actor, site: Site
) -> None:
    theirs = make_participant(cai.organisation_id)
    foreign = refused(new_encounter(site, participant_id=theirs.pk), ana)
    unknown = refused(new_encounter(site, participant_id=10**12), ana)
    assert foreign == unknown
    assert list(foreign) == ["participant"]


def test_erased_participant_is_refused(ana: Actor, site: Site) -> None:
    gone = make_participant(ana.organisation_id)
    gone.erased_at = clock.now()
    gone.save()
    assert list(refused(new_encounter(site, participant_id=gone.pk), ana)) == ["participant"]


def test_closed_site_takes_late_entries_only(ana: Actor, site: Site) -> None:
    site.closed_on = days_ago(5).date()
    site.save()
    assert list(refused(new_encounter(site, occurred_at=days_ago(4)), ana)) == ["site"]
    assert encounter(ana, site, occurred_at=days_ago(5)).created


def test_future_moment_is_refused(ana: Actor, site: Site) -> None:
    later = clock.now() + timedelta(hours=1)
    assert list(refused(new_encounter(site, occurred_at=later), ana)) == ["occurred_at"]


def test_unknown_form_is_refused(ana: Actor, site: Site) -> None:
    assert list(refused(new_encounter(site, sections={"astrology": {"sign": "lion"}}), ana)) == ["astrology"]


def test_unknown_and_wrong_fields_are_each_marked(ana: Actor, site: Site, visits: Visits) -> None:
    said = {"minutes": "many", "mood": "grand", "colour": "blue"}
    fields = refused(new_encounter(site, sections={"visit": said}), ana)
    assert set(fields) == {"visit.minutes", "visit.mood", "visit.colour"}


def test_form_with_a_permission_of_its_own_needs_it(
    ana: Actor, dee: Actor, site: Site, visits: Visits, use_form: Callable[[EncounterForm], None]
) -> None:
    use_form(replace(visits.form(), permission="clinic:visit:record"))
    allowed = replace(ana, permissions=ana.permissions | {"clinic:visit:record"})
    said = {"visit": {"minutes": "5"}}
    with pytest.raises(NotAllowed):
        encounter(ana, site, sections=said)
    assert encounter(allowed, site, sections=said).created


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("encounter.note", {"note": "hello"}),
        ("encounter.place_type", {"place_type": "street"}),
        ("visit.minutes", {"sections": {"visit": {"minutes": "5"}}}),
    ],
)
def test_forbidden_field_is_refused_through_this_door_too(
    field: str, said: dict[str, Any], ana: Actor, site: Site, org: Organisation, visits: Visits
) -> None:
    forbid(org, field)
    with pytest.raises(FieldForbidden) as caught:
        encounter(ana, site, **said)
    assert list(caught.value.fields) == [field]
    assert not Encounter.objects.of(ana).exists()
    assert encounter(ana, site).created


def test_forbidden_participant_is_refused(ana: Actor, site: Site, org: Organisation) -> None:
    forbid(org, "encounter.participant")
    with pytest.raises(FieldForbidden):
        encounter(ana, site, participant_id=make_participant(org.pk).pk)


def test_participant_erased_after_the_check_is_refused_all_the_same(ana: Actor, site: Site) -> None:
    person = make_participant(ana.organisation_id)
    new = new_encounter(site, participant_id=person.pk)
    prepared = prepare(new, reference_for(ana, [new]), ana)
    hold_participants([prepared], ana)
    person.erased_at = clock.now()
    person.save()
    with pytest.raises(EncounterRefused) as caught:
        hold_participants([prepared], ana)
    assert list(caught.value.fields) == ["participant"]


@pytest.mark.parametrize("moment", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, tzinfo=UTC)])
def test_impossible_moment_is_refused_before_it_is_put_on_a_clock(
    ana: Actor, site: Site, moment: datetime
) -> None:
    assert list(refused(new_encounter(site, occurred_at=moment), ana)) == ["occurred_at"]
