"""`meetpoint report`: its contract, its files, and what it refuses."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from meetpoint.core.consent.models import Disclosure
from meetpoint.core.reports.asking.library import shipped
from meetpoint.core.reports.models import ReportRun
from meetpoint.core.reports.tests.quarter import Quarter
from meetpoint.core.tenancy.actor import Actor

CAROLINA = ("north-carolina-ssp", "--org", "harbor-light", "--from", "2026-01-01", "--to", "2026-03-31")


def said(*words: str) -> str:
    out = io.StringIO()
    call_command("report", *words, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_json_keeps_the_contract_and_leaves_through_the_gate(quarter: Quarter, dee: Actor) -> None:
    data = json.loads(said(*CAROLINA, "--format", "json"))
    assert (data["report"], data["organisation"]) == ("north-carolina-ssp", "harbor-light")
    assert data["period"] == {"from": "2026-01-01", "to": "2026-03-31"}
    found = {row["code"]: row for row in data["rows"]}
    assert (found["5"]["label"], found["5"]["value"]) == ("Contacts", 21)
    assert (found["4"]["value"], found["4"]["contacts_without_code"]) == (2, 14)
    assert found["2"]["value"] is None
    assert found["2"]["missing"].startswith("not recorded: the county")
    assert ReportRun.objects.of(dee).get().snapshot["rows"][8]["value"] == 21
    left = Disclosure.objects.of(dee).get(what="report:north-carolina-ssp")
    assert (left.kind, left.rows) == ("export", len(data["rows"]))


def test_one_site_and_spanish(quarter: Quarter) -> None:
    data = json.loads(said(*CAROLINA, "--site", "van", "--language", "es"))
    found = {row["code"]: row for row in data["rows"]}
    assert data["sites"] == ["van"]
    assert (found["5"]["label"], found["5"]["value"]) == ("Contactos", 1)
    assert found["2"]["missing"].startswith("sin registro: el condado")


def test_csv_begins_with_its_header(quarter: Quarter, tmp_path: Path) -> None:
    text = said(*CAROLINA, "--format", "csv")
    assert text.startswith("code,label,breakdown,value,")
    assert {row["code"]: row["value"] for row in csv.DictReader(io.StringIO(text, newline=""))}["6"] == "175"
    written = tmp_path / "report.csv"
    said(*CAROLINA, "--format", "csv", "--output", str(written))
    assert written.read_bytes().decode() == text


def test_workbook_goes_into_a_file(quarter: Quarter, tmp_path: Path) -> None:
    written = tmp_path / "report.xlsx"
    said(*CAROLINA, "--format", "xlsx", "--output", str(written))
    assert "xl/workbook.xml" in zipfile.ZipFile(written).namelist()


def test_paper_goes_into_a_file(quarter: Quarter, tmp_path: Path) -> None:
    written = tmp_path / "report.pdf"
    said(*CAROLINA, "--format", "pdf", "--output", str(written))
    assert written.read_bytes().startswith(b"%PDF-")


def test_list_names_every_report(db: None) -> None:
    assert [line["report"] for line in json.loads(said("--list", "--json"))] == list(shipped())
    assert all(name in said("--list") for name in shipped())


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        ((), 2, "Name a report. There are: australia-nmdc, board-report"),
        (("hawaii",), 2, "no report 'hawaii'"),
        (("ssp-indicators",), 2, "Please give --org, --from, --to"),
        ((*CAROLINA[:4], "2026-03-01", "--to", "2026-01-01"), 2, "--to: The last day is before"),
        ((*CAROLINA[:4], "1900-01-01", "--to", "2026-01-01"), 2, "--from: Choose a day from 1985"),
        ((*CAROLINA, "--format", "xlsx"), 2, "--output"),
        (("ssp-indicators", "--org", "nowhere", *CAROLINA[3:]), 1, "There are: harbor-light"),
        ((*CAROLINA, "--site", "pier"), 1, "There are: plaza"),
        ((*CAROLINA, "--output", "/no/such/folder/file"), 1, "could not be written"),
    ],
)
def test_refusal_says_how_to_mend_it(
    org: Any, site: Any, words: tuple[str, ...], code: int, message: str
) -> None:
    with pytest.raises(CommandError, match=message) as refused:
        said(*words)
    assert refused.value.returncode == code


@pytest.mark.parametrize("wrong", [("--from", "31.3.2026"), ("--format", "odt"), ("--language", "fr")])
def test_word_that_is_not_understood(org: Any, wrong: tuple[str, str]) -> None:
    with pytest.raises(CommandError, match=wrong[1]):
        said(*CAROLINA, *wrong)
