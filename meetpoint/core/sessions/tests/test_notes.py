"""Counselling notes: sealed, kept apart, opened by few, and let out by a consent for them alone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from meetpoint.core.access.models import StaffMember
from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.care.copies import export_participant
from meetpoint.core.care.erasure import erase_participant
from meetpoint.core.consent.actions import revoke_consent
from meetpoint.core.consent.models import Disclosure
from meetpoint.core.consent.tests.factories import CLINIC, agreed, promised, under_part2
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.actions import Ground, set_option
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.actions import merge_participants
from meetpoint.core.people.models import Participant
from meetpoint.core.people.tests.factories import participant
from meetpoint.core.sessions.actions import Telling, correct_note, open_note, tell_notes
from meetpoint.core.sessions.errors import SessionRefused
from meetpoint.core.sessions.models import Note, NoteVersion
from meetpoint.core.sessions.privacy import retain
from meetpoint.core.sessions.queries.notes import notes_of, text_of, versions_of
from meetpoint.core.sessions.tests.factories import held, note, planned
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict, NotAllowed, NotFound
from meetpoint.lib.identifiers import uuid7

SECRET = "Spoke about grief."
NOTES = {"scope": ["counselling_notes"]}


def consented(person: Participant, by: Actor, **more: Any) -> Any:
    return agreed(person, by, **{**NOTES, **more})


# --- sealed ---------------------------------------------------------------------------------------


def test_raw_tables_hold_nothing_readable(ines: Actor, site: Site, person: Participant) -> None:
    written = note(ines, site, person)
    correct_note(written.uid, "Spoke about hope.", by=ines)
    with connection.cursor() as cursor:
        for table in (Note._meta.db_table, NoteVersion._meta.db_table):
            cursor.execute(f"SELECT * FROM {table}")  # a name of our own
            for row in cursor.fetchall():
                raw = b" ".join(
                    bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row
                )
                assert b"grief" not in raw
                assert b"hope" not in raw


def test_correction_keeps_the_earlier_text_sealed(ines: Actor, site: Site, person: Participant) -> None:
    written = note(ines, site, person)
    for text in ("Spoke about hope.", "Spoke about hope.", "Spoke about work."):
        correct_note(written.uid, text, by=ines)
    written.refresh_from_db()
    assert (text_of(written), written.version) == ("Spoke about work.", 3)
    assert [text for _one, text in versions_of(written)] == ["Spoke about hope.", SECRET]


def test_note_sent_twice_is_one_and_another_text_a_conflict(
    ines: Actor, omar: Actor, site: Site, person: Participant
) -> None:
    uid = uuid7()
    assert note(ines, site, person, uid=uid) == note(ines, site, person, uid=uid)
    with pytest.raises(Conflict):
        note(ines, site, person, "Other.", uid=uid)
    with pytest.raises(Conflict):
        note(omar, site, person, uid=uid)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "a\x00b"}, "text"),
        ({"text": "x" * 20_001}, "text"),
        ({"keep_until": date(2000, 1, 1)}, "keep_until"),
        ({"keep_until": date.max}, "keep_until"),
        ({"session_id": 10**9}, "session"),
    ],
)
def test_note_that_cannot_be_is_named(
    ines: Actor, site: Site, person: Participant, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(SessionRefused) as problem:
        note(ines, site, person, **wrong)
    assert set(problem.value.fields) == {field}


def test_note_belongs_to_a_session_of_its_own_person(ines: Actor, site: Site, person: Participant) -> None:
    theirs, other = planned(ines, site, person), planned(ines, site, participant(ines))
    assert note(ines, site, person, session_id=theirs.pk).session == theirs
    with pytest.raises(SessionRefused):
        note(ines, site, person, session_id=other.pk)


# --- who opens them -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "opens"),
    [
        ("ines", True),
        ("omar", True),
        ("mia", False),
        ("ana", False),
        ("dee", False),
        ("ben", False),
        ("cai", False),
    ],
)
def test_author_and_clinicians_open_a_note_and_nobody_else(
    who: str, opens: bool, ines: Actor, site: Site, person: Participant, request: Any
) -> None:
    written, viewer = note(ines, site, person), request.getfixturevalue(who)
    if opens:
        assert open_note(written, by=viewer) == SECRET
        assert notes_of(viewer, person) == [written]
        assert AuditEntry.objects.of(viewer).filter(action="note.opened", staff_id=viewer.staff_id).exists()
    else:
        with pytest.raises(NotFound):
            open_note(written, by=viewer)
        assert notes_of(viewer, person) == []


@pytest.mark.parametrize(
    ("who", "status"),
    [("ines", 200), ("omar", 200), ("mia", 403), ("ana", 403), ("dee", 404), ("ben", 403), ("cai", 404)],
)
def test_page_of_a_note_opens_alike(
    who: str, status: int, ines: Actor, site: Site, person: Participant, sign_in: Any, request: Any
) -> None:
    written = note(ines, site, person)
    browser = sign_in(None, request.getfixturevalue(f"{who}_member"))
    answer = browser.get(reverse("sessions:note", args=[written.uid]))
    assert answer.status_code == status
    assert (SECRET.encode() in answer.content) == (status == 200)


def test_clinician_of_another_site_finds_nothing(
    ines: Actor,
    omar: Actor,
    omar_member: StaffMember,
    site: Site,
    van: Site,
    person: Participant,
    sign_in: Any,
) -> None:
    written = note(ines, site, person)
    away = replace(omar, site_ids=frozenset({van.pk}))
    assert notes_of(away, person) == []
    with pytest.raises(NotFound):
        open_note(written, by=away)
    StaffMember.objects.of(omar).filter(pk=omar_member.pk).update(all_sites=False)
    omar_member.sites.set([van])
    page = sign_in(None, omar_member).get(reverse("sessions:note", args=[written.uid]))
    assert page.status_code == 404


def test_administrator_who_writes_notes_reads_their_own(dee: Actor, ines: Actor, site: Site) -> None:
    person = participant(dee)
    mine = note(dee, site, person)
    note(ines, site, person)
    assert notes_of(dee, person) == [mine]
    assert len(notes_of(ines, person)) == 2


def test_only_the_author_corrects(
    ines: Actor, omar: Actor, ana: Actor, site: Site, person: Participant
) -> None:
    written = note(ines, site, person)
    with pytest.raises(NotFound):
        correct_note(written.uid, "Mine.", by=omar)
    with pytest.raises(NotAllowed):
        correct_note(written.uid, "Mine.", by=ana)
    with pytest.raises(SessionRefused):
        correct_note(written.uid, "", by=ines)
    with pytest.raises(NotAllowed):
        note(ana, site, person)


def test_program_and_the_system_open_nothing(ines: Actor, site: Site, person: Participant) -> None:
    written = note(ines, site, person)
    system = Actor.system(ines.organisation_id, "test")
    assert notes_of(system, person) == []
    with pytest.raises(NotFound):
        open_note(written, by=system)
    assert not [scope for scope in registry().api_scopes if "note" in scope and scope.startswith("sessions:")]


def test_joined_records_have_one_person_s_notes(dee: Actor, ines: Actor, site: Site) -> None:
    one, other = participant(dee), participant(dee)
    written = note(ines, site, other)
    kept = merge_participants(by=dee, kept=one, joined=other)
    assert notes_of(ines, kept) == [written]


# --- nowhere else ---------------------------------------------------------------------------------


def test_notes_stand_on_no_timeline_no_copy_and_no_list(
    dee: Actor, ines: Actor, site: Site, person: Participant, ines_member: StaffMember, sign_in: Any
) -> None:
    held(ines, planned(ines, site, person, kind="counselling"), person)
    note(ines, site, person, "Unmistakable words.")
    made = export_participant(person, by=dee)
    assert "Unmistakable" not in json.dumps(made.as_data(), default=str)
    browser = sign_in(None, ines_member)
    for page in (
        reverse("care:participant", args=[person.uid]),
        reverse("sessions:person", args=[person.uid]),
        reverse("sessions:list"),
        reverse("sessions:notes", args=[person.uid]),
    ):
        assert b"Unmistakable" not in browser.get(page).content


def test_notes_go_with_the_person_and_on_their_day(
    dee: Actor, ines: Actor, site: Site, person: Participant
) -> None:
    today = clock.now().date()
    due = note(ines, site, person, "Short.", keep_until=today + timedelta(days=2))
    correct_note(due.uid, "Shorter.", by=ines)
    note(ines, site, person)
    assert retain(dee, today + timedelta(days=2)) == 0
    assert retain(dee, today + timedelta(days=3)) == 1
    erase_participant(person, by=dee)
    assert not Note.objects.of(dee).exists()
    assert not NoteVersion.objects.of(dee).exists()


@pytest.mark.parametrize(("day", "until"), [((2026, 3, 14), (2033, 3, 14)), ((2028, 2, 29), (2035, 2, 28))])
def test_option_says_how_long_notes_stay(
    dee: Actor, ines: Actor, site: Site, person: Participant, day: Any, until: Any
) -> None:
    assert note(ines, site, person).keep_until is None
    ground = Ground(effective_from=date(2020, 1, 1), source="Law of the place", verified_by="Dee")
    set_option("sessions.keep_notes_years", "7", ground, by=dee)
    with clock.stand_at(datetime(*day, 17, tzinfo=UTC)):
        assert note(ines, site, person).keep_until == date(*until)


# --- the gate -------------------------------------------------------------------------------------


@pytest.mark.parametrize("part2", [False, True])
def test_ordinary_consent_does_not_open_notes(
    part2: bool, dee: Actor, ines: Actor, site: Site, person: Participant
) -> None:
    if part2:
        under_part2(dee)
    note(ines, site, person)
    agreed(person, ines)
    with pytest.raises(NotAllowed):
        tell_notes(person, Telling(to_name=CLINIC), by=ines)
    refusal = Disclosure.objects.of(ines).get()
    assert (refusal.allowed, refusal.what) == (False, "counselling_notes")


@pytest.mark.parametrize("part2", [False, True])
def test_consent_for_notes_alone_opens_them_to_its_receiver(
    part2: bool, dee: Actor, ines: Actor, site: Site, person: Participant
) -> None:
    if part2:
        under_part2(dee)
    written = note(ines, site, person)
    consented(person, ines)
    told = tell_notes(person, Telling(to_name=CLINIC), by=ines)
    assert told.notes == ((written, SECRET),)
    assert "42 CFR part 2 prohibits unauthorized use or disclosure of these records." in told.notice
    assert Disclosure.objects.of(ines).get().to_name == CLINIC
    for other in (Telling(to_name="Elsewhere"), Telling(to_name=CLINIC, use="payment")):
        with pytest.raises(NotAllowed):
            tell_notes(person, other, by=ines)


def test_consent_that_was_taken_back_opens_nothing(ines: Actor, site: Site, person: Participant) -> None:
    note(ines, site, person)
    revoke_consent(consented(person, ines), "spoken", by=ines)
    with pytest.raises(NotAllowed):
        tell_notes(person, Telling(to_name=CLINIC), by=ines)


def test_consent_that_has_ended_opens_nothing(ines: Actor, site: Site, person: Participant) -> None:
    note(ines, site, person)
    consented(person, ines, expires_on=date(2100, 1, 1))
    with clock.stand_at(datetime(2100, 1, 3, tzinfo=UTC)), pytest.raises(NotAllowed):
        tell_notes(person, Telling(to_name=CLINIC), by=ines)


def test_promise_to_keep_notes_back_binds(dee: Actor, ines: Actor, site: Site, person: Participant) -> None:
    note(ines, site, person)
    consented(person, ines)
    promised(person, dee, CLINIC)
    with pytest.raises(NotAllowed):
        tell_notes(person, Telling(to_name=CLINIC), by=ines)


def test_only_notes_that_the_teller_may_open_leave(
    dee: Actor, ines: Actor, mia: Actor, site: Site, person: Participant
) -> None:
    note(ines, site, person)
    mine = note(dee, site, person, "By Dee.")
    consented(person, ines)
    assert tell_notes(person, Telling(to_name=CLINIC), by=dee).notes == ((mine, "By Dee."),)
    with pytest.raises(NotAllowed):
        tell_notes(person, Telling(to_name=CLINIC), by=mia)


@pytest.mark.parametrize("wrong", [{"to_name": " "}, {"to_name": CLINIC, "use": "gossip"}])
def test_what_is_missing_is_said_before_the_gate_is_asked(
    ines: Actor, site: Site, person: Participant, wrong: dict[str, str]
) -> None:
    note(ines, site, person)
    with pytest.raises(SessionRefused):
        tell_notes(person, Telling(**wrong), by=ines)
    with pytest.raises(SessionRefused):
        tell_notes(participant(ines), Telling(to_name=CLINIC), by=ines)
    assert not Disclosure.objects.of(ines).exists()


def test_sheet_prints_with_its_notice(
    ines: Actor, ines_member: StaffMember, site: Site, person: Participant, sign_in: Any
) -> None:
    note(ines, site, person)
    url = reverse("sessions:tell", args=[person.uid])
    browser = sign_in(None, ines_member)
    said = {"to_name": CLINIC, "use": "treatment"}
    refused = browser.post(url, said)
    assert refused.context["form"].non_field_errors()
    assert CLINIC.encode() in refused.content
    assert SECRET.encode() not in refused.content
    consented(person, ines)
    sheet = browser.post(url, said).content
    assert SECRET.encode() in sheet
    assert b"42 CFR part 2 prohibits unauthorized use or disclosure of these records." in sheet


def test_pages_write_and_correct(
    ines: Actor, ines_member: StaffMember, site: Site, person: Participant, sign_in: Any
) -> None:
    browser = sign_in(None, ines_member)
    url = reverse("sessions:add_note", args=[person.uid])
    wrong = browser.post(url, {"uid": uuid7(), "site": site.pk, "text": "Kept.", "keep_until": "2000-01-01"})
    assert set(wrong.context["form"].errors) == {"keep_until"}
    assert b"Kept." in wrong.content
    browser.post(url, {"uid": uuid7(), "site": site.pk, "text": "Kept."})
    written = Note.objects.of(ines).get()
    page = reverse("sessions:note", args=[written.uid])
    assert browser.post(page, {"text": ""}).status_code == 200
    browser.post(page, {"text": "Corrected."})
    shown = browser.get(page).content
    assert b"Corrected." in shown
    assert b"Kept." in shown
