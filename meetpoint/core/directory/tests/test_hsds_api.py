"""The HSDS API: the standard's paths below our prefix, its pages and shapes, past our door."""

import pytest

from meetpoint.core.api.tests.programs import program
from meetpoint.core.consent.models import Disclosure
from meetpoint.core.directory.actions import EntryFacts, add_entry, retire_entry
from meetpoint.core.directory.tests.made import (
    AT,
    LINE,
    ORG,
    PLACE,
    SERVICE,
    TABLES,
    TAX,
    TERM,
    package,
    taken_in,
)
from meetpoint.lib.identifiers import uuid7


@pytest.fixture
def county(dee, dee_member, tmp_path):
    taken_in(package(tmp_path / "hsds.zip", TABLES), dee)
    return program(dee_member)


def ids(answer):
    said = answer.json()
    assert said["size"] == len(said["contents"])
    return [row["id"] for row in said["contents"]]


def test_service_is_told_whole(county) -> None:
    said = county.get(f"/hsds/services/{SERVICE}").json()
    assert (said["name"], said["status"], said["organization"]["id"]) == ("Methadone clinic", "active", ORG)
    assert said["phones"][0]["number"] == "973-555-0100"
    assert said["schedules"][0]["byday"] == "MO,TU,WE,TH,FR"
    assert (said["languages"][0]["code"], said["cost_options"][0]["option"]) == ("es", "Medicaid")
    assert said["attributes"][0]["taxonomy_term"]["code"] == "MU"
    assert said["service_at_locations"][0]["location"]["id"] == PLACE


def test_one_of_each_is_told(county) -> None:
    assert county.get("/hsds/").json()["version"] == "3.0"
    for path, uid in (
        ("organizations", ORG),
        ("locations", PLACE),
        ("service_at_locations", AT),
        ("taxonomies", TAX),
        ("taxonomy_terms", TERM),
    ):
        assert county.get(f"/hsds/{path}/{uid}").json()["id"] == uid
        assert uid in ids(county.get(f"/hsds/{path}"))
        assert county.get(f"/hsds/{path}/{uuid7()}").status_code == 404
    place = county.get(f"/hsds/locations/{PLACE}").json()
    assert (place["latitude"], place["addresses"][0]["city"]) == (40.73, "Newark")


def test_pages_are_counted_as_the_standard_has_it(county) -> None:
    first = county.get("/hsds/services", per_page=1).json()
    assert (first["total_items"], first["total_pages"], first["page_number"]) == (2, 2, 1)
    assert (first["first_page"], first["last_page"], first["empty"]) == (True, False, False)
    last = county.get("/hsds/services", per_page=1, page=2).json()
    assert (last["first_page"], last["last_page"], last["contents"][0]["id"]) == (False, True, LINE)
    assert county.get("/hsds/services", page=9).json()["empty"]
    assert county.get("/hsds/services", per_page=101).status_code == 422


@pytest.mark.parametrize(
    ("path", "asked", "found"),
    [
        ("services", {"search": "methad"}, [SERVICE]),
        ("services", {"taxonomy_term_id": TERM}, [SERVICE]),
        ("services", {"organization_id": uuid7()}, []),
        ("services", {"organization_id": ORG}, [SERVICE, LINE]),
        ("services", {"modified_after": "2026-01-01T00:00:00Z"}, []),
        ("organizations", {"search": "night"}, [ORG]),
        ("locations", {"search": "hill"}, [PLACE]),
        ("locations", {"search": "zebra"}, []),
        ("service_at_locations", {"postcode": "07102"}, [AT]),
        ("service_at_locations", {"postcode": "07102", "proximity": 500}, [AT]),
        ("service_at_locations", {"postcode": "99999", "proximity": 500}, []),
        ("service_at_locations", {"organization_id": ORG, "taxonomy_term_id": TERM}, [AT]),
        ("service_at_locations", {"taxonomy_term_id": uuid7()}, []),
        ("taxonomy_terms", {"taxonomy_id": TAX, "search": "metha"}, [TERM]),
    ],
)
def test_lists_are_narrowed(county, path, asked, found) -> None:
    assert ids(county.get(f"/hsds/{path}", **asked)) == found


def test_minimal_leaves_out_what_is_inside(county) -> None:
    said = county.get("/hsds/services", minimal="true").json()["contents"][0]
    assert (said["name"], "phones" in said) == ("Methadone clinic", False)


@pytest.mark.parametrize(("rows", "queries"), [(1, 21), (2, 21)])
def test_page_costs_the_same_for_one_and_two(county, django_assert_num_queries, rows, queries) -> None:
    county.get("/hsds/services", per_page=rows)
    with django_assert_num_queries(queries):
        county.get("/hsds/services", per_page=rows)


def test_every_read_passes_the_gate(county, dee) -> None:
    county.get(f"/hsds/services/{SERVICE}")
    assert Disclosure.objects.of(dee).get().what == "directory"


def test_what_was_taken_out_is_not_told_and_others_see_nothing(county, dee, cai_member) -> None:
    gone = add_entry(uuid7(), EntryFacts(name="Gone", kind="food", address="1 Elm"), by=dee)
    told = county.get(f"/hsds/locations/{gone.location.uid}").json()
    assert told["addresses"] == []
    retire_entry(gone.uid, by=dee)
    assert county.get(f"/hsds/service_at_locations/{gone.uid}").status_code == 404
    assert county.get(f"/hsds/services/{gone.service.uid}").json()["status"] == "inactive"
    stranger = program(cai_member)
    assert stranger.get(f"/hsds/services/{SERVICE}").status_code == 404
    assert ids(stranger.get("/hsds/services")) == []
