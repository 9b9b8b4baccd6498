"""Encounters through the API: the same doors, rules and answers as on the pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetpoint.core.access.models import StaffMember
from meetpoint.core.api.tests.programs import Program, program, uid
from meetpoint.core.consent.models import Disclosure
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.encounters.tests.factories import encounter, forbid
from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.core.people.tests.factories import participant
from meetpoint.core.supplies.queries import catalogue
from meetpoint.core.supplies.tests.factories import make_item, stock
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock

THEN = "2026-03-14T21:30:00-04:00"


@pytest.fixture
def asker(dee_member: StaffMember) -> Program:
    return program(dee_member)


def contact(**said: object) -> dict[str, object]:
    return {"uid": uid(), "site": "plaza", "occurred_at": THEN, **said}


def test_encounter_is_recorded_with_supplies_and_answers(asker: Program, dee: Actor, site: Site) -> None:
    item = make_item(dee)
    stock(dee, site.pk, item, 100)
    new = contact(items={item.slug: 40}, sections={"naloxone": {"supply": "first"}}, for_others=2)
    answer = asker.post("/encounters", new)
    assert answer.status_code == 201, answer.content
    assert answer.json() == {"uid": str(new["uid"]), "warnings": [], "shortages": []}
    stored = asker.get(f"/encounters/{new['uid']}").json()
    assert stored["items"] == {item.slug: 40}
    assert stored["sections"] == {"naloxone": {"supply": "first"}}
    assert (stored["site"], stored["local_date"], stored["for_others"]) == ("plaza", "2026-03-14", 2)
    assert stored["occurred_at"] == "2026-03-15T01:30:00Z"


def test_same_content_again_gets_the_first_answer_and_is_stored_once(
    asker: Program, dee: Actor, site: Site
) -> None:
    item = make_item(dee)
    new = contact(items={item.slug: 7})
    first, again = asker.post("/encounters", new), asker.post("/encounters", new)
    assert first.json()["shortages"] == [{"item": item.slug, "quantity": 7}]
    assert (again.status_code, again.content) == (201, first.content)
    assert (first.get("Idempotent-Replayed"), again.get("Idempotent-Replayed")) == (None, "true")
    assert Encounter.objects.of(dee).count() == 1


def test_same_uid_with_other_content_is_a_conflict(asker: Program, site: Site) -> None:
    new = contact()
    asker.post("/encounters", new)
    answer = asker.post("/encounters", {**new, "for_others": 1})
    assert answer.status_code == 409
    assert answer.json()["type"] == "/api/v1/docs/#conflict"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"uid": "5f3d7a52-3c1b-4d0e-9f2a-111111111111"}, "uid"),
        ({"site": "elsewhere"}, "site"),
        ({"occurred_at": "2026-03-14T21:30:00"}, "occurred_at"),
        ({"occurred_at": "2199-01-01T00:00:00Z"}, "occurred_at"),
        ({"occurred_at": "0001-01-01T00:00:00+14:00"}, "occurred_at"),
        ({"items": {"no-such-thing": 1}}, "items.no-such-thing"),
        ({"sections": {"naloxone": {"supply": "third"}}}, "sections.naloxone.supply"),
        ({"sections": {"naloxone": {"suply": "first"}}}, "sections.naloxone.suply"),
        ({"sections": {"no_form": {"a": "b"}}}, "sections.no_form"),
        ({"sections": {"naloxone": {"supply": ["first"]}}}, "sections.naloxone.supply"),
        ({"place_type": "moon"}, "place_type"),
        ({"people": 3}, "people"),
        ({"for_others": 10**30}, "for_others"),
        ({"participant": "5f3d7a52-3c1b-4d0e-9f2a-111111111111"}, "participant"),
        ({"notes": "typo"}, "notes"),
    ],
)
def test_what_cannot_be_taken_is_named_as_the_request_names_it(
    asker: Program, site: Site, wrong: dict[str, object], field: str
) -> None:
    answer = asker.post("/encounters", contact(**wrong))
    assert answer.status_code == 422, answer.content
    assert field in answer.json()["fields"]
    assert not Encounter.objects.of(site.organisation_id).exists()


def test_what_the_programme_forbids_is_refused_here_too(
    asker: Program, org: Organisation, site: Site
) -> None:
    forbid(org, "naloxone.supply")
    forbid(org, "encounter.note")
    answer = asker.post(
        "/encounters", contact(note="A name", sections={"naloxone": {"supply": "first", "reason": "used"}})
    )
    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == {"note", "sections.naloxone.supply"}
    assert "test" in answer.json()["detail"], "the source of the rule is named"


def test_voiding_and_correcting_keep_the_history(asker: Program, dee: Actor, site: Site) -> None:
    wrong = encounter(dee, site)
    fixed = contact(for_others=3)
    assert asker.post(f"/encounters/{wrong.uid}/correction", fixed).status_code == 201
    assert asker.post(f"/encounters/{wrong.uid}/correction", fixed)["Idempotent-Replayed"] == "true"
    assert asker.get(f"/encounters/{fixed['uid']}").json()["replaces"] == str(wrong.uid)
    assert asker.get(f"/encounters/{wrong.uid}").json()["void_reason"] == "corrected"
    void = f"/encounters/{fixed['uid']}/void"
    assert asker.post(void, {"reason": "duplicate"}).status_code == 204
    assert asker.post(void, {"reason": "duplicate"}).status_code == 409
    listed = asker.get("/encounters", voided="false").json()["items"]
    assert listed == []


def test_correction_that_would_lose_hidden_answers_is_refused(
    dee: Actor, dee_member: StaffMember, site: Site
) -> None:
    everything = program(dee_member)
    told = contact(sections={"infections": {"hiv": "negative"}})
    assert everything.post("/encounters", told).status_code == 201
    blind = program(dee_member, scopes={"encounters:encounter:record", "encounters:encounter:void"})
    answer = blind.post(f"/encounters/{told['uid']}/correction", contact())
    assert answer.status_code == 403
    assert Encounter.objects.of(dee).get().voided_at is None


def test_answers_that_need_a_scope_are_neither_taken_nor_shown_without_it(
    dee_member: StaffMember, site: Site
) -> None:
    narrow = program(
        dee_member,
        scopes={"encounters:encounter:record", "encounters:encounter:view", "consent:api:read"},
    )
    answer = narrow.post("/encounters", contact(sections={"infections": {"hiv": "negative"}}))
    assert answer.status_code == 403
    told = contact(sections={"infections": {"hiv": "negative"}}, note="See the doctor")
    program(dee_member).post("/encounters", told)
    stored = narrow.get(f"/encounters/{told['uid']}").json()
    assert (stored["sections"], stored["note"]) == ({}, "")


def test_participants_are_named_only_to_those_who_meet_them(
    dee: Actor, dee_member: StaffMember, site: Site
) -> None:
    person = participant(dee)
    program(dee_member).post("/encounters", contact(participant=person.uid))
    seen = program(dee_member).get("/encounters", participant=str(person.uid)).json()["items"]
    assert [row["participant"] for row in seen] == [str(person.uid)]
    counting = program(dee_member, scopes={"encounters:encounter:view", "consent:api:read"})
    assert [row["participant"] for row in counting.get("/encounters").json()["items"]] == [None]
    assert counting.get("/encounters", participant=str(person.uid)).status_code == 403


@pytest.mark.parametrize("number", [1, 3])
def test_list_costs_the_same_number_of_queries_however_many(
    asker: Program, dee: Actor, site: Site, number: int
) -> None:
    items = [make_item(dee)]
    for _turn in range(number):
        encounter(dee, site, {items[0]: 2}, sections={"naloxone": {"supply": "first"}})
    asker.get("/encounters")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = asker.get("/encounters")
    assert len(answer.json()["items"]) == number
    assert len(queries) == LIST_QUERIES


LIST_QUERIES = 21


def test_pages_follow_one_another_without_gap_or_repetition(asker: Program, dee: Actor, site: Site) -> None:
    made = {str(encounter(dee, site).uid) for _turn in range(5)}
    seen, cursor = [], ""
    while True:
        page = asker.get("/encounters", limit=2, **({"cursor": cursor} if cursor else {})).json()
        seen += [row["uid"] for row in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert (len(seen), set(seen)) == (5, made)


@pytest.mark.parametrize("asked", [{"limit": 101}, {"limit": 0}, {"cursor": "made-up"}, {"sites": "plaza"}])
def test_list_refuses_what_it_does_not_know(asker: Program, site: Site, asked: dict[str, object]) -> None:
    answer = asker.get("/encounters", **asked)
    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == set(asked)


def test_days_are_those_of_the_site(asker: Program, site: Site) -> None:
    asker.post("/encounters", contact())
    for first, last, number in (("2026-03-14", "2026-03-14", 1), ("2026-03-15", "2026-03-15", 0)):
        assert len(asker.get("/encounters", first_day=first, last_day=last).json()["items"]) == number


def test_forms_leave_out_what_the_programme_forbids(asker: Program, org: Organisation, site: Site) -> None:
    forbid(org, "naloxone.reason")
    forms = {form["slug"]: form for form in asker.get("/forms").json()["forms"]}
    assert {"naloxone", "reversal", "returns"} <= set(forms)
    assert [f["name"] for f in forms["naloxone"]["fields"]] == ["supply", "training"]


def test_shelf_is_drawn_down_and_given_back(asker: Program, dee: Actor, site: Site) -> None:
    item = make_item(dee)
    stock(dee, site.pk, item, 10)
    new = contact(items={item.slug: 4}, occurred_at=clock.now().isoformat())
    asker.post("/encounters", new)
    level = {row["item"]: row for row in asker.get("/levels", site="plaza").json()["levels"]}[item.slug]
    assert level["on_hand"] == 6
    asker.post(f"/encounters/{new['uid']}/void", {"reason": "mistake"})
    level = {row["item"]: row for row in asker.get("/levels", site="plaza").json()["levels"]}[item.slug]
    assert level["on_hand"] == 10
    assert item.slug in {facts.slug for facts in catalogue(dee.organisation_id).values()}


def test_reads_are_accounted_for_and_refused_without_the_gates_permission(
    dee: Actor, dee_member: StaffMember, site: Site
) -> None:
    person = participant(dee)
    told = contact(participant=person.uid)
    everything = program(dee_member)
    everything.post("/encounters", told)
    assert not Disclosure.objects.of(dee).exists(), "what a program sent itself does not leave"
    assert everything.get(f"/encounters/{told['uid']}").json()["notice"] != ""
    left = Disclosure.objects.of(dee).get()
    assert (left.kind, left.rows, left.allowed, left.participant_id) == ("api", 1, True, person.pk)
    blind = program(dee_member, scopes={"encounters:encounter:view"})
    assert blind.get("/encounters").status_code == 403
    assert Disclosure.objects.of(dee).filter(allowed=False).count() == 1
