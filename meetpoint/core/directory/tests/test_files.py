"""Files in and out: bad rows are named, good ones stored, the same again changes nothing."""

import io
import json
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.management import call_command

from meetpoint.core.consent.models import Disclosure
from meetpoint.core.directory import actions
from meetpoint.core.directory.actions.entries import facts_of
from meetpoint.core.directory.actions.storing import import_rows
from meetpoint.core.directory.errors import PackageRefused
from meetpoint.core.directory.hsds.reading import read_hsds
from meetpoint.core.directory.hsds.writing import write_package
from meetpoint.core.directory.models import Agency, Attribute, DirectoryEntry, Phone, Service
from meetpoint.core.directory.sources import LAYOUTS
from meetpoint.core.directory.sources.findtreatment import codes_in
from meetpoint.core.directory.tests.made import (
    AT,
    ORG,
    PLACE,
    SERVICE,
    TABLES,
    export,
    facility,
    package,
    tables,
    taken_in,
)
from meetpoint.core.directory.vocabulary import service_codes
from meetpoint.lib.errors import NotAllowed
from tests.architecture.source.sizes import ROOT

SHARED = ROOT.parent / "shared" / "data"
OTP = SHARED / "otp_2021_geocoded.csv"
CODES = SHARED / "findtreatment_service_codes.csv"


def entry(by, **lookup):
    return DirectoryEntry.objects.of(by).select_related("service__organization").get(**lookup)


def places(outcome):
    return [(one.file, one.line, one.column) for one in outcome.errors]


def test_package_becomes_entries_and_the_same_again_changes_nothing(dee, tmp_path):
    path = package(tmp_path / "hsds.zip", TABLES)
    first = taken_in(path, dee)
    assert (first.errors, first.entries["added"], first.total("added")) == ([], 2, 15)
    clinic = entry(dee, uid=AT)
    assert (clinic.name, clinic.agency_name) == ("Methadone clinic", "Harbor Recovery")
    assert (clinic.phone, clinic.address) == ("973-555-0100", "12 Hill Street, Newark, NJ 07102")
    assert clinic.week == "MO0600-1400 TU0600-1400 WE0600-1400 TH0600-1400 FR0600-1400"
    assert (clinic.languages, clinic.fees, clinic.accessibility) == ("Spanish", "Medicaid", "Ramp")
    assert (clinic.identification_needed, clinic.checked_on) == ("Any name", None)
    assert entry(dee, name="Night line").location is None
    again = taken_in(path, dee)
    assert (again.errors, again.changed_anything, again.total("same")) == ([], False, 15)
    assert not again.entries["added"] + again.entries["changed"]


def test_changed_rows_are_changed_and_only_those(dee, tmp_path):
    taken_in(package(tmp_path / "1.zip", TABLES), dee)
    phone = [{**TABLES["phone"][0], "number": "973-555-0199"}]
    attribute = [{**TABLES["attribute"][0], "value": "daily"}]
    outcome = taken_in(package(tmp_path / "2.zip", tables(phone=phone, attribute=attribute)), dee)
    assert (outcome.total("changed"), outcome.total("added"), outcome.entries["changed"]) == (2, 0, 1)
    assert entry(dee, uid=AT).phone == "973-555-0199"


@pytest.mark.parametrize(
    ("table", "row", "column"),
    [
        ("organization", {"name": ""}, "name"),
        ("service", {"status": "open"}, "status"),
        ("service", {"id": "7"}, "id"),
        ("service", {"minimum_age": "ten"}, "minimum_age"),
        ("service", {"assured_date": "yesterday"}, "assured_date"),
        ("service", {"last_modified": "noon"}, "last_modified"),
        ("service", {"name": "x" * 256}, "name"),
        ("location", {"latitude": "91"}, "latitude"),
        ("address", {"city": ""}, "city"),
        ("phone", {"service_id": ORG}, "service_id"),
        ("cost_option", {"amount": "free"}, "amount"),
        ("schedule", {"interval": "1.5"}, "interval"),
        ("attribute", {"link_id": ORG}, "link_id"),
        ("attribute", {"taxonomy_term_id": ORG}, "taxonomy_term_id"),
    ],
)
def test_bad_rows_are_named_and_good_ones_stored(dee, tmp_path, table, row, column):
    good = TABLES[table][-1]
    bad = {**good, "id": "00000000-0000-0000-0000-0000000000ff", **row}
    outcome = taken_in(package(tmp_path / "hsds.zip", tables(**{table: [*TABLES[table], bad]})), dee)
    assert places(outcome) == [(f"{table}.csv", len(TABLES[table]) + 2, column)]
    assert outcome.total("added") == 15


def test_row_that_stands_twice_is_taken_once(dee, tmp_path):
    twice = [*TABLES["organization"], {**TABLES["organization"][0], "name": "Other"}]
    outcome = taken_in(package(tmp_path / "hsds.zip", tables(organization=twice)), dee)
    assert places(outcome) == [("organization.csv", 3, "id")]
    assert Agency.objects.of(dee).get().name == "Harbor Recovery"


def test_organization_points_to_one_that_stands_after_it(dee, tmp_path):
    above = {"id": PLACE, "name": "County", "description": "All of it."}
    below = {**TABLES["organization"][0], "parent_organization_id": PLACE}
    said = {"organization": [below, above, {**above, "id": AT, "parent_organization_id": SERVICE}]}
    path = package(tmp_path / "hsds.zip", said)
    outcome = taken_in(path, dee)
    assert places(outcome) == [("organization.csv", 4, "parent_organization_id")]
    assert Agency.objects.of(dee).get(uid=ORG).parent_organization.name == "County"
    assert not taken_in(path, dee).changed_anything


@pytest.mark.parametrize("as_json", [False, True])
def test_export_comes_in_again_as_the_same(dee, tmp_path, as_json):
    taken_in(package(tmp_path / "hsds.zip", TABLES), dee)
    taken_in(export(tmp_path / "ft.json", facility()), dee, "findtreatment")
    path = tmp_path / "out.zip"
    with path.open("wb") as file:
        written = write_package(file, dee, as_json=as_json)
    assert (written.rows["service"], written.rows["service_at_location"]) == (3, 2)
    outcome = taken_in(path, dee)
    assert (outcome.errors, outcome.changed_anything) == ([], False)
    said = json.loads(zipfile.ZipFile(path).read("datapackage.json"))
    service = next(one for one in said["resources"] if one["name"] == "service")
    assert {"name": "status", "type": "string"}.items() <= {
        key: value
        for field in service["schema"]["fields"]
        if field["name"] == "status"
        for key, value in field.items()
    }.items()


def test_export_keeps_what_the_standard_cannot_hold_as_words(dee, tmp_path):
    facts = actions.EntryFacts(name="Pantry", kind="food", address="Behind the church", phone="555 0100")
    pantry = actions.add_entry(ORG, facts, by=dee)
    retired = actions.add_entry(AT, actions.EntryFacts(name="Gone", kind="food"), by=dee)
    actions.retire_entry(retired.uid, by=dee)
    path = tmp_path / "out.zip"
    with path.open("wb") as file:
        written = write_package(file, dee)
    assert written.left_out == {"address of which only a line is known": 1}
    with zipfile.ZipFile(path) as file:
        assert b"Behind the church" in file.read("location.csv")
        assert b"Gone,,,,,inactive" in file.read("service.csv")
        assert str(pantry.checked_on).encode() in file.read("service.csv")
        assert str(retired.uid).encode() not in file.read("service_at_location.csv")


def test_nested_services_of_the_api_are_taken_apart(dee, tmp_path):
    nested = {
        **TABLES["service"][0],
        "organization": TABLES["organization"][0],
        "phones": [{"id": PLACE, "number": "973-555-0100"}],
        "service_at_locations": [{"id": AT, "location": {**TABLES["location"][0], "addresses": []}}],
        "attributes": [{"id": ORG, "taxonomy_term": {**TABLES["taxonomy_term"][0], "taxonomy_id": None}}],
    }
    path = tmp_path / "page.json"
    path.write_text(json.dumps({"total_items": 1, "contents": [nested]}))
    outcome = taken_in(path, dee)
    assert outcome.errors == []
    assert (entry(dee, uid=AT).agency_name, entry(dee, uid=AT).latitude) == ("Harbor Recovery", 40.73)
    assert Attribute.objects.of(dee).get().service.uid == entry(dee, uid=AT).service.uid


def test_metadata_is_counted_and_not_kept(dee, tmp_path):
    said = tables(metadata=[{"id": ORG, "resource_id": AT}])
    assert taken_in(package(tmp_path / "hsds.zip", said), dee).not_kept == {"metadata": 1}


@pytest.mark.parametrize(
    ("name", "content", "layout"),
    [
        ("a.csv", b"id,name\n1,2\n", "hsds"),
        ("a.json", b"{", "hsds"),
        ("a.json", b"{}", "hsds"),
        ("service.csv", b"id\n\xff\n", "hsds"),
        ("a.json", b"[1]", "findtreatment"),
        ("a.json", b"{}", "findtreatment"),
        ("a.csv", b"name\n", "findtreatment"),
        ("a.txt", b"", "findtreatment"),
        ("a.csv", b"name\n", "otp"),
        ("a.csv", b"\xff", "otp"),
    ],
)
def test_file_of_something_else_is_refused(tmp_path, name, content, layout):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(PackageRefused):
        LAYOUTS[layout](path)


def test_findtreatment_export_becomes_entries_with_codes(dee, tmp_path):
    path = export(
        tmp_path / "ft.json",
        facility(services=[*facility()["services"], {"f1": "Testing", "f3": "Gold dust; HIVT"}]),
        facility(name1=""),
        facility(street1="1 Elm", latitude="999"),
        facility(),
    )
    first = taken_in(path, dee, "findtreatment")
    assert places(first) == [("ft.json", 2, "name1"), ("ft.json", 3, "latitude")]
    assert first.not_kept == {"service: Gold dust": 1, "rows that repeat another": 1}
    made = entry(dee)
    assert (made.name, made.kind) == ("Harbor Recovery – Outpatient", "treatment")
    assert (made.address, made.website) == ("12 Hill Street, Newark, NJ 07102", "https://harbor.example")
    assert {"=mu", "=dt", "=hivt", "=pay:medicaid", "=l:es", "@newark", "methadone"} - set(
        made.words.values_list("word", flat=True)
    ) == {"methadone"}
    assert not taken_in(path, dee, "findtreatment").changed_anything


def test_table_with_a_column_for_each_code_is_read_too(dee, tmp_path):
    path = tmp_path / "ft.csv"
    path.write_text("name1,street1,city,state,zip,OTP,sp\nHarbor,1 Elm,Newark,NJ,07102,1,x\n")
    assert taken_in(path, dee, "findtreatment").errors == []
    assert (entry(dee).kind, entry(dee).languages) == ("treatment", "Spanish")


@pytest.mark.any_database
def test_every_code_is_found_by_its_name_within_its_category():
    for code in service_codes().values():
        found, unknown = codes_in({"services": [{"f1": code.category, "f3": code.name}]})
        if ";" not in code.name:
            assert (found, unknown) == ([code.code], []), code


@pytest.mark.any_database
def test_codes_are_those_of_the_reference_list():
    if not CODES.exists():
        pytest.skip(f"{CODES} is not here, so our copy of the codes is not compared with it.")
    rows = CODES.read_text().splitlines()
    assert len(rows) - 1 == len(service_codes()) == 224
    assert all(f",{code}," in row for row, code in zip(rows[1:], service_codes(), strict=True))


def test_otp_list_gets_its_zeros_back_and_its_certification(dee, tmp_path):
    path = tmp_path / "otp.csv"
    path.write_text(
        "Program Name,Street,City,State,Zip,Phone,Certification,First Full Certification Date\n"
        "Harbor,1 Elm,Newark,NJ,7102,973-555-0100,Full,2003-05-01\n"
        ",2 Elm,Newark,NJ,7102,,,\n"
    )
    outcome = taken_in(path, dee, "otp")
    assert places(outcome) == [("otp.csv", 3, "name")]
    assert (entry(dee).address, entry(dee).service.licenses) == ("1 Elm, Newark, NJ 07102", "Full 2003-05-01")


@pytest.mark.any_database
def test_reference_list_of_otps_is_read_without_a_bad_row():
    if not OTP.exists():
        pytest.skip(f"{OTP} is not here, so the list of 2021 is not read.")
    parsed = LAYOUTS["otp"](OTP)
    assert (parsed.problems, len(parsed.tables["service"])) == ([], 1_830)
    assert parsed.not_kept == {"rows that repeat another": 1}
    assert all(len(row.values["postal_code"].split("-")[0]) == 5 for row in parsed.tables["address"])


def test_what_somebody_wrote_is_not_overwritten(dee, tmp_path):
    path = package(tmp_path / "hsds.zip", TABLES)
    taken_in(path, dee)
    clinic = entry(dee, uid=AT)
    before = facts_of(clinic)
    facts = {name: getattr(before, name) for name in before.__dataclass_fields__}
    facts |= {"phone": "", "kind": "treatment", "week": "SA0800-1200", "languages": "Tagalog", "fees": "Free"}
    actions.change_entry(clinic.uid, actions.EntryFacts(**facts), by=dee)
    outcome = taken_in(path, dee)
    assert (outcome.errors, outcome.changed_anything) == ([], False)
    assert outcome.rows["phone"]["kept"] == outcome.rows["language"]["kept"] == 1
    after = entry(dee, uid=AT)
    assert (after.phone, after.kind, after.week) == ("", "treatment", "SA0800-1200")
    assert (after.languages, after.fees, after.name) == ("Tagalog", "Free", "Methadone clinic")
    assert not Phone.objects.of(dee).exclude(number="").exists()


def test_file_marks_for_which_day_it_lists_an_entry(dee, tmp_path):
    path = package(tmp_path / "hsds.zip", TABLES)
    for day in (date(2026, 1, 1), date(2026, 2, 1)):
        parsed = read_hsds(path)
        parsed.listed_on = day
        import_rows(parsed, by=dee)
    assert set(DirectoryEntry.objects.of(dee).values_list("listed_on", flat=True)) == {date(2026, 2, 1)}


def test_dry_run_writes_nothing_and_a_worker_may_not(dee, ana, tmp_path):
    parsed = read_hsds(package(tmp_path / "hsds.zip", TABLES))
    assert import_rows(parsed, by=dee, dry_run=True).entries["added"] == 2
    assert not Service.objects.of(dee).exists()
    with pytest.raises(NotAllowed):
        import_rows(parsed, by=ana)


def test_command_says_what_came_of_a_file_and_writes_it_out(dee, tmp_path):
    path = package(tmp_path / "hsds.zip", tables(phone=[{"id": "x", "number": "1"}]))
    told = io.StringIO()
    call_command("directory", "import", str(path), "--layout", "hsds", "--json", stdout=told)
    said = json.loads(told.getvalue())
    assert said["entries"] == {"added": 2, "changed": 0, "same": 0}
    assert [(one["file"], one["line"], one["column"]) for one in said["errors"]] == [("phone.csv", 2, "id")]
    told = io.StringIO()
    call_command("directory", "export", str(tmp_path / "out.zip"), "--json", stdout=told)
    assert json.loads(told.getvalue())["rows"]["service"] == 2
    assert Disclosure.objects.of(dee).get().what == "directory"
    told = io.StringIO()
    call_command("directory", "refresh", stdout=told)
    assert told.getvalue() == "Entries: 0 worked out anew, 2 the same.\n"


def test_moment_without_a_zone_is_taken_as_utc(dee, tmp_path):
    service = [{**TABLES["service"][0], "last_modified": "2026-03-14T12:00:00"}, TABLES["service"][1]]
    assert taken_in(package(tmp_path / "hsds.zip", tables(service=service)), dee).errors == []
    assert Service.objects.of(dee).get(uid=SERVICE).last_modified == datetime(2026, 3, 14, 12, tzinfo=UTC)


@pytest.mark.parametrize("layout", ["hsds", "findtreatment", "otp"])
def test_torn_table_is_refused_in_a_sentence(tmp_path: Path, layout: str) -> None:
    file = tmp_path / "service.csv"
    file.write_bytes(b'id,"never closed\n' + b"1,2\n" * 60_000)
    with pytest.raises(PackageRefused, match=r"service\.csv"):
        LAYOUTS[layout](file)
