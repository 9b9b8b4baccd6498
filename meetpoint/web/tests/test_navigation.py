"""The places of the navigation: who sees which, and which is marked as the present one."""

import pytest
from django.test import RequestFactory

from meetpoint.core.modules.pages import Page
from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.actor import Actor
from meetpoint.web import checks, navigation
from meetpoint.web.context import shell_for


def page(label: str, url_name: str = "web:more", **values: object) -> Page:
    given = {"permission": "web:shell:use", "icon": "log", "group": "main", **values}
    return Page(label=label, url_name=url_name, **given)


@pytest.fixture
def declared(monkeypatch: pytest.MonkeyPatch) -> list[Page]:
    pages: list[Page] = []
    monkeypatch.setattr(navigation, "pages", lambda: pages)
    monkeypatch.setattr(checks, "pages", lambda: pages)
    monkeypatch.setattr(navigation, "_groups", navigation._groups.__wrapped__)  # keeps nothing
    return pages


def labels(places: tuple[navigation.Place, ...]) -> list[str]:
    return [place.label for place in places]


def test_places_are_those_that_the_actor_may_open(declared: list[Page], ana: Actor) -> None:
    declared += [
        page("Log"),
        page("Audit", permission="audit:nothing:view"),
        page("Help", permission="", group="more"),
    ]
    found = navigation.navigation_for(ana, "/")
    assert [labels(found.bar), labels(found.rest), found.sections] == [["Log"], ["Help"], ()]


def test_nobody_sees_no_places(declared: list[Page]) -> None:
    declared.append(page("Log"))
    assert navigation.navigation_for(None, "/").places == ()


def test_bar_holds_three_and_the_rest_follows(declared: list[Page], ana: Actor) -> None:
    declared += [page(name) for name in "ABCDE"]
    declared.append(page("Z", group="more"))
    found = navigation.navigation_for(ana, "/")
    assert [labels(found.bar), labels(found.rest)] == [list("ABC"), list("DEZ")]


def test_deepest_place_is_the_present_one(declared: list[Page], ana: Actor) -> None:
    declared += [page("More"), page("Site", "web:choose_site")]
    found = navigation.navigation_for(ana, "/more/deep/down/")
    assert [place.label for place in found.places if place.is_current] == ["More"]


def test_more_is_marked_on_places_that_the_bar_does_not_show(declared: list[Page], ana: Actor) -> None:
    declared += [page("Log", "web:choose_site"), page("Theme", "web:choose_theme", group="settings")]
    on_rest = navigation.navigation_for(ana, "/theme/")
    on_bar = navigation.navigation_for(ana, "/site/")
    assert navigation.more_place(on_rest, "/theme/").is_current
    assert not navigation.more_place(on_bar, "/site/").is_current
    assert navigation.more_place(on_bar, "/more/").is_current


def test_page_without_an_address_is_left_out_and_named_at_start_up(declared: list[Page], ana: Actor) -> None:
    declared.append(page("Ghost", "web:ghost"))
    assert navigation.navigation_for(ana, "/").places == ()
    [fault] = checks.check_navigation(None)
    assert "web:ghost" in fault.msg
    assert fault.is_serious()


@pytest.mark.parametrize(
    "wrong", [{"permission": "no:such:right"}, {"icon": "unicorn"}, {"group": "elsewhere"}]
)
def test_faulty_declaration_is_named_at_start_up(wrong: dict[str, str], declared: list[Page]) -> None:
    declared.append(page("Log", **wrong))
    [fault] = checks.check_navigation(None)
    assert next(iter(wrong.values())) in fault.msg


def test_faults_only_warn_while_developing(declared: list[Page], settings: object) -> None:
    settings.DEBUG = True
    declared.append(page("Ghost", "web:ghost"))
    assert not checks.check_navigation(None)[0].is_serious()


def test_frame_of_a_request_without_an_actor_is_bare(db: None) -> None:
    request = RequestFactory().get("/somewhere/?a=1")
    frame = shell_for(request)
    assert (frame.bar, frame.sites, frame.organisation, frame.more) == ((), (), "", None)
    assert frame.here == "/somewhere/?a=1"
    assert [choice.value for choice in frame.languages] == ["en", "es"]


def test_start_page_stands_apart(declared: list[Page], ana: Actor, site: Site) -> None:
    declared += [page("Log", "web:more"), page("Today", "web:today", group="more")]
    request = RequestFactory().get("/more/")
    request.actor = ana
    frame = shell_for(request)
    assert frame.home is not None
    assert [frame.home.label, labels(frame.bar), labels(frame.rest)] == ["Today", ["Log"], []]


def test_pages_stand_under_the_heading_of_their_group(declared: list[Page], ana: Actor) -> None:
    declared += [
        page("Log"),
        page("Roles", "web:choose_theme", group="settings"),
        page("Sheet", "web:choose_site", group="numbers"),
    ]
    found = navigation.navigation_for(ana, "/theme/")
    assert [(one.heading, labels(one.places), one.is_current) for one in found.sections] == [
        ("Numbers", ["Sheet"], False),
        ("Settings", ["Roles"], True),
    ]


def test_page_of_a_service_is_among_the_services_unless_it_says_more() -> None:
    groups = {page.url_name: page.group for page in navigation.pages()}
    assert groups["naloxone:reversals"] == "services"
    assert groups["naloxone:routes"] == "settings"
    assert groups["referrals:list"] == "more"
