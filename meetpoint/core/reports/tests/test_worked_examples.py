"""Every row of every shipped report, beside what a few contacts add up to by hand (tests/quarter.py)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from meetpoint.core.facts.serving.here import ask_here
from meetpoint.core.organisations.actions import Ground, set_option
from meetpoint.core.people.actions import unmerge
from meetpoint.core.reports.answering.answer import answer_report
from meetpoint.core.reports.answering.report import AnsweredRow
from meetpoint.core.reports.asking.library import shipped
from meetpoint.core.reports.tests import test_funders_by_hand
from meetpoint.core.reports.tests.quarter import FIRST, INJECTED_KIT, LAST, NASAL_KIT, Quarter
from meetpoint.core.supplies.models import Item
from meetpoint.core.tenancy.actor import Actor
from meetpoint.services.naloxone.actions.routes import say_routes
from meetpoint.services.naloxone.models import NaloxoneProvision
from meetpoint.services.syringe_services.facts.inputs import HOURS

ONTARIO, CAROLINA, SSP = "ontario-naloxone", "north-carolina-ssp", "ssp-indicators"
BOARD, POSTER = "board-report", "participants-poster"

INDICATED = test_funders_by_hand.BY_HAND

# code: value, contacts without a code
BY_HAND: dict[str, dict[str, tuple[Any, int | None]]] = {
    ONTARIO: {
        "1": (1, None),  # January 9
        "2": (3, None),  # three vials
        "3": (4, None),  # 2 in January, 1 at the van, 1 on the last evening of March
        "4": (4, None),  # four devices
        "5": (9, 1),  # a group of 8, and A, who was shown twice; one more without a code
        "5a": (8, None),
        "5b": (1, 1),
        "6": (1, None),  # told at the van; the friend's is none, and the one told by phone does not say
        "P": (None, None),
        "E1": (3, None),
        "E2": (2, None),
        "E3": (1, None),
        "E4": (0, None),
        "E5": (0, None),
        "E6": (0, None),
        "E6a": (0, None),
        "E7": (None, None),
        "E8": (3, None),
    },
    CAROLINA: {
        "1a": (1, None),
        "1b": (1, None),
        "1c": (None, None),
        "1d": (None, None),
        "1e": (0, None),
        "2": (None, None),
        "3": (None, None),
        "4": (2, 14),  # A, who is also C, and B; without a code: 1 + 12 + 1
        "5": (21, None),  # A 2, B 1, without 1, counted 12, C 1, B 2, corrected 1, last evening 1
        "6": (175, None),  # 40 + 20 + 100 + 15
        "7": (130, None),  # 30 counted, a litre at 100
        "8": (5, None),
        "9": (3, None),
        "10a": (1, None),
        "10b": (1, None),
    },
    BOARD: {
        "1": (21, None),
        "2": (2, 14),
        "3": ({"January 2026": 2, "February 2026": 17, "March 2026": 2}, None),
        "4": ({"Plaza": 20, "Van": 1}, None),
        "5": (175, None),
        "6": (130, None),
        "7": (17, None),
        "8": ({"January 2026": 6, "February 2026": 9, "March 2026": 2}, None),
        "9": (3, None),
        "10": ({"A friend, partner or relative": 1, "Ambulance, fire or police": 1, "Not said": 1}, None),
    },
    POSTER: {"1": (3, None), "2": (17, None), "3": (130, None), "4": (21, None)},
    SSP: {
        **dict.fromkeys(("01", "02", "03"), (None, None)),
        "04": (None, None),
        "05": ({"Fixed site": 1, "Mobile unit": 1}, None),  # version 1 said it in words: it is a list now
        "06": (21, None),
        **dict.fromkeys(("07", "08", "09", "10"), (None, None)),
        "11": (17, None),  # kits 2 + 1 + 1 + 1 of two doses, 3 vials, 4 devices
        **dict.fromkeys(("12", "13", "14", "15", "16"), (None, None)),
    },
}


def rows(
    actor: Actor, name: str, first: date = FIRST, last: date = LAST, **more: Any
) -> dict[str, AnsweredRow]:
    report = answer_report(actor, shipped()[name], first, last, **more)
    return {row.row.code: row for row in report.rows}


def told(row: AnsweredRow) -> Any:
    """What a row answers: its value, or by word where it is a list."""
    return {key: value for (key,), value in row.said_lines} if row.is_table else row.value


@pytest.mark.parametrize("name", BY_HAND)
def test_every_row_is_what_it_is_by_hand(quarter: Quarter, dee: Actor, name: str) -> None:
    found = {code: (told(row), row.contacts_without_code) for code, row in rows(dee, name).items()}
    assert found == BY_HAND[name]


def test_every_report_has_its_worked_example() -> None:
    worked = sorted((BY_HAND | INDICATED).items())
    assert {name: {row.code for row in template.rows} for name, template in shipped().items()} == {
        name: set(by_hand) for name, by_hand in worked
    }


@pytest.mark.parametrize("name", BY_HAND)
def test_what_cannot_be_told_says_what_is_missing(quarter: Quarter, dee: Actor, name: str) -> None:
    for row in rows(dee, name).values():
        assert row.missing.startswith("not recorded: ") == (told(row) is None)


def test_one_site_alone(quarter: Quarter, dee: Actor) -> None:
    found = rows(dee, CAROLINA, sites=[quarter.van])
    assert [found[code].value for code in ("1a", "1b", "4", "5", "6", "8", "9")] == [
        0,
        1,
        1,
        1,
        0,
        1,
        2,
    ]
    assert found["4"].contacts_without_code == 0
    kits = rows(dee, ONTARIO, sites=[quarter.van])
    assert [kits[code].value for code in ("1", "3", "5", "6", "E1")] == [0, 1, 0, 1, 1]


def test_people_do_not_add_up_over_sites_or_months(quarter: Quarter, dee: Actor) -> None:
    apart = [rows(dee, CAROLINA, sites=[site])["4"].value for site in (quarter.plaza, quarter.van)]
    assert apart == [2, 1]
    january = rows(dee, CAROLINA, last=date(2026, 1, 31))["4"]
    assert (january.value, january.contacts_without_code) == (1, 0)


def test_records_that_are_separated_again_are_two_people(quarter: Quarter, dee: Actor) -> None:
    quarter.c.refresh_from_db()
    unmerge(quarter.c, by=dee)
    assert rows(dee, CAROLINA)["4"].value == 3


def test_contact_entered_later_counts_when_it_was(quarter: Quarter, dee: Actor) -> None:
    assert rows(dee, CAROLINA)["5"].value == 21
    quarter.met("2026-02-20T15:00", None)
    assert rows(dee, CAROLINA)["5"].value == 22
    assert rows(dee, CAROLINA, first=date(2026, 4, 1), last=date(2026, 6, 30))["5"].value == 0


def test_other_organisation_finds_nothing_of_it(quarter: Quarter, cai: Actor) -> None:
    found = rows(cai, CAROLINA)
    assert [found[code].value for code in ("1a", "4", "5", "6", "7", "8", "9", "10a")] == [0] * 8


def test_site_out_of_reach_is_left_out_also_when_it_is_asked_for(quarter: Quarter, dee: Actor) -> None:
    near = Actor(
        organisation_id=dee.organisation_id,
        staff_id=None,
        permissions=dee.permissions,
        site_ids=frozenset({quarter.van.pk}),
    )
    assert rows(near, CAROLINA)["5"].value == 1
    assert rows(near, CAROLINA, sites=[quarter.plaza])["5"].value == 0


def test_hours_of_service_are_what_the_programme_entered(quarter: Quarter, dee: Actor) -> None:
    ground = Ground(source="Posted hours", effective_from=date(2026, 2, 1), verified_by="Dee")
    set_option(HOURS, "38.5", ground, by=dee)
    row = rows(dee, SSP)["04"]
    entered = "Hours of service in a week, entered by the programme: Posted hours"
    assert (row.value, row.said_notes) == (38.5, [entered])
    assert rows(dee, SSP, last=date(2026, 1, 31))["04"].value is None
    assert "all sites together" in rows(dee, SSP, sites=[quarter.van])["04"].missing


def test_kits_of_which_nobody_said_the_route_are_named_and_in_no_row(quarter: Quarter, dee: Actor) -> None:
    Item.objects.of(dee).filter(slug=INJECTED_KIT).update(slug="our-own-kit", name="Our own kit")
    found = rows(dee, ONTARIO)
    assert (found["1"].value, found["3"].value) == (0, 4)
    note = "1 more do not say: Nasal or injected."
    assert found["1"].said_notes == found["3"].said_notes == [note]
    assert found["1"].mend == "naloxone:routes"
    say_routes({quarter.items[INJECTED_KIT]: "injected"}, by=dee)
    found = rows(dee, ONTARIO)
    assert (found["1"].value, found["1"].said_notes) == (1, [])


def test_routes_of_nothing_are_not_recorded_rather_than_nought(quarter: Quarter, dee: Actor) -> None:
    for slug in (INJECTED_KIT, NASAL_KIT):
        Item.objects.of(dee).filter(slug=slug).update(slug=f"{slug}-of-ours")
    found = rows(dee, ONTARIO)
    assert found["1"].value is None
    assert "“Nasal or injected”: nobody said it" in found["3"].missing
    assert found["4"].value == 4


def test_what_was_never_asked_is_not_recorded_rather_than_nought(quarter: Quarter, dee: Actor) -> None:
    NaloxoneProvision.objects.of(dee).update(supply="", reason="", training="")
    found = rows(dee, ONTARIO)
    assert [found[code].value for code in ("5", "5b", "E1", "E2")] == [8, None, None, None]
    assert found["5"].said_notes == ["Nobody was asked in these days: Different people shown how to respond."]


def test_giver_that_no_report_names_is_not_recorded(quarter: Quarter, dee: Actor) -> None:
    march = rows(dee, ONTARIO, first=date(2026, 3, 1))
    assert march["E8"].value == 1
    assert "nobody said it" in march["6"].missing
    assert rows(dee, ONTARIO)["6"].said_notes == ["1 more do not say: Who gave the naloxone."]


def test_no_contact_means_no_model_in_use(dee: Actor, site: Any) -> None:
    found = rows(dee, SSP)
    assert told(found["05"]) == {}  # version 1 said that a contact was missing; an empty list says the same
    assert (found["06"].value, found["11"].value) == (0, 0)


def test_returns_say_how_many_were_counted(quarter: Quarter, dee: Actor) -> None:
    assert rows(dee, CAROLINA)["7"].said_notes == ["Counted: 30 · By the container's volume: 100"]


def test_a_contact_saved_a_second_ago_is_in_the_report(quarter: Quarter, dee: Actor) -> None:
    for more in range(3):
        assert rows(dee, CAROLINA)["5"].value == 21 + more
        quarter.met("2026-03-30T15:00", None)


def test_rows_that_differ_in_a_word_share_a_question(quarter: Quarter, dee: Actor) -> None:
    asked: list[int] = []

    def counting(questions: Any) -> Any:
        asked.append(len(questions))
        return ask_here(questions)

    answer_report(dee, shipped()[ONTARIO], FIRST, LAST, ask=counting)
    assert asked == [4]  # all without breakdown, by route, by giver, by reason: 14 rows
