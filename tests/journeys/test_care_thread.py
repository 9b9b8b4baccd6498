"""One person across the services: the exchange, the room, an overdose reversed, treatment, a bed, consent.

Everybody who may sees each step on one timeline; to everybody else the person is not there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from conftest import hire
from meetpoint.core.access.models import RoleName, StaffMember
from meetpoint.core.api.models import Recipient
from meetpoint.core.api.tests.programs import program
from meetpoint.core.consent.tests.factories import under_part2
from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.core.people.models import Participant
from meetpoint.core.people.tests.factories import enrolled
from meetpoint.core.supplies.actions.catalogue import add_starter_items
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.supervised_consumption.tests.factories import room_at
from tests.browser import Enter
from tests.journeys.conftest import Open

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CLINIC, SHELTER = "River Clinic", "Home Again"
STEPS = ("Contact", "Visit to the consumption room", "Referral: Medication treatment", "Referral: Shelter")


@dataclass
class Story:
    """Somebody who has just been given a code, and where they go."""

    person: Participant
    code: str
    board: str

    def at(self, page: str) -> str:
        return reverse(f"care:{page}", args=[self.person.uid])


@pytest.fixture
def story(dee: Actor, site: Site) -> Story:
    add_starter_items(by=dee)
    under_part2(dee)
    person, card = enrolled(dee)
    return Story(person, card.spoken, reverse("supervised_consumption:board", args=[room_at(site).uid]))


@pytest.fixture
def eve_member(org: Organisation, van: Site) -> StaffMember:
    """A worker of the van alone."""
    eve = hire(org, "Eve", RoleName.WORKER)
    eve.all_sites = False
    eve.save(update_fields=["all_sites"])
    eve.sites.add(van)
    return eve


def exchange(phone: Page, story: Story) -> None:
    phone.locator("#who-code").check()
    phone.get_by_label("Code on the card").fill(story.code)
    phone.get_by_role("button", name=re.compile(": 20$")).first.tap()
    phone.get_by_role("button", name="Save").tap()
    expect(phone.locator(".log-saved-line")).to_be_visible()


def visit(phone: Page, story: Story) -> None:
    """Check in with the code, use at station 2, have an overdose reversed, and come through."""
    phone.goto(story.board)
    phone.get_by_role("link", name="Check in").click()
    phone.get_by_label("Code", exact=False).first.fill(story.code)
    phone.get_by_label("Heard the rules").check()
    phone.get_by_role("button", name="Check in").click()
    phone.get_by_role("button", name="2", exact=True).click()
    phone.get_by_role("button", name="Has used now").click()
    phone.get_by_role("button", name="Emergency").click()
    for name in ("Stimulated", "Naloxone", "Ambulance called"):
        phone.get_by_role("button", name=name, exact=True).click()
    expect(phone.locator("#steps")).to_contain_text("Ambulance called")
    phone.get_by_role("button", name="It is over").click()
    expect(phone.get_by_text("For the incident report")).to_be_visible()


def refer(phone: Page, story: Story, kind: str, to: str) -> None:
    phone.goto(story.at("participant"))
    phone.get_by_role("link", name="Make a referral").click()
    phone.get_by_label("What for").select_option(label=kind)
    phone.get_by_role("textbox", name=re.compile("^Somewhere else")).fill(to)
    phone.get_by_role("button", name="Make the referral").click()


def agree(phone: Page, story: Story, *, what: tuple[str, ...], names: str, what_for: str) -> None:
    phone.goto(story.at("ask_consent"))
    for words in what:
        phone.get_by_label(words).check()
    if names:
        phone.get_by_label("To whom").fill(names)
    else:
        phone.get_by_label("To our own other teams").check()
    phone.get_by_label(what_for, exact=True).check()
    phone.get_by_label("On a day").check()
    phone.get_by_label("The day").fill("2100-01-01")
    phone.get_by_label("On paper, with name and signature").check()
    phone.get_by_role("button", name="Write it down").click()
    expect(phone.get_by_text("It counts from now on.")).to_be_visible()


def test_one_person_across_the_services(
    story: Story,
    open_page: Open,
    enter: Enter,
    dee_member: StaffMember,
    eve_member: StaffMember,
    cai_member: StaffMember,
    ben_member: StaffMember,
    sign_in: Callable[[Client | None, StaffMember], Client],
) -> None:
    phone = open_page("/log/", width=390)
    exchange(phone, story)
    visit(phone, story)

    refer(phone, story, "Medication treatment", CLINIC)
    expect(phone.get_by_role("alert")).to_contain_text("consent")
    for what_for, name in (("my treatment", CLINIC), ("housing, benefits and other help", SHELTER)):
        agree(phone, story, what=("where I was referred",), names=name, what_for=what_for)
    for kind, name in (("Medication treatment", CLINIC), ("Shelter", SHELTER)):
        refer(phone, story, kind, name)
        expect(phone.get_by_role("heading", level=1)).to_contain_text(kind)

    case_manager, van = enter(dee_member), enter(eve_member)
    case_manager.goto(story.at("participant"))
    timeline = case_manager.locator(".timeline")
    for step in STEPS:
        expect(timeline).to_contain_text(step)
    expect(timeline).to_contain_text("with an emergency")
    expect(timeline).to_contain_text("Agreed to share")
    expect(timeline).to_contain_text(f"where I was referred, and what came of it → {CLINIC}")

    van.goto(story.at("participant"))
    expect(van.get_by_text("Nothing yet")).to_be_visible()
    agree(phone, story, what=("where I was referred",), names="", what_for="housing, benefits and other help")
    van.reload()
    shared = van.locator(".timeline")
    expect(shared).to_contain_text("Referral: Shelter")
    expect(shared).to_contain_text("shown with their consent")
    for kept in STEPS[:2]:
        expect(shared).not_to_contain_text(kept)
    van.context.close()
    case_manager.context.close()

    _is_not_there(story, cai_member, ben_member, dee_member, sign_in)


TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


def _said(answer: Any, uid: UUID) -> str:
    """Return a page without the address that was asked for and without the form's token."""
    return TOKEN.sub("", answer.content.decode().replace(str(uid), ""))


def _is_not_there(
    story: Story,
    elsewhere: StaffMember,
    reader: StaffMember,
    director: StaffMember,
    sign_in: Callable[[Client | None, StaffMember], Client],
) -> None:
    """To another organisation, a role without people, and a partner who is not named: nobody is there."""
    nobody = uuid7()
    for member in (elsewhere, reader):
        browser = sign_in(None, member)
        for page in ("participant", "consents", "copy", "card"):
            known = browser.get(reverse(f"care:{page}", args=[story.person.uid]))
            unknown = browser.get(reverse(f"care:{page}", args=[nobody]))
            assert known.status_code == unknown.status_code
            assert known.status_code in (403, 404)
            assert _said(known, story.person.uid) == _said(unknown, nobody)
    stranger = program(director, recipient=Recipient.PARTNER)
    for path in ("/participants/{}", "/participants?code={}"):
        known, unknown = (stranger.get(path.format(one)) for one in (story.person.uid, nobody))
        assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    assert stranger.get("/participants").json()["items"] == []
    assert stranger.get("/referrals").json()["items"] == []
    assert stranger.get("/encounters").json()["items"] == []
