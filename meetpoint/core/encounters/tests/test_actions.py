"""Tests of recording encounters, once and twice."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from meetpoint.core.encounters import actions
from meetpoint.core.encounters.actions import (
    record_encounter,
    record_encounters,
)
from meetpoint.core.encounters.errors import EncounterRefused, SameIdOtherContent
from meetpoint.core.encounters.models import DaySummed, DayTotal, Encounter, EncounterLine, EncounterNote
from meetpoint.core.encounters.storing import known, open_note
from meetpoint.core.encounters.tests.conftest import Visits
from meetpoint.core.encounters.tests.factories import (
    audit_of,
    days_ago,
    encounter,
    make_participant,
    new_encounter,
    on_shelf,
    put_in_stock,
)
from meetpoint.core.organisations.models import Site
from meetpoint.core.supplies.models import Item, Movement
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7


def test_anonymous_contact_keeps_everything_said(ana: Actor, site: Site, syringes: Item, kits: Item) -> None:
    new = new_encounter(
        site, {syringes: 40, kits: 1}, place_type="street", for_others=2, note="Brings the box."
    )

    recorded = record_encounter(new, by=ana)

    stored = Encounter.objects.of(ana).get()
    assert recorded.created
    assert (recorded.id, recorded.uid) == (stored.pk, new.uid)
    assert (stored.site_id, stored.staff_id, stored.participant_id) == (site.pk, ana.staff_id, None)
    assert (stored.occurred_at, stored.place_type, stored.for_others) == (new.occurred_at, "street", 2)
    assert (stored.people, stored.count_only, stored.voided_at, stored.replaces_id) == (1, False, None, None)
    assert abs(stored.recorded_at - clock.now()) < timedelta(seconds=10)
    lines = (
        EncounterLine.objects.of(ana)
        .order_by("item_id")
        .values_list("item_id", "quantity", "syringes", "doses")
    )
    assert list(lines) == [(syringes.pk, 40, 40, 0), (kits.pk, 1, 0, 2)]


def test_note_is_sealed_and_opens_only_for_its_own_contact(ana: Actor, site: Site) -> None:
    recorded = encounter(ana, site, note="Brings the box.")

    sealed = bytes(EncounterNote.objects.of(ana).get().sealed)
    assert b"box" not in sealed
    assert open_note(recorded.id, sealed) == "Brings the box."


def test_recording_writes_one_audit_entry_without_content(ana: Actor, site: Site, van: Site) -> None:
    made = record_encounters([new_encounter(site, note="secret"), new_encounter(site)], by=ana)
    record_encounters([new_encounter(site), new_encounter(van)], by=ana)

    first, second = audit_of(ana, "encounter.recorded")
    assert json.loads(first.subjects) == [recorded.id for recorded in made]
    assert json.loads(first.fields) == {"site": site.pk}
    assert json.loads(second.fields) == {"sites": 2}
    assert "secret" not in first.fields + first.subjects


def test_coded_contact_names_its_participant(ana: Actor, site: Site) -> None:
    participant = make_participant(ana.organisation_id)
    encounter(ana, site, participant_id=participant.pk)
    assert Encounter.objects.of(ana).get().participant_id == participant.pk


def test_count_only_entry_stands_for_many_people(ana: Actor, site: Site, syringes: Item) -> None:
    encounter(ana, site, {syringes: 600}, people=40, count_only=True)
    stored = Encounter.objects.of(ana).get()
    assert (stored.people, stored.count_only) == (40, True)


def test_nought_of_an_item_is_no_line(ana: Actor, site: Site, syringes: Item) -> None:
    encounter(ana, site, {syringes: 0})
    assert not EncounterLine.objects.of(ana).exists()
    assert not Movement.objects.of(ana).exists()


def test_late_entry_keeps_both_times_and_the_date_at_the_site(ana: Actor, site: Site) -> None:
    moment = datetime(2026, 1, 6, 3, 30, tzinfo=UTC)  # still the evening of the 5th in New York
    encounter(ana, site, occurred_at=moment)
    stored = Encounter.objects.of(ana).get()
    assert (stored.occurred_at, str(stored.local_date)) == (moment, "2026-01-05")
    assert stored.recorded_at > moment


def test_late_entry_drops_the_sum_of_its_day_only(ana: Actor, site: Site) -> None:
    day = days_ago(9)
    for back in (9, 10):
        kept = {"organisation_id": ana.organisation_id, "day": days_ago(back).date()}
        DaySummed.objects.of(ana).create(**kept, figures="f", claim=uuid7(), done=True)
        DayTotal.objects.of(ana).create(**kept, site=site, figure="contacts", amount=5)

    encounter(ana, site, occurred_at=day)

    assert [row.day for row in DaySummed.objects.of(ana)] == [days_ago(10).date()]
    assert [row.day for row in DayTotal.objects.of(ana)] == [days_ago(10).date()]


def test_sections_reach_their_form_without_empty_answers(ana: Actor, site: Site, visits: Visits) -> None:
    said = {"minutes": "15", "mood": "", "talked": "on", "words": " hello "}
    recorded = encounter(ana, site, sections={"visit": said})
    assert visits.stored == {recorded.id: {"minutes": 15, "talked": True, "words": "hello"}}


def test_empty_section_is_not_saved(ana: Actor, site: Site, visits: Visits) -> None:
    encounter(ana, site, sections={"visit": {"minutes": "", "talked": ""}})
    assert visits.stored == {}


def test_batch_answers_in_its_own_order(ana: Actor, site: Site, syringes: Item) -> None:
    batch = [new_encounter(site, {syringes: number}) for number in (3, 1, 2)]
    answers = record_encounters(batch, by=ana)
    assert [answer.uid for answer in answers] == [new.uid for new in batch]
    quantities = [EncounterLine.objects.of(ana).get(encounter_id=answer.id).quantity for answer in answers]
    assert quantities == [3, 1, 2]


def test_empty_batch_is_answered_with_nothing(ana: Actor) -> None:
    assert record_encounters([], by=ana) == []
    assert audit_of(ana, "encounter.recorded") == []


def test_batch_with_one_bad_entry_stores_none(ana: Actor, site: Site) -> None:
    with pytest.raises(EncounterRefused):
        record_encounters([new_encounter(site), new_encounter(site, for_others=-1)], by=ana)
    assert not Encounter.objects.of(ana).exists()


def test_same_entry_twice_is_stored_once(ana: Actor, site: Site, syringes: Item) -> None:
    put_in_stock(site, syringes, 100)
    new = new_encounter(site, {syringes: 40})

    first, again = record_encounter(new, by=ana), record_encounter(new, by=ana)

    assert (first.id, first.created, again.created) == (again.id, True, False)
    assert on_shelf(site, syringes) == 60
    assert len(audit_of(ana, "encounter.recorded")) == 1


def test_same_entry_twice_in_one_batch_is_stored_once(ana: Actor, site: Site) -> None:
    new = new_encounter(site)
    first, again = record_encounters([new, new], by=ana)
    assert first.id == again.id
    assert Encounter.objects.of(ana).count() == 1


def test_batch_with_known_and_fresh_entries_stores_the_fresh(ana: Actor, site: Site) -> None:
    known, fresh = new_encounter(site), new_encounter(site)
    record_encounter(known, by=ana)
    answers = record_encounters([fresh, known], by=ana)
    assert [answer.created for answer in answers] == [True, False]
    assert Encounter.objects.of(ana).count() == 2


def test_same_identifier_with_other_content_is_a_conflict(ana: Actor, site: Site, syringes: Item) -> None:
    new = new_encounter(site, {syringes: 40})
    record_encounter(new, by=ana)
    with pytest.raises(SameIdOtherContent):
        record_encounter(replace(new, items={syringes.pk: 41}), by=ana)
    assert EncounterLine.objects.of(ana).get().quantity == 40


def test_same_identifier_with_other_content_in_one_batch_is_a_conflict(ana: Actor, site: Site) -> None:
    new = new_encounter(site)
    with pytest.raises(SameIdOtherContent):
        record_encounters([new, replace(new, for_others=1)], by=ana)
    assert not Encounter.objects.of(ana).exists()


def test_same_identifier_in_two_organisations_is_two_entries(
    ana: Actor, cai: Actor, site: Site, other_site: Site
) -> None:
    new = new_encounter(site)
    assert record_encounter(new, by=ana).created
    assert record_encounter(replace(new, site_id=other_site.pk), by=cai).created


def test_entry_that_arrives_twice_at_once_is_answered_like_the_first(
    ana: Actor, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = new_encounter(site)
    first = record_encounter(new, by=ana)
    looks: list[int] = []

    def blind_at_first(*asked: Any) -> dict[Any, Any]:
        looks.append(1)
        return {} if len(looks) == 1 else known(*asked)

    def collide(*_given: Any) -> None:
        raise IntegrityError

    monkeypatch.setattr(actions, "known", blind_at_first)
    monkeypatch.setattr(actions, "store", collide)

    again = record_encounter(new, by=ana)

    assert (again.id, again.created, len(looks)) == (first.id, False, 2)
