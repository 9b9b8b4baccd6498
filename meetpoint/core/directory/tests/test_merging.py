"""Double entries: suggested by the system, joined by a person, undone without a trace."""

import pytest

from meetpoint.core.directory.actions import EntryFacts, add_entry
from meetpoint.core.directory.actions.merging import merge_entries, tell_apart, undo_merge
from meetpoint.core.directory.errors import MergeRefused
from meetpoint.core.directory.finding.duplicates import suggestions
from meetpoint.core.directory.models import DirectoryEntry, MergedRow, Phone
from meetpoint.core.directory.queries import entries_of
from meetpoint.core.directory.tests.made import export, facility, taken_in
from meetpoint.lib.errors import NotAllowed, NotFound
from meetpoint.lib.identifiers import uuid7


def added(by, **facts):
    return add_entry(uuid7(), EntryFacts(**{"name": "Harbor Recovery", "kind": "treatment", **facts}), by=by)


def agreed(by):
    return [(one.same_name, one.same_phone, one.same_place) for one in suggestions(by)]


@pytest.mark.parametrize(
    ("other", "found"),
    [
        ({"name": "Harbor Recovery Center", "phone": "(973) 555-0100"}, [(True, True, False)]),
        ({"name": "Harbor Recovery", "address": "12 Hill St.", "postcode": "07102"}, [(True, False, True)]),
        (
            {"name": "Pantry", "phone": "973 555 0100", "address": "12 Hill St", "postcode": "07102"},
            [(False, True, True)],
        ),
        ({"name": "Harbor Recovery", "phone": "973 555 0199"}, []),
        ({"name": "Pantry", "phone": "973 555 0100"}, []),
        ({"name": "Pantry", "address": "12 Hill St", "postcode": "07102"}, []),
    ],
)
def test_pairs_that_agree_in_two_things_are_suggested(ana, other, found) -> None:
    added(ana, phone="973-555-0100", address="12 Hill Street", postcode="07102")
    added(ana, **other)
    assert agreed(ana) == found


def test_near_places_are_suggested_and_far_ones_not(dee, tmp_path) -> None:
    rows = [
        facility(street1=f"{number} Quay", phone="", intake1="", latitude=latitude)
        for number, latitude in ((1, "40.7300"), (2, "40.7304"), (3, "40.7900"))
    ]
    taken_in(export(tmp_path / "ft.json", *rows), dee, "findtreatment")
    assert agreed(dee) == [(True, False, True)]


def test_services_of_one_organisation_at_one_place_are_not_suggested(dee, tmp_path) -> None:
    rows = [facility(name2="Detox Lake"), facility(name2="Family Bridge")]
    rows = [{**row, "name1": "Summit"} for row in rows]
    taken_in(export(tmp_path / "ft.json", *rows), dee, "findtreatment")
    assert agreed(dee) == []


def test_suggestions_ask_one_query_for_each_way_of_looking(ana, django_assert_num_queries) -> None:
    for _turn in range(3):
        added(ana, phone="973-555-0100")
    with django_assert_num_queries(5):
        assert len(suggestions(ana)) == 3


def test_joining_copies_what_only_the_other_knew_and_undoing_takes_it_back(ana, dee, tmp_path) -> None:
    path = export(tmp_path / "ft.json", facility())
    taken_in(path, dee, "findtreatment")
    gone = DirectoryEntry.objects.of(ana).get()
    kept = added(ana, phone="973-555-0100")
    full = added(ana, name="Full", week="MO0900-1700", fees="Free", accessibility="Ramp", address="1 Elm")
    before = {name: getattr(kept, name) for name in ("phone", "languages", "address", "kind", "week")}
    merge = merge_entries(kept.uid, gone.uid, by=ana)
    kept.refresh_from_db()
    assert [entry.pk for entry in entries_of(ana)] == [full.pk, kept.pk]
    assert (kept.languages, kept.address) == ("Spanish", gone.address)
    assert set(Phone.objects.of(ana).filter(service_at_location=kept).values_list("number", flat=True)) == {
        "973-555-0100",
        "973-555-0101",
    }
    assert kept.words.filter(word="=pay:medicaid").exists()
    taken_in(path, dee, "findtreatment")
    assert not DirectoryEntry.objects.of(ana).get(pk=gone.pk).in_use
    undo_merge(merge, by=ana)
    kept.refresh_from_db()
    assert {name: getattr(kept, name) for name in before} == before
    assert DirectoryEntry.objects.of(ana).get(pk=gone.pk).in_use
    with pytest.raises(MergeRefused):
        undo_merge(merge, by=ana)
    merge_entries(full.uid, gone.uid, by=ana)
    full.refresh_from_db()
    assert (full.week, full.fees, full.address) == ("MO0900-1700", "Free", "1 Elm")
    tables = set(MergedRow.objects.of(ana).filter(merge__kept=full).values_list("table", flat=True))
    assert tables == {"phone", "language", "attribute"}


def test_joining_fills_hours_cost_papers_and_the_way_in(ana) -> None:
    kept = added(ana)
    told = {"week": "MO0900-1700", "fees": "Free", "accessibility": "Ramp", "identification_needed": "none"}
    gone = added(ana, name="Other", **told)
    merge_entries(kept.uid, gone.uid, by=ana)
    kept.refresh_from_db()
    assert {name: getattr(kept, name) for name in told} == told


def test_pair_that_was_told_apart_is_not_suggested_again(ana) -> None:
    first, second = added(ana, phone="973-555-0100"), added(ana, phone="973-555-0100")
    tell_apart(second.uid, first.uid, by=ana)
    tell_apart(first.uid, second.uid, by=ana)
    assert agreed(ana) == []


def test_only_two_entries_in_use_of_ones_own_are_joined(ana, ben, cai) -> None:
    first, second = added(ana), added(ana)
    for act in (merge_entries, tell_apart):
        with pytest.raises(MergeRefused):
            act(first.uid, first.uid, by=ana)
        with pytest.raises(NotFound):
            act(first.uid, second.uid, by=cai)
        with pytest.raises(NotAllowed):
            act(first.uid, second.uid, by=ben)
    merge_entries(first.uid, second.uid, by=ana)
    with pytest.raises(MergeRefused):
        merge_entries(first.uid, second.uid, by=ana)
