"""Adding, keeping, opening and removing documents; what the tables hold; who may."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.care.copies import export_participant
from meetpoint.core.care.erasure import erase_participant, run_retention
from meetpoint.core.consent.models import Disclosure
from meetpoint.core.documents import actions, privacy, rules
from meetpoint.core.documents.errors import DocumentRefused
from meetpoint.core.documents.files.keeping import PIECE, content_of, name_of
from meetpoint.core.documents.models import Document, Piece
from meetpoint.core.documents.queries import documents_of, file_name, hint
from meetpoint.core.documents.tests.factories import PLACE, TEXT, document, exif, jpeg, new, segment
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.actions import merge_participants
from meetpoint.core.people.errors import Erased
from meetpoint.core.people.models import Participant
from meetpoint.core.people.tests.factories import participant
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict, NotAllowed, NotFound
from meetpoint.lib.identifiers import uuid7
from meetpoint.lib.keys import KeyMissing


def raw(table: str) -> bytes:
    """Return everything that a table holds."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        cells = [cell for row in cursor.fetchall() for cell in row]
    return b" ".join(bytes(c) if isinstance(c, bytes | memoryview) else str(c).encode() for c in cells)


def test_neither_name_nor_content_stands_in_the_tables(ana: Actor, site: Site) -> None:
    one = document(ana, site, content=TEXT * 3)
    assert (content_of(one, ana), name_of(one)) == (TEXT * 3, "Letter of Home Again")
    held = raw("documents_document") + raw("documents_piece")
    assert b"letter" in held  # the kind
    assert TEXT[:12] not in held
    assert b"Home Again" not in held
    entries = AuditEntry.objects.of(ana).filter(action__startswith="document.")
    assert not any("Home" in str(entry.fields) for entry in entries)


def test_large_document_is_kept_in_pieces_that_hold_their_place(ana: Actor, site: Site) -> None:
    content = b"%PDF-" + bytes(range(256)) * ((2 * PIECE) // 256)
    one = document(ana, site, content=content)
    assert [piece.number for piece in Piece.objects.of(ana).order_by("number")] == [0, 1, 2]
    assert content_of(one, ana) == content
    first, second = Piece.objects.of(ana).order_by("number")[:2]
    Piece.objects.of(ana).filter(pk=second.pk).update(content=first.content)
    with pytest.raises(KeyMissing):
        content_of(one, ana)


def test_picture_is_kept_without_where_it_was_taken(ana: Actor, site: Site) -> None:
    one = document(ana, site, content=jpeg(segment(0xE1, exif(1)), after=PLACE))
    assert (one.type, content_of(one, ana)) == ("jpeg", jpeg())


def test_same_document_twice_is_stored_once(ana: Actor, site: Site, person: Participant) -> None:
    one = new(person, site)
    assert actions.add_document(one, by=ana) == actions.add_document(one, by=ana)
    assert Piece.objects.of(ana).count() == 1
    for other in ({"content": b"Something else"}, {"kind": "court"}):
        with pytest.raises(Conflict):
            actions.add_document(replace(one, **other), by=ana)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"content": b"<svg/>"}, "file"),
        ({"content": b"%PDF-" + bytes(rules.LARGEST)}, "file"),
        ({"content": jpeg()[:-2]}, "file"),
        ({"kind": "diary"}, "kind"),
        ({"kind": "wound", "content": jpeg()}, "agreed"),
        ({"name": "a" * 121}, "name"),
        ({"name": "a\x00"}, "name"),
        ({"keep_reason": "because"}, "keep_reason"),
    ],
)
def test_what_cannot_be_stored_is_named(
    ana: Actor, site: Site, person: Participant, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(DocumentRefused) as refused:
        actions.add_document(new(person, site, **wrong), by=ana)
    assert set(refused.value.fields) == {field}
    assert not Document.objects.of(ana).exists()


def test_ten_megabytes_fit(ana: Actor, site: Site) -> None:
    assert document(ana, site, content=b"%PDF-" + bytes(rules.LARGEST - 5)).size == rules.LARGEST


@pytest.mark.parametrize("days", [-3, 3665])
def test_day_is_from_today_to_ten_years(ana: Actor, site: Site, person: Participant, days: int) -> None:
    until = clock.now().date() + timedelta(days=days)
    with pytest.raises(DocumentRefused):
        actions.add_document(new(person, site, keep_until=until), by=ana)
    one = document(ana, site, person)
    with pytest.raises(DocumentRefused):
        actions.keep_document(one.uid, until=until, reason="wish", by=ana)
    with pytest.raises(DocumentRefused):
        actions.keep_document(one.uid, until=one.keep_until, reason="", by=ana)


def test_picture_of_a_wound_needs_their_yes(ana: Actor, site: Site) -> None:
    assert document(ana, site, kind="wound", content=jpeg(), agreed=True).agreed


def test_person_has_two_hundred_at_most(
    ana: Actor, dee: Actor, site: Site, person: Participant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meetpoint.core.documents.rules.MOST", 1)
    other = participant(dee)
    document(ana, site, other)
    merge_participants(by=dee, kept=person, joined=other)
    with pytest.raises(DocumentRefused):
        document(ana, site, person)


def test_kept_longer_is_written_down(ana: Actor, site: Site) -> None:
    one = document(ana, site)
    until = one.keep_until + timedelta(days=100)
    assert actions.keep_document(one.uid, until=until, reason="wish", by=ana).keep_until == until


@pytest.mark.parametrize(("for_person", "recipient"), [(True, "participant"), (False, "staff")])
def test_opening_passes_the_gate(ana: Actor, site: Site, for_person: bool, recipient: str) -> None:
    one = document(ana, site)
    found, content = actions.open_document(one.uid, by=ana, for_person=for_person)
    assert (found, content) == (one, TEXT)
    entry = Disclosure.objects.of(ana).get()
    assert (entry.recipient, entry.kind, entry.what, entry.participant_id) == (
        recipient,
        "print",
        "document",
        one.participant_id,
    )


def test_refused_by_the_gate_nothing_is_opened(ana: Actor, site: Site) -> None:
    one = document(ana, site)
    no_print = replace(ana, permissions=ana.permissions - {"consent:print:make"})
    with pytest.raises(NotAllowed):
        actions.open_document(one.uid, by=no_print)
    assert Disclosure.objects.of(ana).get().allowed is False
    assert not AuditEntry.objects.of(ana).filter(action="document.opened").exists()


def test_nobody_reaches_beyond_site_organisation_and_role(
    ana: Actor, ben: Actor, cai: Actor, site: Site, van: Site, person: Participant
) -> None:
    one = document(ana, site)
    away = replace(ana, site_ids=frozenset({van.pk}))
    for nobody, problem in ((cai, NotFound), (away, NotFound), (ben, NotAllowed)):
        for act in (
            lambda by: actions.open_document(one.uid, by=by),
            lambda by: actions.remove_document(one.uid, by=by),
            lambda by: actions.keep_document(one.uid, until=one.keep_until, reason="wish", by=by),
        ):
            with pytest.raises(problem):
                act(nobody)
    with pytest.raises(NotAllowed):
        actions.add_document(new(person, site), by=away)
    with pytest.raises(NotFound):
        actions.open_document(uuid7(), by=ana)


def test_removed_for_good_with_its_content(ana: Actor, site: Site) -> None:
    one = document(ana, site)
    actions.remove_document(one.uid, by=ana)
    assert not Document.objects.of(ana).exists()
    assert not Piece.objects.of(ana).exists()


def test_day_that_passed_takes_it_away(dee: Actor, site: Site) -> None:
    gone, stays = document(dee, site), document(dee, site)
    actions.keep_document(stays.uid, until=gone.keep_until + timedelta(days=1), reason="wish", by=dee)
    assert privacy.retain(dee, gone.keep_until) == 0
    assert run_retention(by=dee, today=gone.keep_until + timedelta(days=1))["documents"] == 1
    assert Document.objects.of(dee).get() == stays
    assert Piece.objects.of(dee).get().document == stays


def test_copy_lists_and_erasure_takes_the_bytes(dee: Actor, site: Site, person: Participant) -> None:
    other = participant(dee)
    document(dee, site, person)
    document(dee, site, other)
    stays = document(dee, site)
    merge_participants(by=dee, kept=person, joined=other)
    told = str(export_participant(person, by=dee).as_data())
    assert told.count("Letter of Home Again") == 2
    erase_participant(person, by=dee)
    assert Piece.objects.of(dee).get().document == stays
    with pytest.raises(Erased):
        document(dee, site, person)


def test_hint_and_list_keep_to_the_sites_in_reach(
    ana: Actor, site: Site, van: Site, person: Participant, django_assert_num_queries
) -> None:  # type: ignore[no-untyped-def]
    assert hint(ana, [person.pk]) == ""
    document(ana, site, person)
    document(ana, van, person)
    with django_assert_num_queries(1):
        assert hint(ana, [person.pk]) == "2 documents"
    near = replace(ana, site_ids=frozenset({site.pk}))
    assert hint(near, [person.pk]) == "1 document"
    assert [one.site for one in documents_of(near, [person.pk])] == [site]


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        ("Letter", "Letter.txt"),
        ("letter.TXT", "letter.TXT"),
        ("scan.pdf", "scan.pdf.txt"),
        ("../../etc/passwd\r\nX: y", ".. .. etc passwd X y.txt"),
        ("", "Letter.txt"),
        ("Año\u202egnp", "Año gnp.txt"),
    ],
)
def test_name_of_a_file_is_harmless_and_ends_as_it_is(ana: Actor, site: Site, name: str, saved: str) -> None:
    assert file_name(document(ana, site, name=name)) == saved
