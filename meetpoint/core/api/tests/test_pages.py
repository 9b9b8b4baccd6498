"""The pages about the API: making and ending tokens, and the description for people and programs."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from meetpoint.core.access.models import StaffMember, StaffSession
from meetpoint.core.api.models import Token
from meetpoint.core.api.offer.assembly import operations
from meetpoint.core.api.tests.programs import Program, program, token_of
from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock

SignIn = Callable[[Client | None, StaffMember], Client]


@pytest.fixture
def browser(sign_in: SignIn, dee_member: StaffMember, site: Site) -> Client:
    return sign_in(None, dee_member)


def form(**more: object) -> dict[str, object]:
    until = clock.now().date() + timedelta(days=30)
    said = {"name": "County", "scopes": ["encounters:encounter:view"], "recipient": "own", "all_sites": "on"}
    return {**said, "expires_on": until.isoformat(), **more}


def test_token_is_shown_once_and_works(browser: Client, dee: Actor) -> None:
    answer = browser.post(reverse("api:make_token"), form())
    text = answer.content.decode().split("mpt_")[1].split("<")[0]
    assert Program(f"mpt_{text}").get("/me").json()["name"] == "County"
    assert "no-store" in answer["Cache-Control"]
    page = browser.get(reverse("api:tokens")).content.decode()
    assert "County" in page
    assert text not in page


def test_making_asks_who_it_is_when_that_is_long_ago(browser: Client, dee: Actor) -> None:
    StaffSession.objects.of(dee).update(fresh_at=clock.now() - timedelta(minutes=11))
    answer = browser.post(reverse("api:make_token"), form())
    assert answer.status_code == 403
    assert b"confirm_answer" in answer.content
    assert not Token.objects.of(dee).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"scopes": ["access:staff:invite"]},
        {"scopes": []},
        {"all_sites": ""},
        {"sites": ["999"], "all_sites": ""},
        {"expires_on": "soon"},
        {"expires_on": "2100-01-01"},
        {"recipient": "anybody"},
        {"name": "a\x00b"},
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    browser: Client, dee: Actor, wrong: dict[str, object]
) -> None:
    answer = browser.post(reverse("api:make_token"), form(**{"name": "County of Kent", **wrong}))
    assert answer.status_code == 422
    assert b"has-error" in answer.content
    assert ("County of Kent" in answer.content.decode()) == ("name" not in wrong)
    assert not Token.objects.of(dee).exists()


def test_token_is_ended_from_the_list(browser: Client, dee: Actor, dee_member: StaffMember) -> None:
    asker = program(dee_member)
    browser.post(reverse("api:end_token", args=[token_of(asker, dee.organisation_id).pk]))
    assert asker.get("/me").status_code == 401
    assert "Ended" in browser.get(reverse("api:tokens")).content.decode()


def test_list_says_why_a_token_does_not_work(
    browser: Client, dee: Actor, dee_member: StaffMember, ana_member: StaffMember
) -> None:
    program(ana_member)
    program(dee_member, days=-1)
    StaffMember.objects.of(dee).filter(pk=ana_member.pk).update(ended_at=clock.now())
    page = browser.get(reverse("api:tokens")).content.decode()
    assert "Expired" in page
    assert "Its owner has left" in page


@pytest.mark.parametrize("number", [1, 3])
def test_list_costs_the_same_number_of_queries(
    browser: Client, dee_member: StaffMember, django_assert_num_queries: Callable[..., object], number: int
) -> None:
    for _turn in range(number):
        program(dee_member)
    with django_assert_num_queries(6):
        browser.get(reverse("api:tokens"))


def test_description_for_programs_names_every_endpoint(client: Client, org: Organisation) -> None:
    said = client.get("/api/v1/openapi.json").json()
    assert said["openapi"].startswith("3.1")
    described = {(m.upper(), path) for path, methods in said["paths"].items() for m in methods}
    assert len(described) == len(list(operations()))
    for methods in said["paths"].values():
        for details in methods.values():
            assert {"400", "401", "403", "422", "429"} <= set(details["responses"])
            assert details["security"]
    problem = said["components"]["responses"]["refused"]["content"]
    assert list(problem) == ["application/problem+json"]


def test_forms_of_services_are_described(client: Client, org: Organisation) -> None:
    schemas = client.get("/api/v1/openapi.json").json()["components"]["schemas"]
    forms = schemas["EncounterBody"]["properties"]["sections"]["properties"]
    assert "used" in forms["naloxone"]["properties"]["reason"]["enum"]
    assert forms["returns"]["properties"]["counted"]["type"] == "integer"


def test_page_for_people_needs_no_script_and_shows_every_endpoint(client: Client, org: Organisation) -> None:
    answer = client.get("/api/v1/docs/")
    page = answer.content.decode()
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert "style=" not in page
    for path, operation in operations():
        assert f'id="{operation.view_func.__name__}"' in page, path


def test_page_for_people_reads_in_spanish(client: Client, org: Organisation) -> None:
    page = client.get("/api/v1/docs/", headers={"Accept-Language": "es"}).content.decode()
    assert "Cómo usar la API" in page
