"""Tests of voiding and correcting encounters."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from meetpoint.core.encounters import permissions
from meetpoint.core.encounters.actions import (
    correct_encounter,
    record_encounter,
    void_encounter,
)
from meetpoint.core.encounters.errors import AlreadyVoided, EncounterRefused, SameIdOtherContent
from meetpoint.core.encounters.models import DaySummed, Encounter
from meetpoint.core.encounters.tests.conftest import Visits
from meetpoint.core.encounters.tests.factories import (
    audit_of,
    days_ago,
    encounter,
    new_encounter,
    on_shelf,
    put_in_stock,
)
from meetpoint.core.organisations.models import Site
from meetpoint.core.supplies.models import Item
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import NotAllowed, NotFound
from meetpoint.lib.identifiers import uuid7


def test_void_keeps_the_entry_and_returns_its_stock(
    ana: Actor, site: Site, syringes: Item, visits: Visits
) -> None:
    put_in_stock(site, syringes, 10, number="L1", expires=clock.now().date() + timedelta(days=30))
    recorded = encounter(ana, site, {syringes: 40}, sections={"visit": {"minutes": "5"}})

    void_encounter(recorded.uid, reason="undo", by=ana)

    stored = Encounter.objects.of(ana).get()
    assert stored.voided_at is not None
    assert (stored.voided_by, stored.void_reason) == (ana.staff_id, "undo")
    assert on_shelf(site, syringes) == 10
    assert visits.voided == [recorded.id]
    (entry,) = audit_of(ana, "encounter.voided")
    assert json.loads(entry.fields) == {"reason": "undo"}


def test_void_reason_that_is_free_text_is_stored_and_audited_as_a_mistake(ana: Actor, site: Site) -> None:
    recorded = encounter(ana, site)
    void_encounter(recorded.uid, reason="they told me their name", by=ana)
    assert Encounter.objects.of(ana).get().void_reason == "mistake"
    assert json.loads(audit_of(ana, "encounter.voided")[0].fields) == {"reason": "mistake"}


def test_void_drops_the_sum_of_its_day(ana: Actor, site: Site) -> None:
    recorded = encounter(ana, site, occurred_at=days_ago(9))
    kept = {"organisation_id": ana.organisation_id, "day": days_ago(9).date()}
    DaySummed.objects.of(ana).create(**kept, figures="f", claim=uuid7(), done=True)
    void_encounter(recorded.uid, reason="mistake", by=ana)
    assert not DaySummed.objects.of(ana).exists()


def test_void_twice_is_told_and_takes_nothing_back_twice(ana: Actor, site: Site, syringes: Item) -> None:
    put_in_stock(site, syringes, 100)
    recorded = encounter(ana, site, {syringes: 40})
    void_encounter(recorded.uid, reason="mistake", by=ana)
    with pytest.raises(AlreadyVoided):
        void_encounter(recorded.uid, reason="mistake", by=ana)
    assert on_shelf(site, syringes) == 100


def test_void_of_others_entries_needs_the_permission(ana: Actor, dee: Actor, ben: Actor, site: Site) -> None:
    recorded = encounter(dee, site)
    peer = replace(ana, permissions=ana.permissions - {permissions.VOID})
    for nobody in (peer, ben):
        with pytest.raises(NotAllowed):
            void_encounter(recorded.uid, reason="mistake", by=nobody)
    void_encounter(recorded.uid, reason="mistake", by=ana)
    assert Encounter.objects.of(ana).get().voided_by == ana.staff_id


def test_own_entry_may_be_undone_without_it_for_twelve_hours(
    ana: Actor, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    peer = replace(ana, permissions=ana.permissions - {permissions.VOID})
    early, late = encounter(peer, site), encounter(peer, site)
    void_encounter(early.uid, reason="undo", by=peer)
    tomorrow = clock.now() + timedelta(hours=13)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    with pytest.raises(NotAllowed):
        void_encounter(late.uid, reason="undo", by=peer)


def test_void_does_not_find_what_is_elsewhere(ana: Actor, cai: Actor, site: Site, van: Site) -> None:
    recorded = encounter(ana, site)
    on_the_van = replace(ana, site_ids=frozenset({van.pk}))
    for stranger, uid in ((cai, recorded.uid), (on_the_van, recorded.uid), (ana, uuid7())):
        with pytest.raises(NotFound):
            void_encounter(uid, reason="mistake", by=stranger)
    assert Encounter.objects.of(ana).get().voided_at is None


def test_correction_voids_the_old_and_records_the_new(ana: Actor, site: Site, syringes: Item) -> None:
    put_in_stock(site, syringes, 100)
    first = encounter(ana, site, {syringes: 40})

    corrected = correct_encounter(first.uid, new_encounter(site, {syringes: 4}), by=ana)

    old, new = Encounter.objects.of(ana).order_by("id")
    assert (old.void_reason, old.voided_at is not None) == ("corrected", True)
    assert (new.pk, new.replaces_id, new.voided_at) == (corrected.id, old.pk, None)
    assert on_shelf(site, syringes) == 96
    assert [json.loads(entry.fields) for entry in audit_of(ana, "encounter.corrected")] == [
        {"replaces": old.pk}
    ]


def test_correction_sent_twice_is_stored_once(ana: Actor, site: Site, syringes: Item) -> None:
    first = encounter(ana, site, {syringes: 40})
    better = new_encounter(site, {syringes: 4})
    again = [correct_encounter(first.uid, better, by=ana) for _ in range(2)]
    assert [answer.created for answer in again] == [True, False]
    assert Encounter.objects.of(ana).count() == 2


def test_second_correction_of_the_same_entry_is_told(ana: Actor, site: Site, syringes: Item) -> None:
    first = encounter(ana, site, {syringes: 40})
    correct_encounter(first.uid, new_encounter(site, {syringes: 4}), by=ana)
    with pytest.raises(AlreadyVoided):
        correct_encounter(first.uid, new_encounter(site, {syringes: 5}), by=ana)
    assert Encounter.objects.of(ana).filter(voided_at=None).count() == 1


def test_correction_can_be_corrected_in_turn(ana: Actor, site: Site, syringes: Item) -> None:
    uid = encounter(ana, site, {syringes: 40}).uid
    for quantity in (4, 5):
        uid = correct_encounter(uid, new_encounter(site, {syringes: quantity}), by=ana).uid
    assert Encounter.objects.of(ana).filter(voided_at=None).get().uid == uid
    assert on_shelf(site, syringes) == -5


def test_correction_with_an_error_changes_nothing(ana: Actor, site: Site) -> None:
    first = encounter(ana, site)
    with pytest.raises(EncounterRefused):
        correct_encounter(first.uid, new_encounter(site, for_others=-1), by=ana)
    assert Encounter.objects.of(ana).get().voided_at is None


def test_correction_may_not_come_under_a_used_identifier(ana: Actor, site: Site) -> None:
    first, other = encounter(ana, site), new_encounter(site)
    record_encounter(other, by=ana)
    with pytest.raises(SameIdOtherContent):
        correct_encounter(first.uid, replace(other, for_others=3), by=ana)
    assert not Encounter.objects.of(ana).exclude(voided_at=None).exists()
