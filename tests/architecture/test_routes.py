"""Route × role × organisation: who may open what, and that nobody sees into another organisation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from conftest import actor_of, hire
from meetpoint.core.access.models import RoleName, StaffMember
from meetpoint.core.encounters.queries.days import add_up_past_days
from meetpoint.core.facts.serving import client
from meetpoint.core.facts.serving.here import ask_here
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.lib import clock
from tests.architecture.routes import UNGUARDED, Route, routes
from tests.architecture.samples import (
    CLOSED_TO_ADMINISTRATORS,
    FINER,
    FIXED,
    NAMED_IN_THE_FORM,
    OWNED,
    PERSONAL,
    World,
)

PUBLIC = {
    "vending:find",
    "access:sign_in",
    "access:code",
    "access:organisation",
    "access:set_up",
    "access:passkey",
    "access:passkey_for_sign_in",
    "access:passkey_for_code",
    "access:passkey_for_set_up",
    "access:passkey_for_link",
    "access:sign_out",
    "access:link",
    "api:docs",
    "api:openapi",
    "drug_checking:result",
    "drug_checking:guide",
    "drug_checking:public_alerts",
    "drug_checking:public_alert",
    "drug_checking:public_data",
    "drug_checking:download_data",
    "field:shell",
    "field:worker",
    "field:file",
    "field:challenge",
    "field:sync",
    "web:welcome:welcome",
    "web:choose_language",
    "web:choose_theme",
}
"""Pages that need no sign-in. Each one added is a decision for the review."""

# The mark also tells pytest-django to make the database, which the module's cast then shares.
pytestmark = pytest.mark.django_db

ROLES = [role.value for role in RoleName]
METHODS = ("get", "post")
NOT_FOR_THIS_METHOD = 405
SAMPLES = {**OWNED, **PERSONAL, **FIXED}
ROUTES = {route.name: route for route in routes() if not route.opens_api}
"""Every page. What lies behind the door of the API is asked with tokens: test_api_routes.py."""


@dataclass(frozen=True, slots=True)
class Cast:
    """One signed-in browser for every role, in the organisation of the objects and in another one."""

    world: World
    own: dict[str, Client]
    other: dict[str, Client]


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
        Site.objects.create(organisation=there, name="Pier", slug="pier")
        dee = hire(here, "Dee", RoleName.ADMINISTRATOR)
        colleague = hire(here, "Eli", RoleName.WORKER)
        # Charts keep the sums of past days; without them every page with a chart would count a year anew.
        add_up_past_days(here.pk, clock.now().date() - timedelta(days=366), clock.now().date())
        yield Cast(
            world=World(dee=actor_of(dee), colleague=colleague, site=site),
            own={role: _browser(hire(here, f"{role}-here", RoleName(role))) for role in ROLES},
            other={role: _browser(hire(there, f"{role}-there", RoleName(role))) for role in ROLES},
        )
        transaction.set_rollback(True)


def _browser(member: StaffMember) -> Client:
    from django.conf import settings  # noqa: PLC0415 - the settings are ready only now

    from meetpoint.core.access.proof import sessions  # noqa: PLC0415 - needs the settings, too

    browser = Client(raise_request_exception=False)
    browser.cookies[settings.SESSION_COOKIE_NAME] = sessions.open_session(member, device="Test browser")
    return browser


@pytest.fixture
def ask(
    cast: Cast,
    django_db_blocker: DjangoDbBlocker,
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[[Client, str, Route], HttpResponse]]:
    """`ask(browser, "post", route)` sends an empty request; whatever it changed is undone at once."""
    settings.HOME, settings.KEYS = tmp_path / "home", tmp_path / "keys"
    monkeypatch.setattr(client, "ask_all", ask_here)
    with django_db_blocker.unblock(), transaction.atomic():
        made: dict[str, str] = {}

        def address_of(route: Route) -> str:
            if route.name not in made:
                sample = SAMPLES.get(route.name)
                made[route.name] = reverse(route.name, kwargs=sample(cast.world) if sample else None)
            return made[route.name]

        def send(browser: Client, method: str, route: Route) -> HttpResponse:
            address = address_of(route)
            cookies = browser.cookies.copy()
            with transaction.atomic():
                answer = browser.get(address) if method == "get" else browser.post(address)
                transaction.set_rollback(True)
            browser.cookies = cookies
            return answer  # type: ignore[return-value]

        yield send
        transaction.set_rollback(True)


def test_there_are_routes() -> None:
    assert len(ROUTES) > 80
    assert len(ROUTES) + 1 == len(routes()), "two URLs share a name, or there is a second door of the API"


def test_every_url_has_a_guard_or_is_on_the_short_list() -> None:
    unguarded = [name for name, route in ROUTES.items() if route.permission is UNGUARDED]
    assert unguarded == [], "put @page(...) or @public over the view"
    assert {name for name, route in ROUTES.items() if route.is_public} == PUBLIC


def test_every_permission_of_a_page_exists() -> None:
    asked = {route.permission for route in ROUTES.values() if not route.is_public}
    assert asked - set(registry().permissions) == set()


def test_every_url_with_a_blank_has_one_sample() -> None:
    times = Counter([*OWNED, *PERSONAL, *FIXED])
    wrong = [name for name, route in ROUTES.items() if route.takes and times[name] != 1]
    assert wrong == [], "say in samples.py what they name"


def test_finer_rights_exist_and_are_finer() -> None:
    for name, permission in FINER.items():
        assert permission in registry().permissions
        assert permission != ROUTES[name].permission


def test_samples_are_of_urls_that_exist() -> None:
    assert set(FINER) | NAMED_IN_THE_FORM <= set(ROUTES)
    assert sorted(set(SAMPLES) - {name for name, route in ROUTES.items() if route.takes}) == []


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_anonymous_visitor_is_sent_to_sign_in(ask: Callable[..., HttpResponse], name: str) -> None:
    answers = [ask(Client(raise_request_exception=False), method, ROUTES[name]) for method in METHODS]
    assert {answer.status_code for answer in answers} != {NOT_FOR_THIS_METHOD}, "nothing answers here"
    for answer in answers:
        if ROUTES[name].is_public:
            assert answer.status_code < 500
        elif answer.status_code != NOT_FOR_THIS_METHOD:
            assert answer.status_code == 302
            assert answer["Location"].split("?")[0] == reverse("access:sign_in")


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.long)])
@pytest.mark.parametrize("name", sorted(set(ROUTES) - set(PERSONAL)))
def test_each_role_opens_what_its_permissions_say(
    cast: Cast, ask: Callable[..., HttpResponse], name: str, every: bool
) -> None:
    """Every role that is refused; of those let in, who may most and who may least, or `every` one."""
    route = ROUTES[name]
    held = registry().role_permissions
    let_in = sorted(
        (role for role in ROLES if route.permission in held[role]), key=lambda role: len(held[role])
    )
    asked = ROLES if every else [role for role in ROLES if role not in let_in[1:-1]]
    answers = {
        (role, method): ask(cast.own[role], method, route).status_code for role in asked for method in METHODS
    }
    assert {asked: status for asked, status in answers.items() if not _fits(route, asked[0], status)} == {}
    administrators = {answers[RoleName.ADMINISTRATOR.value, method] for method in METHODS}
    assert administrators != {NOT_FOR_THIS_METHOD}, "nothing answers here"


def _fits(route: Route, role: str, status: int) -> bool:
    if status == NOT_FOR_THIS_METHOD:
        return True
    if route.is_public:
        return status < 500
    if route.name in CLOSED_TO_ADMINISTRATORS and role == RoleName.ADMINISTRATOR:
        return status == 404
    held = registry().role_permissions[role]
    if {route.permission, FINER.get(route.name, route.permission)} <= held:
        return (
            status == 404
            if route.name in NAMED_IN_THE_FORM
            else status < 500 and status not in (401, 403, 404)
        )
    return status == 403


@pytest.mark.parametrize("name", sorted({*OWNED, *PERSONAL}))
def test_nobody_of_another_organisation_learns_that_it_exists(
    cast: Cast, ask: Callable[..., HttpResponse], name: str
) -> None:
    assert _not_hidden(cast.other, ask, ROUTES[name]) == {}


@pytest.mark.parametrize("name", sorted(PERSONAL))
def test_nobody_else_learns_that_it_exists(cast: Cast, ask: Callable[..., HttpResponse], name: str) -> None:
    assert _not_hidden(cast.own, ask, ROUTES[name]) == {}


def _not_hidden(
    browsers: dict[str, Client], ask: Callable[..., HttpResponse], route: Route
) -> dict[tuple[str, str], int]:
    """The roles and methods to which a stranger's object did not look like nothing at all."""
    held = {role for role in ROLES if route.permission in registry().role_permissions[role]}
    answers = {
        (role, method): ask(browser, method, route).status_code
        for role, browser in browsers.items()
        for method in METHODS
    }
    return {
        (role, method): status
        for (role, method), status in answers.items()
        if status not in (404 if role in held else 403, NOT_FOR_THIS_METHOD)
    }
