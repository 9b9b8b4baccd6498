"""Endpoint × role × scope × organisation: what a token may ask, and that it sees into no other programme."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pydantic import BaseModel
from pytest_django import DjangoDbBlocker

from conftest import actor_of, hire
from meetpoint.core.access.models import RoleName, StaffMember
from meetpoint.core.api.offer.assembly import described
from meetpoint.core.api.tests.programs import Program, program, uid
from meetpoint.core.consent.models import Disclosure
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.lib import clock
from tests.architecture.routes import Endpoint, endpoints, routes
from tests.architecture.samples import API_OWNED, World

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("API routes")]

ROLES = [role.value for role in RoleName]
ENDPOINTS = {endpoint.name: endpoint for endpoint in endpoints()}
OF_ONE = sorted(name for name, endpoint in ENDPOINTS.items() if endpoint.takes)
READS = sorted(name for name, endpoint in ENDPOINTS.items() if endpoint.method == "GET")
GATE = "consent:api:read"

DESCRIPTION = described("en")

NO_RECORDS = {"GET /me", "GET /forms", "GET /hsds/"}
"""Reads that tell of the token and the software, never what was recorded. Each one added is a decision."""

FINER = {
    "POST /referrals": "consent:referral:send",
    "POST /referrals/{uid}/send": "consent:referral:send",
    "POST /encounters/{uid}/void": "encounters:encounter:void",
    "POST /encounters/{uid}/correction": "encounters:encounter:void",
    "POST /reversals/{uid}/correction": "naloxone:reversal:record",
    "POST /goals/{uid}/steps": "referrals:task:change",
}
"""Endpoints whose action asks for more: for somebody else's entry, or to let something leave."""


@dataclass(frozen=True, slots=True)
class Cast:
    """A program of every role with every scope, in the organisation of the objects and in another one."""

    world: World
    boss: StaffMember
    own: dict[str, Program]
    other: dict[str, Program]
    made: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    with django_db_blocker.unblock(), transaction.atomic():
        here = Organisation.objects.create(
            name="Harbor Light", slug="harbor-light", time_zone="America/New_York"
        )
        there = Organisation.objects.create(
            name="River House", slug="river-house", time_zone="America/Chicago"
        )
        site = Site.objects.create(organisation=here, name="Plaza", slug="plaza")
        Site.objects.create(organisation=here, name="Van", slug="van")
        Site.objects.create(organisation=there, name="Plaza", slug="plaza")
        dee = hire(here, "Dee", RoleName.ADMINISTRATOR)
        colleague = hire(here, "Eli", RoleName.WORKER)
        yield Cast(
            world=World(dee=actor_of(dee), colleague=colleague, site=site),
            boss=hire(here, "Fay", RoleName.ADMINISTRATOR),
            own={role: program(hire(here, f"{role}-here", RoleName(role))) for role in ROLES},
            other={role: program(hire(there, f"{role}-there", RoleName(role))) for role in ROLES},
        )
        transaction.set_rollback(True)


Ask = Callable[[Program, Endpoint], HttpResponse]


@pytest.fixture
def ask(cast: Cast, django_db_blocker: DjangoDbBlocker) -> Iterator[Ask]:
    """`ask(program, endpoint)` sends a request that could succeed; whatever it changed is undone at once."""
    with django_db_blocker.unblock(), transaction.atomic():
        made: dict[str, str] = {}

        def address_of(endpoint: Endpoint) -> str:
            if endpoint.path not in made:
                sample = API_OWNED[endpoint.path](cast.world) if endpoint.takes else {}
                made[endpoint.path] = endpoint.path.format(**sample)
            return made[endpoint.path] + ("?site=plaza" if endpoint.path == "/levels" else "")

        def send(asker: Program, endpoint: Endpoint) -> HttpResponse:
            address = address_of(endpoint)
            with transaction.atomic():
                body = "" if endpoint.method == "GET" else json.dumps(body_for(endpoint), default=str)
                answer = asker.send(endpoint.method, address, body)
                transaction.set_rollback(True)
            return answer

        yield send
        transaction.set_rollback(True)


def body_for(endpoint: Endpoint) -> dict[str, Any]:
    """The example of the description, made to fit today and this organisation."""
    schema = DESCRIPTION["paths"][f"/api/v1{endpoint.path}"][endpoint.method.lower()].get("requestBody")
    if schema is None:
        return {}
    found = schema["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[-1]
    body = dict(DESCRIPTION["components"]["schemas"][found]["examples"][0])
    today = clock.now().date().isoformat()
    fitting = {
        "uid": uid(),
        "occurred_at": clock.now(),
        "reported_on": today,
        "happened_month": None,
        "held_on": today,
        "due_on": today,
        "on": None,
        "items": {},
    }
    return {name: fitting.get(name, said) for name, said in body.items()}


def test_one_door_leads_to_every_endpoint() -> None:
    assert [route.name for route in routes() if route.opens_api] == ["api:door"]
    assert len(ENDPOINTS) > 40
    assert len(ENDPOINTS) == len(endpoints())


def test_every_address_that_names_something_has_a_sample() -> None:
    assert {ENDPOINTS[name].path for name in OF_ONE} == set(API_OWNED), "say in samples.py what it names"


def test_finer_rights_are_scopes_and_of_endpoints_that_exist() -> None:
    assert set(FINER) <= set(ENDPOINTS)
    assert set(FINER.values()) <= registry().api_scopes


@pytest.mark.parametrize("name", sorted(ENDPOINTS))
def test_every_endpoint_asks_for_a_scope_that_exists(name: str) -> None:
    endpoint = ENDPOINTS[name]
    assert endpoint.permission in registry().api_scopes or name in NO_RECORDS


@pytest.mark.parametrize("name", sorted(ENDPOINTS))
def test_without_a_token_nothing_is_told(ask: Ask, name: str) -> None:
    answer = ask(Program(""), ENDPOINTS[name])
    assert answer.status_code in (401, 429)


@pytest.mark.parametrize("name", sorted(ENDPOINTS))
def test_each_roles_token_may_what_the_role_may(cast: Cast, ask: Ask, name: str) -> None:
    answers = {role: ask(cast.own[role], ENDPOINTS[name]).status_code for role in ROLES}
    assert {role: status for role, status in answers.items() if not _fits(name, role, status)} == {}


def _fits(name: str, role: str, status: int) -> bool:
    if _needed(name) <= registry().role_permissions[role]:
        return status < 500 and status not in (401, 403, 404)
    return status == 403


def _needed(name: str) -> set[str]:
    endpoint = ENDPOINTS[name]
    needed = {endpoint.permission, FINER.get(name, "")} - {""}
    return needed | ({GATE} if name in READS and name not in NO_RECORDS else set())


@pytest.mark.parametrize("name", sorted(set(ENDPOINTS) - NO_RECORDS))
def test_token_without_the_scope_may_not_whatever_its_owner_may(cast: Cast, ask: Ask, name: str) -> None:
    for missing in _needed(name):
        narrow = program(cast.boss, scopes=registry().api_scopes - {missing})
        assert ask(narrow, ENDPOINTS[name]).status_code == 403


@pytest.mark.parametrize("name", sorted(set(ENDPOINTS) - NO_RECORDS))
def test_token_with_no_other_scope_may(cast: Cast, ask: Ask, name: str) -> None:
    narrow = program(cast.boss, scopes=_needed(name) | _needed_by_what_it_finds(name))
    answer = ask(narrow, ENDPOINTS[name])
    assert answer.status_code in (200, 201, 204, 404, 422), answer.content
    assert answer.status_code != 404 or name == "POST /participants/find"


def _needed_by_what_it_finds(name: str) -> set[str]:
    """Finding somebody by code tells who they are: that is a read."""
    return {GATE} if name == "POST /participants/find" else set()


@pytest.mark.parametrize("name", OF_ONE)
def test_nobody_of_another_organisation_learns_that_it_exists(cast: Cast, ask: Ask, name: str) -> None:
    endpoint = ENDPOINTS[name]
    held = {role for role in ROLES if endpoint.permission in registry().role_permissions[role]}
    absent = endpoint.path.format(uid=uid(), slug="no-such-item")
    for role in ROLES:
        answer = ask(cast.other[role], endpoint)
        assert answer.status_code == (404 if role in held else 403)
        nothing = cast.other[role].send(
            endpoint.method, absent, json.dumps(body_for(endpoint), default=str) if answer else ""
        )
        assert nothing.json() == answer.json(), "absent and foreign read alike"


@pytest.mark.parametrize("name", sorted(set(READS) - NO_RECORDS - set(OF_ONE)))
def test_lists_hold_nothing_of_another_organisation(cast: Cast, ask: Ask, name: str) -> None:
    for sample in API_OWNED.values():
        sample(cast.world)
    answer = ask(cast.other[RoleName.ADMINISTRATOR], ENDPOINTS[name])
    said = answer.json()
    assert said.get("items", said.get("levels", said.get("contents"))) == []


@pytest.mark.parametrize("name", sorted(set(READS) - NO_RECORDS))
def test_every_read_is_accounted_for(
    cast: Cast, ask: Ask, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[dict[str, Any]] = []
    create = Disclosure.objects.create
    monkeypatch.setattr(Disclosure.objects, "create", lambda **row: seen.append(row) or create(**row))
    assert ask(cast.own[RoleName.ADMINISTRATOR], ENDPOINTS[name]).status_code == 200
    assert [row["allowed"] for row in seen if row["kind"] == "api"] == [True]


PAGES = {route.name: route for route in routes() if not (route.is_public or route.takes or route.opens_api)}


@pytest.mark.parametrize("name", sorted(PAGES))
def test_token_opens_no_page(cast: Cast, django_db_blocker: DjangoDbBlocker, name: str) -> None:
    browser = Client(raise_request_exception=False)
    headers = cast.own[RoleName.ADMINISTRATOR].headers
    with django_db_blocker.unblock():
        for method in (browser.get, browser.post):
            answer = method(reverse(name), headers=headers)
            assert answer.status_code in (302, 405)
            assert settings.SESSION_COOKIE_NAME not in answer.cookies


def test_no_two_shapes_share_a_name() -> None:
    """In the description they would be one, and describe one of the two wrongly."""
    named = [shape.__name__ for shape in _below(BaseModel) if shape.__module__.startswith("meetpoint.")]
    plain = [name for name in named if "[" not in name]
    assert sorted(name for name in set(plain) if plain.count(name) > 1) == []


def _below(base: type) -> set[type]:
    return {sub for one in base.__subclasses__() for sub in ({one} | _below(one))}
