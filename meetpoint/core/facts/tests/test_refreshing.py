"""What was saved a second ago is in the facts; nothing that could identify somebody ever is."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow.parquet as pq
import pytest
from django.db import transaction

from meetpoint.core.care.erasure import erase_participant
from meetpoint.core.encounters.actions import correct_encounter, record_encounters, void_encounter
from meetpoint.core.encounters.models import ChangedDay, Encounter
from meetpoint.core.facts.models import FactBuild
from meetpoint.core.facts.reading.answers import answers
from meetpoint.core.facts.reading.engines import pieces_of
from meetpoint.core.facts.reading.questions import Question
from meetpoint.core.facts.store import copying, manifest, people, refreshing
from meetpoint.core.facts.store.manifest import Manifest
from meetpoint.core.facts.store.places import folder
from meetpoint.core.facts.store.refreshing import DAYS_APART, DAYS_ASIDE, refresh, rotate_key, tidy
from meetpoint.core.facts.tests.conftest import Ask, value_of
from meetpoint.core.modules.registry import registry
from meetpoint.core.people.actions import merge_participants, tell_demographics, unmerge
from meetpoint.core.reports.tests.quarter import FIRST, LAST, NASAL_KIT, SYRINGE, Quarter
from meetpoint.core.tenancy.actor import Actor

CONTACTS, PEOPLE = "encounters.contacts", "encounters.unique_participants"


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, date, date]]:
    """The tables and days that are copied from here on."""
    seen: list[tuple[str, date, date]] = []
    real = copying.copy

    def watched(table: Any, first: date, last: date, who: Any) -> Any:
        if not table.is_list:
            seen.append((table.slug, first, last))
        return real(table, first, last, who)

    monkeypatch.setattr(copying, "copy", watched)
    return seen


@pytest.fixture
def built(quarter: Quarter, dee: Actor) -> Manifest:
    return refresh(dee.organisation_id)


def test_what_was_just_saved_is_in_the_next_answer(built: Manifest, quarter: Quarter, ask: Ask) -> None:
    before = value_of(ask(CONTACTS))
    quarter.met("2026-03-30T15:00", quarter.d, {SYRINGE: 5})
    assert value_of(ask(CONTACTS)) == before + 1
    assert value_of(ask(PEOPLE)) == 3


def test_only_the_days_that_changed_are_copied(
    built: Manifest, quarter: Quarter, ask: Ask, copied: list[tuple[str, date, date]]
) -> None:
    quarter.met("2026-03-30T15:00", None)
    ask(CONTACTS)
    assert {(first, last) for _table, first, last in copied} == {(date(2026, 3, 30), date(2026, 3, 30))}
    copied.clear()
    ask(CONTACTS)
    assert copied == []


@pytest.mark.parametrize("reason", ["mistake", "undo"])
def test_a_voided_contact_leaves_the_facts(
    built: Manifest, quarter: Quarter, ask: Ask, dee: Actor, reason: str
) -> None:
    before = value_of(ask(CONTACTS))
    recorded = quarter.met("2026-03-30T15:00", None, {NASAL_KIT: 3})
    assert value_of(ask("naloxone.kits")) == 8
    void_encounter(recorded.uid, reason=reason, by=dee)
    assert value_of(ask(CONTACTS)) == before
    assert value_of(ask("naloxone.kits")) == 5


def test_a_correction_to_another_month_changes_both(
    built: Manifest, quarter: Quarter, ask: Ask, dee: Actor
) -> None:
    recorded = quarter.met("2026-03-30T15:00", None, {NASAL_KIT: 3})
    ask(CONTACTS)
    correct_encounter(recorded.uid, quarter.new("2026-01-30T15:00", None, {NASAL_KIT: 2}), by=dee)
    assert dict(ask("naloxone.kits", by=("month",)).rows) == {
        ("2026-01",): 5,
        ("2026-02",): 1,
        ("2026-03",): 1,
    }


def test_a_late_entry_of_a_month_without_facts_is_found(built: Manifest, quarter: Quarter, ask: Ask) -> None:
    quarter.met("2024-05-02T15:00", None)
    assert value_of(ask(CONTACTS, first=date(2024, 5, 1), last=date(2024, 5, 31))) == 1


def test_joining_and_separating_change_who_was_counted(
    built: Manifest, quarter: Quarter, ask: Ask, dee: Actor
) -> None:
    assert value_of(ask(PEOPLE)) == 2
    merge_participants(by=dee, kept=quarter.a, joined=quarter.b)
    assert value_of(ask(PEOPLE)) == 1
    quarter.b.refresh_from_db()
    unmerge(quarter.b, by=dee)
    assert value_of(ask(PEOPLE)) == 2
    quarter.c.refresh_from_db()
    unmerge(quarter.c, by=dee)
    assert value_of(ask(PEOPLE)) == 3


def test_what_somebody_told_reaches_their_contacts(
    built: Manifest, quarter: Quarter, ask: Ask, dee: Actor
) -> None:
    said = {"birth_year": "1990", "gender": "woman", "race_ethnicity": ["black", "hispanic"], "zip3": "606"}
    tell_demographics(quarter.a, said, by=dee)
    for name, word in (("age_band", "35_44"), ("gender", "woman"), ("zip3", "606")):
        assert dict(ask(PEOPLE, by=(name,)).rows) == {(word,): 1, (None,): 1}
    assert dict(ask(PEOPLE, by=("race_ethnicity",)).rows) == {("several",): 1, (None,): 1}


def test_erasing_reaches_the_facts(built: Manifest, quarter: Quarter, ask: Ask, dee: Actor) -> None:
    tell_demographics(quarter.a, {"gender": "woman"}, by=dee)
    before = value_of(ask(CONTACTS))
    theirs = people.People(dee.organisation_id).keys([quarter.a.pk])
    assert set(theirs) <= set(_column(dee.organisation_id, "contacts", "person"))
    erase_participant(quarter.a, by=dee)
    asked = ask(PEOPLE)
    assert value_of(asked) == 1
    assert value_of(ask(CONTACTS)) == before
    assert asked.contacts_without_code == 14 + 3
    assert set(_column(dee.organisation_id, "contacts", "gender")) == {""}


def test_no_file_holds_an_erased_persons_key_at_the_next_answer(
    built: Manifest, quarter: Quarter, ask: Ask, dee: Actor
) -> None:
    quarter.met("2026-03-30T15:00", quarter.d, {SYRINGE: 5})
    ask(CONTACTS)  # one day stands aside before it happens
    theirs = set(people.People(dee.organisation_id).keys([quarter.a.pk]))
    assert theirs <= _keys_in_all_files(dee.organisation_id)
    erase_participant(quarter.a, by=dee)
    ask(CONTACTS)
    left = _keys_in_all_files(dee.organisation_id)
    assert left
    assert not theirs & left


def test_an_erasure_writes_only_the_months_of_that_person_anew(
    built: Manifest, quarter: Quarter, dee: Actor
) -> None:
    erase_participant(quarter.d, by=dee)  # met in March only, by a contact that was voided
    found = refresh(dee.organisation_id)
    same = {name: found.tables["contacts"][name] == month for name, month in built.tables["contacts"].items()}
    assert same == {"2025-12": True, "2026-01": True, "2026-02": True, "2026-03": False, "2026-04": True}


def test_a_change_that_was_rolled_back_changes_nothing(
    built: Manifest, quarter: Quarter, dee: Actor, copied: list[tuple[str, date, date]]
) -> None:
    with transaction.atomic():
        quarter.met("2026-03-30T15:00", None)
        transaction.set_rollback(True)
    assert refresh(dee.organisation_id) == built
    assert copied == []


def test_a_change_during_the_copy_is_copied_the_next_time(
    built: Manifest, quarter: Quarter, dee: Actor, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = value_of(ask(CONTACTS))
    quarter.met("2026-03-30T15:00", None)
    real = refreshing._settle

    def late(*arguments: Any) -> None:
        monkeypatch.setattr(refreshing, "_settle", real)
        quarter.met("2026-03-30T16:00", None)
        real(*arguments)

    monkeypatch.setattr(refreshing, "_settle", late)
    refresh(dee.organisation_id)
    assert value_of(ask(CONTACTS)) == before + 2


def test_a_power_cut_before_the_database_knows_loses_nothing(
    built: Manifest, quarter: Quarter, dee: Actor, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = value_of(ask(CONTACTS))
    quarter.met("2026-03-30T15:00", None)
    with monkeypatch.context() as cut:
        cut.setattr(refreshing, "_settle", _break_off)
        with pytest.raises(OSError, match="power cut"):
            refresh(dee.organisation_id)
    assert value_of(ask(CONTACTS)) == before + 1


def _break_off(*arguments: Any) -> None:
    raise OSError("power cut")


def test_facts_of_another_database_are_made_anew(
    built: Manifest, quarter: Quarter, dee: Actor, ask: Ask
) -> None:
    # As after a restored backup: the database is older than the facts, and its changes were never noted.
    Encounter.objects.of(dee).filter(count_only=True).update(people=20)
    assert value_of(ask(CONTACTS)) == 21
    FactBuild.objects.of(dee).update(build=uuid4())
    assert value_of(ask(CONTACTS)) == 21 + 8


def test_a_lost_file_is_made_anew(built: Manifest, dee: Actor, ask: Ask) -> None:
    (folder(dee.organisation_id) / built.tables["contacts"]["2026-02"].base).unlink()
    assert value_of(ask(CONTACTS)) == 21


def test_other_declarations_mean_another_copy(
    built: Manifest, dee: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refreshing, "declared_mark", lambda: "a new column")
    assert refresh(dee.organisation_id).build != built.build


def test_a_new_key_leaves_no_person_as_they_were(
    built: Manifest, quarter: Quarter, dee: Actor, ask: Ask
) -> None:
    before = set(_column(dee.organisation_id, "contacts", "person")) - {None}
    rotate_key(dee.organisation_id)
    after = set(_column(dee.organisation_id, "contacts", "person")) - {None}
    assert len(before) == len(after) == 2
    assert not before & after
    assert value_of(ask(PEOPLE)) == 2


def test_the_same_person_has_another_key_elsewhere(org: Any, other_org: Any) -> None:
    here, there = people.People(org.pk), people.People(other_org.pk)
    assert here.keys([1, None]) != there.keys([1, None])
    assert here.keys([1]) == here.keys([1])


def test_many_changed_days_copy_the_month_as_a_whole(
    built: Manifest, quarter: Quarter, dee: Actor, copied: list[tuple[str, date, date]]
) -> None:
    record_encounters(
        [quarter.new(f"2026-03-{day:02}T15:00", None) for day in range(2, 3 + DAYS_APART)], by=dee
    )
    refresh(dee.organisation_id)
    assert {(first, last) for _table, first, last in copied} == {(date(2026, 3, 1), LAST)}


def test_days_aside_are_put_together(built: Manifest, quarter: Quarter, dee: Actor, ask: Ask) -> None:
    for day in range(1, DAYS_ASIDE + 1):
        quarter.met(f"2026-03-{day:02}T15:00", None)
        found = refresh(dee.organisation_id)
    assert len(found.tables["contacts"]["2026-03"].days) == DAYS_ASIDE
    counted = value_of(ask(CONTACTS))
    quarter.met("2026-03-16T15:00", None)
    assert refresh(dee.organisation_id).tables["contacts"]["2026-03"].days == {}
    assert value_of(ask(CONTACTS)) == counted + 1


def test_tidying_changes_no_number_and_leaves_one_file_for_each_month(
    built: Manifest, quarter: Quarter, dee: Actor, ask: Ask
) -> None:
    quarter.met("2026-03-30T15:00", None)
    counted = value_of(ask(CONTACTS))
    stray = folder(dee.organisation_id) / "contacts" / "stray.parquet"
    stray.write_bytes(b"left by a copy that was broken off")
    tidy(dee.organisation_id)
    found = manifest.load(dee.organisation_id)
    assert found is not None
    assert not any(month.days for months in found.tables.values() for month in months.values())
    here = folder(dee.organisation_id)
    assert {str(file.relative_to(here)) for file in here.rglob("*.parquet")} == found.files()
    assert value_of(ask(CONTACTS)) == counted


def test_only_the_months_asked_for_are_read(built: Manifest, dee: Actor) -> None:
    asked = Question(
        organisation_id=dee.organisation_id, codes=(), first=date(2026, 2, 1), last=date(2026, 2, 28)
    )
    read = pieces_of(dee.organisation_id, built, "contacts", asked.months()).files
    assert [file.parent.name for file in read] == ["month=2026-02"]


def test_an_empty_organisation_has_noughts(dee: Actor, ask: Ask) -> None:
    assert value_of(ask(CONTACTS)) == 0
    assert ask(CONTACTS, by=("site",)).rows == ()
    assert ask(PEOPLE).contacts_without_code == 0


def test_another_organisation_has_facts_of_its_own(
    built: Manifest, quarter: Quarter, cai: Actor, dee: Actor
) -> None:
    question = Question(organisation_id=cai.organisation_id, codes=(CONTACTS,), first=FIRST, last=LAST)
    assert value_of(answers(question)[0]) == 0
    quarter.met("2026-03-30T15:00", None)
    answers(question)
    assert ChangedDay.objects.of(dee).count() == 1


def test_nothing_that_identifies_is_written(
    quarter: Quarter, dee: Actor, ask: Ask, settings: Any, tmp_path: Path
) -> None:
    quarter.met("2026-03-30T15:00", quarter.a, note="canary-in-a-note")
    Encounter.objects.of(dee).filter(place_type="").update(place_type="canary-text")
    ask(CONTACTS)
    found = manifest.load(dee.organisation_id)
    assert found is not None
    strings = set()
    for table in registry().facts.values():
        facts = _all(dee.organisation_id, found, table.slug)
        assert facts.schema == copying.schema_of(table)
        for name in facts.column_names:
            strings |= {value for value in facts[name].to_pylist() if isinstance(value, str)}
    assert {word for word in strings if "canary" in word} == set()
    assert "other" in _column(dee.organisation_id, "contacts", "place_type")
    ids = {participant.pk for participant in (quarter.a, quarter.b, quarter.c, quarter.d)}
    assert not ids & set(_column(dee.organisation_id, "contacts", "person"))


def test_an_undeclared_column_is_not_written(built: Manifest, dee: Actor) -> None:
    table = registry().facts["clean_ups"]
    facts = copying.schema_of(table).empty_table()
    with pytest.raises(ValueError, match="clean_ups is to hold"):
        copying.write(dee.organisation_id, table, facts.append_column("area", facts["method"]))


def test_nobody_else_on_the_machine_may_look_in(built: Manifest, dee: Actor) -> None:
    here = folder(dee.organisation_id)
    for path in [here, *here.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_a_small_area_stands_with_the_others(quarter: Quarter, ask: Ask, dee: Actor) -> None:
    tell_demographics(quarter.a, {"zip3": "036"}, by=dee)
    assert dict(ask(PEOPLE, by=("zip3",)).rows) == {("000",): 1, (None,): 1}


def _keys_in_all_files(organisation_id: int) -> set[int]:
    """Every person's key in any Parquet file that lies in the folder, whether a manifest names it or not."""
    files = folder(organisation_id).rglob("*.parquet")
    tables = [pq.read_table(file, partitioning=None) for file in files]
    found = {key for one in tables if "person" in one.column_names for key in one["person"].to_pylist()}
    return found - {None}


def _all(organisation_id: int, found: Manifest, slug: str) -> Any:
    table = registry().facts[slug]
    if table.is_list:
        return copying.read(organisation_id, table, [found.lists[slug].file])
    files = [name for month in found.tables[slug].values() for name in month.files()]
    return copying.read(organisation_id, table, files)


def _column(organisation_id: int, slug: str, name: str) -> list[Any]:
    found = manifest.load(organisation_id)
    assert found is not None
    values: list[Any] = _all(organisation_id, found, slug)[name].to_pylist()
    return values
