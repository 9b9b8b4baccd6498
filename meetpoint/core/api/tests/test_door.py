"""What the door refuses, in words that say how to mend it, whatever it is that somebody sends."""

import json

import pytest
from django.test import Client

from meetpoint.core.access.models import StaffMember
from meetpoint.core.api.door.bodies import DEEPEST
from meetpoint.core.api.tests.programs import Program, program, uid
from meetpoint.core.organisations.models import Site

THEN = "2026-03-14T21:30:00Z"


@pytest.fixture
def asker(dee_member: StaffMember, site: Site) -> Program:
    return program(dee_member)


def contact(**said: object) -> dict[str, object]:
    return {"uid": str(uid()), "site": "plaza", "occurred_at": THEN, **said}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 400),
        (b"[]", 400),
        (b"null", 400),
        (b'"text"', 400),
        (b"\xff\xfe", 400),
        (b'{"people": NaN}', 400),
        (b'{"people": -Infinity}', 400),
        (b'{"people": 1, "people": 2}', 400),
        (b'{"people": ' + b"9" * 5_000 + b"}", 400),
        (b'{"note": "a\\u0000b"}', 400),
        (b'{"note": "\\ud800"}', 400),
        (b'{"a\\u0000b": 1}', 400),
        (b'{"sections": {"naloxone": {"supply": "\\udfff"}}}', 400),
        (b"[" * 100_000, 400),
        (b'{"items": ' * (DEEPEST + 5) + b"1" + b"}" * (DEEPEST + 5), 400),
        (b"{" + b" " * 3_000_000 + b"}", 413),
    ],
    ids=range(17),
)
def test_body_that_cannot_be_read_is_refused(asker: Program, body: bytes, status: int) -> None:
    assert asker.send("POST", "/encounters", body).status_code == status


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_other_kinds_of_content_are_refused(asker: Program, kind: str) -> None:
    answer = asker.send("POST", "/encounters", json.dumps(contact()), kind=kind)
    assert answer.status_code == 415
    assert "application/json" in answer.json()["detail"]


def test_kind_with_a_character_set_is_json_too(asker: Program) -> None:
    answer = asker.send("POST", "/encounters", json.dumps(contact()), kind="application/json; charset=utf-8")
    assert answer.status_code == 201


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/",
        "/encounters/",
        "/encounters/not-a-uuid",
        "/items/a%20b",
        "/encounters/../me",
        "/a%0Ab",
    ],
)
def test_what_is_not_there_is_said_as_a_problem(asker: Program, path: str) -> None:
    assert asker.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/items/%00", "/encounters?site=%00", "/encounters?%00=1"])
def test_odd_characters_in_the_address_are_refused(asker: Program, path: str) -> None:
    assert asker.send("GET", path, "").status_code == 400


def test_parameter_that_comes_twice_is_refused(asker: Program) -> None:
    answer = asker.send("GET", "/encounters?site=plaza&site=van", "")
    assert (answer.status_code, set(answer.json()["fields"])) == (422, {"site"})


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "BREW"])
def test_other_methods_are_refused_with_those_that_work(asker: Program, method: str) -> None:
    answer = asker.browser.generic(method, "/api/v1/encounters", headers=asker.headers)
    assert answer.status_code == 405
    assert set(answer["Allow"].split(", ")) == {"GET", "POST"}


def test_problem_says_what_kind_it_is_and_where_it_is_explained(asker: Program, client: Client) -> None:
    answer = asker.post("/encounters", {**contact(), "for_others": -1, "surname": "x"})
    assert answer.json() == {
        "type": "/api/v1/docs/#refused",
        "title": "Refused",
        "status": 422,
        "detail": "Something in the request cannot be taken. “fields” says what.",
        "fields": {"for_others": "Write at least 0.", "surname": "There is no such field."},
    }
    assert b'id="refused"' in client.get("/api/v1/docs/").content


def test_problems_speak_the_language_asked_for(asker: Program) -> None:
    answer = asker.post("/encounters", {**contact(), "surname": "x"}, **{"Accept-Language": "es"})
    assert answer.json()["fields"]["surname"] == "No existe ese campo."


def test_text_that_a_page_would_run_stays_text(asker: Program) -> None:
    note = "<script>alert(1)</script> =1+1"
    body = contact(note=note)
    assert asker.post("/encounters", body).status_code == 201
    assert asker.get(f"/encounters/{body['uid']}").json()["note"] == note
