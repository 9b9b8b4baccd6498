"""A partner under 42 CFR Part 2: whoever may not be told does not exist, in words and in queries."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from meetpoint.core.access.models import StaffMember
from meetpoint.core.api.models import Recipient
from meetpoint.core.api.tests.programs import Program, program, uid
from meetpoint.core.care.tests.conftest import Contact
from meetpoint.core.consent.actions import revoke_consent
from meetpoint.core.consent.deciding import rules
from meetpoint.core.consent.deciding.notices import STATEMENT
from meetpoint.core.consent.models import Disclosure
from meetpoint.core.consent.tests.factories import agreed, promised, under_part2
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.models import Participant
from meetpoint.core.people.tests.factories import enrolled, participant
from meetpoint.core.referrals.actions import NewReferral, make_referral
from meetpoint.core.referrals.models import FollowUpTask, Referral
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7

EVERYTHING = [
    "attendance",
    "supplies",
    "personal",
    "referrals",
    "overdoses",
    "medication",
    "diagnosis",
    "drug_tests",
]

CHANGING = re.compile(r"""'[^']*'|"s\d+_x\d+"|\b\d+\b""")
"""What differs from one query to the next: values, and the names of savepoints."""


@pytest.fixture
def partner(dee_member: StaffMember, site: Site) -> Program:
    return program(dee_member, recipient=Recipient.PARTNER)


@pytest.fixture
def part2(dee: Actor) -> None:
    under_part2(dee)


def tell_all(person: Participant, by: Actor, to: str) -> Any:
    return agreed(person, by, scope=EVERYTHING, purposes=["operations"], recipients=[to])


def referral(person: Participant | None, by: Actor, site: Site) -> Referral:
    new = NewReferral(
        uid=uid(),
        site_id=site.pk,
        kind="housing",
        local_date=clock.now().date(),
        made_at=clock.now(),
        to_name="Home Again",
        participant_id=person.pk if person else None,
    )
    return make_referral(new, by=by)


def asked(partner: Program, path: str) -> tuple[int, bytes, list[str], set[str]]:
    """Return all that the partner can see and measure: status, words, headers, the shape of each query."""
    with CaptureQueriesContext(connection) as run:
        answer: HttpResponse = partner.get(path)
    shapes = [CHANGING.sub("?", query["sql"]) for query in run.captured_queries]
    return answer.status_code, answer.content, shapes, set(answer.headers)


@pytest.mark.parametrize("page", ["participants", "encounters", "referrals", "fhir/referrals"])
def test_who_may_not_be_told_answers_like_nobody(
    page: str, partner: Program, dee: Actor, site: Site, contact: Contact, part2: None
) -> None:
    person, told = participant(dee), participant(dee)
    tell_all(told, dee, "A program")
    agreed(told, dee, scope=["referrals"], purposes=["support"], recipients=["Home Again"])
    agreed(person, dee, scope=["referrals"], purposes=["support"], recipients=["Home Again"])
    of: dict[str, list[UUID]] = {
        "participants": [person.uid, told.uid],
        "encounters": [contact(one).uid for one in (person, told)],
        "referrals": [referral(one, dee, site).uid for one in (person, told)],
    }
    of["fhir/referrals"] = of["referrals"]
    hidden, open_one = of[page]
    partner.get(f"/{page}/{uid()}")
    there, nowhere = asked(partner, f"/{page}/{hidden}"), asked(partner, f"/{page}/{uid()}")
    assert there == nowhere
    assert there[0] == 404
    assert partner.get(f"/{page}/{open_one}").status_code == 200
    entries = Disclosure.objects.of(dee).filter(basis=rules.NOTHING_TO_TELL)
    assert set(entries.values_list("participant_id", "allowed")) == {(None, False)}


def test_code_that_may_not_be_told_answers_like_a_code_of_nobody(
    partner: Program, dee: Actor, cai: Actor, dee_member: StaffMember, part2: None
) -> None:
    person, card = enrolled(dee)
    _elsewhere, unknown = enrolled(cai)
    assert program(dee_member).post("/participants/find", {"code": card.spoken}).status_code == 200
    none = partner.post("/participants/find", {"code": unknown.spoken})
    hidden = partner.post("/participants/find", {"code": card.spoken})
    assert (hidden.status_code, hidden.content) == (none.status_code, none.content)
    assert partner.post("/participants/find", {"code": "?"}).status_code == 422
    tell_all(person, dee, "A program")
    assert partner.post("/participants/find", {"code": card.spoken}).json()["uid"] == str(person.uid)


def test_lists_are_as_if_nobody_else_were_there(
    partner: Program, dee: Actor, site: Site, contact: Contact, part2: None
) -> None:
    told, hidden = participant(dee), participant(dee)
    consent = tell_all(told, dee, "A program")
    for one in (told, hidden, None):
        contact(one, at=datetime(2026, 3, 1, 12, tzinfo=UTC))
    referral(None, dee, site)
    people = partner.get("/participants")
    assert [row["uid"] for row in people.json()["items"]] == [str(told.uid)]
    assert people["Disclosure-Notice"].startswith(STATEMENT)
    contacts = partner.get("/encounters").json()["items"]
    assert sorted(str(row["participant"]) for row in contacts) == sorted([str(told.uid), "None"])
    assert len(partner.get("/referrals").json()["items"]) == 1
    assert len(partner.get("/tasks").json()["items"]) == 1
    revoke_consent(consent, "said", by=dee)
    assert partner.get("/participants").json()["items"] == []


def test_record_carries_notice_and_scope_and_own_programs_go_on(
    partner: Program, dee: Actor, dee_member: StaffMember, part2: None
) -> None:
    person = participant(dee)
    tell_all(person, dee, "A program")
    read = partner.get(f"/participants/{person.uid}").json()
    assert read["notice"].startswith(STATEMENT)
    assert "to A program" in read["notice"]
    own = program(dee_member).get(f"/participants/{person.uid}")
    assert (own.status_code, "Disclosure-Notice" in own.headers) == (200, False)


def test_outside_part_2_a_partner_reads_as_before_but_for_promises(
    partner: Program, dee: Actor, contact: Contact
) -> None:
    person, other = participant(dee), participant(dee)
    contact(person)
    assert len(partner.get("/participants").json()["items"]) == 2
    assert "Confidential" in partner.get(f"/participants/{person.uid}").json()["notice"]
    promised(person, dee, to_name="A program")
    assert [row["uid"] for row in partner.get("/participants").json()["items"]] == [str(other.uid)]
    assert asked(partner, f"/participants/{person.uid}") == asked(partner, f"/participants/{uid()}")
    assert partner.get("/encounters").json()["items"] == []


def test_telling_something_about_somebody_does_not_tell_that_they_exist(
    partner: Program, dee: Actor, part2: None
) -> None:
    told = {"told": {"birth_year": 1984}}
    person = participant(dee)
    answers = [partner.post(f"/participants/{one}/told", told) for one in (person.uid, uid())]
    assert answers[0].content == answers[1].content
    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize("to", ["correction", "void"])
def test_changing_a_contact_does_not_tell_that_it_exists(
    to: str, partner: Program, dee: Actor, site: Site, contact: Contact, part2: None
) -> None:
    body = {"reason": "mistyped", "uid": uid(), "site": site.slug, "occurred_at": clock.now()}
    if to == "void":
        body = {"reason": "mistyped"}
    hidden = contact(participant(dee))
    there, nowhere = (partner.post(f"/encounters/{one}/{to}", body) for one in (hidden.uid, uid()))
    assert (there.status_code, there.content) == (nowhere.status_code, nowhere.content)
    hidden.refresh_from_db()
    assert hidden.voided_at is None


@pytest.mark.parametrize("to", ["status", "send", "plan", "finish", "reopen"])
def test_changing_a_referral_or_a_task_does_not_tell_that_it_exists(
    to: str, partner: Program, dee: Actor, site: Site, part2: None
) -> None:
    person = participant(dee)
    agreed(person, dee, scope=["referrals"], purposes=["support"], recipients=["Home Again"])
    hidden = referral(person, dee, site)
    is_task = to in ("finish", "reopen")
    one = FollowUpTask.objects.of(dee).get(referral=hidden).uid if is_task else hidden.uid
    page = "tasks" if is_task else "referrals"
    body = {"status": {"status": "accepted"}, "send": {}, "plan": {"transport": "walk"}}.get(to)
    there, nowhere = (partner.post(f"/{page}/{uid}/{to}", body) for uid in (one, uuid7()))
    assert (there.status_code, there.content) == (nowhere.status_code, nowhere.content)
    hidden.refresh_from_db()
    assert hidden.status == "requested"


def test_contact_of_somebody_who_may_not_be_told_is_refused_as_of_nobody(
    partner: Program, dee: Actor, site: Site, part2: None
) -> None:
    hidden, told = participant(dee), participant(dee)
    tell_all(told, dee, "A program")

    def add(whom: UUID) -> HttpResponse:
        moment = clock.now() - timedelta(minutes=1)
        return partner.post(
            "/encounters", {"uid": uid(), "site": site.slug, "occurred_at": moment, "participant": whom}
        )

    refused, unknown = add(hidden.uid), add(uid())
    assert (refused.status_code, refused.content) == (unknown.status_code, unknown.content)
    assert refused.status_code == 422
    assert add(told.uid).status_code == 201


def test_program_without_the_permission_learns_nothing_either(
    dee: Actor, dee_member: StaffMember, part2: None
) -> None:
    narrow = program(dee_member, recipient=Recipient.PARTNER, scopes={"people:participant:view"})
    answers = [narrow.get(f"/participants/{one}").status_code for one in (participant(dee).uid, uid())]
    assert answers == [403, 403]
