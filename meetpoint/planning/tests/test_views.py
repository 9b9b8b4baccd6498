import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from meetpoint.lib.identifiers import uuid7
from meetpoint.planning.actions import put_away, start_run
from meetpoint.planning.models import Plan, PlanRun, RunKind
from meetpoint.planning.queries import numbers_of, settings_of
from meetpoint.planning.tests.plans import NUMBERS, SETTINGS, plan
from meetpoint.services.naloxone.tests.factories import held


@pytest.fixture
def desk(sign_in, dee_member):
    return sign_in(None, dee_member)


def at(name: str, made: Plan, *more: object) -> str:
    return reverse(f"planning:{name}", args=[made.uid, *more])


TYPED = {
    "title": "Funds",
    "place": "Harbor County",
    "people_at_risk": "6000",
    "deaths_2025": "60",
    "deaths_2024": "58",
    "start": "2027",
    "years": "3",
}


@pytest.mark.parametrize("number", [1, 3])
def test_list_is_as_many_queries_for_one_plan_as_for_three(
    desk, dee, number, django_assert_num_queries
) -> None:
    for each in range(number):
        plan(dee, title=f"Plan {each}")
    desk.get(reverse("planning:list"))
    with django_assert_num_queries(3):
        page = desk.get(reverse("planning:list")).content.decode()
    assert page.count("Harbor County") == number


def test_plan_is_made_from_typed_numbers(desk, dee) -> None:
    answer = desk.post(reverse("planning:new"), {"uid": uuid7(), **TYPED})
    made = Plan.objects.of(dee).get()
    assert answer["Location"] == at("today", made)
    assert numbers_of(made).deaths == {2024: 58, 2025: 60}


def test_number_that_cannot_be_stays_typed_with_its_reason(desk, dee) -> None:
    page = desk.post(
        reverse("planning:new"), {"uid": uuid7(), **TYPED, "people_at_risk": "90"}
    ).content.decode()
    assert "Check both numbers" in page
    assert 'value="90"' in page
    assert not Plan.objects.of(dee).exists()


def test_file_fills_the_fields_and_says_what_it_could_not_use(desk, dee) -> None:
    content = b"year,deaths\n2023,51\n2024,\n2025,49\n"
    file = SimpleUploadedFile("deaths.csv", content)
    page = desk.post(
        reverse("planning:new"), {"uid": uuid7(), "title": "Mine", "read": "1", "file": file}
    ).content.decode()
    assert 'value="51"' in page
    assert 'value="49"' in page
    assert 'value="Mine"' in page
    assert "Row 3" in page
    assert not Plan.objects.of(dee).exists()


def test_file_that_is_none_is_refused_beside_its_field(desk) -> None:
    for file in (None, SimpleUploadedFile("x.csv", b"name\nAda\n")):
        said = {"uid": uuid7(), "read": "1", **({"file": file} if file else {})}
        page = desk.post(reverse("planning:new"), said)
        assert page.status_code == 200
        assert b"has-error" in page.content


def test_own_counts_are_offered_and_taken_only_when_saved(desk, dee, site) -> None:
    held(dee, site)
    made = plan(dee)
    page = desk.post(at("today", made), {"take": "1", "injections": "1000000"}).content.decode()
    assert "Nothing is kept before you save" in page
    made.refresh_from_db()
    assert settings_of(made) == SETTINGS


def test_today_and_prices_are_kept_as_typed(desk, dee) -> None:
    made = plan(dee)
    desk.post(at("today", made), {"kits_community": "2500", "ssp": "40", "unit_ssp": "450", "fixed_ssp": ""})
    made.refresh_from_db()
    kept = settings_of(made)
    assert kept.today["ssp"] == 0.4
    assert kept.prices["ssp"].unit == 450
    assert kept.portfolios == SETTINGS.portfolios


def test_housing_first_gets_its_slider_once_somebody_stands_by_a_number(desk, dee, worker) -> None:
    made = plan(dee)
    page = desk.get(at("plan", made)).content.decode()
    assert 'name="housing_first"' not in page
    assert "No slider yet: nobody has measured" in page
    wrong = {"kits_community": "2000", "believed_housing_first": "0.7", "low_housing_first": "0.4"}
    answer = desk.post(at("today", made), wrong).content.decode()
    assert "write numbers above 0" in answer
    assert 'value="0.7"' in answer
    desk.post(at("today", made), {**wrong, "high_housing_first": "1.4", "by_housing_first": "Dee Ortiz"})
    said = {"way": "0", "ramp_months": "0", "housing_first": "100"}
    page = desk.get(at("plan", made), said).content.decode()
    assert 'name="housing_first"' in page
    assert "Housing First: 0.7 times the overdoses (0.4 to 1.4), as Dee Ortiz says." in page


def test_desk_shows_sentence_charts_and_tables(desk, dee, worker) -> None:
    page = desk.get(at("plan", plan(dee))).content.decode()
    assert "Likely between" in page
    assert "overdose deaths fewer a year" in page
    assert page.count("<figure") == 7
    assert "found no significant fall" in page
    assert "the model was off by" in page
    assert "let the risk drift by" in page


def test_levels_in_the_address_are_shown_without_being_kept(desk, dee, worker) -> None:
    made = plan(dee)
    page = desk.get(
        at("plan", made), {"way": "0", "ramp_months": "0", "kits_community": "2000"}
    ).content.decode()
    assert "No difference to today" in page
    made.refresh_from_db()
    assert settings_of(made) == SETTINGS


def test_redraw_is_a_fragment_and_a_fault_is_said_in_it(desk, dee, worker) -> None:
    made = plan(dee)
    said = {"way": "0", "ramp_months": "12", "kits_community": "9000", "detail": "quick"}
    part = {"HX-Request": "true"}
    page = desk.get(at("redraw", made), said, headers=part).content.decode()
    assert "<html" not in page
    assert "follow when you let go" in page
    wrong = desk.get(at("redraw", made), {**said, "ssp": "140"}, headers=part)
    assert wrong.status_code == 200
    assert "Syringe services" in wrong.content.decode()
    assert desk.get(at("redraw", made), said)["Location"].startswith(at("plan", made))


def test_plan_opens_without_a_worker_and_says_so(desk, dee, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr("meetpoint.planning.warm.protocol.address", lambda: tmp_path / "none.sock")
    for page in ("plan", "compare", "unknown"):
        answer = desk.get(at(page, plan(dee)))
        assert answer.status_code == 200
        assert "planning worker does not run" in answer.content.decode()
    sent_back = desk.get(at("board", plan(dee)), follow=True)
    assert "planning worker does not run" in sent_back.content.decode()


def test_way_is_kept_added_and_taken_out(desk, dee) -> None:
    made = plan(dee)
    desk.post(at("save", made), {"way": "new", "name": "", "ramp_months": "6", "site": "10"})
    made.refresh_from_db()
    ways = settings_of(made).portfolios
    assert (ways[2].name, dict(ways[2].levels), ways[2].ramp_months) == ("Way 3", {"site": 0.1}, 6)
    desk.post(at("save", made), {"way": "0", "name": "Way 3", "ramp_months": "6", "site": "10"})
    made.refresh_from_db()
    assert settings_of(made).portfolios[0].name == "More kits", "two of one name are refused"
    desk.post(at("remove", made), {"way": "2"})
    made.refresh_from_db()
    assert settings_of(made) == SETTINGS


def test_reading_pages_say_what_is_uncertain(desk, dee, worker) -> None:
    made = plan(dee)
    compared = desk.get(at("compare", made)).content.decode()
    assert "More kits" in compared
    assert "Longer treatment" in compared
    unknown = desk.get(at("unknown", made)).content.decode()
    assert "Housing First: nobody has measured its effect" in unknown
    assert "badge-soon" in unknown
    promise = desk.get(at("promise", made)).content.decode()
    assert "0.92 (0.78 to 1.07)" in promise
    assert "10.2105/AJPH.2024.307845" in promise


def test_board_is_a_tagged_pdf_of_two_pages(desk, dee, worker) -> None:
    answer = desk.get(at("board", plan(dee)))
    assert answer["Content-Type"] == "application/pdf"
    content = BytesIO(answer.content).getvalue()
    assert content.startswith(b"%PDF-")
    assert b"StructTreeRoot" in content
    assert len(re.findall(rb"/Type\s*/Page\b", content)) == 2


def test_run_is_started_watched_and_cancelled_on_pages(desk, dee) -> None:
    made = plan(dee)
    desk.post(at("start", made), {"kind": "people"})
    run = PlanRun.objects.of(dee).get()
    assert "Cancel" in desk.get(at("run", made, run.uid)).content.decode()
    desk.post(at("cancel", made, run.uid))
    assert "Cancelled" in desk.get(at("run", made, run.uid)).content.decode()
    assert desk.post(at("start", made), {"kind": "magic"}).status_code == 422
    assert "Cancelled" in desk.get(at("runs", made)).content.decode()


def test_split_asks_for_a_budget_and_for_prices(desk, dee) -> None:
    made = plan(dee)
    wrong = desk.post(at("start", made), {"kind": "split", "budget": "-4"}, follow=True)
    assert "What may be spent in a year:" in wrong.content.decode()
    desk.post(at("start", made), {"kind": "split", "budget": "400000"})
    assert PlanRun.objects.of(dee).get().question["budget"] == 400_000


def test_plan_put_away_leaves_the_list_and_comes_back(desk, dee) -> None:
    made = plan(dee)
    put_away(made.uid, by=dee)
    assert "Harbor County" not in desk.get(reverse("planning:list")).content.decode()
    assert "Harbor County" in desk.get(reverse("planning:list"), {"state": "away"}).content.decode()
    desk.post(at("take_out", made))
    assert "Harbor County" in desk.get(reverse("planning:list")).content.decode()


def test_reader_sees_and_changes_nothing(sign_in, ben_member, dee) -> None:
    made = plan(dee)
    reader = sign_in(None, ben_member)
    assert "Keep this way" not in reader.get(at("plan", made)).content.decode()
    assert reader.post(at("save", made), {"way": "0"}).status_code in (403, 404)
    assert reader.get(at("numbers", made)).status_code in (403, 404)
    assert reader.post(at("start", made), {"kind": "people"}).status_code == 403


def test_run_of_another_plan_is_not_found_under_this_one(desk, dee) -> None:
    run = start_run(uuid7(), plan(dee), RunKind.HISTORY, by=dee)
    assert desk.get(at("run", plan(dee, numbers=NUMBERS), run.uid)).status_code == 404
