"""Pages of files, double entries and checks: what somebody sees and does there without a script."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from meetpoint.core.access.models import StaffSession
from meetpoint.core.consent.models import Disclosure
from meetpoint.core.directory.actions import EntryFacts, add_entry, check_entry
from meetpoint.core.directory.actions.files import forget_old_files
from meetpoint.core.directory.errors import EntryRefused
from meetpoint.core.directory.models import Check, DirectoryEntry, DirectoryFile, Merge
from meetpoint.core.directory.tests.made import AT, TABLES, export, facility, package, tables, taken_in
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7

LIST, FILES, DOUBLE = (reverse(f"directory:{name}") for name in ("list", "bring", "duplicates"))


def added(by, **facts):
    return add_entry(uuid7(), EntryFacts(**{"name": "Hill Clinic", "kind": "health", **facts}), by=by)


def at(name, *args):
    return reverse(f"directory:{name}", args=args)


def brought(browser, path, layout="hsds"):
    file = SimpleUploadedFile(path.name, path.read_bytes())
    return browser.post(FILES, {"uid": uuid7(), "layout": layout, "file": file})


def test_search_page_narrows_and_says_what_it_does_not_understand(sign_in, dee_member, dee, tmp_path) -> None:
    taken_in(export(tmp_path / "ft.json", facility()), dee, "findtreatment")
    browser = sign_in(None, dee_member)
    for asked, found in (
        ({"q": "harb", "place": "newark", "with": "mu", "language": "es", "pays": "medicaid"}, True),
        ({"pays": "free"}, False),
        ({"open": "now"}, False),
        ({"checked": "stale"}, True),
        ({"pays": "gold"}, True),
    ):
        assert (b"Harbor Recovery" in browser.get(LIST, asked).content) is found, asked


def test_file_is_looked_at_with_its_bad_rows_and_taken_in_once(sign_in, dee_member, dee, tmp_path) -> None:
    browser = sign_in(None, dee_member)
    bad = [*TABLES["phone"], {"id": "x", "number": "1"}]
    answer = brought(browser, package(tmp_path / "hsds.zip", tables(phone=bad)))
    page = browser.get(answer.url).content.decode()
    assert "phone.csv, line 3" in page
    assert not DirectoryEntry.objects.of(dee).exists()
    uid = DirectoryFile.objects.of(dee).get().uid
    assert browser.post(at("take_in", uid)).url == LIST
    assert DirectoryEntry.objects.of(dee).count() == 2
    assert browser.post(at("take_in", uid)).status_code == 404


def test_file_of_something_else_is_refused_beside_the_field(sign_in, dee_member, dee, tmp_path) -> None:
    browser = sign_in(None, dee_member)
    for name in ("a.zip", "a.json", "a.exe"):
        (tmp_path / name).write_bytes(b"{}")
        assert brought(browser, tmp_path / name).context["form"].errors
    assert not DirectoryFile.objects.of(dee).exists()


def test_file_is_let_go_of_by_hand_or_after_two_days(sign_in, dee_member, dee, tmp_path) -> None:
    browser = sign_in(None, dee_member)
    path = package(tmp_path / "hsds.zip", TABLES)
    brought(browser, path)
    assert browser.post(at("let_go", DirectoryFile.objects.of(dee).get().uid)).url == FILES
    brought(browser, path)
    forget_old_files(dee)
    assert DirectoryFile.objects.of(dee).count() == 1
    with clock.stand_at(datetime(2090, 1, 1, tzinfo=UTC)):
        forget_old_files(dee)
    assert not DirectoryFile.objects.of(dee).exists()


def test_export_asks_who_it_is_again_and_is_accounted_for(sign_in, dee_member, dee) -> None:
    added(dee)
    browser = sign_in(None, dee_member)
    StaffSession.objects.of(dee).update(fresh_at="2025-01-01T00:00Z")
    assert browser.get(at("export")).status_code == 302
    answer = sign_in(browser, dee_member).get(at("export"))
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as package:
        assert b"Hill Clinic" in package.read("service.csv")
    assert Disclosure.objects.of(dee).get().what == "directory"


def test_double_entries_are_joined_told_apart_and_undone(sign_in, ana_member, ana) -> None:
    first, second = (added(ana, phone="973-555-0100", week="MO0900-1700") for _turn in range(2))
    browser = sign_in(None, ana_member)
    assert at("join", first.uid, second.uid).encode() in browser.get(DOUBLE).content
    browser.post(at("join", first.uid, second.uid))
    merge = Merge.objects.of(ana).get()
    assert at("undo", merge.pk).encode() in browser.get(DOUBLE).content
    assert at("detail", first.uid).encode() in browser.get(at("detail", second.uid)).content
    assert at("detail", second.uid).encode() in browser.get(at("detail", first.uid)).content
    browser.post(at("undo", merge.pk))
    browser.post(at("apart", first.uid, second.uid))
    assert at("join", first.uid, second.uid).encode() not in browser.get(DOUBLE).content


def test_checks_are_shown_with_who_and_what_came_of_them(sign_in, ana_member, ana) -> None:
    entry = added(ana)
    Check.objects.of(ana).delete()
    DirectoryEntry.objects.of(ana).update(checked_on=None)
    browser = sign_in(None, ana_member)
    assert b"nobody here has checked this yet" in browser.get(at("detail", entry.uid)).content
    browser.post(at("check", entry.uid), {"how": "called", "found": "no_answer"})
    page = browser.get(at("detail", entry.uid)).content
    assert b"Nobody answered" in page
    assert b"Ana" in page
    assert b"nobody here has checked this yet" in page
    assert browser.post(at("check", entry.uid), {"found": "wrong"}).url == at("change", entry.uid)
    assert browser.post(at("check", entry.uid), {"how": "guessed"}).context["form"].errors
    browser.post(at("check", entry.uid), {"how": "visited", "found": "right"})
    assert b"nobody here has checked this yet" not in browser.get(at("detail", entry.uid)).content
    with clock.stand_at(datetime(2090, 1, 1, tzinfo=UTC)):
        assert b"may be out of date" in sign_in(None, ana_member).get(at("detail", entry.uid)).content
    with pytest.raises(EntryRefused):
        check_entry(entry.uid, by=ana, how="guessed")


def test_hours_are_typed_day_by_day_and_said_in_the_readers_language(sign_in, ana_member, ana) -> None:
    browser = sign_in(None, ana_member)
    said = {"uid": uuid7(), "name": "Hill Clinic", "kind": "health", "sa": "10-12", "hours": "Holidays: call"}
    said |= dict.fromkeys(("mo", "tu", "we"), "9-17")
    url = browser.post(at("add"), said).url
    page = browser.get(url).content.decode()
    assert "Monday to Wednesday 9:00–17:00; Saturday 10:00–12:00; Holidays: call" in page
    wrong = browser.post(at("add"), {**said, "uid": uuid7(), "mo": "always"})
    assert set(wrong.context["form"].errors) == {"mo"}


def test_entry_from_a_file_shows_its_words_and_where_it_is_listed(sign_in, dee_member, dee, tmp_path) -> None:
    taken_in(export(tmp_path / "ft.json", facility()), dee, "findtreatment")
    DirectoryEntry.objects.of(dee).update(listed_on="2026-01-05")
    entry = DirectoryEntry.objects.of(dee).get()
    page = sign_in(None, dee_member).get(at("detail", entry.uid)).content.decode()
    for words in ("Methadone used in treatment", "Intake", "FindTreatment.gov export", "Refer somebody here"):
        assert words in page


def test_change_of_a_service_with_more_places_says_so(sign_in, dee_member, dee, tmp_path) -> None:
    places = [*TABLES["location"], {"id": AT, "location_type": "virtual"}]
    second = {"id": str(uuid7()), "service_id": TABLES["service"][0]["id"], "location_id": AT}
    at_places = [*TABLES["service_at_location"], second]
    path = package(tmp_path / "hsds.zip", tables(location=places, service_at_location=at_places))
    assert taken_in(path, dee).errors == []
    page = sign_in(None, dee_member).get(at("change", AT)).content
    assert b"This service has 1 more place" in page


def test_links_lead_to_the_web_and_nowhere_else(dee, tmp_path) -> None:
    service = [{**TABLES["service"][0], "url": "javascript:alert(1)"}, TABLES["service"][1]]
    assert taken_in(package(tmp_path / "hsds.zip", tables(service=service)), dee).errors == []
    assert not DirectoryEntry.objects.of(dee).exclude(website="").exists()
