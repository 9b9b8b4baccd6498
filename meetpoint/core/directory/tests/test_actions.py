"""Keeping the directory."""

from datetime import UTC, date, datetime

import pytest

from meetpoint.core.directory import actions, queries
from meetpoint.lib import clock
from meetpoint.lib.errors import NotAllowed, NotFound
from meetpoint.lib.identifiers import uuid7

CLINIC = actions.EntryFacts(name="Hill Clinic", kind="health", website="https://hill.example")


def test_entry_is_added_once_and_counts_as_checked(ana):
    uid = uuid7()
    assert actions.add_entry(uid, CLINIC, by=ana).pk == actions.add_entry(uid, CLINIC, by=ana).pk
    entry = queries.entries_of(ana).get()
    assert (entry.name, entry.checked_by) == ("Hill Clinic", ana.staff_id)


def test_entry_is_checked_on_the_organisations_day(ana):
    with clock.stand_at(datetime(2026, 3, 18, 2, tzinfo=UTC)):  # the evening before in New York
        entry = actions.add_entry(uuid7(), CLINIC, by=ana)
        assert entry.checked_on == date(2026, 3, 17)
        actions.check_entry(entry.uid, by=ana)
    assert queries.entries_of(ana).get().checked_on == date(2026, 3, 17)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": " "}, "name"),
        ({"kind": "casino"}, "kind"),
        ({"notes": "x" * 401}, "notes"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"phone": "1\x00"}, "phone"),
    ],
)
def test_unusable_facts_are_refused_by_field(ana, facts, field):
    given = {"name": "Hill Clinic", "kind": "health", **facts}
    with pytest.raises(actions.EntryRefused) as refused:
        actions.add_entry(uuid7(), actions.EntryFacts(**given), by=ana)
    assert set(refused.value.fields) == {field}


def test_entry_is_changed_checked_and_retired(ana):
    entry = actions.add_entry(uuid7(), CLINIC, by=ana)
    actions.change_entry(entry.uid, actions.EntryFacts(name="Hill House", kind="housing"), by=ana)
    actions.check_entry(entry.uid, by=ana)
    assert queries.entries_of(ana).get().name == "Hill House"
    actions.retire_entry(entry.uid, by=ana)
    assert not queries.entries_of(ana).exists()


def test_other_organisation_finds_no_entry(ana, cai):
    entry = actions.add_entry(uuid7(), CLINIC, by=ana)
    with pytest.raises(NotFound):
        actions.check_entry(entry.uid, by=cai)


def test_reader_may_not_change_the_directory(ben):
    with pytest.raises(NotAllowed):
        actions.add_entry(uuid7(), CLINIC, by=ben)
