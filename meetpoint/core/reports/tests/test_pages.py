"""The pages of reports: choosing days and sites, reading, printing, and what leaves through the gate."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from html import unescape
from typing import Any
from xml.etree import ElementTree

import pytest
from django.http import QueryDict
from django.urls import resolve, reverse

from meetpoint.core.consent.models import Disclosure
from meetpoint.core.facts.errors import AnalysisUnavailable
from meetpoint.core.facts.serving import client
from meetpoint.core.organisations.actions import Ground, set_option
from meetpoint.core.organisations.models import Site
from meetpoint.core.reports.asking.library import shipped
from meetpoint.core.reports.models import ReportRun
from meetpoint.core.reports.periods import FIRST_MONTH
from meetpoint.core.reports.tests.quarter import FIRST, INJECTED_KIT, LAST, Quarter
from meetpoint.core.supplies.models import Item

NAMES = ("ontario-naloxone", "north-carolina-ssp", "ssp-indicators")
DAYS = f"from={FIRST}&to={LAST}"


def address(name: str, query: str = DAYS) -> str:
    return f"{reverse('reports:report', args=[name])}?{query}"


def kept(browser: Any, name: str, query: str = DAYS) -> str:
    """Keep a report, and return the uid of the run."""
    answer = browser.post(reverse("reports:keep", args=[name]), QueryDict(query))
    assert answer.status_code == 302
    return str(resolve(answer["Location"]).kwargs["uid"])


def file_of(browser: Any, name: str, kind: str, **more: Any) -> Any:
    return browser.get(reverse("reports:download_run", args=[kept(browser, name), kind]), **more)


def test_every_report_is_listed(sign_in: Any, dee_member: Any) -> None:
    page = sign_in(None, dee_member).get(reverse("reports:reports")).content.decode()
    assert all(reverse("reports:report", args=[name]) in page for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["en", "es"])
def test_report_is_shown_and_kept_in_both_languages(
    sign_in: Any, dee_member: Any, quarter: Quarter, name: str, language: str
) -> None:
    browser = sign_in(None, dee_member)
    browser.cookies["language"] = language
    run = reverse("reports:run", args=[kept(browser, name)])
    for page in (address(name), run):
        answer = browser.get(page, headers={"accept-language": language})
        assert answer.status_code == 200
        assert len(answer.context["report"].rows) > 3
        assert (shipped()[name].source or {})[language] in unescape(answer.content.decode())


def test_report_says_how_many_contacts_had_no_code(sign_in: Any, dee_member: Any, quarter: Quarter) -> None:
    page = sign_in(None, dee_member).get(address("north-carolina-ssp")).content.decode()
    assert "14 contacts had no code and are not in it." in page
    assert "Not recorded: the county of each site" in page


def test_sites_and_named_days_are_chosen(sign_in: Any, dee_member: Any, quarter: Quarter, van: Site) -> None:
    answer = sign_in(None, dee_member).get(address("ssp-indicators", "period=last-quarter&site=van"))
    report = answer.context["report"]
    assert (report.first, report.last) == (FIRST, LAST)
    assert [place.slug for place in report.sites] == [van.slug]
    assert not report.is_running


def test_days_without_records_say_so(sign_in: Any, dee_member: Any, quarter: Quarter) -> None:
    browser = sign_in(None, dee_member)
    words = "Nothing was recorded in these days"
    empty = browser.get(address("north-carolina-ssp", "from=2019-01-01&to=2019-03-31"))
    assert words in empty.content.decode()
    assert words not in browser.get(address("north-carolina-ssp")).content.decode()


def test_running_quarter_says_so(sign_in: Any, dee_member: Any, quarter: Quarter) -> None:
    page = sign_in(None, dee_member).get(address("ssp-indicators", "period=this-quarter")).content.decode()
    assert "These days are not over yet" in page


@pytest.mark.parametrize(
    "query",
    [
        "from=2026-03-01&to=2026-01-01",
        "from=2026-03-01",
        "from=soon&to=later",
        "from=0001-01-01&to=2026-01-01",
        "from=1990-01-01&to=2026-01-01",
        "from=2026-01-01&to=9999-12-31",
        "period=some-other-year",
        "period=this-year&site=nowhere",
        "period=%00&site=%00",
    ],
)
def test_days_that_make_no_report_are_said_and_kept(
    sign_in: Any, dee_member: Any, site: Site, query: str
) -> None:
    browser = sign_in(None, dee_member)
    answer = browser.get(address("ssp-indicators", query))
    assert answer.status_code == 200
    assert answer.context["form"].errors
    sent = browser.post(reverse("reports:keep", args=["ssp-indicators"]), QueryDict(query, mutable=True))
    assert sent.status_code == 302
    assert sent["Location"].startswith(f"{reverse('reports:report', args=['ssp-indicators'])}?")
    assert not ReportRun.objects.unscoped("none of anybody's").exists()


def test_without_days_the_form_is_shown(sign_in: Any, dee_member: Any, site: Site) -> None:
    answer = sign_in(None, dee_member).get(address("ontario-naloxone", ""))
    assert "report" not in answer.context
    assert answer.context["form"].initial["period"] == "last-quarter"


def test_report_that_does_not_exist_is_not_found(sign_in: Any, dee_member: Any) -> None:
    assert sign_in(None, dee_member).get(address("hawaii")).status_code == 404


def test_fiscal_year_is_offered_where_one_is_set(
    sign_in: Any, dee: Any, dee_member: Any, quarter: Any
) -> None:
    ground = Ground(source="Grant", effective_from=FIRST, verified_by="Dee")
    set_option(FIRST_MONTH, "4", ground, by=dee)
    answer = sign_in(None, dee_member).get(address("ssp-indicators", "period=last-fiscal-year"))
    span = answer.context["report"]
    assert (str(span.first), str(span.last)) == ("2025-04-01", "2026-03-31")


def test_missing_route_leads_to_the_page_that_mends_it(
    sign_in: Any, dee: Any, dee_member: Any, quarter: Quarter
) -> None:
    Item.objects.of(dee).filter(slug=INJECTED_KIT).update(slug="ours", name="Ours")
    page = sign_in(None, dee_member).get(address("ontario-naloxone")).content.decode()
    assert reverse("naloxone:routes") in page


def test_json_file_is_the_report_and_is_accounted_for(
    sign_in: Any, dee: Any, dee_member: Any, quarter: Quarter
) -> None:
    answer = file_of(sign_in(None, dee_member), "north-carolina-ssp", "json")
    data = json.loads(answer.content)
    assert data["period"] == {"from": "2026-01-01", "to": "2026-03-31"}
    assert {row["code"]: row["value"] for row in data["rows"]}["6"] == 175
    left = Disclosure.objects.of(dee).get(what="report:north-carolina-ssp")
    assert (left.kind, left.allowed, left.rows) == ("export", True, len(data["rows"]))


def test_csv_file_has_a_line_for_each_row_and_runs_nothing(
    sign_in: Any, dee: Any, dee_member: Any, quarter: Quarter
) -> None:
    Item.objects.of(dee).exclude(slug="").update(name="=1+1")
    browser = sign_in(None, dee_member)
    answer = file_of(browser, "ssp-indicators", "csv")
    lines = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    told = [(row["code"], row["breakdown"], row["value"]) for row in lines if row["value"]]
    assert told == [
        ("05", "Fixed site", "1"),
        ("05", "Mobile unit", "1"),
        ("06", "", "21"),
        ("11", "", "17"),
    ]


def test_csv_file_says_what_is_missing(sign_in: Any, dee_member: Any, quarter: Quarter) -> None:
    answer = file_of(sign_in(None, dee_member), "ssp-indicators", "csv")
    rows = {row["code"]: row for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))}
    assert len(rows) == 16
    assert rows["04"]["missing"].startswith("not recorded: Hours of service")


@pytest.mark.parametrize("language", ["en", "es"])
def test_workbook_has_typed_cells_and_a_sheet_of_definitions(
    sign_in: Any, dee_member: Any, quarter: Quarter, language: str
) -> None:
    answer = file_of(
        sign_in(None, dee_member), "north-carolina-ssp", "xlsx", headers={"accept-language": language}
    )
    book = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert {f"xl/worksheets/sheet{number}.xml" for number in (1, 2, 3)} <= set(book.namelist())
    cells = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml")).iter(
        "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}c"
    )
    typed = {cell.get("r"): (cell.get("t"), "".join(cell.itertext())) for cell in cells}
    assert typed["D11"] == (None, "175")  # row 6: a number, not text
    assert typed["D4"][1] == ""  # row 1c: not recorded is an empty cell, never nought


def test_reader_without_the_right_to_export_gets_no_file_and_no_link(
    sign_in: Any, ben_member: Any, quarter: Quarter
) -> None:
    browser = sign_in(None, ben_member)
    uid = kept(browser, "ssp-indicators")
    page = browser.get(reverse("reports:run", args=[uid])).content.decode()
    assert "report.csv" not in page
    assert "report.pdf" not in page
    assert browser.get(reverse("reports:download_run", args=[uid, "csv"])).status_code == 403
    assert browser.get(reverse("reports:paper", args=[uid])).status_code == 403


def test_worker_has_no_reports(sign_in: Any, ana_member: Any) -> None:
    assert sign_in(None, ana_member).get(reverse("reports:reports")).status_code == 403


def test_without_the_analysis_worker_one_is_told_to_try_again(
    sign_in: Any, dee_member: Any, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_questions: Any) -> Any:
        raise AnalysisUnavailable

    monkeypatch.setattr(client, "ask_all", gone)
    answer = sign_in(None, dee_member).get(address("ssp-indicators"))
    assert answer.status_code == 503
    assert "try again in a minute" in answer.content.decode()
