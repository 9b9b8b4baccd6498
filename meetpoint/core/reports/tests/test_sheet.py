"""The month's sheet, counted by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest

from meetpoint.core.encounters.actions import record_encounters, void_encounter
from meetpoint.core.encounters.entry import NewEncounter
from meetpoint.core.people.models import Participant
from meetpoint.core.reports.sheet import first_month, last_day_of, month_sheet
from meetpoint.core.supplies.actions import add_starter_items
from meetpoint.core.supplies.queries import catalogue
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.identifiers import uuid7

MARCH = date(2026, 3, 1)


def met(site, day, **more):
    moment = datetime(2026, 3, day, 15, tzinfo=UTC)
    return NewEncounter(uid=uuid7(), site_id=site.pk, occurred_at=moment, **more)


@pytest.fixture
def people(org):
    return [Participant.objects.create(organisation=org, uid=uuid7()) for _ in range(2)]


def amounts(sheet):
    return {row.slug: row.by_site for group in sheet.groups for row in group.rows}


def test_month_adds_up_by_site_and_counts_people_once(org, dee, site, van, people):
    add_starter_items(by=Actor.system(org.pk, "test"))
    syringe = next(item for item in catalogue(org.pk).values() if item.syringes_per_unit == 1)
    first, second = (person.pk for person in people)
    batch = [
        met(site, 2, participant_id=first, items={syringe.id: 40}),
        met(site, 9, participant_id=first, items={syringe.id: 20}),
        met(van, 9, participant_id=first),
        met(van, 10, participant_id=second, for_others=2),
        met(site, 11),
        met(site, 12, people=12, count_only=True, items={syringe.id: 100}),
        met(site, 31, participant_id=second, items={syringe.id: 7}),
    ]
    record_encounters(batch, by=dee)
    void_encounter(batch[-1].uid, reason="mistake", by=dee)
    sheet = month_sheet(dee, date(2026, 3, 20))
    assert [s.name for s in sheet.sites] == ["Plaza", "Van"]
    found = amounts(sheet)
    assert found["contacts"] == (15, 2)
    assert found["contacts_with_code"] == (2, 2)
    assert found["contacts_without_code"] == (1, 0)
    assert found["syringes_out"] == (160, 0)
    assert (sheet.people.by_site, sheet.people.total) == ((1, 2), 2)


def test_joined_records_count_as_one_person(org, dee, site, people):
    kept, joined = people
    record_encounters([met(site, 3, participant_id=kept.pk), met(site, 4, participant_id=joined.pk)], by=dee)
    Participant.objects.of(dee).filter(pk=joined.pk).update(merged_into=kept)
    assert month_sheet(dee, MARCH).people.total == 1


def test_records_joined_one_after_the_other_count_as_one_person(org, dee, site, van):
    first, second, third = (Participant.objects.create(organisation=org, uid=uuid7()) for _ in range(3))
    batch = [
        met(place, 3, participant_id=person.pk)
        for place, person in ((site, first), (van, second), (site, third))
    ]
    record_encounters(batch, by=dee)
    for joined, kept in ((first, second), (second, third)):
        Participant.objects.of(dee).filter(pk=joined.pk).update(merged_into=kept)
    people = month_sheet(dee, MARCH).people
    assert (people.by_site, people.total) == ((1, 1), 1)


def test_one_site_alone_and_sites_out_of_reach_are_left_out(org, dee, site, van):
    record_encounters([met(site, 3), met(van, 3)], by=dee)
    assert amounts(month_sheet(dee, MARCH, site_id=van.pk))["contacts"] == (1,)
    near = Actor(
        organisation_id=org.pk, staff_id=None, permissions=dee.permissions, site_ids=frozenset({site.pk})
    )
    assert [s.name for s in month_sheet(near, MARCH).sites] == ["Plaza"]
    assert month_sheet(near, MARCH, site_id=van.pk).sites == ()


def test_other_organisation_sees_nothing_of_it(dee, cai, site):
    record_encounters([met(site, 3)], by=dee)
    assert amounts(month_sheet(cai, MARCH))["contacts"] == (0,)


@pytest.mark.parametrize(
    ("day", "last"), [(date(2024, 2, 3), 29), (date(2026, 2, 28), 28), (date(2026, 12, 31), 31)]
)
def test_last_day_of_month(day, last):
    assert last_day_of(day) == day.replace(day=last)


def test_first_month_is_that_of_the_earliest_contact(dee, site):
    assert first_month(dee) is None
    record_encounters([met(site, 3), met(site, 20)], by=dee)
    assert first_month(dee) == MARCH
    assert month_sheet(dee, MARCH - timedelta(days=1)).people.total == 0
