"""The pages: who sees what, what a form keeps and says, and what a list costs."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from meetpoint.core.access.models import StaffMember
from meetpoint.core.encounters.tests.factories import make_item, put_in_stock
from meetpoint.core.organisations.models import Site
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.naloxone.models import ReversalReport
from meetpoint.services.naloxone.queries import live_reversals, live_trainings
from meetpoint.services.naloxone.tests.factories import forbid, held, reported, yesterday

LIST, ADD = reverse("naloxone:reversals"), reverse("naloxone:add_reversal")


def answers(site: Site, **more: Any) -> dict[str, Any]:
    return {"uid": uuid7(), "site": site.pk, "reported_on": yesterday(), **more}


def test_worker_adds_a_reversal_with_hardly_an_answer(sign_in, ana_member, ana, site) -> None:
    answer = sign_in(None, ana_member).post(ADD, answers(site, outcome="survived"))
    assert (answer.status_code, answer.url) == (302, LIST)
    assert live_reversals(ana).get().outcome == "survived"


def test_month_is_chosen_from_a_list(sign_in, ana_member, ana, site) -> None:
    browser = sign_in(None, ana_member)
    month = browser.get(ADD).context["form"].fields["happened_month"].choices[3][0]
    assert browser.post(ADD, answers(site, happened_month=month)).status_code == 302
    assert live_reversals(ana).get().happened_month.isoformat() == month
    assert browser.post(ADD, answers(site, happened_month="1999-01-01")).status_code == 200


def test_form_leaves_out_what_the_place_forbids(sign_in, ana_member, ana, org, site) -> None:
    forbid(org, "reversal.called_911")
    browser = sign_in(None, ana_member)
    assert b"911" not in browser.get(ADD).content
    assert browser.post(ADD, answers(site, called_911="no")).status_code == 302
    assert live_reversals(ana).get().called_911 == ""


def test_form_posted_twice_stores_one_report(sign_in, ana_member, ana, site) -> None:
    browser, said = sign_in(None, ana_member), answers(site)
    assert [browser.post(ADD, said).status_code for _ in range(2)] == [302, 302]
    assert live_reversals(ana).count() == 1


def test_wrong_answers_are_kept_and_said_beside_their_fields(sign_in, ana_member, ana, site) -> None:
    said = answers(site, county="12 Main Street", zip3="0213", doses="many", outcome="fine")
    page = sign_in(None, ana_member).post(ADD, said)
    assert page.status_code == 200
    assert set(page.context["form"].errors) == {"county", "zip3", "doses", "outcome"}
    assert b"12 Main Street" in page.content
    assert live_reversals(ana).count() == 0


def test_day_to_come_is_said_beside_its_field(sign_in, ana_member, ana, site) -> None:
    later = clock.now().date() + timedelta(days=3)
    page = sign_in(None, ana_member).post(ADD, answers(site, reported_on=later))
    assert page.status_code == 200
    assert set(page.context["form"].errors) == {"reported_on"}


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_for_one_and_three(
    sign_in, ana_member, ana, site, rows, django_assert_num_queries
) -> None:
    for _ in range(rows):
        reported(ana, site, outcome="survived", product="nasal_4mg")
    browser = sign_in(None, ana_member)
    browser.get(LIST)
    with django_assert_num_queries(LIST_QUERIES):
        page = browser.get(LIST)
    assert page.content.count(b"Nasal spray, 4 mg") >= rows


LIST_QUERIES = 4
"""The session, the frame's sites, the filter's sites, and the reports with their sites."""


def test_list_narrows_by_outcome(sign_in, ana_member, ana, site) -> None:
    died, survived = reported(ana, site, outcome="died"), reported(ana, site, outcome="survived")
    page = sign_in(None, ana_member).get(LIST, {"outcome": "died"})
    assert str(died.uid).encode() in page.content
    assert str(survived.uid).encode() not in page.content


def test_other_organisation_finds_nothing(sign_in, cai_member, ana, site) -> None:
    report = reported(ana, site)
    browser = sign_in(None, cai_member)
    for name in ("reversal", "correct_reversal"):
        assert browser.get(reverse(f"naloxone:{name}", args=[report.uid])).status_code == 404
    assert (
        browser.post(reverse("naloxone:void_reversal", args=[report.uid]), {"reason": "mistake"}).status_code
        == 404
    )
    assert live_reversals(ana).count() == 1


def test_reader_sees_but_does_not_change(sign_in, ben_member, ana, site) -> None:
    report = reported(ana, site)
    browser = sign_in(None, ben_member)
    assert browser.get(LIST).status_code == 200
    assert browser.get(reverse("naloxone:reversal", args=[report.uid])).status_code == 200
    assert browser.get(ADD).status_code == 403
    assert browser.post(reverse("naloxone:void_reversal", args=[report.uid])).status_code in {403, 404}


def test_correction_begins_with_what_was_said(sign_in, ana_member, ana, site) -> None:
    report = reported(ana, site, outcome="survived", doses=2, county="Harbor County")
    url = reverse("naloxone:correct_reversal", args=[report.uid])
    browser = sign_in(None, ana_member)
    assert browser.get(url).context["form"].initial["county"] == "Harbor County"
    answer = browser.post(url, answers(site, outcome="survived", doses=3))
    after = live_reversals(ana).get()
    assert (after.doses, answer.url) == (3, reverse("naloxone:reversal", args=[after.uid]))


def test_report_of_a_site_that_has_closed_can_still_be_corrected(sign_in, ana_member, ana, site, van) -> None:
    report = reported(ana, van)
    Site.objects.of(ana).filter(pk=van.pk).update(closed_on=yesterday())
    url = reverse("naloxone:correct_reversal", args=[report.uid])
    assert sign_in(None, ana_member).post(url, answers(van, doses=3)).status_code == 302
    assert live_reversals(ana).get().doses == 3
    assert sign_in(None, ana_member).post(ADD, answers(van)).status_code == 200


def test_correction_of_a_voided_report_says_so(sign_in, ana_member, ana, site) -> None:
    report = reported(ana, site)
    ReversalReport.objects.of(ana).update(voided_at=clock.now())
    page = sign_in(None, ana_member).post(
        reverse("naloxone:correct_reversal", args=[report.uid]), answers(site)
    )
    assert b"already voided or corrected" in page.content


def test_void_takes_the_report_off_the_list(sign_in, ana_member, ana, site) -> None:
    report = reported(ana, site)
    url = reverse("naloxone:void_reversal", args=[report.uid])
    browser = sign_in(None, ana_member)
    assert browser.post(url, {"reason": "because"}).url == reverse("naloxone:reversal", args=[report.uid])
    assert live_reversals(ana).count() == 1
    assert browser.post(url, {"reason": "mistake"}).url == LIST
    assert live_reversals(ana).count() == 0
    assert b"no longer counts" in browser.get(reverse("naloxone:reversal", args=[report.uid])).content


def test_worker_of_one_site_does_not_see_another(sign_in, ana, org, site, van, ana_member) -> None:
    here, there = reported(ana, site), reported(ana, van)
    StaffMember.objects.of(ana).filter(pk=ana_member.pk).update(all_sites=False)
    ana_member.sites.set([site])
    browser = sign_in(None, ana_member)
    assert str(here.uid).encode() in browser.get(LIST).content
    assert str(there.uid).encode() not in browser.get(LIST).content
    assert browser.get(reverse("naloxone:reversal", args=[there.uid])).status_code == 404


def test_expiring_page_shows_lots_or_says_there_are_none(sign_in, ana_member, ana, site) -> None:
    browser = sign_in(None, ana_member)
    assert b"No naloxone is about to expire" in browser.get(reverse("naloxone:expiring")).content
    kit = make_item(ana.organisation_id, "kit", "naloxone", unit="kit", doses_per_unit=2)
    put_in_stock(site, kit, 5, number="B", expires=clock.now().date() + timedelta(days=30))
    assert (
        b"in 30 days" in browser.get(reverse("naloxone:expiring")).content
        or b"in 31 days" in browser.get(reverse("naloxone:expiring")).content
    )


def test_training_is_added_listed_and_taken_out(sign_in, ana_member, ana, site) -> None:
    browser = sign_in(None, ana_member)
    said = {
        "uid": uuid7(),
        "site": site.pk,
        "held_on": yesterday(),
        "people": 14,
        "topics": ["dosing", "law"],
    }
    assert browser.post(reverse("naloxone:add_training"), said).status_code == 302
    training = live_trainings(ana).get()
    assert training.topics == "dosing,law"
    assert b"Giving naloxone" in browser.get(reverse("naloxone:trainings")).content
    assert browser.post(reverse("naloxone:void_training", args=[training.uid])).status_code == 302
    assert not live_trainings(ana).exists()


def test_training_without_a_headcount_is_said_beside_its_field(sign_in, ana_member, site) -> None:
    page = sign_in(None, ana_member).post(reverse("naloxone:add_training"), {"uid": uuid7(), "site": site.pk})
    assert set(page.context["form"].errors) == {"held_on", "people"}


def test_training_of_another_organisation_cannot_be_taken_out(sign_in, cai_member, ana, site) -> None:
    training = held(ana, site)
    answer = sign_in(None, cai_member).post(reverse("naloxone:void_training", args=[training.uid]))
    assert answer.status_code == 404
    assert live_trainings(ana).exists()
