"""Every indicator of this service over a quarter of six samples, with sums anybody can do by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from meetpoint.core.facts.reading.answers import Answer, answers
from meetpoint.core.facts.reading.questions import Question
from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.services.drug_checking.actions.samples import void_sample
from meetpoint.services.drug_checking.module import MODULE
from meetpoint.services.drug_checking.tests.factories import brought, lab, strip

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
NOTHING_OF_PEOPLE = None
"""Nobody is asked who brought a sample, so no contact without a code can be missing from these."""

# code: value, contacts without a code
EXAMPLES: dict[str, tuple[Any, int | None]] = {
    # one in January, two in February, two in March; one was entered by mistake, one came the year before
    "drug_checking.samples": (5, NOTHING_OF_PEOPLE),
    "drug_checking.overdose_samples": (1, NOTHING_OF_PEOPLE),
    # three with a laboratory's answer of which somebody knew what was expected
    "drug_checking.comparable": (3, NOTHING_OF_PEOPLE),
    # fentanyl in cocaine, medetomidine in fentanyl; cocaine in cocaine fits
    "drug_checking.unexpected": (2, NOTHING_OF_PEOPLE),
    "drug_checking.unexpected_share": (100 * 2 / 3, NOTHING_OF_PEOPLE),
    # fentanyl, medetomidine, xylazine and bromazolam; cocaine had been seen the year before
    "drug_checking.first_seen": (4, NOTHING_OF_PEOPLE),
    # 2 + 2 + 1 + 2 substances of the four samples that went to the laboratory
    "drug_checking.samples_with": (7, NOTHING_OF_PEOPLE),
    # strips of three samples, two positive; an invalid one tells nothing
    "drug_checking.fentanyl_presumptive_tested": (3, NOTHING_OF_PEOPLE),
    "drug_checking.fentanyl_presumptive_found": (2, NOTHING_OF_PEOPLE),
    "drug_checking.fentanyl_presumptive_positivity": (100 * 2 / 3, NOTHING_OF_PEOPLE),
    # the laboratory could have seen it in four; in one it was a trace
    "drug_checking.fentanyl_confirmed_tested": (4, NOTHING_OF_PEOPLE),
    "drug_checking.fentanyl_confirmed_found": (2, NOTHING_OF_PEOPLE),
    "drug_checking.fentanyl_confirmed_positivity": (100 * 2 / 4, NOTHING_OF_PEOPLE),
    "drug_checking.xylazine_presumptive_tested": (2, NOTHING_OF_PEOPLE),
    "drug_checking.xylazine_presumptive_found": (1, NOTHING_OF_PEOPLE),
    "drug_checking.xylazine_presumptive_positivity": (100 * 1 / 2, NOTHING_OF_PEOPLE),
    "drug_checking.xylazine_confirmed_tested": (4, NOTHING_OF_PEOPLE),
    "drug_checking.xylazine_confirmed_found": (1, NOTHING_OF_PEOPLE),
    "drug_checking.xylazine_confirmed_positivity": (100 * 1 / 4, NOTHING_OF_PEOPLE),
    "drug_checking.medetomidine_confirmed_tested": (4, NOTHING_OF_PEOPLE),
    "drug_checking.medetomidine_confirmed_found": (1, NOTHING_OF_PEOPLE),
    "drug_checking.medetomidine_confirmed_positivity": (100 * 1 / 4, NOTHING_OF_PEOPLE),
    "drug_checking.nitazenes_presumptive_tested": (2, NOTHING_OF_PEOPLE),
    "drug_checking.nitazenes_presumptive_found": (1, NOTHING_OF_PEOPLE),
    "drug_checking.nitazenes_presumptive_positivity": (100 * 1 / 2, NOTHING_OF_PEOPLE),
    # none in four, which is not the same as not tested
    "drug_checking.nitazenes_confirmed_tested": (4, NOTHING_OF_PEOPLE),
    "drug_checking.nitazenes_confirmed_found": (0, NOTHING_OF_PEOPLE),
    "drug_checking.nitazenes_confirmed_positivity": (0, NOTHING_OF_PEOPLE),
    # bromazolam is one
    "drug_checking.benzodiazepines_confirmed_tested": (4, NOTHING_OF_PEOPLE),
    "drug_checking.benzodiazepines_confirmed_found": (1, NOTHING_OF_PEOPLE),
    "drug_checking.benzodiazepines_confirmed_positivity": (100 * 1 / 4, NOTHING_OF_PEOPLE),
}


@pytest.fixture
def quarter(dee: Actor, site: Site, van: Site, settings: Any, tmp_path: Path) -> Iterator[Actor]:
    settings.HOME, settings.KEYS = tmp_path / "home", tmp_path / "keys"
    with clock.stand_at(datetime(2026, 6, 1, 12, tzinfo=UTC)):
        bring_a_quarter(dee, plaza=site, van=van)
        yield dee


def bring_a_quarter(dee: Actor, *, plaza: Site, van: Site) -> None:
    """Cocaine of the year before; then one sample in January, two in February, two in March, one voided."""
    lab(dee, brought(dee, plaza, collected_on=date(2025, 12, 30)), "cocaine")
    january = brought(dee, plaza, collected_on=date(2026, 1, 10), overdose="involved")
    strip(dee, january, "positive", "fentanyl")
    strip(dee, january, "negative", "xylazine")
    lab(dee, january, "cocaine", "fentanyl:trace")
    down = brought(dee, plaza, collected_on=date(2026, 2, 3), expected=("fentanyl",))
    strip(dee, down, "positive", "fentanyl")
    strip(dee, down, "negative", "nitazenes")
    lab(dee, down, "fentanyl", "medetomidine")
    pure = brought(dee, van, collected_on=date(2026, 2, 20))
    strip(dee, pure, "invalid", "fentanyl")
    strip(dee, pure, "negative", "fentanyl")
    lab(dee, pure, "cocaine")
    nobody_knew = brought(dee, van, collected_on=date(2026, 3, 5), expected=("unknown",))
    strip(dee, nobody_knew, "invalid", "xylazine")
    lab(dee, nobody_knew, "xylazine", "bromazolam")
    on_the_spot = brought(dee, plaza, collected_on=date(2026, 3, 6), expected=("fentanyl",))
    strip(dee, on_the_spot, "positive", "xylazine")
    strip(dee, on_the_spot, "positive", "nitazenes")
    mistaken = brought(dee, plaza, collected_on=date(2026, 3, 7), overdose="involved")
    lab(dee, mistaken, "fentanyl", "xylazine")
    void_sample(mistaken, "mistake", by=dee)


def asked(dee: Actor, *codes: str, by: tuple[str, ...] = ()) -> dict[str, Answer]:
    question = Question(organisation_id=dee.organisation_id, codes=codes, first=FIRST, last=LAST, by=by)
    return dict(zip(codes, answers(question), strict=True))


def test_every_indicator_is_worked_by_hand() -> None:
    assert [one.code for one in MODULE.indicators] == list(EXAMPLES)


def test_worked_examples(quarter: Actor) -> None:
    found = asked(quarter, *EXAMPLES)
    values: dict[str, Any] = {
        code: (answer.rows[0][1], answer.contacts_without_code) for code, answer in found.items()
    }
    assert values == {code: (pytest.approx(value), people) for code, (value, people) in EXAMPLES.items()}
    assert {answer.missing for answer in found.values()} == {()}


def test_counts_add_up_over_days_and_sites(quarter: Actor) -> None:
    additive = [one.code for one in MODULE.indicators if one.additive]
    for by in (("day",), ("month", "site")):
        sums: dict[str, Any] = {
            code: sum(cast("int", value) for _key, value in answer.rows)
            for code, answer in asked(quarter, *additive, by=by).items()
        }
        assert sums == {code: EXAMPLES[code][0] for code in additive}


def test_positivity_by_what_was_expected_is_of_those_samples_only(quarter: Actor) -> None:
    by_strip = "drug_checking.fentanyl_presumptive_positivity"
    rows = dict(asked(quarter, by_strip, by=("expected",))[by_strip].rows)
    assert rows == {("cocaine",): 50, ("fentanyl",): 100, ("unknown",): None}
    first = "drug_checking.first_seen"
    seen = {key for key, value in asked(quarter, first, by=("substance",))[first].rows if value}
    assert seen == {("fentanyl",), ("medetomidine",), ("xylazine",), ("bromazolam",)}


def test_nothing_tested_has_no_share(dee: Actor, site: Site, settings: Any, tmp_path: Path) -> None:
    settings.HOME, settings.KEYS = tmp_path / "home", tmp_path / "keys"
    brought(dee, site, collected_on=date(2026, 1, 10))
    share = "drug_checking.fentanyl_confirmed_positivity"
    assert not any(value is not None for _key, value in asked(dee, share)[share].rows)
