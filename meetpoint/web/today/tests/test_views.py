"""Tests of the board, the trends and the start page."""

from collections.abc import Callable, Iterable
from datetime import date

import pytest
from django.test import Client

from meetpoint.core.access.models import StaffMember
from meetpoint.core.encounters.tests.factories import days_ago, encounter, make_item
from meetpoint.core.modules.interface import Module, PrivacyPlan
from meetpoint.core.modules.pages import Notice, NoticeSource
from meetpoint.core.modules.registry import Registry, registry
from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.actor import Actor
from meetpoint.web.today import board, trends
from meetpoint.web.today.views import _months_before


@pytest.fixture
def browser(sign_in: Callable[..., Client], ana_member: StaffMember) -> Client:
    return sign_in(None, ana_member)


def test_start_page_leads_to_the_board(browser: Client, site: Site) -> None:
    assert browser.get("/")["Location"] == "/today/"


def test_stranger_is_asked_to_sign_in(site: Site) -> None:
    assert "/sign-in" in Client().get("/today/")["Location"]


def test_board_of_a_quiet_day_says_so(browser: Client, site: Site) -> None:
    page = browser.get("/today/").content.decode()
    assert "Nobody has been logged here yet today." in page
    assert "Log a contact" in page


def test_board_shows_the_day_of_its_own_site(
    browser: Client, ana: Actor, dee: Actor, site: Site, van: Site
) -> None:
    item = make_item(ana.organisation_id, "syringe", syringes_per_unit=1)
    encounter(ana, site, {item: 40})
    encounter(dee, site, people=11, count_only=True)
    encounter(dee, van, {item: 7})
    shown = browser.get("/today/").context["board"]
    assert (shown.totals.people, [kind.everyone for kind in shown.kinds]) == (12, [40])
    also = {figure.slug: amount for figure, amount in shown.also}
    assert (also["contacts"], also["people_counted"], also["syringes_out"]) == (12, 11, 40)
    assert shown.hours.rows[0][1] == "12"


def test_board_hides_the_log_from_those_who_only_read(
    sign_in: Callable[..., Client], ben_member: StaffMember, site: Site
) -> None:
    page = sign_in(None, ben_member).get("/today/")
    assert page.status_code == 200
    assert 'href="/log/"' not in page.content.decode()


def test_board_without_a_site_says_whom_to_ask(
    sign_in: Callable[..., Client], ana_member: StaffMember, site: Site
) -> None:
    ana_member.all_sites = False
    ana_member.save()
    assert "No site yet" in sign_in(None, ana_member).get("/today/").content.decode()


def test_notices_come_from_every_module_the_most_urgent_first(
    ana: Actor, ben: Actor, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def source(text: str, urgency: str, permission: str, order: int) -> NoticeSource:
        def read(_by: Actor, site_id: int, _today: date) -> Iterable[Notice]:
            return [Notice(text=f"{text} {site_id}", url="/", urgency=urgency)]

        return NoticeSource(permission=permission, read=read, order=order)

    sources = (
        source("later", "note", "", 1),
        source("at once", "now", "encounters:encounter:record", 3),
        source("soon", "soon", "", 2),
    )
    module = Module(slug="bells", name="Bells", privacy=PrivacyPlan(columns={}), notices=sources)
    monkeypatch.setattr(board, "registry", lambda: Registry((module,)))
    heard = [notice.text for notice in board.notices_for(ana, site.pk, days_ago(0).date())]
    assert heard == [f"at once {site.pk}", f"soon {site.pk}", f"later {site.pk}"]
    assert len(board.notices_for(ben, site.pk, days_ago(0).date())) == 2


def test_trends_draw_months_without_a_gap(browser: Client, ana: Actor, site: Site, van: Site) -> None:
    item = make_item(ana.organisation_id, "syringe", syringes_per_unit=1)
    encounter(ana, site, {item: 40}, occurred_at=days_ago(40))
    encounter(ana, van, {item: 2}, occurred_at=days_ago(40))
    page = browser.get("/today/trends/")
    charts = {chart.title: chart for chart in page.context["charts"]}
    assert list(charts) == [str(trend.title) for trend in trends.TRENDS]
    rows = charts["Syringes out and back"].rows
    assert len(rows) == 12
    assert sum(int(row[1]) for row in rows) == 42
    only_van = browser.get("/today/trends/", {"site": str(van.pk), "months": "24"}).context["charts"][0]
    assert (len(only_van.rows), sum(int(row[1]) for row in only_van.rows)) == (24, 2)


def test_any_declared_figure_can_be_drawn(browser: Client, site: Site) -> None:
    figure = registry().figures["contacts"]
    (chart,) = browser.get("/today/trends/", {"figure": "contacts"}).context["charts"]
    assert chart.title == figure.label
    assert str(figure.definition) in chart.note


@pytest.mark.parametrize(
    "query", [{"figure": "astrology"}, {"site": "x"}, {"months": "x"}, {"months": "9999"}]
)
def test_odd_questions_give_the_usual_charts(query: dict[str, str], browser: Client, site: Site) -> None:
    charts = browser.get("/today/trends/", query).context["charts"]
    assert len(charts) == len(trends.TRENDS)
    assert len(charts[0].rows) == 12


def test_trends_stay_within_reach(
    sign_in: Callable[..., Client], ana_member: StaffMember, dee: Actor, site: Site, van: Site
) -> None:
    for place in (site, van):
        encounter(dee, place, people=10, count_only=True, occurred_at=days_ago(40))
    ana_member.all_sites = False
    ana_member.save()
    ana_member.sites.add(van)
    chart = sign_in(None, ana_member).get("/today/trends/", {"figure": "contacts"}).context["charts"][0]
    assert sum(int(row[1]) for row in chart.rows) == 10


def test_months_before_counts_the_present_one() -> None:
    assert _months_before(date(2026, 3, 31), 1) == date(2026, 3, 1)
    assert _months_before(date(2026, 3, 31), 12) == date(2025, 4, 1)
