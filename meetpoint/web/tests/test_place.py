"""Where one works, in which language and by which light."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from meetpoint.core.access.models import StaffMember
from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.core.tenancy.actor import Actor
from meetpoint.web.actions import keep_display
from meetpoint.web.middleware import PlaceMiddleware
from meetpoint.web.place import current_site, place_of

SignIn = Callable[[Client | None, StaffMember], Client]


@pytest.fixture
def browser(sign_in: SignIn, dee_member: StaffMember) -> Client:
    return sign_in(None, dee_member)


def site_of(browser: Client) -> str:
    return browser.get("/more/").context["shell"].site


def test_first_site_by_name_holds_until_another_is_chosen(browser: Client, van: Site) -> None:
    assert site_of(browser) == "Plaza"
    answer = browser.post("/site/", {"site": van.pk, "next": "/more/"})
    assert answer["Location"] == "/more/"
    assert site_of(browser) == "Van"


@pytest.mark.parametrize("wanted", ["", "x", "999999", "²"])
def test_unknown_site_is_not_there(wanted: str, browser: Client) -> None:
    assert browser.post("/site/", {"site": wanted}).status_code == 404


def test_other_organisations_site_is_not_there(browser: Client, other_site: Site) -> None:
    assert browser.post("/site/", {"site": other_site.pk}).status_code == 404
    assert site_of(browser) == "Plaza"


def test_closed_site_cannot_be_chosen(browser: Client, van: Site) -> None:
    Site.objects.of(van.organisation_id).filter(pk=van.pk).update(closed_on=date(2026, 1, 1))
    assert browser.post("/site/", {"site": van.pk}).status_code == 404


def test_sites_out_of_reach_are_not_offered(ana: Actor, van: Site) -> None:
    request = RequestFactory().get("/")
    request.actor = Actor(
        organisation_id=ana.organisation_id,
        staff_id=ana.staff_id,
        permissions=ana.permissions,
        site_ids=frozenset({van.pk}),
    )
    assert [site.name for site in place_of(request).sites] == ["Van"]


def test_nobody_is_nowhere() -> None:
    assert current_site(RequestFactory().get("/")) is None


@pytest.mark.parametrize(
    ("own_zone", "name"), [("", "America/New_York"), ("America/Denver", "America/Denver")]
)
def test_request_runs_by_the_sites_clock(own_zone: str, name: str, dee: Actor, site: Site) -> None:
    Site.objects.of(dee).update(time_zone=own_zone)
    request = RequestFactory().get("/")
    request.actor = dee
    seen = []

    def view(request: Any) -> HttpResponse:
        seen.append((timezone.get_current_timezone_name(), request.site))
        return HttpResponse()

    PlaceMiddleware(view)(request)
    assert seen == [(name, site)]
    assert timezone.get_current_timezone_name() == settings.TIME_ZONE


def test_organisation_without_sites_runs_by_its_own_clock(
    sign_in: SignIn, dee_member: StaffMember, org: Organisation
) -> None:
    Site.objects.of(org.pk).delete()
    page = sign_in(None, dee_member).get("/more/")
    assert page.context["shell"].site == ""
    assert page.context["shell"].organisation == "Harbor Light"


@pytest.mark.parametrize("theme", ["dark", "light", ""])
def test_theme_is_kept_on_the_account_and_in_the_browser(theme: str, browser: Client) -> None:
    browser.post("/theme/", {"theme": theme, "next": "/more/"})
    page = browser.get("/more/").content.decode()
    assert (f'data-theme="{theme}"' in page) == bool(theme)
    assert browser.cookies["theme"].value == theme


def test_theme_of_a_browser_serves_those_who_are_not_signed_in(client: Client, org: Organisation) -> None:
    client.post("/theme/", {"theme": "dark"})
    page = client.get("/no/such/place/").content.decode()
    assert 'data-theme="dark"' in page


def test_unknown_theme_changes_nothing(client: Client, org: Organisation) -> None:
    assert client.post("/theme/", {"theme": "x' onload="}).status_code == 302
    assert "theme" not in client.cookies


def test_language_is_kept(browser: Client, dee_member: StaffMember) -> None:
    browser.post("/language/", {"language": "es", "next": "/more/"})
    dee_member.account.refresh_from_db()
    assert dee_member.account.language == "es"
    assert '<html lang="es"' in browser.get("/more/").content.decode()


def test_unknown_language_changes_nothing(client: Client, org: Organisation) -> None:
    client.post("/language/", {"language": "xx"})
    assert settings.LANGUAGE_COOKIE_NAME not in client.cookies


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_way_back_stays_here(elsewhere: str, client: Client, org: Organisation) -> None:
    assert client.post("/theme/", {"theme": "dark", "next": elsewhere})["Location"] == "/"


def test_choices_are_posted_only(browser: Client) -> None:
    assert [browser.get(path).status_code for path in ("/site/", "/theme/", "/language/")] == [405, 405, 405]


def test_nothing_to_keep_writes_nothing(
    dee: Actor, dee_member: StaffMember, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        keep_display(dee_member.account_id, by=dee)


def test_frame_adds_one_query_to_a_page(browser: Client, django_assert_num_queries: Any) -> None:
    browser.get("/more/")
    with django_assert_num_queries(2):  # who is signed in; which sites they reach
        browser.get("/more/")


def test_the_system_has_no_taste_to_keep(dee_member: StaffMember) -> None:
    system = Actor.system(dee_member.organisation_id, "a test")
    keep_display(dee_member.account_id, by=system, theme="dark")
    dee_member.account.refresh_from_db()
    assert dee_member.account.theme == ""
