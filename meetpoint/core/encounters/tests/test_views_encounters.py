"""Tests of the list, of one encounter, and of correcting and voiding it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from meetpoint.core.access.models import StaffMember
from meetpoint.core.consent.models import Disclosure
from meetpoint.core.encounters.models import Encounter, EncounterLine
from meetpoint.core.encounters.tests.conftest import Visits
from meetpoint.core.encounters.tests.factories import (
    days_ago,
    encounter,
    make_item,
    make_participant,
    put_in_stock,
)
from meetpoint.core.modules.forms import EncounterForm
from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.core.supplies.models import Item
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.identifiers import uuid7

Queries = Callable[[int], Any]


@pytest.fixture
def browser(sign_in: Callable[..., Client], ana_member: StaffMember) -> Client:
    return sign_in(None, ana_member)


def listed(browser: Client, **filters: str) -> list[str]:
    """Return the identifiers on a page of the list, in its order."""
    page = browser.get("/encounters/", filters)
    assert page.status_code == 200
    return [row[0].url.split("/")[2] for row in page.context["listing"].rows]


# --- the list --------------------------------------------------------------------------------


def test_list_costs_the_same_for_one_and_three(
    browser: Client, ana: Actor, site: Site, syringes: Item, django_assert_num_queries: Queries
) -> None:
    participant = make_participant(ana.organisation_id)
    encounter(ana, site, {syringes: 10}, participant_id=participant.pk)
    browser.get("/encounters/")
    with django_assert_num_queries(7):
        assert len(listed(browser)) == 1
    for _contact in range(2):
        other = make_participant(ana.organisation_id)
        encounter(ana, site, {syringes: 10}, participant_id=other.pk)
    with django_assert_num_queries(7):
        assert len(listed(browser)) == 3


def test_list_is_newest_first_and_goes_on(browser: Client, ana: Actor, site: Site) -> None:
    uids = [str(encounter(ana, site, occurred_at=days_ago(back)).uid) for back in range(1, 31)]
    page = browser.get("/encounters/")
    assert listed(browser) == uids[:25]
    following = browser.get(page.context["listing"].next_url)
    assert [row[0].url.split("/")[2] for row in following.context["listing"].rows] == uids[25:]


def test_list_can_be_narrowed(
    browser: Client, ana: Actor, dee: Actor, site: Site, van: Site, syringes: Item, kits: Item
) -> None:
    participant = make_participant(ana.organisation_id)
    made = {
        "coded": encounter(ana, site, {syringes: 10}, participant_id=participant.pk, occurred_at=days_ago(1)),
        "anonymous": encounter(dee, van, {kits: 1}, occurred_at=days_ago(2)),
        "counted": encounter(ana, van, people=40, count_only=True, occurred_at=days_ago(3)),
        "old": encounter(ana, site, {kits: 1}, occurred_at=days_ago(200)),
    }
    names = {str(recorded.uid): name for name, recorded in made.items()}
    browser.post(f"/encounters/{made['counted'].uid}/void/", {"reason": "duplicate"})

    def found(**filters: str) -> list[str]:
        return [names[uid] for uid in listed(browser, **filters)]

    assert found() == ["coded", "anonymous", "counted", "old"]
    assert found(site=str(van.pk)) == ["anonymous", "counted"]
    assert found(staff=str(dee.staff_id)) == ["anonymous"]
    assert found(kind="coded") == ["coded"]
    assert found(kind="anonymous") == ["anonymous", "old"]
    assert found(kind="counted") == ["counted"]
    assert found(voided="yes") == ["counted"]
    assert found(voided="no") == ["coded", "anonymous", "old"]
    assert found(supplies="naloxone") == ["anonymous"]
    assert found(supplies="naloxone", day_from=days_ago(300).date().isoformat()) == ["anonymous", "old"]
    assert found(day_from=days_ago(2).date().isoformat(), day_to=days_ago(2).date().isoformat()) == [
        "anonymous"
    ]
    assert found(kind="nonsense", site="x") == ["coded", "anonymous", "counted", "old"]


def test_list_shows_only_sites_within_reach(
    sign_in: Callable[..., Client],
    ana_member: StaffMember,
    dee: Actor,
    cai: Actor,
    site: Site,
    van: Site,
    other_site: Site,
) -> None:
    here = encounter(dee, van)
    encounter(dee, site)
    encounter(cai, other_site)
    ana_member.all_sites = False
    ana_member.save()
    ana_member.sites.add(van)
    browser = sign_in(None, ana_member)
    assert listed(browser) == [str(here.uid)]


def test_list_says_words_not_codes(browser: Client, ana: Actor, site: Site, syringes: Item) -> None:
    encounter(ana, site, {syringes: 40}, people=7, count_only=True)
    page = browser.get("/encounters/").content.decode()
    assert "7 people counted" in page
    assert "40 × Syringe 1ml" in page


def test_empty_list_teaches_the_first_step(browser: Client, site: Site) -> None:
    assert "Begin with Log a contact" in browser.get("/encounters/").content.decode()


# --- one encounter ---------------------------------------------------------------------------


def test_detail_shows_everything(
    browser: Client, ana: Actor, site: Site, syringes: Item, visits: Visits
) -> None:
    put_in_stock(site, syringes, 30, number="LOT-7", expires=days_ago(-90).date())
    recorded = encounter(
        ana,
        site,
        {syringes: 40},
        sections={"visit": {"minutes": "15", "mood": "low", "talked": "1"}},
        place_type="street",
        for_others=2,
        note="Brings <the> box.",
        occurred_at=days_ago(2),
    )
    page = browser.get(f"/encounters/{recorded.uid}/").content.decode()
    for words in ("Syringe 1ml", "LOT-7", "Handed out beyond recorded stock", "15", "Low", "Street or park"):
        assert words in page
    assert "Brings &lt;the&gt; box." in page
    assert "Ana" in page


def test_note_is_shown_to_those_who_may_read_it(
    sign_in: Callable[..., Client], ben_member: StaffMember, ana: Actor, site: Site
) -> None:
    recorded = encounter(ana, site, note="Brings the box.")
    page = sign_in(None, ben_member).get(f"/encounters/{recorded.uid}/").content.decode()
    assert "Brings the box." not in page
    assert "/correct/" not in page
    assert "/void/" not in page


def test_answers_that_need_a_permission_are_hidden_without_it(
    browser: Client, ana: Actor, site: Site, visits: Visits, use_form: Callable[[EncounterForm], None]
) -> None:
    recorded = encounter(ana, site, sections={"visit": {"words": "hidden words"}})
    use_form(replace(visits.form(), permission="clinic:visit:record"))
    assert "hidden words" not in browser.get(f"/encounters/{recorded.uid}/").content.decode()
    assert browser.get(f"/encounters/{recorded.uid}/correct/").status_code == 403


def test_history_leads_both_ways(browser: Client, ana: Actor, site: Site, syringes: Item) -> None:
    first = encounter(ana, site, {syringes: 40})
    correct(browser, first.uid, site, {f"item-{syringes.pk}": "4"})
    later = Encounter.objects.of(ana).get(replaces_id=first.id)
    assert f"/encounters/{later.uid}/" in browser.get(f"/encounters/{first.uid}/").content.decode()
    assert f"/encounters/{first.uid}/" in browser.get(f"/encounters/{later.uid}/").content.decode()


@pytest.mark.parametrize("page", ["", "correct/"])
def test_what_is_elsewhere_is_not_found(
    page: str, browser: Client, cai: Actor, other_site: Site, site: Site
) -> None:
    theirs = encounter(cai, other_site)
    answers = [browser.get(f"/encounters/{uid}/{page}") for uid in (theirs.uid, uuid7())]
    assert [answer.status_code for answer in answers] == [404, 404]


# --- changing it -----------------------------------------------------------------------------


def correct(browser: Client, uid: object, site: Site, said: dict[str, str]) -> Any:
    form = {"uid": str(uuid7()), "site": site.pk, "who": "anonymous", **said}
    body = urlencode(form, doseq=True)
    return browser.post(f"/encounters/{uid}/correct/", body, content_type="application/x-www-form-urlencoded")


def test_correction_begins_with_what_was_said(
    browser: Client, ana: Actor, site: Site, syringes: Item, visits: Visits
) -> None:
    participant = make_participant(ana.organisation_id)
    said = {"visit": {"minutes": "15", "mood": "low", "talked": "1"}}
    more = {"participant_id": participant.pk, "for_others": 3, "note": "Brings the box.", "sections": said}
    recorded = encounter(ana, site, {syringes: 40}, **more)
    page = browser.get(f"/encounters/{recorded.uid}/correct/").content.decode()
    assert 'value="40"' in page
    assert 'name="form.visit.minutes"' in page
    assert 'value="15"' in page
    assert 'value="low" checked' in page
    assert 'name="form.visit.talked" value="1" checked' in page
    assert 'id="who-known" checked' in page
    assert "Brings the box." in page


def test_correction_keeps_the_moment_to_the_microsecond(browser: Client, ana: Actor, site: Site) -> None:
    moment = days_ago(2).replace(second=13, microsecond=377)
    recorded = encounter(ana, site, occurred_at=moment)
    page = browser.get(f"/encounters/{recorded.uid}/correct/")
    typed = page.context["screen"].said["occurred_at"]
    assert correct(browser, recorded.uid, site, {"occurred_at": typed, "for_others": "1"}).status_code == 302
    assert Encounter.objects.of(ana).get(voided_at=None).occurred_at == moment


def test_correction_with_an_error_keeps_what_was_typed(
    browser: Client, ana: Actor, site: Site, syringes: Item
) -> None:
    recorded = encounter(ana, site, {syringes: 40})
    page = correct(browser, recorded.uid, site, {f"item-{syringes.pk}": "41", "for_others": "many"})
    assert page.status_code == 422
    assert 'value="41"' in page.content.decode()
    assert Encounter.objects.of(ana).get().voided_at is None


def test_correction_keeps_a_note_that_the_corrector_may_not_read(
    sign_in: Callable[..., Client], ana_member: StaffMember, ana: Actor, org: Organisation, site: Site
) -> None:
    from meetpoint.core.access.models import RolePermission  # noqa: PLC0415 - only this test takes a right away

    recorded = encounter(ana, site, note="Brings the box.")
    RolePermission.objects.of(org.pk).create(
        organisation=org, role="worker", permission="encounters:note:view", granted=False
    )
    browser = sign_in(None, ana_member)
    assert "Brings the box." not in browser.get(f"/encounters/{recorded.uid}/correct/").content.decode()
    correct(browser, recorded.uid, site, {"for_others": "1"})
    RolePermission.objects.of(org.pk).all().delete()
    later = Encounter.objects.of(ana).get(voided_at=None)
    assert "Brings the box." in browser.get(f"/encounters/{later.uid}/").content.decode()


def test_corrected_entry_cannot_be_corrected_again(browser: Client, ana: Actor, site: Site) -> None:
    recorded = encounter(ana, site)
    assert correct(browser, recorded.uid, site, {"for_others": "1"}).status_code == 302
    assert correct(browser, recorded.uid, site, {"for_others": "2"}).status_code == 409


def test_void_says_why_and_shows_it(browser: Client, ana: Actor, site: Site, syringes: Item) -> None:
    recorded = encounter(ana, site, {syringes: 40})
    answer = browser.post(f"/encounters/{recorded.uid}/void/", {"reason": "duplicate"}, follow=True)
    assert "Recorded twice" in answer.content.decode()
    assert EncounterLine.objects.of(ana).count() == 1
    assert browser.post(f"/encounters/{recorded.uid}/void/", {"reason": "duplicate"}).status_code == 409


def test_long_names_and_retired_items_stay_readable(
    browser: Client, ana: Actor, org: Organisation, site: Site
) -> None:
    item = make_item(org.pk, "long", name="Kit " + "very long name " * 7, on_log=False)
    recorded = encounter(ana, site, {item: 3})
    item.retired_at = days_ago(0)
    item.save()
    make_item(org.pk, "another")
    assert 'value="3"' in browser.get(f"/encounters/{recorded.uid}/correct/").content.decode()
    assert f"item-{item.pk}" not in browser.get("/log/").content.decode()


def test_list_leaves_as_a_file_past_the_gate(
    ana: Actor,
    dee: Actor,
    sign_in: Callable[..., Client],
    dee_member: StaffMember,
    site: Site,
    syringes: Item,
) -> None:
    encounter(ana, site, {syringes: 40}, note="never exported")
    answer = sign_in(None, dee_member).get("/encounters/", {"format": "csv"})
    text = b"".join(answer.streaming_content).decode()
    assert "40 × Syringe 1ml" in text
    assert "Plaza" in text
    assert "never exported" not in text
    assert Disclosure.objects.of(dee).get().rows == 1
