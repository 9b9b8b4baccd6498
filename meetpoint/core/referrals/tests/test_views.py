"""The pages of referrals and follow-up: who sees what, what a form keeps and says, what a list costs."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from meetpoint.core.access.models import StaffMember, StaffSession
from meetpoint.core.consent.models import Disclosure
from meetpoint.core.directory.actions import EntryFacts, add_entry
from meetpoint.core.directory.models import DirectoryEntry
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.tests.factories import enrolled
from meetpoint.core.referrals import actions
from meetpoint.core.referrals.models import FollowUpTask, Referral
from meetpoint.core.referrals.tests.factories import TODAY, new, promised
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7

LIST, ADD = reverse("referrals:list"), reverse("referrals:add")
TASKS, ADD_TASK = reverse("referrals:tasks"), reverse("referrals:add_task")

TASK_QUERIES = 5
"""Also everybody's names, for whose a task is."""

LIST_QUERIES = 4
"""The session, the frame's sites, the filter's sites, and the rows with all that they show."""


def at(name, record):  # type: ignore[no-untyped-def]
    return reverse(f"referrals:{name}", args=[record.uid])


def keep_to(member: StaffMember, site: Site) -> None:
    StaffMember.objects.of(member.organisation_id).filter(pk=member.pk).update(all_sites=False)
    member.sites.set([site])


# --- lists --------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_for_one_and_three(
    sign_in, ana_member, ana, site, rows, django_assert_num_queries
) -> None:
    entry = add_entry(uuid7(), EntryFacts(name="Hill Clinic", kind="health"), by=ana)
    for _ in range(rows):
        actions.make_referral(new(site, entry_id=entry.pk), by=ana)
    browser = sign_in(None, ana_member)
    browser.get(LIST)
    with django_assert_num_queries(LIST_QUERIES):
        page = browser.get(LIST)
    assert page.content.count(b"Hill Clinic") == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_tasks_cost_the_same_for_one_and_three(
    sign_in, ana_member, ana, site, rows, django_assert_num_queries
) -> None:
    entry = add_entry(uuid7(), EntryFacts(name="Hill Clinic", kind="health"), by=ana)
    for _ in range(rows):
        actions.make_referral(new(site, entry_id=entry.pk), by=ana)
    browser = sign_in(None, ana_member)
    browser.get(TASKS)
    with django_assert_num_queries(TASK_QUERIES):
        page = browser.get(TASKS)
    assert page.content.count(b"Hill Clinic") == rows


@pytest.mark.parametrize("make", [lambda by, site: actions.make_referral(new(site), by=by), promised])
def test_lists_keep_to_the_sites_in_reach(sign_in, ana_member, ana, site, van, make) -> None:
    here, elsewhere = make(ana, site), make(ana, van)
    keep_to(ana_member, site)
    browser = sign_in(None, ana_member)
    url = LIST if isinstance(here, Referral) else TASKS
    for query in ({}, {"site": van.pk}, {"site": "1 OR 1=1"}, {"site": "\x00"}):
        page = browser.get(url, query)
        assert page.status_code == 200
        assert str(here.uid).encode() in page.content
        assert str(elsewhere.uid).encode() not in page.content
    assert b">Van<" not in browser.get(url).content


def test_list_narrows_by_site_and_by_what_is_open(sign_in, ana_member, ana, site, van) -> None:
    here, there = (actions.make_referral(new(place), by=ana) for place in (site, van))
    actions.change_status(here.uid, "completed", by=ana)
    browser = sign_in(None, ana_member)
    for query, found, hidden in (
        ({"site": van.pk}, there, here),
        ({"open": "yes"}, there, here),
        ({"open": "no"}, here, there),
    ):
        page = browser.get(LIST, query).content
        assert str(found.uid).encode() in page
        assert str(hidden.uid).encode() not in page


def test_file_asks_who_it_is_again_and_is_accounted_for(sign_in, dee_member, dee, site) -> None:
    actions.make_referral(new(site, to_name="Hill House"), by=dee)
    before = Disclosure.objects.of(dee).count()
    browser = sign_in(None, dee_member)
    StaffSession.objects.of(dee).update(fresh_at="2025-01-01T00:00Z")
    answer = browser.get(LIST, {"format": "csv"})
    assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("access:confirm"))
    answer = sign_in(browser, dee_member).get(LIST, {"format": "csv"})
    assert "Hill House" in b"".join(answer.streaming_content).decode("utf-8-sig")
    assert Disclosure.objects.of(dee).count() == before + 1


def test_worker_may_take_no_file(sign_in, ana_member, ana, site) -> None:
    actions.make_referral(new(site), by=ana)
    browser = sign_in(None, ana_member)
    assert b"format=csv" not in browser.get(LIST).content
    assert browser.get(LIST, {"format": "csv"}).status_code == 403


@pytest.mark.parametrize(("hour", "words"), [(2, b"Waiting"), (5, b"Overdue")])
def test_task_is_overdue_when_its_day_is_over_at_its_site(
    sign_in, ana_member, ana, site, hour, words
) -> None:
    promised(ana, site, due_on=date(2026, 3, 17))
    with clock.stand_at(datetime(2026, 3, 18, hour, tzinfo=UTC)):  # 22:00 and 01:00 in New York
        page = sign_in(None, ana_member).get(TASKS)
    assert words in page.content


# --- making a referral ----------------------------------------------------------------------------


def said(site, **more):  # type: ignore[no-untyped-def]
    return {"uid": uuid7(), "site": site.pk, "kind": "housing", **more}


def test_worker_makes_a_referral_for_somebody_with_a_code(sign_in, ana_member, ana, site) -> None:
    person, card = enrolled(ana)
    answer = sign_in(None, ana_member).post(ADD, said(site, code=card.spoken, to_name="Hill House"))
    referral = Referral.objects.of(ana).get()
    assert (answer.status_code, answer.url) == (302, at("detail", referral))
    assert (referral.participant_id, referral.to_name) == (person.pk, "Hill House")


def test_form_sent_twice_makes_one_referral(sign_in, ana_member, ana, site) -> None:
    browser = sign_in(None, ana_member)
    uid = browser.get(ADD).context["form"]["uid"].value()
    answers = [browser.post(ADD, said(site, uid=uid)) for _ in range(2)]
    assert answers[0].url == answers[1].url
    assert str(Referral.objects.of(ana).get().uid) == uid


def test_form_begins_with_the_site_where_one_works(sign_in, ana_member, van, site) -> None:
    browser = sign_in(None, ana_member)
    assert browser.get(ADD).context["form"]["site"].value() == site.pk
    assert browser.get(ADD, {"site": van.pk, "kind": "food"}).context["form"]["site"].value() == str(van.pk)
    assert browser.get(ADD, {"site": "nowhere", "entry": "x"}).status_code == 200


def test_wrong_answers_are_kept_and_said_beside_their_fields(sign_in, ana_member, ana, site) -> None:
    more = {"kind": "casino", "code": "nonsense", "follow_up_on": "soon", "to_name": "Hill House"}
    page = sign_in(None, ana_member).post(ADD, said(site, **more))
    assert page.status_code == 200
    assert set(page.context["form"].errors) == {"kind", "code", "follow_up_on"}
    assert b"Hill House" in page.content
    assert not Referral.objects.of(ana).exists()


def test_what_the_action_refuses_is_said_beside_its_field(sign_in, ana_member, site) -> None:
    page = sign_in(None, ana_member).post(ADD, said(site, follow_up_on="2099-01-01", to_name="Hill House"))
    assert set(page.context["form"].errors) == {"follow_up_on"}
    assert b"Hill House" in page.content


def test_referral_has_the_date_of_its_own_site(sign_in, ana_member, ana, org, site) -> None:
    west = Site.objects.create(organisation=org, name="A van", slug="west", time_zone="America/Los_Angeles")
    browser = sign_in(None, ana_member)
    with clock.stand_at(datetime(2026, 3, 18, 5, tzinfo=UTC)):  # 01:00 in New York, 22:00 in Los Angeles
        assert browser.get(ADD).wsgi_request.site == west
        browser.post(ADD, said(site))
        browser.post(ADD, said(west))
    days = Referral.objects.of(ana).order_by("id").values_list("local_date", flat=True)
    assert list(days) == [date(2026, 3, 18), date(2026, 3, 17)]


def test_site_out_of_reach_is_no_answer(sign_in, ana_member, ana, site, van) -> None:
    keep_to(ana_member, site)
    page = sign_in(None, ana_member).post(ADD, said(van))
    assert set(page.context["form"].errors) == {"site"}
    assert not Referral.objects.of(ana).exists()


# --- one referral ---------------------------------------------------------------------------------


def test_detail_shows_what_happened_and_the_slip_prints(sign_in, ana_member, ana, site) -> None:
    entry = add_entry(
        uuid7(), EntryFacts(name="Hill Clinic", kind="health", phone="555 0100", week="MO0900-1700"), by=ana
    )
    referral = actions.make_referral(new(site, entry_id=entry.pk), by=ana)
    browser = sign_in(None, ana_member)
    page = browser.get(at("detail", referral)).content
    assert referral.slip.encode() in page
    assert reverse("directory:detail", args=[entry.uid]).encode() in page
    slip = browser.get(at("slip", referral)).content
    assert referral.slip.encode() in slip
    assert b"555 0100" in slip
    assert "Monday 9:00–17:00".encode() in slip
    assert Disclosure.objects.of(ana).filter(kind="print", allowed=True).count() == 1


def test_slip_without_a_place_says_what_it_is_for(sign_in, ana_member, ana, site) -> None:
    referral = actions.make_referral(new(site), by=ana)
    slip = sign_in(None, ana_member).get(at("slip", referral)).content
    assert b"<h1>Housing</h1>" in slip


def test_nothing_is_chosen_before_somebody_says_what_became_of_it(sign_in, ana_member, ana, site) -> None:
    referral = actions.make_referral(new(site), by=ana)
    form = sign_in(None, ana_member).get(at("detail", referral)).context["form"]
    assert form.fields["status"].choices[0][0] == ""


def test_change_is_saved_and_a_wrong_one_keeps_what_was_typed(sign_in, ana_member, ana, site) -> None:
    referral = actions.make_referral(new(site), by=ana)
    browser, url = sign_in(None, ana_member), at("change", referral)
    page = browser.post(
        url, {"status": "completed", "on": "2099-01-01", "reason": "Went with Joe", "said_by": "receiver"}
    )
    assert (page.status_code, set(page.context["form"].errors)) == (200, {"on"})
    assert b"Went with Joe" in page.content
    assert set(browser.post(url, {"status": ""}).context["form"].errors) == {"status"}
    page = browser.post(url, {"status": "rejected"})
    assert set(page.context["form"].errors) == {"reason"}
    answer = browser.post(url, {"status": "completed", "on": TODAY, "said_by": "receiver"})
    assert (answer.status_code, answer.url) == (302, at("detail", referral))
    referral.refresh_from_db()
    assert (referral.status, referral.linked_on, referral.status_from) == ("completed", TODAY, "receiver")


def test_other_organisation_finds_nothing(sign_in, cai_member, ana, site) -> None:
    referral, task = actions.make_referral(new(site), by=ana), promised(ana, site)
    browser = sign_in(None, cai_member)
    for name in ("detail", "slip"):
        assert browser.get(at(name, referral)).status_code == 404
    assert browser.post(at("change", referral), {"status": "accepted"}).status_code == 404
    for name in ("finish_task", "reopen_task"):
        assert browser.post(at(name, task)).status_code == 404
    assert str(referral.uid).encode() not in browser.get(LIST).content
    referral.refresh_from_db()
    assert referral.status == "requested"


def test_site_out_of_reach_hides_the_referral(sign_in, ana_member, ana, site, van) -> None:
    referral = actions.make_referral(new(van), by=ana)
    keep_to(ana_member, site)
    browser = sign_in(None, ana_member)
    assert browser.get(at("detail", referral)).status_code == 404
    assert browser.post(at("change", referral), {"status": "accepted"}).status_code == 404


def test_without_permission_every_page_is_refused(sign_in, ben_member, ana, site) -> None:
    referral, task = actions.make_referral(new(site), by=ana), promised(ana, site)
    browser = sign_in(None, ben_member)
    gets = [LIST, ADD, TASKS, ADD_TASK, at("detail", referral), at("slip", referral)]
    assert {browser.get(url).status_code for url in gets} == {403}
    posts = [at("change", referral), at("finish_task", task), at("reopen_task", task)]
    assert {browser.post(url).status_code for url in posts} == {403}


# --- tasks ----------------------------------------------------------------------------------------


def test_promise_is_written_down_once_kept_and_taken_back(sign_in, ana_member, ana, site) -> None:
    browser = sign_in(None, ana_member)
    given = {"uid": uuid7(), "site": site.pk, "what": "Bring boots", "due_on": TODAY + timedelta(days=1)}
    assert [browser.post(ADD_TASK, given).url for _ in range(2)] == [TASKS, TASKS]
    task = FollowUpTask.objects.of(ana).get()
    assert b"Bring boots" in browser.get(TASKS).content
    browser.post(at("finish_task", task))
    assert b"Bring boots" not in browser.get(TASKS).content
    assert b"Bring boots" in browser.get(TASKS, {"done": "yes"}).content
    browser.post(at("reopen_task", task))
    assert b"Bring boots" in browser.get(TASKS).content


def test_wrong_promise_keeps_what_was_typed(sign_in, ana_member, ana, site) -> None:
    browser = sign_in(None, ana_member)
    for due in ("", "tomorrow", "1999-01-01", "2099-01-01"):
        page = browser.post(ADD_TASK, {"uid": uuid7(), "site": site.pk, "what": "Bring boots", "due_on": due})
        assert (page.status_code, set(page.context["form"].errors)) == (200, {"due_on"})
        assert b"Bring boots" in page.content
    assert not FollowUpTask.objects.of(ana).exists()


def test_follow_up_leads_to_its_referral(sign_in, ana_member, ana, site) -> None:
    referral = actions.make_referral(new(site), by=ana)
    assert at("detail", referral).encode() in sign_in(None, ana_member).get(TASKS).content


def test_form_offers_known_places_and_takes_any_of_the_directory(sign_in, ana_member, ana, site) -> None:
    known, listed = (add_entry(uuid7(), EntryFacts(name=name, kind="health"), by=ana) for name in "AB")
    DirectoryEntry.objects.of(ana).filter(pk=listed.pk).update(by_hand=False, checked_on=None)
    browser = sign_in(None, ana_member)

    def offered(**asked):  # type: ignore[no-untyped-def]
        return [str(key) for key, _name in browser.get(ADD, asked).context["form"].fields["entry"].choices]

    assert offered() == ["", str(known.pk)]
    assert offered(entry=listed.pk) == ["", str(known.pk), str(listed.pk)]
    assert offered(entry="x") == ["", str(known.pk)]
    assert browser.post(ADD, said(site, entry=listed.pk)).status_code == 302
    assert Referral.objects.of(ana).get().entry == listed
