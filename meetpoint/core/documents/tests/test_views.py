"""The pages of documents: forms that keep and say, downloads that stay files, who gets a 404."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from meetpoint.core.access.models import StaffMember, StaffSession
from meetpoint.core.care.erasure import erase_participant
from meetpoint.core.consent.models import Disclosure
from meetpoint.core.documents import rules
from meetpoint.core.documents.files.keeping import content_of
from meetpoint.core.documents.forms import TOO_LARGE
from meetpoint.core.documents.models import Document
from meetpoint.core.documents.tests.factories import TEXT, document, jpeg
from meetpoint.core.imports.files import uploads
from meetpoint.core.people.actions import merge_participants
from meetpoint.core.people.tests.factories import participant
from meetpoint.lib.identifiers import uuid7


def at(name: str, record: Any) -> str:
    return reverse(f"documents:{name}", args=[record.uid])


def sent(place, **more: Any) -> dict[str, Any]:  # type: ignore[no-untyped-def]
    given = {
        "uid": uuid7(),
        "file": SimpleUploadedFile("x.exe", TEXT),
        "kind": "letter",
        "name": "Letter of March",
        "site": place.pk,
        "keep_until": "",
        "keep_reason": "wish",
    }
    return {**given, **more}


@pytest.fixture
def browser(sign_in, ana_member):  # type: ignore[no-untyped-def]
    return sign_in(None, ana_member)


def days(browser, person) -> str:  # type: ignore[no-untyped-def]
    return browser.get(at("add", person)).context["form"]["keep_until"].value().isoformat()


def test_form_tells_phones_what_it_takes(browser, person) -> None:  # type: ignore[no-untyped-def]
    page = browser.get(at("add", person)).content.decode()
    assert 'enctype="multipart/form-data"' in page
    assert 'capture="environment"' in page
    assert "up to 10 MB" in page


@pytest.mark.parametrize("field", ["file", "picture"])
def test_file_is_stored_whatever_its_name_says(browser, ana, site, person, field) -> None:  # type: ignore[no-untyped-def]
    more: dict[str, Any] = {"file": "", field: SimpleUploadedFile("x.exe", TEXT, "image/png")}
    answer = browser.post(at("add", person), sent(site, keep_until=days(browser, person), **more))
    one = Document.objects.of(ana).get()
    assert (answer.status_code, answer.url) == (302, at("documents", person))
    assert (one.type, content_of(one, ana), one.put_by) == ("text", TEXT, ana.staff_id)
    assert b"Letter of March" in browser.get(at("documents", person)).content


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"file": ""}, {"file"}),
        ({"picture": SimpleUploadedFile("a.jpg", jpeg())}, {"file"}),
        ({"file": SimpleUploadedFile("a.pdf", b"<script>")}, {"file"}),
        ({"file": SimpleUploadedFile("a.pdf", b"")}, {"file"}),
        ({"kind": "diary"}, {"kind"}),
        ({"kind": "wound"}, {"agreed"}),
        ({"keep_until": "9999-12-31"}, {"keep_until"}),
        ({"keep_until": "soon"}, {"keep_until"}),
        ({"uid": "x"}, {"uid"}),
        ({"site": "9" * 40}, {"site"}),
        ({"name": "a\x00"}, {"name"}),
    ],
)
def test_wrong_answers_are_said_and_the_rest_is_kept(browser, ana, site, person, wrong, fields) -> None:  # type: ignore[no-untyped-def]
    for each in ("file", "picture"):
        if hasattr(wrong.get(each), "seek"):
            wrong[each].seek(0)
    said = sent(site, **{"keep_until": days(browser, person), **wrong})
    page = browser.post(at("add", person), said)
    assert set(page.context["form"].errors) == fields
    assert page.context["form"]["name"].value() == said["name"]
    assert b"Choose it again before you save" in page.content
    assert not Document.objects.of(ana).exists()


@pytest.mark.parametrize("size", [rules.LARGEST + 1, uploads.LARGEST_UPLOAD + 1])
def test_file_that_is_too_large_is_said_beside_it(browser, ana, site, person, size) -> None:  # type: ignore[no-untyped-def]
    file = SimpleUploadedFile("a.pdf", b"%PDF-" + bytes(size - 5))
    page = browser.post(at("add", person), sent(site, file=file, keep_until=days(browser, person)))
    assert page.context["form"].errors["file"] == [
        "This file is larger than 10 MB. Take the picture smaller, or send fewer pages."
    ]
    assert uploads.TOO_LARGE == TOO_LARGE


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_for_one_and_three(
    browser, ana, site, person, rows, django_assert_num_queries
) -> None:  # type: ignore[no-untyped-def]
    for _ in range(rows):
        document(ana, site, person)
    browser.get(at("documents", person))
    with django_assert_num_queries(6):
        page = browser.get(at("documents", person))
    assert page.content.count(b"Letter of Home Again") == rows


def test_download_is_a_file_and_never_a_page(browser, ana, site, person) -> None:  # type: ignore[no-untyped-def]
    one = document(ana, site, person, name='Año "1"')
    answer = browser.get(at("download", one))
    assert answer.content == TEXT
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''A%C3%B1o%201.txt"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Type"].startswith("text/plain")
    assert Disclosure.objects.of(ana).get().recipient == "staff"
    browser.get(at("download", one), {"to": "person"})
    assert Disclosure.objects.of(ana).latest("pk").recipient == "participant"


def test_download_asks_who_it_is_again(browser, ana, site) -> None:  # type: ignore[no-untyped-def]
    one = document(ana, site)
    StaffSession.objects.of(ana).update(fresh_at="2025-01-01T00:00Z")
    answer = browser.get(at("download", one))
    assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("access:confirm"))
    assert not Disclosure.objects.of(ana).exists()


def test_kept_longer_and_removed(browser, ana, site, person) -> None:  # type: ignore[no-untyped-def]
    one = document(ana, site, person)
    page = browser.post(at("keep", one), {"keep_until": "1999-01-01", "keep_reason": "wish"})
    assert set(page.context["form"].errors) == {"keep_until"}
    new_day = {"keep_until": days(browser, person), "keep_reason": "wish"}
    assert browser.post(at("keep", one), new_day).url == at("documents", person)
    assert b"The person asked us to keep it" in browser.get(at("documents", person)).content
    assert browser.post(at("remove", one)).url == at("documents", person)
    assert b"No documents" in browser.get(at("documents", person)).content


def test_joined_records_share_their_documents(sign_in, dee_member, dee, site, person) -> None:  # type: ignore[no-untyped-def]
    other = participant(dee)
    document(dee, site, other)
    merge_participants(by=dee, kept=person, joined=other)
    for one in (person, other):
        assert b"Letter of Home Again" in sign_in(None, dee_member).get(at("documents", one)).content


def test_erased_person_takes_no_document(sign_in, dee_member, dee, person) -> None:  # type: ignore[no-untyped-def]
    erase_participant(person, by=dee)
    assert sign_in(None, dee_member).get(at("add", person)).status_code >= 400


def test_other_site_other_organisation_and_nothing_answer_alike(
    sign_in, ana_member: StaffMember, cai_member, dee, site, van, person
) -> None:  # type: ignore[no-untyped-def]
    one = document(dee, van, person)
    StaffMember.objects.of(dee).filter(pk=ana_member.pk).update(all_sites=False)
    ana_member.sites.set([site])
    for member in (ana_member, cai_member):
        away = sign_in(None, member)
        for name, ask in (("download", away.get), ("keep", away.post), ("remove", away.post)):
            there, nowhere = ask(at(name, one)), ask(reverse(f"documents:{name}", args=[uuid7()]))
            assert (there.status_code, nowhere.status_code) == (404, 404), name
            assert there.content.count(b"<") == nowhere.content.count(b"<")
    assert b"Letter of Home Again" not in sign_in(None, ana_member).get(at("documents", person)).content
    assert sign_in(None, cai_member).get(at("documents", person)).status_code == 404
    assert Document.objects.of(dee).exists()


def test_read_only_staff_see_no_documents(sign_in, ben_member, person) -> None:  # type: ignore[no-untyped-def]
    assert sign_in(None, ben_member).get(at("documents", person)).status_code == 403
