"""Tests of the Log's pages without a browser: what is asked, kept, answered and never shown."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils.html import escape

from meetpoint.core.access.models import StaffMember
from meetpoint.core.access.proof.allowances import Limit
from meetpoint.core.encounters.models import Encounter, EncounterLine
from meetpoint.core.encounters.tests.conftest import Visits
from meetpoint.core.encounters.tests.factories import (
    days_ago,
    encounter,
    forbid,
    make_item,
    make_participant,
    put_in_stock,
)
from meetpoint.core.encounters.views import log
from meetpoint.core.modules.forms import Draft, EncounterForm
from meetpoint.core.modules.interface import Module, PrivacyPlan
from meetpoint.core.modules.registry import Registry, registry
from meetpoint.core.organisations.models import FieldRule, Organisation, Requirement, Site
from meetpoint.core.people import codes, finding
from meetpoint.core.supplies.models import Item
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.identifiers import uuid7

JSON = {"Accept": "application/json"}
Queries = Callable[[int], Any]


@pytest.fixture
def browser(sign_in: Callable[..., Client], ana_member: StaffMember) -> Client:
    return sign_in(None, ana_member)


def post(browser: Client, place: Site, headers: dict[str, str] | None = None, /, **said: Any) -> Any:
    form = {"uid": str(uuid7()), "site": place.pk, "who": "anonymous", **said}
    body = urlencode(form, doseq=True)
    return browser.post("/log/", body, content_type="application/x-www-form-urlencoded", headers=headers)


def test_get_costs_few_queries_however_many_contacts(
    browser: Client, ana: Actor, site: Site, syringes: Item, django_assert_num_queries: Queries
) -> None:
    browser.get("/log/")
    for _contact in range(3):
        with django_assert_num_queries(7):
            assert browser.get("/log/").status_code == 200
        encounter(ana, site, {syringes: 10})


def test_save_costs_few_queries(
    browser: Client, site: Site, syringes: Item, kits: Item, django_assert_num_queries: Queries
) -> None:
    put_in_stock(site, syringes, 1_000)
    put_in_stock(site, kits, 1_000)
    said = {f"item-{syringes.pk}": 40, f"item-{kits.pk}": 1}
    post(browser, site, JSON, **said)
    with django_assert_num_queries(20):
        assert post(browser, site, JSON, **said).status_code == 200


def test_page_is_light(browser: Client, org: Organisation, site: Site, syringes: Item) -> None:
    for number in range(40):
        make_item(org.pk, f"item-{number}", on_log=False)
    assert len(browser.get("/log/").content) < 60_000


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("item-{item}", "1" * 5000),
        ("item-" + "1" * 5000, "1"),
        ("site", "1" * 5000),
        ("for_others", "1" * 5000),
        ("item-{item}", "x"),
    ],
)
def test_number_that_cannot_be_read_is_named(
    browser: Client, ana: Actor, site: Site, syringes: Item, name: str, said: str
) -> None:
    answer = post(browser, site, JSON, **{name.format(item=syringes.pk): said})
    assert answer.status_code == 422
    assert not Encounter.objects.of(ana).exists()


def test_codes_are_not_guessed_at_without_end(
    browser: Client, ana: Actor, site: Site, syringes: Item, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "TRIES", Limit(slug="participant-code", burst=2, every_seconds=60))
    said = {"who": "code", f"item-{syringes.pk}": 1}
    answers = [post(browser, site, JSON, **said, code=codes.draw().spoken) for _try in range(3)]
    problems = [answer.json()["fields"]["code"] for answer in answers]
    assert ["too many tries" in problem for problem in problems] == [False, False, True]


def test_saved_without_scripts_leads_back_with_the_line_and_undo(
    browser: Client, ana: Actor, site: Site, syringes: Item
) -> None:
    answer = post(browser, site, **{f"item-{syringes.pk}": 40})
    assert answer.status_code == 302
    page = browser.get(answer["Location"]).content.decode()
    uid = str(Encounter.objects.of(ana).get().uid)
    assert f'name="uid" value="{uid}"' in page
    assert browser.post("/log/undo/", {"uid": uid}).status_code == 302
    assert Encounter.objects.of(ana).get().void_reason == "undo"
    assert f'name="uid" value="{uid}"' not in browser.get(answer["Location"]).content.decode()


def test_json_answers_with_what_the_page_needs(
    browser: Client, site: Site, syringes: Item, kits: Item
) -> None:
    put_in_stock(site, kits, 10)
    answer = post(browser, site, JSON, **{f"item-{syringes.pk}": 40, f"item-{kits.pk}": 1}).json()
    assert answer["totals"] == {"people": 1, "syringes": 40, "naloxone": 1}
    assert len(answer["shortages"]) == 1
    assert answer["warnings"] == []
    assert answer["url"] == f"/encounters/{answer['uid']}/"


def test_double_submit_stores_once_and_adds_nothing_twice(
    browser: Client, ana: Actor, site: Site, syringes: Item
) -> None:
    said = {"uid": str(uuid7()), f"item-{syringes.pk}": 40}
    first, again = (post(browser, site, JSON, **said).json() for _ in range(2))
    assert first["uid"] == again["uid"] == said["uid"]
    assert (first["totals"], again["totals"]) == ({"people": 1, "syringes": 40}, {})
    assert EncounterLine.objects.of(ana).count() == 1


def test_same_identifier_with_other_content_is_told_as_a_conflict(
    browser: Client, site: Site, syringes: Item
) -> None:
    uid = str(uuid7())
    post(browser, site, JSON, uid=uid, **{f"item-{syringes.pk}": 40})
    answer = post(browser, site, JSON, uid=uid, **{f"item-{syringes.pk}": 4})
    assert answer.status_code == 409
    page = post(browser, site, uid=uid, **{f"item-{syringes.pk}": 4})
    assert page.status_code == 409
    assert 'value="4"' in page.content.decode()


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ({"for_others": "many"}, "for_others"),
        ({"for_others": "-1"}, "for_others"),
        ({"who": "count", "people": "0"}, "people"),
        ({"who": "count", "people": "1e9"}, "people"),
        ({"occurred_at": "yesterday"}, "occurred_at"),
        ({"occurred_at": "2999-01-01T10:00"}, "occurred_at"),
        ({"occurred_at": "0001-01-01T00:00"}, "occurred_at"),
        ({"who": "code", "code": ""}, "code"),
        ({"who": "code", "code": "0000-0000"}, "code"),
        ({"who": "known", "participant": "nobody"}, "code"),
        ({"note": "x" * 1_001}, "note"),
        ({"note": "nul \x00 inside"}, "note"),
        ({"place_type": "moon"}, "place_type"),
        ({"item-999999": "1"}, "item-999999"),
        ({"item-abc": "1"}, "item--1"),
        ({"form.visit.minutes": "many"}, "form.visit.minutes"),
        ({"form.visit.mood": "grand"}, "form.visit.mood"),
        ({"form.visit.colour": "blue"}, "form.visit.colour"),
        ({"form.astrology.sign": "lion"}, "astrology"),
        ({"site": "999999"}, "site"),
        ({"site": "x"}, "site"),
    ],
)
def test_bad_input_is_marked_where_it_stands_and_nothing_typed_is_lost(
    said: dict[str, str], name: str, browser: Client, ana: Actor, site: Site, syringes: Item, visits: Visits
) -> None:
    typed = {f"item-{syringes.pk}": "41", "form.visit.words": "kept words", **said}
    answer = post(browser, site, JSON, **typed)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [name])
    page = post(browser, site, **typed)
    content = page.content.decode()
    assert page.status_code == 422
    assert 'value="41"' in content
    assert "kept words" in content
    assert escape(answer.json()["fields"][name]) in content
    assert not Encounter.objects.of(ana).exists()


@pytest.mark.parametrize("quantity", ["ten", "1.5", "-3", "9" * 5_000, "100001"])
def test_bad_amount_is_marked_at_its_item(quantity: str, browser: Client, site: Site, syringes: Item) -> None:
    name = f"item-{syringes.pk}"
    assert list(post(browser, site, JSON, **{name: quantity}).json()["fields"]) == [name]


def test_late_entry_is_read_on_the_clock_of_its_own_site(
    browser: Client, ana: Actor, site: Site, van: Site
) -> None:
    van.time_zone = "Asia/Tokyo"
    van.save()
    day = days_ago(3).date().isoformat()
    for place in (site, van):
        post(browser, place, JSON, occurred_at=f"{day}T21:30")
    plaza, mobile = Encounter.objects.of(ana).order_by("id")
    assert plaza.occurred_at.hour in (1, 2)
    assert mobile.occurred_at.hour == 12
    assert plaza.local_date.isoformat() == mobile.local_date.isoformat() == day


def test_chosen_person_is_kept_without_showing_a_code(browser: Client, ana: Actor, site: Site) -> None:
    participant = make_participant(ana.organisation_id)
    page = browser.get("/log/", {"participant": str(participant.uid)}).content.decode()
    assert 'value="known" id="who-known" checked' in page
    post(browser, site, JSON, who="known", participant=str(participant.uid))
    assert Encounter.objects.of(ana).get().participant_id == participant.pk


def test_other_organisations_person_reads_like_nobody(browser: Client, cai: Actor, site: Site) -> None:
    theirs = str(make_participant(cai.organisation_id).uid)
    nobody = str(uuid7())
    pages = [browser.get("/log/", {"participant": uid}).content.decode() for uid in (theirs, nobody)]
    assert all("who-known" not in page for page in pages)
    answers = [post(browser, site, JSON, who="known", participant=uid).json() for uid in (theirs, nobody)]
    assert answers[0] == answers[1]


def test_forbidden_fields_are_not_asked_and_cannot_be_posted(
    browser: Client, ana: Actor, org: Organisation, site: Site, visits: Visits
) -> None:
    for field in ("encounter.note", "encounter.participant", "visit.mood"):
        forbid(org, field)
    page = browser.get("/log/").content.decode()
    assert all(name not in page for name in ('name="note"', 'id="who-code"', 'name="form.visit.mood"'))
    assert 'name="form.visit.minutes"' in page
    answer = post(browser, site, JSON, **{"form.visit.mood": "low", "note": "hello"})
    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == {"form.visit.mood", "note"}
    assert not Encounter.objects.of(ana).exists()


def test_required_field_is_marked_and_may_be_left_empty(
    browser: Client, org: Organisation, site: Site, visits: Visits
) -> None:
    rule = {"requirement": Requirement.REQUIRED, "source": "test", "effective_from": days_ago(3).date()}
    FieldRule.objects.of(org.pk).create(organisation=org, field="visit.mood", **rule)
    org.policy_version += 1
    org.save()
    assert "asked here" in browser.get("/log/").content.decode()
    assert post(browser, site, JSON, **{"form.visit.minutes": "5"}).status_code == 200


def test_form_that_needs_a_permission_is_shown_to_those_who_hold_it(
    browser: Client, site: Site, visits: Visits, use_form: Callable[[EncounterForm], None]
) -> None:
    use_form(replace(visits.form(), permission="clinic:visit:record"))
    assert "form.visit" not in browser.get("/log/").content.decode()
    assert post(browser, site, JSON, **{"form.visit.minutes": "5"}).status_code == 403
    assert post(browser, site, **{"form.visit.minutes": "5"}).status_code == 403


def test_service_that_was_added_later_appears_by_itself(browser: Client, site: Site, visits: Visits) -> None:
    page = browser.get("/log/").content.decode()
    assert 'name="form.visit.minutes"' in page
    assert 'name="form.visit.talked"' in page
    answer = post(browser, site, JSON, **{"form.visit.minutes": "5", "form.visit.talked": "1"})
    assert answer.status_code == 200
    assert list(visits.stored.values()) == [{"minutes": 5, "talked": True}]


def test_remark_of_a_module_is_shown_after_saving_and_blocks_nothing(
    browser: Client, ana: Actor, site: Site, syringes: Item, monkeypatch: pytest.MonkeyPatch, visits: Visits
) -> None:
    heard: list[Draft] = []

    def warn(_by: Actor, draft: Draft) -> list[str]:
        heard.append(draft)
        return ["More than usual."]

    gadfly = Module(slug="gadfly", name="Gadfly", privacy=PrivacyPlan(columns={}), warn=warn)
    monkeypatch.setattr(log.saving, "registry", lambda: replace_modules(gadfly))
    answer = post(browser, site, JSON, **{f"item-{syringes.pk}": 40, "form.visit.minutes": "5"}).json()
    assert answer["warnings"] == [{"text": "More than usual.", "url": "", "act": ""}]
    assert (heard[0].units, heard[0].syringes, heard[0].values) == (
        {"syringes": 40},
        40,
        {"visit": {"minutes": 5}},
    )
    page = browser.get(post(browser, site)["Location"]).content.decode()
    assert "More than usual." in page
    assert Encounter.objects.of(ana).count() == 2


def replace_modules(*modules: Module) -> Registry:
    made = Registry(modules)
    made.__dict__["forms"] = registry().forms
    return made


def test_amounts_of_the_last_contact_are_remembered(
    browser: Client, ana: Actor, site: Site, syringes: Item
) -> None:
    encounter(ana, site, {syringes: 33})
    page = browser.get("/log/").content.decode()
    assert 'data-set="33"' in page
    assert 'value="33"' not in page
    assert 'value="33"' in browser.get("/log/?repeat=1").content.decode()


def test_reading_staff_has_no_log(
    sign_in: Callable[..., Client], ben_member: StaffMember, site: Site
) -> None:
    browser = sign_in(None, ben_member)
    assert browser.get("/log/").status_code == 403
    assert post(browser, site, JSON).status_code == 403


def test_person_without_a_site_is_told_whom_to_ask(
    sign_in: Callable[..., Client], ana_member: StaffMember, site: Site
) -> None:
    ana_member.all_sites = False
    ana_member.save()
    browser = sign_in(None, ana_member)
    assert "No site to log at yet" in browser.get("/log/").content.decode()
    assert list(post(browser, site, JSON).json()["fields"]) == ["site"]


@pytest.mark.parametrize("uid", ["", "nonsense", str(uuid7())], ids=["empty", "nonsense", "unknown"])
def test_undo_of_nothing_is_not_found(browser: Client, uid: str) -> None:
    assert browser.post("/log/undo/", {"uid": uid}, headers=JSON).status_code == 404


def test_undo_in_json_names_what_was_undone(browser: Client, ana: Actor, site: Site) -> None:
    uid = str(encounter(ana, site).uid)
    assert browser.post("/log/undo/", {"uid": uid}, headers=JSON).json() == {"undone": uid}
    assert browser.post("/log/undo/", {"uid": uid}, headers=JSON).status_code == 409


def test_totals_count_the_shift_by_all_and_by_me(
    browser: Client, ana: Actor, dee: Actor, site: Site, van: Site, syringes: Item
) -> None:
    encounter(ana, site, {syringes: 1_000})
    encounter(dee, site, {syringes: 234}, people=40, count_only=True)
    encounter(dee, van, {syringes: 7})
    page = browser.get("/log/").content.decode()
    assert '<td data-total="people">41</td><td data-total="people">1</td>' in page
    assert '<td data-total="syringes">1,234</td><td data-total="syringes">1,000</td>' in page
