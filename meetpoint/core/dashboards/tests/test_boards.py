"""The boards: every number with its definition, people beside who had no code, and nobody else's sites."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetpoint.core.access.models import StaffMember
from meetpoint.core.consent.models import Disclosure
from meetpoint.core.dashboards import boards
from meetpoint.core.dashboards.tests.conftest import QUARTER
from meetpoint.core.modules.indicators import DataSource, Indicator
from meetpoint.core.modules.interface import Module, PrivacyPlan
from meetpoint.core.modules.registry import Registry, registry
from meetpoint.core.organisations.actions import Ground, set_option
from meetpoint.core.organisations.models import Site
from meetpoint.core.reports.tests.quarter import SYRINGE, Quarter
from meetpoint.core.tenancy.actor import Actor

OVERVIEW = reverse("dashboards:overview")
PEOPLE = "encounters.unique_participants"
COVERAGE = "syringe_services.syringes_per_person_year"
SignIn = Callable[[Client | None, StaffMember], Client]


def numbers(answer: Any) -> dict[str, Any]:
    """Every number of a board by its code."""
    board = answer.context["board"]
    listed = [*board.leading, *(one for group in board.groups for one in group.numbers)]
    return {one.indicator.code: one for one in listed}


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def only_at(member: StaffMember, *sites: Site) -> None:
    type(member).objects.of(member.organisation_id).filter(pk=member.pk).update(all_sites=False)
    member.sites.add(*sites)


def test_the_board_shows_every_indicator_of_every_module_and_no_people_without_those_who_had_no_code(
    quarter: Quarter, sign_in: SignIn, dee_member: StaffMember, asked: list[Any]
) -> None:
    answer = sign_in(None, dee_member).get(OVERVIEW, QUARTER)
    assert [len(one["questions"]) for one in asked] == [5]
    shown = numbers(answer)
    told = {code for code, one in registry().indicators.items() if not one.missing}
    assert set(shown) == told
    assert shown["encounters.contacts"].value == 21
    assert shown["naloxone.doses"].value == 17
    assert answer.context["board"].untold
    for code in told:
        assert str(registry().indicators[code].definition)[:40] in answer.content.decode(), code
    # A size estimate that was typed in counts nobody who was met.
    counted = [one for one in shown.values() if not one.indicator.inputs]
    people = [one for one in counted if str(one.indicator.unit) == "people"]
    assert people
    unlike = [one.indicator.code for one in people if not one.indicator.additive and not one.counts_people]
    assert unlike == []
    assert (shown[PEOPLE].value, shown[PEOPLE].without_code) == (2, 14)
    assert "and 14 contacts without a code, which are not counted as people" in words(answer)


def test_what_was_just_saved_is_on_the_board(
    quarter: Quarter, sign_in: SignIn, dee_member: StaffMember
) -> None:
    browser = sign_in(None, dee_member)
    before = numbers(browser.get(OVERVIEW, QUARTER))
    quarter.met("2026-03-30T15:00", quarter.d, {SYRINGE: 5})
    after = numbers(browser.get(OVERVIEW, QUARTER))
    changes = {code: after[code].value - before[code].value for code in ("encounters.contacts", PEOPLE)}
    assert changes == {"encounters.contacts": 1, PEOPLE: 1}
    out = "syringe_services.syringes_out"
    assert after[out].value == before[out].value + 5


def test_two_spans_are_compared(quarter: Quarter, sign_in: SignIn, dee_member: StaffMember) -> None:
    february = {"span": "own", "from": "2026-02-01", "to": "2026-02-28"}
    answer = sign_in(None, dee_member).get(OVERVIEW, february)
    one = numbers(answer)[PEOPLE]
    assert answer.context["asked"].compared.first == date(2026, 1, 4)
    assert (one.value, one.before, one.change) == (2, 1, "1 more than before (+100\xa0%)")
    assert one.verdict == "chance alone may explain it"
    assert numbers(answer)["syringe_services.syringes_out"].verdict == "", "syringes come by the pack"


def test_sites_stand_side_by_side(quarter: Quarter, sign_in: SignIn, dee_member: StaffMember) -> None:
    answer = sign_in(None, dee_member).get(OVERVIEW, {**QUARTER, "against": "none"})
    board = answer.context["board"]
    place = [one.indicator.code for one in board.leading].index("naloxone.doses")
    assert {row.site.name: row.cells[place] for row in board.sites} == {"Plaza": ("15", ""), "Van": ("2", "")}


def test_small_counts_have_a_range_in_the_trend_and_supplies_have_none(
    quarter: Quarter, sign_in: SignIn, dee_member: StaffMember
) -> None:
    charts = sign_in(None, dee_member).get(OVERVIEW, QUARTER).context["board"].trends
    by_title = {chart.title: chart for chart in charts}
    assert by_title["Reversals reported"].header == ("Month", "Reports", "By chance between")
    february = next(row for row in by_title["Reversals reported"].rows if row[0] == "February 2026")
    assert february == ("February 2026", "2", "0.2–7.2")
    assert by_title["Syringes handed out"].header == ("Month", "Syringes")
    assert "14 contacts had no code" in by_title["Different people met"].note


def test_coverage_says_what_is_missing_and_where_it_is_entered(
    quarter: Quarter, sign_in: SignIn, dee_member: StaffMember, ben_member: StaffMember, dee: Actor
) -> None:
    link = reverse("web:settings:option", args=["syringe_services.people_who_inject"])
    page = sign_in(None, dee_member).get(OVERVIEW, QUARTER)
    assert f'<a href="{link}">People who inject drugs' in page.content.decode()
    plain = sign_in(None, ben_member).get(OVERVIEW, QUARTER)
    assert link not in plain.content.decode()
    assert "An administrator can enter it." in words(plain)
    ground = Ground(source="County estimate, 2025", effective_from=date(2026, 1, 1), verified_by="Dee")
    set_option("syringe_services.people_who_inject", "50", ground, by=dee)
    shown = numbers(sign_in(None, dee_member).get(OVERVIEW, QUARTER))[COVERAGE]
    assert shown.lacking == ()
    assert [(one.value, one.source) for one in shown.grounds] == [(50, "County estimate, 2025")]


def test_a_reader_with_one_site_sees_that_site_only(
    quarter: Quarter, sign_in: SignIn, ben_member: StaffMember, van: Site, site: Site, asked: list[Any]
) -> None:
    only_at(ben_member, van)
    browser = sign_in(None, ben_member)
    answer = browser.get(OVERVIEW, QUARTER)
    assert {one["sites"][0] for said in asked for one in said["questions"]} == {van.pk}
    assert numbers(answer)["encounters.contacts"].value == 1
    assert COVERAGE not in numbers(answer), "what rests on the whole programme's size is not told of a part"
    assert "Plaza" not in words(answer)
    assert browser.get(reverse("dashboards:site", args=[van.slug])).status_code == 200
    assert browser.get(reverse("dashboards:site", args=[site.slug])).status_code == 404
    assert browser.get(reverse("dashboards:print_site", args=[site.slug])).status_code == 404
    number = browser.get(
        reverse("dashboards:number", args=["encounters.contacts"]), {**QUARTER, "site": "plaza"}
    )
    assert number.context["number"].value == 1


def test_a_reader_without_any_site_sees_noughts(
    quarter: Quarter, sign_in: SignIn, ben_member: StaffMember
) -> None:
    only_at(ben_member)
    answer = sign_in(None, ben_member).get(OVERVIEW, QUARTER)
    assert {one.value for one in numbers(answer).values()} <= {0, None}
    assert answer.context["board"].is_empty


def test_the_board_of_a_site_is_about_it(quarter: Quarter, sign_in: SignIn, ana_member: StaffMember) -> None:
    browser = sign_in(None, ana_member)
    answer = browser.get(reverse("dashboards:site", args=["van"]), QUARTER)
    assert numbers(answer)["encounters.contacts"].value == 1
    assert browser.get(OVERVIEW).status_code == 403


def test_own_site_leads_to_where_one_works(sign_in: SignIn, ana_member: StaffMember) -> None:
    answer = sign_in(None, ana_member).get(reverse("dashboards:own_site"))
    assert answer["Location"] == reverse("dashboards:site", args=["plaza"])


def test_a_service_added_later_appears(
    quarter: Quarter, sign_in: SignIn, dee_member: StaffMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = Indicator(
        code="ferry.contacts",
        title="Ferried",
        definition="People rowed across.",
        unit="people",
        source=DataSource.ENCOUNTER,
        additive=True,
        table="contacts",
        value=lambda contacts: contacts.people.sum(),
        breakdowns=("month", "site"),
        reference="A test",
    )
    ferry = Module(slug="ferry", name="Ferry", privacy=PrivacyPlan(columns={}), indicators=(new,))
    more = Registry((*registry().modules, ferry))
    for module in ("asking", "numbers", "boards"):
        monkeypatch.setattr(f"meetpoint.core.dashboards.{module}.registry", lambda: more)
    for module in ("reading.questions", "reading.answers"):
        monkeypatch.setattr(f"meetpoint.core.facts.{module}.registry", lambda: more)
    board = sign_in(None, dee_member).get(OVERVIEW, QUARTER).context["board"]
    assert [one.value for one in board.leading if one.indicator is new] == [21]
    assert "Ferried" in [chart.title for chart in board.trends]


def test_an_empty_organisation_is_told_how_to_begin(sign_in: SignIn, dee_member: StaffMember) -> None:
    answer = sign_in(None, dee_member).get(OVERVIEW)
    assert answer.context["board"].is_empty
    assert "as soon as the first contact is saved" in words(answer)


def test_printing_passes_the_gate(
    quarter: Quarter, sign_in: SignIn, dee_member: StaffMember, dee: Actor
) -> None:
    answer = sign_in(None, dee_member).get(reverse("dashboards:print"), QUARTER)
    written = Disclosure.objects.of(dee).get(what="board")
    assert (written.kind, written.what, written.rows) == ("print", "board", answer.context["board"].count)
    assert "What the figures mean" in words(answer)


def test_a_board_asks_the_database_few_questions(
    quarter: Quarter, sign_in: SignIn, dee_member: StaffMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = sign_in(None, dee_member)
    found = boards.ask_board
    browser.get(OVERVIEW, QUARTER)
    kept: list[Any] = []
    monkeypatch.setattr(
        boards, "ask_board", lambda *a: kept[0] if kept else kept.append(found(*a)) or kept[0]
    )
    browser.get(OVERVIEW, QUARTER)
    with CaptureQueriesContext(connection) as seen:
        browser.get(OVERVIEW, QUARTER)
    one_site = len(seen)
    for name in ("A", "B", "C"):
        Site.objects.create(organisation_id=dee_member.organisation_id, name=name, slug=name.lower())
    with CaptureQueriesContext(connection) as seen:
        browser.get(OVERVIEW, QUARTER)
    assert (one_site, len(seen)) == (4, 4), [one["sql"] for one in seen]


def test_strange_addresses_show_the_usual(sign_in: SignIn, dee_member: StaffMember) -> None:
    browser = sign_in(None, dee_member)
    for said in ("%00", "nowhere", "9" * 200):
        strange = {"span": said, "against": said, "site": said, "by": said, "from": said}
        assert browser.get(OVERVIEW, strange).status_code == 200
        assert browser.get(reverse("dashboards:number", args=[PEOPLE]), strange).status_code == 200
    assert browser.get(reverse("dashboards:number", args=["no.such"])).status_code == 404


def test_a_number_breaks_down_into_groups_that_are_large_enough(
    quarter: Quarter, sign_in: SignIn, dee_member: StaffMember
) -> None:
    browser = sign_in(None, dee_member)
    kinds = browser.get(
        reverse("dashboards:number", args=["syringe_services.supplies_out"]), {**QUARTER, "by": "kind"}
    ).context["grouped"]
    assert ("Syringes (complete sets)", "175") in kinds.chart.rows
    ages = browser.get(reverse("dashboards:number", args=[PEOPLE]), {**QUARTER, "by": "age_band"})
    assert ages.context["grouped"].chart.rows == (("Not said", "2"),)
    areas = browser.get(reverse("dashboards:number", args=[PEOPLE]), {**QUARTER, "by": "zip3"})
    assert areas.context["grouped"] is None
    assert "your programme has not decided to" in words(areas)


def test_without_a_worker_one_is_told_to_try_again(
    sign_in: SignIn, dee_member: StaffMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    answer = sign_in(None, dee_member).get(OVERVIEW)
    assert answer.status_code == 503
    assert "try again" in words(answer)
