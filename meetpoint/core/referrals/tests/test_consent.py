"""Referrals of a programme under 42 CFR Part 2: with consent, without a code, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from meetpoint.core.access.models import StaffMember
from meetpoint.core.consent.models import Disclosure
from meetpoint.core.consent.programmes import PART2_SITES
from meetpoint.core.consent.tests.factories import CLINIC, agreed, under_part2
from meetpoint.core.directory.actions import EntryFacts, add_entry
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.models import Participant
from meetpoint.core.people.tests.factories import enrolled
from meetpoint.core.referrals.actions import make_referral
from meetpoint.core.referrals.models import Referral
from meetpoint.core.referrals.tests.factories import new, recorded
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import NotAllowed
from meetpoint.lib.identifiers import uuid7


@pytest.fixture(autouse=True)
def part2(dee: Actor, settings: Any, tmp_path: Any) -> None:
    settings.KEYS = tmp_path
    under_part2(dee)


def to_clinic(site: Site, person: Participant | None, by: Actor, **more: Any) -> Referral:
    given = {"kind": "health", "to_name": CLINIC, "participant_id": person.pk if person else None}
    return make_referral(new(site, **{**given, **more}), by=by)


def test_referral_leaves_with_consent_only(ana: Actor, site: Site, participant: Participant) -> None:
    with pytest.raises(NotAllowed, match="leave the code out"):
        to_clinic(site, participant, ana)
    assert Disclosure.objects.of(ana).get().allowed is False
    agreed(participant, ana)
    assert to_clinic(site, participant, ana).participant_id == participant.pk
    entry = Disclosure.objects.of(ana).latest("id")
    assert (entry.allowed, entry.to_name, entry.scope) == (True, CLINIC, "referrals")
    with pytest.raises(NotAllowed):
        to_clinic(site, participant, ana, kind="housing")


def test_entry_of_the_directory_is_known_by_its_name(
    dee: Actor, site: Site, participant: Participant
) -> None:
    entry = add_entry(uuid7(), EntryFacts(name="River clinic", kind="health"), by=dee)
    agreed(participant, dee)
    to_clinic(site, participant, dee, entry_id=entry.pk, to_name="")
    assert Disclosure.objects.of(dee).latest("id").to_name == "River clinic"
    with pytest.raises(NotAllowed):
        to_clinic(site, participant, dee, to_name="")


def test_general_phrase_reaches_whoever_treats(ana: Actor, site: Site, participant: Participant) -> None:
    agreed(participant, ana, recipients=[], to_class=True, expiry="none", expires_on=None)
    to_clinic(site, participant, ana, to_name="")
    with pytest.raises(NotAllowed):
        to_clinic(site, participant, ana, kind="legal")


def test_referral_without_a_code_names_nobody(ana: Actor, site: Site) -> None:
    to_clinic(site, None, ana)
    assert Disclosure.objects.of(ana).get().basis == "permission of the role"


def test_contact_at_a_site_outside_part_2_refers_as_before(
    dee: Actor, ana: Actor, site: Site, van: Site, participant: Participant
) -> None:
    under_part2(dee, "sites")
    under_part2(dee, "plaza", PART2_SITES)
    said = {"kind": "health", "to_name": CLINIC}
    recorded(ana, van, said, participant_id=participant.pk)
    with pytest.raises(NotAllowed):
        recorded(ana, site, said, participant_id=participant.pk)
    assert Referral.objects.of(ana).get().site_id == van.pk


def test_form_that_the_gate_refuses_keeps_what_was_typed(
    ana: Actor, ana_member: StaffMember, site: Site, sign_in: Callable[[Client | None, StaffMember], Client]
) -> None:
    _person, card = enrolled(ana)
    said = {
        "uid": uuid7(),
        "site": site.pk,
        "kind": "health",
        "to_name": "The far clinic",
        "code": card.spoken,
    }
    page = sign_in(None, ana_member).post(reverse("referrals:add"), said).content.decode()
    assert "leave only with written consent" in page
    assert 'value="The far clinic"' in page
    assert not Referral.objects.of(ana).exists()


def test_page_of_a_person_leads_to_a_referral_without_their_code(
    ana: Actor,
    ana_member: StaffMember,
    site: Site,
    participant: Participant,
    sign_in: Callable[[Client | None, StaffMember], Client],
) -> None:
    agreed(participant, ana)
    browser, way = sign_in(None, ana_member), reverse("referrals:add_for", args=[participant.uid])
    assert way in browser.get(reverse("care:participant", args=[participant.uid])).content.decode()
    page = browser.get(way).content.decode()
    assert participant.handle in page
    assert 'name="code"' not in page
    said = {"uid": uuid7(), "site": site.pk, "kind": "health", "to_name": CLINIC}
    assert browser.post(way, said).status_code == 302
    assert Referral.objects.of(ana).get().participant_id == participant.pk
