"""The pages: who sees what, what a form keeps and says, and what a list costs."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from meetpoint.core.organisations.models import Site
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.syringe_services.models import Method
from meetpoint.services.syringe_services.queries import live_clean_ups, policy_versions
from meetpoint.services.syringe_services.tests.factories import adopted, clean_up, two_days_ago

LIST, ADD = reverse("syringe_services:clean_ups"), reverse("syringe_services:add_clean_up")
POLICIES, ADOPT = reverse("syringe_services:policies"), reverse("syringe_services:adopt_policy")
LIST_QUERIES = 4
"""The session, the frame's sites, the filter's sites, and the clean-ups with their sites."""


def entry(site: Site, **more: Any) -> dict[str, Any]:
    said = {"uid": uuid7(), "site": site.pk, "held_on": two_days_ago(), "method": "counted", "measure": "40"}
    return {**said, **more}


def test_worker_adds_a_clean_up(sign_in, ana_member, ana, site) -> None:
    answer = sign_in(None, ana_member).post(
        ADD, entry(site, method="volume", measure="3.8", area="Riverbank")
    )
    assert (answer.status_code, answer.url) == (302, LIST)
    stored = live_clean_ups(ana).get()
    assert (stored.syringes, stored.area) == (380, "Riverbank")


def test_wrong_answers_are_kept_and_said_beside_their_fields(sign_in, ana_member, ana, site) -> None:
    later = clock.now().date() + timedelta(days=3)
    page = sign_in(None, ana_member).post(ADD, entry(site, measure="lots", area="Riverbank", held_on=later))
    assert page.status_code == 200
    assert set(page.context["form"].errors) == {"measure"}
    assert b"Riverbank" in page.content
    page = sign_in(None, ana_member).post(ADD, entry(site, held_on=later))
    assert set(page.context["form"].errors) == {"held_on"}
    assert not live_clean_ups(ana).exists()


@pytest.mark.parametrize("measure", ["NaN", "Infinity", "-1", "1e400", "9" * 40])
def test_no_number_gives_a_server_error(sign_in, ana_member, ana, site, measure) -> None:
    page = sign_in(None, ana_member).post(ADD, entry(site, measure=measure))
    assert page.status_code == 200
    assert set(page.context["form"].errors) == {"measure"}


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_for_one_and_three(
    sign_in, ana_member, ana, site, rows, django_assert_num_queries
) -> None:
    for _ in range(rows):
        clean_up(ana, site, area="Riverbank")
    browser = sign_in(None, ana_member)
    browser.get(LIST)
    with django_assert_num_queries(LIST_QUERIES):
        page = browser.get(LIST)
    assert page.content.count(b"Riverbank") == rows


def test_clean_up_is_shown_corrected_and_voided(sign_in, ana_member, ana, site) -> None:
    stored = clean_up(ana, site)
    browser = sign_in(None, ana_member)
    assert b"40" in browser.get(reverse("syringe_services:clean_up", args=[stored.uid])).content
    correct = reverse("syringe_services:correct_clean_up", args=[stored.uid])
    assert browser.get(correct).context["form"].initial["measure"] == "40"
    answer = browser.post(correct, entry(site, measure="45"))
    after = live_clean_ups(ana).get()
    assert (after.syringes, answer.url) == (45, reverse("syringe_services:clean_up", args=[after.uid]))
    assert b"already voided or corrected" in browser.post(correct, entry(site)).content
    assert browser.post(reverse("syringe_services:void_clean_up", args=[after.uid])).status_code == 302
    assert not live_clean_ups(ana).exists()


def test_estimated_clean_up_shows_its_measure_and_rate(sign_in, ana_member, ana, site) -> None:
    stored = clean_up(ana, site, method=Method.VOLUME, measure=Decimal("1.3"))
    page = sign_in(None, ana_member).get(reverse("syringe_services:clean_up", args=[stored.uid]))
    assert "1.3 × 100" in page.content.decode()


def test_other_organisation_finds_nothing(sign_in, cai_member, ana, site) -> None:
    stored = clean_up(ana, site)
    browser = sign_in(None, cai_member)
    assert browser.get(reverse("syringe_services:clean_up", args=[stored.uid])).status_code == 404
    assert browser.get(reverse("syringe_services:correct_clean_up", args=[stored.uid])).status_code == 404
    assert browser.post(reverse("syringe_services:void_clean_up", args=[stored.uid])).status_code == 404


def test_reader_sees_but_does_not_change(sign_in, ben_member, ana, site) -> None:
    browser = sign_in(None, ben_member)
    assert browser.get(LIST).status_code == browser.get(POLICIES).status_code == 200
    assert browser.get(ADD).status_code == browser.get(ADOPT).status_code == 403


def test_policies_page_says_needs_based_until_another_is_adopted(sign_in, dee_member, dee, site) -> None:
    browser = sign_in(None, dee_member)
    assert b"as many as the person needs" in browser.get(POLICIES).content
    adopted(dee, model="plus", extra=10, cap=100)
    page = browser.get(POLICIES).content
    assert b"10 extra" in page
    assert b"at most 100 in one visit" in page


def test_administrator_adopts_a_policy_for_every_site(sign_in, dee_member, dee, site) -> None:
    browser = sign_in(None, dee_member)
    said = {
        "site": "",
        "model": "one_for_one",
        "period": "visit",
        "effective_from": "2026-01-01",
        "source": "Permit",
    }
    assert browser.get(ADOPT).status_code == 200
    assert browser.post(ADOPT, said).url == POLICIES
    assert policy_versions(dee).get().site_id is None


def test_manager_of_one_site_is_asked_for_a_site(sign_in, dee_member, dee, site) -> None:
    dee_member.sites.add(site)
    type(dee_member).objects.of(dee).filter(pk=dee_member.pk).update(all_sites=False, role="manager")
    said = {"site": "", "model": "needs_based", "period": "visit", "effective_from": "2026-01-01"}
    page = sign_in(None, dee_member).post(ADOPT, said)
    assert set(page.context["form"].errors) == {"site", "source"}
    assert not policy_versions(dee).exists()


def test_policy_without_a_source_is_said_beside_its_field(sign_in, dee_member, dee, site) -> None:
    said = {
        "site": site.pk,
        "model": "one_for_one",
        "period": "visit",
        "effective_from": "2026-01-01",
        "source": " ",
    }
    page = sign_in(None, dee_member).post(ADOPT, said)
    assert set(page.context["form"].errors) == {"source"}
    assert not policy_versions(dee).exists()
