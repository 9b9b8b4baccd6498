"""The generic page of standalone forms: offered where they belong, kept when wrong, saved once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from meetpoint.core.access.models import StaffMember
from meetpoint.core.field.actions.filling import Sheet, save_sheet
from meetpoint.core.field.errors import FormRefused
from meetpoint.core.modules.forms import Filled
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.actions import Ground, set_field_rule
from meetpoint.core.organisations.errors import FieldForbidden
from meetpoint.core.organisations.models import Organisation, Requirement, Site
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import NotAllowed, NotFound
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.naloxone.models import ReversalReport

pytestmark = pytest.mark.django_db
Stored = dict[str, Filled]


@pytest.fixture
def ana_browser(sign_in: Callable[..., Client], ana_member: StaffMember) -> Client:
    return sign_in(None, ana_member)


def address(slug: str = "refill") -> str:
    return reverse("field:form", args=[slug])


def typed(site: Site, **more: Any) -> dict[str, Any]:
    given = {"uid": str(uuid7()), "site": site.pk, "machine": f"m{site.pk}", "slots.a1": "4", "minutes": "30"}
    return {**given, **more}


def test_forms_are_listed_where_the_role_includes_them(
    refill: Stored, ana_browser: Client, sign_in: Callable[..., Client], ben_member: StaffMember
) -> None:
    listed = ana_browser.get(reverse("field:forms")).content.decode()
    assert "Refill of a machine" in listed
    assert "Reversal reported, without a contact" in listed
    assert sign_in(None, ben_member).get(reverse("field:forms")).status_code == 403


def test_page_offers_only_sites_that_have_something_to_choose(
    refill: Stored, ana_browser: Client, site: Site, van: Site, org: Organisation
) -> None:
    shed = Site.objects.create(organisation=org, name="Shed", slug="shed")
    page = ana_browser.get(address(), {"site": shed.pk}).content.decode()
    assert f'value="{shed.pk}" selected' in page
    assert "Machine of Shed" in page
    assert ">Van<" not in page.partition('id="id_site_choice"')[2].partition("</select>")[0]
    assert 'name="slots.a1"' in page
    assert "Machine of Plaza" not in page


def test_form_without_a_site_says_so(
    refill: Stored, ana_browser: Client, site: Site, org: Organisation
) -> None:
    Site.objects.of(org.pk).filter(pk=site.pk).update(slug="van")
    page = ana_browser.get(address())
    assert page.status_code == 200
    assert "No site offers this form now" in page.content.decode()


def test_everything_is_read_and_saved_once(refill: Stored, ana_browser: Client, site: Site) -> None:
    data = typed(
        site,
        **{"slots.a2": "", "grams": "2,5", "tidy": "on", "seen": ["dents", "dust"], "day": "2026-03-14"},
    )
    for _tap in range(2):
        answer = ana_browser.post(address(), data)
        assert answer.status_code == 302
        assert answer["Location"] == f"{address()}?site={site.pk}"
    (stored,) = refill.values()
    assert stored.site_id == site.pk
    assert dict(stored.values) == {
        "machine": f"m{site.pk}",
        "slots": {"a1": 4},
        "minutes": 30,
        "grams": Decimal("2.5"),
        "tidy": True,
        "seen": ("dust", "dents"),
        "day": stored.values["day"],
    }
    assert "Refill of a machine: saved." in ana_browser.get(answer["Location"]).content.decode()


def test_what_was_typed_stays_with_the_fields_own_messages(
    refill: Stored, ana_browser: Client, site: Site
) -> None:
    data = typed(site, **{"machine": "", "slots.a1": "21", "minutes": "many", "words": "seventeen letters"})
    answer = ana_browser.post(address(), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    for message in (
        "Please fill this in.",
        "Kits: Write a number from 0 to 20.",
        "Write a whole number, such as 12.",
        "Please keep this under 12 characters.",
    ):
        assert message in page
    assert 'name="slots.a1" value="21"' in page
    assert 'value="seventeen letters"' in page
    assert f'value="{data["uid"]}"' in page
    assert "<details open>" in page
    assert not refill


def test_what_the_form_itself_refuses_stands_beside_its_field(
    refill: Stored, ana_browser: Client, site: Site
) -> None:
    answer = ana_browser.post(address(), typed(site, words="refuse me"))
    assert answer.status_code == 422
    assert "Not these words." in answer.content.decode()


@pytest.mark.parametrize("odd", ["", "0", "x", "99999999999999999999", "-1", "\x00"])
def test_a_site_that_does_not_offer_it_is_refused(
    refill: Stored, ana_browser: Client, site: Site, odd: str
) -> None:
    answer = ana_browser.post(address(), {**typed(site), "site": odd})
    assert answer.status_code == 422
    assert "Choose one of the sites that offer this form." in answer.content.decode()
    assert not refill


def test_what_the_place_forbids_is_not_asked_and_not_taken(
    refill: Stored, ana: Actor, dee: Actor, ana_browser: Client, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        registry().__dict__, "policy_fields", {**registry().policy_fields, "refill.words": "Words"}
    )
    ground = Ground(source="Board, 2026", effective_from=date(2026, 1, 1))
    set_field_rule("refill.words", Requirement.FORBIDDEN, ground, by=dee)
    assert 'name="words"' not in ana_browser.get(address()).content.decode()
    with pytest.raises(FieldForbidden):
        save_sheet(sheet(site, words="hello"), by=ana)
    assert not refill


def sheet(site: Site, **raw: str) -> Sheet:
    said = {"machine": f"m{site.pk}", **raw}
    return Sheet(uid=uuid7(), form="refill", site_id=site.pk, occurred_at=clock.now(), raw=said)


def test_action_refuses_what_no_page_would_send(
    refill: Stored, ana: Actor, ben: Actor, cai: Actor, site: Site
) -> None:
    with pytest.raises(FormRefused) as refused:
        save_sheet(sheet(site, stranger="1"), by=ana)
    assert refused.value.fields == {"stranger": "This form has no such field."}
    for who in (ben, cai):
        with pytest.raises((NotAllowed, FormRefused)):
            save_sheet(sheet(site), by=who)
    with pytest.raises(NotFound):
        save_sheet(gone(site), by=ana)
    assert not refill


def gone(site: Site) -> Sheet:
    return Sheet(uid=uuid7(), form="nothing", site_id=site.pk, occurred_at=clock.now(), raw={})


def test_reversal_told_without_a_contact_is_stored_once(ana_browser: Client, ana: Actor, site: Site) -> None:
    data = {"uid": str(uuid7()), "site": site.pk, "outcome": "survived", "doses": "2", "months_ago": "1"}
    for _tap in range(2):
        assert ana_browser.post(address("reversal-told"), data).status_code == 302
    report = ReversalReport.objects.of(ana).get()
    assert (report.doses, report.outcome, str(report.uid)) == (2, "survived", data["uid"])


def test_no_form_takes_the_pages_own_names() -> None:
    """`uid`, `site` and Django's token are inputs of the page itself."""
    own = {"uid", "site", "csrfmiddlewaretoken"}
    taken = {
        f"{form.slug}.{field.name}"
        for form in registry().standalone_forms.values()
        for field in form.fields
        if field.name in own
    }
    assert taken == set()
