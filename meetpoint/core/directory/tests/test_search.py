"""Finding entries by words, place, what they offer and when they are open, in a literal number of queries."""

from datetime import UTC, datetime

import pytest

from meetpoint.core.directory.actions import EntryFacts, add_entry, check_entry
from meetpoint.core.directory.finding import search as searching
from meetpoint.core.directory.finding.search import Sought, search
from meetpoint.core.directory.finding.words import likeness, name_key, phone_key, place_key, words_in
from meetpoint.core.directory.tests.made import export, facility, taken_in
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7

WEDNESDAY_NOON = datetime(2026, 3, 18, 16, tzinfo=UTC)  # noon in New York


def added(by, **facts):
    return add_entry(uuid7(), EntryFacts(**{"name": "Hill Clinic", "kind": "health", **facts}), by=by)


def names(by, **sought):
    return sorted(search(by, Sought(**sought)).values_list("name", flat=True))


@pytest.fixture
def clinics(ana, dee, tmp_path):
    added(ana, name="Clínica Peña", kind="health", city="Newark", state="NJ", languages="Español")
    added(ana, name="Hill Pantry", kind="food", city="Camden", state="NJ", fees="No Medicaid")
    taken_in(export(tmp_path / "ft.json", facility(city="Trenton")), dee, "findtreatment")


@pytest.mark.parametrize("many", [0, 2_000])
@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ({}, ["Clínica Peña", "Harbor Recovery – Outpatient", "Hill Pantry"]),
        ({"words": "pena"}, ["Clínica Peña"]),
        ({"words": "PEÑ clin"}, ["Clínica Peña"]),
        ({"words": "hill pan"}, ["Hill Pantry"]),
        ({"words": "hill newark"}, []),
        ({"words": "atencion"}, ["Clínica Peña"]),
        ({"place": "nj"}, ["Clínica Peña", "Harbor Recovery – Outpatient", "Hill Pantry"]),
        ({"place": "Newark"}, ["Clínica Peña"]),
        ({"place": "0710"}, ["Harbor Recovery – Outpatient"]),
        ({"place": "hill"}, []),
        ({"kind": "food"}, ["Hill Pantry"]),
        ({"codes": ("l:es",)}, ["Clínica Peña", "Harbor Recovery – Outpatient"]),
        ({"codes": ("pay:medicaid",)}, ["Harbor Recovery – Outpatient"]),
        ({"codes": ("mu", "l:es"), "place": "trenton"}, ["Harbor Recovery – Outpatient"]),
        ({"words": "' % _ \" --"}, ["Clínica Peña", "Harbor Recovery – Outpatient", "Hill Pantry"]),
    ],
)
def test_entries_are_found_alike_whether_few_or_many_fit(
    ana, clinics, monkeypatch, sought, found, many
) -> None:
    monkeypatch.setattr(searching, "MANY", many)
    assert names(ana, **sought) == found


@pytest.mark.parametrize(("many", "queries"), [(0, 3), (2_000, 3)])
def test_search_asks_three_queries_whatever_is_sought(
    ana, clinics, monkeypatch, django_assert_num_queries, many, queries
) -> None:
    monkeypatch.setattr(searching, "MANY", many)
    for words in ("pena", "clinica newark nj"):
        with django_assert_num_queries(queries):
            list(search(ana, Sought(words=words, place="nj", codes=("l:es",))))


@pytest.mark.parametrize(
    ("week", "moment", "is_open"),
    [
        ("WE0900-1700", WEDNESDAY_NOON, True),
        ("WE0900-1200", WEDNESDAY_NOON, False),
        ("WE1200-1201", WEDNESDAY_NOON, True),
        ("TU2000-1300", WEDNESDAY_NOON, True),
        ("TU2000-1159", WEDNESDAY_NOON, False),
        ("SU2200-0600", datetime(2026, 3, 16, 5, tzinfo=UTC), True),
        ("SU2200-0100", datetime(2026, 3, 16, 5, 30, tzinfo=UTC), False),
        ("SU2200-0600", datetime(2026, 3, 17, 5, tzinfo=UTC), False),
        ("MO0000-2400", datetime(2026, 3, 16, 4, tzinfo=UTC), True),
        ("", WEDNESDAY_NOON, False),
    ],
)
def test_open_now_is_asked_on_the_programmes_clock(ana, week, moment, is_open) -> None:
    added(ana, week=week, hours="" if week else "Wednesdays, call first")
    assert bool(names(ana, open_at=moment)) is is_open


def test_entries_of_others_and_those_taken_out_are_not_found(ana, cai) -> None:
    added(ana)
    assert names(cai, words="hill") == []


def test_what_was_not_checked_lately_is_listed(ana) -> None:
    with clock.stand_at(datetime(2026, 1, 5, tzinfo=UTC)):
        old, _other = added(ana, name="Old"), added(ana, name="Older")
    with clock.stand_at(WEDNESDAY_NOON):
        check_entry(old.uid, by=ana, how="visited")
        before = clock.now().date()
        assert names(ana, stale_before=before) == ["Older"]


@pytest.mark.any_database
def test_keys_fold_what_people_write_differently() -> None:
    assert words_in("St. Mary's – Café") == ["st", "marys", "cafe"]
    assert (
        name_key("The Harbor Recovery Center, Inc.")
        == name_key("Recovery Harbor Clinic")
        == "harbor recovery"
    )
    assert name_key("Treatment Center") == "center treatment"
    assert phone_key("+1 (973) 555-0100 ext. 4") == phone_key("973.555.0100") == "9735550100"
    assert phone_key("911") == ""
    assert place_key("12 Hill Street", "", "07102-1234") == place_key("12 Hill St.", "", "07102")
    assert place_key("12 Hill Street", "", "") == ""


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("first", "second", "least", "most"),
    [
        ("harbor recovery", "harbor recovery", 1, 1),
        ("harbor recovery", "bridge harbor recovery", 0.8, 0.8),
        ("harbor recovery", "harbor lake", 0.5, 0.5),
        ("harbor", "harbor", 1, 1),
        ("harbor", "bridge", 0, 0),
        ("", "", 0, 0),
    ],
)
def test_likeness_of_names(first, second, least, most) -> None:
    assert least <= likeness(first, second) <= most
