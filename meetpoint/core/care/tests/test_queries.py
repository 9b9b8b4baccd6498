"""Sums of one person, and who was here lately."""

from dataclasses import replace
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetpoint.core.care.queries import LATELY, seen_lately, sums_of
from meetpoint.core.care.tests.conftest import Contact
from meetpoint.core.encounters.models import Encounter, EncounterLine
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.actions import merge_participants
from meetpoint.core.people.tests.factories import participant
from meetpoint.core.supplies.actions import add_starter_items
from meetpoint.core.supplies.models import Item
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock


def hand_out(encounter: Encounter, item: Item, quantity: int) -> None:
    EncounterLine.objects.create(
        organisation_id=encounter.organisation_id,
        encounter=encounter,
        item=item,
        quantity=quantity,
        syringes=quantity,
        doses=2 * quantity,
    )


def test_sums_leave_out_what_was_voided_and_what_is_out_of_reach(
    dee: Actor, contact: Contact, van: Site
) -> None:
    add_starter_items(by=dee)
    items = list(Item.objects.of(dee).order_by("order", "id")[:2])
    person = participant(dee)
    first, second = contact(person, hours=30), contact(person, hours=2)
    hand_out(first, items[0], 10)
    hand_out(second, items[0], 5)
    hand_out(second, items[1], 1)
    voided = contact(person, hours=1)
    hand_out(voided, items[0], 100)
    Encounter.objects.of(dee).filter(pk=voided.pk).update(voided_at=clock.now())
    hand_out(contact(person, hours=3, place=van), items[0], 1000)
    elsewhere = contact(participant(dee))
    hand_out(elsewhere, items[0], 7)
    sums = sums_of(replace(dee, site_ids=frozenset({first.site_id})), [person.pk])
    assert (sums.contacts, sums.syringes, sums.doses) == (2, 16, 32)
    assert (sums.first_at, sums.last_at) == (first.occurred_at, second.occurred_at)
    assert sorted(given.quantity for given in sums.given) == [1, 15]
    assert sums_of(dee, [person.pk]).syringes == 1016


def test_sums_of_somebody_new_are_nought(dee: Actor) -> None:
    sums = sums_of(dee, [participant(dee).pk])
    assert (sums.contacts, sums.first_at, sums.given) == (0, None, ())


def test_seen_lately_lists_each_person_once_newest_first(dee: Actor, contact: Contact, van: Site) -> None:
    one, two, gone, joined = (participant(dee) for _ in range(4))
    merge_participants(by=dee, kept=one, joined=joined)
    contact(two, hours=3)
    contact(one, hours=5)
    contact(one, hours=4)
    contact(joined, hours=2)
    contact(None, hours=1)
    contact(gone, at=clock.now() - LATELY - timedelta(hours=1))
    there = contact(gone, hours=1, place=van)
    here = Site.objects.of(dee).exclude(pk=van.pk).get()
    assert [seen.participant for seen in seen_lately(dee, here.pk)] == [one, two]
    assert [seen.at for seen in seen_lately(dee, van.pk)] == [there.occurred_at]


def test_seen_lately_reads_the_same_for_one_and_for_three(dee: Actor, contact: Contact, site: Site) -> None:
    def reads() -> int:
        with CaptureQueriesContext(connection) as run:
            seen_lately(dee, site.pk)
        return len(run)

    contact(participant(dee))
    assert reads() == 2
    contact(participant(dee))
    contact(participant(dee))
    assert reads() == 2
