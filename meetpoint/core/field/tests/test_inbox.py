"""The review inbox: putting right what was refused, deciding once; lists in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from meetpoint.core.access.models import StaffMember
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.field.models import ReceivedEvent, State
from meetpoint.core.field.tests.phones import phone_of
from meetpoint.core.modules.forms import Filled
from meetpoint.core.organisations.models import Site
from meetpoint.core.supplies.tests.factories import make_item
from meetpoint.core.tenancy.actor import Actor

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]


def refused(ana: Actor, kind: str, body: dict[str, Any]) -> ReceivedEvent:
    phone = phone_of(ana)
    event = phone.event(kind, body)
    phone.hand_over(event, by=ana)
    return ReceivedEvent.objects.of(ana).get(uid=event["id"], state=State.REVIEW)


def test_refused_contact_is_put_right_and_recorded(
    sign_in: Browser, dee_member: StaffMember, ana: Actor, dee: Actor, site: Site
) -> None:
    item = make_item(dee)
    body = {
        "site": 999_999,
        "items": {str(item.pk): 999_999},
        "count_only": True,
        "people": 20_000,
        "note": "Seen",
    }
    row = refused(ana, "encounter", body)
    browser = sign_in(None, dee_member)
    assert "Change something first" in browser.get(reverse("field:event", args=[row.pk])).content.decode()
    record = reverse("field:record_event", args=[row.pk])
    typed = {"site": site.pk, f"item-{item.pk}": 4, "people": 0, "note": "Seen"}
    again = browser.post(record, typed)
    assert again.status_code == 422
    assert f'name="item-{item.pk}" value="4"' in again.content.decode()
    assert browser.post(record, {**typed, "people": 3}).status_code == 302
    stored = Encounter.objects.of(ana).get()
    assert (stored.site_id, stored.people, stored.lines.get().quantity) == (site.pk, 3, 4)
    assert browser.post(record, typed).status_code == 409


def test_refused_form_is_put_right_with_its_own_fields(
    sign_in: Browser, dee_member: StaffMember, ana: Actor, site: Site, refill: dict[str, Filled]
) -> None:
    raw = {"machine": "gone", "slots": {"a1": "3"}, "tidy": "1", "seen": ["dust"], "words": "refuse me"}
    row = refused(ana, "sheet", {"form": "refill", "site": site.pk, "raw": raw})
    browser = sign_in(None, dee_member)
    page = browser.get(reverse("field:event", args=[row.pk])).content.decode()
    for text in ("Kits: 3", "Dust", 'name="raw.slots.a1" value="3"'):
        assert text in page
    record = reverse("field:record_event", args=[row.pk])
    typed = {
        "site": site.pk,
        "raw.machine": f"m{site.pk}",
        "raw.slots.a1": "5",
        "raw.tidy": "1",
        "raw.seen": "dust",
    }
    assert browser.post(record, {**typed, "raw.words": "refuse me"}).status_code == 422
    assert browser.post(record, typed).status_code == 302
    (stored,) = refill.values()
    assert dict(stored.values) == {
        "machine": f"m{site.pk}",
        "slots": {"a1": 5},
        "tidy": True,
        "seen": ("dust",),
    }


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_ask_a_fixed_number_of_queries(
    sign_in: Browser,
    dee_member: StaffMember,
    ana: Actor,
    site: Site,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    for _row in range(rows):
        refused(ana, "encounter", {"site": site.pk, "count_only": True, "people": 0})
    browser = sign_in(None, dee_member)
    for name, queries in (("field:inbox", 4), ("field:devices", 4)):
        browser.get(reverse(name))
        with django_assert_num_queries(queries):
            page = browser.get(reverse(name)).content.decode()
        assert page.count("Android") >= rows
