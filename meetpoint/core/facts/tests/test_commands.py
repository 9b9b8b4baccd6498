"""`meetpoint facts`, `indicators` and `indicator`: what programs may rely on, and errors that help."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from meetpoint.core.consent.models import Disclosure
from meetpoint.core.encounters.models import Encounter, EncounterLine
from meetpoint.core.facts.store import manifest
from meetpoint.core.facts.store.people import key_mark
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.reports.tests.quarter import Quarter
from meetpoint.core.tenancy.actor import Actor

QUARTER = ("--org", "harbor-light", "--from", "2026-01-01", "--to", "2026-03-31")


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_indicators_are_listed_for_programs() -> None:
    listed = json.loads(run("indicators", "--json"))
    assert {one["code"] for one in listed} == set(registry().indicators)
    kits = next(one for one in listed if one["code"] == "naloxone.kits")
    assert kits["title"] == "Naloxone kits"
    assert (kits["unit"], kits["source"], kits["additive"]) == ("kits", "encounter", True)
    assert kits["breakdowns"] == ["site", "site_kind", "day", "month", "route"]
    assert "North Carolina SSP annual report (secondary)" in kits["standards"]


def test_indicators_are_listed_for_people() -> None:
    assert "naloxone.kits\n    Naloxone kits (kits); by site, site_kind, day, month, route" in run(
        "indicators"
    )


def test_an_indicator_is_told_as_json(quarter: Quarter) -> None:
    told = json.loads(run("indicator", "naloxone.kits", *QUARTER, "--by", "site,month", "--format", "json"))
    assert told == {
        "code": "naloxone.kits",
        "unit": "kits",
        "rows": [
            {"site": "plaza", "month": "2026-01", "value": 3},
            {"site": "plaza", "month": "2026-02", "value": 0},
            {"site": "plaza", "month": "2026-03", "value": 1},
            {"site": "van", "month": "2026-02", "value": 1},
        ],
        "contacts_without_code": 14,
        "missing": [],
        "inputs": [],
        "not_entered": [],
        "unasked": [],
        "whole_only": False,
    }


def test_an_indicator_is_told_as_csv_and_by_site(quarter: Quarter) -> None:
    told = run(
        "indicator", "naloxone.kits", *QUARTER, "--by", "site,month", "--site", "van", "--format", "csv"
    )
    assert told.splitlines() == ["site,month,value", "van,2026-02,1"]


def test_what_leaves_is_accounted_for(quarter: Quarter, dee: Actor) -> None:
    run("indicator", "naloxone.kits", *QUARTER)
    left = Disclosure.objects.of(dee).get(what="indicator")
    assert (left.what, left.kind, left.rows, left.allowed) == ("indicator", "export", 1, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nope", *QUARTER), "There is no indicator “nope”"),
        (("naloxone.kits", *QUARTER, "--by", "person"), "It can be by: site, site_kind, day, month, route."),
        (("naloxone.kits", *QUARTER, "--site", "moon"), "There is no site moon. There are: plaza, van."),
        (
            ("naloxone.kits", "--org", "x", *QUARTER[2:]),
            "There is no organisation 'x'. There are: harbor",
        ),
        (("naloxone.kits", *QUARTER[:2], "--from", "soon", "--to", "2026-03-31"), "'soon' is not a day"),
        (
            ("naloxone.kits", *QUARTER[:2], "--from", "2026-03-31", "--to", "2026-01-01"),
            "--to is before --from",
        ),
    ],
)
def test_what_is_not_understood_says_how_to_mend_it(
    quarter: Quarter, arguments: tuple[str, ...], said: str
) -> None:
    with pytest.raises(CommandError, match=said.replace(".", r"\.")):
        run("indicator", *arguments)


def test_facts_are_refreshed_and_rebuilt(quarter: Quarter, org: Organisation) -> None:
    assert "months copied" in run("facts", "refresh")
    assert json.loads(run("facts", "refresh", "--json")) == [{"organisation": "harbor-light", "copied": 0}]
    first = manifest.load(org.pk)
    (again,) = json.loads(run("facts", "rebuild", "--org", "harbor-light", "--json"))
    assert again["copied"] > 0
    second = manifest.load(org.pk)
    assert first is not None
    assert second is not None
    assert first.build != second.build


def test_the_key_of_the_people_is_changed_on_demand(quarter: Quarter, org: Organisation) -> None:
    run("facts", "refresh")
    before = key_mark(org.pk)
    run("facts", "rotate-key")
    assert key_mark(org.pk) != before
    assert "every total of its facts is that of its records" in run("facts", "verify")


def drift(quarter: Quarter, dee: Actor, what: str) -> None:
    """Change a record past every action, as only somebody at the database can."""
    long_ago = datetime(2026, 3, 1, tzinfo=UTC)
    changes: dict[str, Any] = {
        "people": lambda: Encounter.objects.of(dee).filter(count_only=True).update(people=13),
        "a row": lambda: Encounter.objects.of(dee).filter(count_only=True).update(voided_at=long_ago),
        "a person": lambda: Encounter.objects.of(dee).filter(participant=None).update(participant=quarter.d),
        "a number": lambda: EncounterLine.objects.of(dee).filter(syringes=100).update(syringes=99),
    }
    changes[what]()


@pytest.mark.parametrize("what", ["people", "a row", "a person", "a number"])
def test_verify_finds_what_differs(quarter: Quarter, dee: Actor, what: str) -> None:
    run("facts", "refresh")
    drift(quarter, dee, what)
    with pytest.raises(CommandError, match="meetpoint facts rebuild"):
        run("facts", "verify")
    run("facts", "rebuild")
    assert "every total" in run("facts", "verify")


def test_verify_says_where(quarter: Quarter, dee: Actor) -> None:
    run("facts", "refresh")
    drift(quarter, dee, "people")
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("facts", "verify", stdout=out)
    assert "harbor-light: contacts 2026-02, people: facts 17, records 18" in out.getvalue()
    assert "harbor-light: encounters.contacts 2026-02, plaza: facts 16, records 17" in out.getvalue()
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("facts", "verify", "--json", stdout=out)
    assert {(one["table"], one["what"]) for one in json.loads(out.getvalue())} == {
        ("contacts", "people"),
        ("encounters.contacts", "plaza"),
        ("encounters.people_counted", "plaza"),
    }
