"""Tests of what one participant is given, of erasing, of how long notes stay, and of the timeline."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models

from meetpoint.core.encounters import privacy
from meetpoint.core.encounters.models import Encounter, EncounterNote
from meetpoint.core.encounters.module import MODULE
from meetpoint.core.encounters.queries import last_amounts
from meetpoint.core.encounters.queries.timeline import contacts_of
from meetpoint.core.encounters.tests.factories import days_ago, encounter, make_participant
from meetpoint.core.organisations.models import Site
from meetpoint.core.supplies.models import Item
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock


def test_every_column_is_declared_and_nothing_else() -> None:

    stored: dict[str, set[str]] = {}
    for model in apps.get_app_config("encounters").get_models():
        fields = {field.name for field in model._meta.local_fields if isinstance(field, models.Field)}
        stored[model._meta.label] = fields - {"id", "organisation"}
    assert {label: set(columns) for label, columns in privacy.COLUMNS.items()} == stored


def test_export_gives_contacts_with_supplies_and_notes(ana: Actor, site: Site, syringes: Item) -> None:
    theirs, other = (make_participant(ana.organisation_id).pk for _ in range(2))
    encounter(ana, site, {syringes: 40}, participant_id=theirs, note="Brings the box.", for_others=2)
    encounter(ana, site, {syringes: 7}, participant_id=other)
    (contact,) = privacy.export(ana, theirs)["contacts"]
    assert contact["supplies"] == {"Syringe 1ml": 40}
    assert (contact["note"], contact["for_others"], contact["site"]) == ("Brings the box.", 2, "Plaza")


def test_erase_cuts_every_tie_and_keeps_the_count(ana: Actor, site: Site, syringes: Item) -> None:
    theirs, other = (make_participant(ana.organisation_id).pk for _ in range(2))
    encounter(ana, site, {syringes: 40}, participant_id=theirs, note="Brings the box.")
    kept = encounter(ana, site, participant_id=other, note="Stays.")
    privacy.erase(ana, theirs)
    assert not Encounter.objects.of(ana).filter(participant_id=theirs).exists()
    assert [note.encounter_id for note in EncounterNote.objects.of(ana)] == [kept.id]
    erased, untouched = Encounter.objects.of(ana).order_by("id")
    assert (erased.participant_id, erased.digest) == (None, "")
    assert untouched.participant_id == other
    assert len(untouched.digest) == 32


def test_erase_leaves_other_organisations_alone(ana: Actor, cai: Actor, other_site: Site) -> None:
    theirs = make_participant(cai.organisation_id).pk
    encounter(cai, other_site, participant_id=theirs)
    privacy.erase(ana, theirs)
    assert Encounter.objects.of(cai).get().participant_id == theirs


def test_old_notes_are_removed_and_young_ones_stay(ana: Actor, site: Site) -> None:
    old, young = (encounter(ana, site, note=f"Note {number}.") for number in range(2))
    EncounterNote.objects.of(ana).filter(encounter_id=old.id).update(written_at=days_ago(91))
    EncounterNote.objects.of(ana).filter(encounter_id=young.id).update(written_at=days_ago(89))
    assert privacy.retain(ana, clock.now().date()) == 1
    assert [note.encounter_id for note in EncounterNote.objects.of(ana)] == [young.id]
    assert Encounter.objects.of(ana).get(pk=old.id).digest == ""
    assert MODULE.options[0].default == 90


def test_notes_stay_while_no_number_of_days_is_set(
    ana: Actor, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    encounter(ana, site, note="Stays.")
    monkeypatch.setattr(privacy, "option_value", lambda *_: None)
    assert privacy.retain(ana, clock.now().date() + timedelta(days=10_000)) == 0
    assert EncounterNote.objects.of(ana).count() == 1


def test_timeline_is_newest_first_within_reach(ana: Actor, site: Site, van: Site, syringes: Item) -> None:
    theirs = make_participant(ana.organisation_id).pk
    made = [
        encounter(
            ana, place, {syringes: back}, participant_id=theirs, occurred_at=days_ago(back), for_others=1
        )
        for back, place in ((1, site), (2, van), (3, site))
    ]
    entries = contacts_of(ana, theirs, clock.now(), 10)
    assert [entry.uid for entry in entries] == [recorded.uid for recorded in made]
    assert entries[0].detail == "1 × Syringe 1ml · also for 1 other"
    assert [entry.uid for entry in contacts_of(ana, theirs, days_ago(2), 1)] == [made[2].uid]

    on_the_van = replace(ana, site_ids=frozenset({van.pk}))
    assert [entry.uid for entry in contacts_of(on_the_van, theirs, clock.now(), 10)] == [made[1].uid]


def test_last_amounts_are_ones_own_of_today_without_counts(
    ana: Actor, dee: Actor, site: Site, van: Site, syringes: Item, kits: Item
) -> None:
    now = clock.now()
    encounter(ana, site, {syringes: 20, kits: 1}, occurred_at=now - timedelta(seconds=5))
    encounter(ana, site, {syringes: 40}, occurred_at=now - timedelta(seconds=4))
    encounter(ana, site, {syringes: 600}, people=40, count_only=True, occurred_at=now - timedelta(seconds=3))
    encounter(dee, site, {syringes: 7}, occurred_at=now - timedelta(seconds=2))
    encounter(ana, van, {syringes: 8}, occurred_at=now - timedelta(seconds=1))
    found = last_amounts(ana, site.pk, since=now - timedelta(hours=1))
    assert dict(found.by_item) == {syringes.pk: 40, kits.pk: 1}
    assert dict(found.last) == {syringes.pk: 40}
    assert last_amounts(ana, site.pk, since=now).by_item == {}
