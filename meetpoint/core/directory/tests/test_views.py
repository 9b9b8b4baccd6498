"""The directory's pages: who sees what, what a form keeps and says, what the list costs."""

import pytest
from django.urls import reverse

from meetpoint.core.access.models import StaffSession
from meetpoint.core.consent.models import Disclosure
from meetpoint.core.directory.actions import EntryFacts, add_entry
from meetpoint.core.directory.models import DirectoryEntry
from meetpoint.lib.identifiers import uuid7

LIST, ADD = reverse("directory:list"), reverse("directory:add")
LIST_QUERIES = 3
"""The session, the frame's sites, and the entries."""


def at(name, entry):  # type: ignore[no-untyped-def]
    return reverse(f"directory:{name}", args=[entry.uid])


def added(by, **more):  # type: ignore[no-untyped-def]
    return add_entry(uuid7(), EntryFacts(**{"name": "Hill Clinic", "kind": "health", **more}), by=by)


def said(**more):  # type: ignore[no-untyped-def]
    return {"uid": uuid7(), "name": "Hill Clinic", "kind": "health", **more}


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_for_one_and_three(
    sign_in, ana_member, ana, rows, django_assert_num_queries
) -> None:
    for _ in range(rows):
        added(ana)
    browser = sign_in(None, ana_member)
    browser.get(LIST)
    with django_assert_num_queries(LIST_QUERIES):
        page = browser.get(LIST)
    assert page.content.count(b"Hill Clinic") == rows


def test_list_narrows_by_words_and_by_what_is_offered(sign_in, ana_member, ana) -> None:
    clinic, pantry = added(ana), added(ana, name="Pantry", kind="food")
    browser = sign_in(None, ana_member)
    for query in ({"q": "pant"}, {"kind": "food"}):
        page = browser.get(LIST, query).content
        assert str(pantry.uid).encode() in page
        assert str(clinic.uid).encode() not in page
    assert browser.get(LIST, {"kind": "casino", "q": "\x00"}).status_code == 200


def test_file_asks_who_it_is_again_and_is_accounted_for(sign_in, dee_member, dee) -> None:
    added(dee)
    browser = sign_in(None, dee_member)
    StaffSession.objects.of(dee).update(fresh_at="2025-01-01T00:00Z")
    answer = browser.get(LIST, {"format": "csv"})
    assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("access:confirm"))
    answer = sign_in(browser, dee_member).get(LIST, {"format": "csv"})
    assert "Hill Clinic" in b"".join(answer.streaming_content).decode("utf-8-sig")
    assert Disclosure.objects.of(dee).get().what == "directory"


def test_entry_is_added_once_however_often_it_is_sent(sign_in, ana_member, ana) -> None:
    browser = sign_in(None, ana_member)
    uid = browser.get(ADD).context["form"]["uid"].value()
    answers = [browser.post(ADD, said(uid=uid)) for _ in range(2)]
    entry = DirectoryEntry.objects.of(ana).get()
    assert [answer.url for answer in answers] == [at("detail", entry)] * 2
    assert browser.get(ADD).context["form"]["uid"].value() != uid


def test_wrong_answers_are_kept_and_said_beside_their_fields(sign_in, ana_member, ana) -> None:
    browser = sign_in(None, ana_member)
    entry = added(ana)
    for url in (ADD, at("change", entry)):
        page = browser.post(url, said(name="River House", kind="casino", phone="5" * 81))
        assert (page.status_code, set(page.context["form"].errors)) == (200, {"kind", "phone"})
        page = browser.post(url, said(name="River House", website="javascript:alert(1)"))
        assert (page.status_code, set(page.context["form"].errors)) == (200, {"website"})
        assert b"River House" in page.content
    assert DirectoryEntry.objects.of(ana).get().name == "Hill Clinic"


def test_entry_is_shown_changed_checked_and_retired(sign_in, ana_member, ana) -> None:
    entry = added(ana, website="https://hill.example", phone="555 0100")
    browser = sign_in(None, ana_member)
    assert b'href="tel:5550100"' in browser.get(at("detail", entry)).content
    assert b"https://hill.example" in browser.get(at("change", entry)).content
    assert browser.post(at("change", entry), said(name="Hill House")).url == at("detail", entry)
    DirectoryEntry.objects.of(ana).update(checked_on=None)
    assert browser.post(at("check", entry)).url == at("detail", entry)
    entry.refresh_from_db()
    assert (entry.name, entry.checked_on is not None) == ("Hill House", True)
    assert browser.post(at("retire", entry)).url == LIST
    assert b"Hill House" not in browser.get(LIST).content


def test_other_organisation_finds_nothing(sign_in, cai_member, ana) -> None:
    entry = added(ana)
    browser = sign_in(None, cai_member)
    for name in ("detail", "change"):
        assert browser.get(at(name, entry)).status_code == 404
    for name in ("change", "check", "retire"):
        assert browser.post(at(name, entry), said()).status_code == 404
    assert b"Hill Clinic" not in browser.get(LIST).content


def test_reader_sees_but_does_not_change(sign_in, ben_member, ana, site) -> None:
    entry = added(ana)
    browser = sign_in(None, ben_member)
    page = browser.get(at("detail", entry))
    assert page.status_code == 200
    assert at("retire", entry).encode() not in page.content
    assert ADD.encode() not in browser.get(LIST).content
    assert {browser.get(url).status_code for url in (ADD, at("change", entry))} == {403}
    assert {browser.post(at(name, entry)).status_code for name in ("change", "check", "retire")} == {403}
