"""Every indicator over a made-up quarter of one room, beside what it comes to by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from meetpoint.core.encounters.actions import void_encounter
from meetpoint.core.facts.reading.answers import Answer, answers
from meetpoint.core.facts.reading.questions import Question
from meetpoint.core.facts.store.verifying import differences
from meetpoint.core.facts.tests.conftest import value_of
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.actions import merge_participants
from meetpoint.core.people.models import Participant
from meetpoint.core.people.tests.factories import participant
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.supervised_consumption.actions import rooms
from meetpoint.services.supervised_consumption.actions.moving import (
    Care,
    leave,
    look_after,
    seat,
    to_aftercare,
)
from meetpoint.services.supervised_consumption.actions.reporting import Account, tell_event, void_event
from meetpoint.services.supervised_consumption.facts.indicators import INDICATORS
from meetpoint.services.supervised_consumption.facts.tables import GROUP
from meetpoint.services.supervised_consumption.models import PlaceOtherwise, Visit
from meetpoint.services.supervised_consumption.rules import grouped_place
from meetpoint.services.supervised_consumption.tests.factories import (
    arrived,
    emergency,
    fresh,
    respond,
    room_at,
    tap,
)

P = "supervised_consumption"

# code: value, contacts without a code (of the eight standing contacts two: N and the one who left the line)
EXAMPLES: dict[str, tuple[Any, int | None]] = {
    # A in January, February and March; B twice; C (who is A) once; N without a code
    f"{P}.visits": (7, 2),
    # A, with whom C was joined, and B; one visit without a code had a station
    f"{P}.unique_people": (2, 1),
    f"{P}.left_without_station": (1, 2),
    # A's park in January, B's restroom
    f"{P}.public_use_averted": (2, 2),
    f"{P}.would_be_alone": (2, 2),
    # A heroin and cocaine, then fentanyl; B crack; what was told in the line is not used here
    f"{P}.substances": (4, 2),
    f"{P}.wound_care": (1, 2),
    f"{P}.education": (1, 2),
    f"{P}.kit_given": (2, 2),
    f"{P}.referred": (1, 2),
    f"{P}.was_checked": (1, 2),
    # all but N, who left from the station
    f"{P}.had_aftercare": (6, 2),
    # 20 + 20 + 30 + 10 + 20 + 20 + 20
    f"{P}.station_minutes": (140, 2),
    # 5 for each; the one who left the line is not in it
    f"{P}.wait_minutes": (35, 2),
    # openings of 10 and 4 hours, and one that nobody closed: (600 + 240 + 36 * 60) minutes, three stations
    f"{P}.open_station_minutes": (9000, None),
    f"{P}.utilisation": (100 * 140 / 9000, 2),
    f"{P}.mean_stay": (20, 2),
    f"{P}.mean_wait": (5, 2),
    # two opioid overdoses, one mixed, a seizure
    f"{P}.emergencies": (4, None),
    f"{P}.overdoses": (3, None),
    f"{P}.emergencies_with_naloxone": (2, None),
    f"{P}.emergencies_with_oxygen": (1, None),
    f"{P}.emergencies_with_ems": (1, None),
    f"{P}.deaths": (0, None),
    f"{P}.overdose_rate": (1000 * 3 / 7, 2),
    f"{P}.naloxone_share": (50, 2),
    f"{P}.ems_rate": (25, 2),
    # 10, 20 and 60 seconds; in the seizure nobody tapped an action
    f"{P}.median_seconds_to_action": (20, None),
}


class RoomsQuarter:
    """Records a quarter of a room in New York through the real doors."""

    def __init__(self, dee: Actor, site: Site) -> None:
        self.dee, self.site = dee, site
        room_at(site)
        self.a, self.b, self.c = (participant(dee) for _each in range(3))
        self.january()
        self.february()
        self.march()
        merge_participants(by=dee, kept=self.a, joined=self.c)

    def january(self) -> None:
        """The room is open for ten hours; A and B; one who left the line; one entered by mistake."""
        with self.at("2026-01-05T15:00"):
            rooms.open_room(room_at(self.site), by=self.dee)
        one = self.visit("2026-01-05T15:00", self.a, substances=[("heroin", "inject"), ("cocaine", "inject")],
            place_otherwise="park", alone="yes")  # fmt: skip
        look_after(one, Care(wound_care=True, kit_given=True), by=self.dee)
        self.visit(
            "2026-01-05T16:00", self.b, substances=[("crack", "smoke")], place_otherwise="public_restroom"
        )
        with self.at("2026-01-05T17:00"):
            left = arrived(
                self.dee, self.site, substances=[("heroin", "")], place_otherwise="street", alone="yes"
            )
        with self.at("2026-01-05T17:30"):
            leave(left, "normal", by=self.dee)
        mistaken = self.visit("2026-01-05T18:00", self.b)
        void_encounter(mistaken.uid, reason="mistake", by=self.dee)
        with self.at("2026-01-06T01:00"):
            rooms.close_room(room_at(self.site), by=self.dee)
        self.overdose("2026-01-05T15:30", 10, "naloxone", kind="opioid_od", outcome="resolved_on_site")

    def february(self) -> None:
        """A again; C, who is A; three emergencies, one begun by a slip."""
        told = self.visit(
            "2026-02-09T15:00", self.a, substances=[("fentanyl", "smoke")], alone="yes", minutes=30
        )
        look_after(told, Care(education=True, referred=True, kit_given=True), by=self.dee)
        Visit.objects.of(self.dee).filter(pk=told.pk).update(link_module="drug_checking", link_uid=uuid7())
        self.visit("2026-02-10T15:00", self.c, place_otherwise="own_place", alone="no", minutes=10)
        self.overdose("2026-02-09T15:20", 60, "naloxone", "ems_called", kind="mixed", outcome="ems_transport")
        self.overdose("2026-02-09T15:40", 20, "oxygen", kind="opioid_od", outcome="resolved_on_site")
        with self.at("2026-02-09T16:00"):
            void_event(emergency(self.dee, self.site), by=self.dee)

    def march(self) -> None:
        """A late evening that is still March in New York; a seizure; a room that is open for four hours."""
        self.visit("2026-03-10T15:00", self.a)
        self.visit("2026-03-11T15:00", self.b)
        self.visit("2026-04-01T03:00", None, exit_kind="ems", aftercare=False)
        self.overdose("2026-03-10T15:10", None, kind="seizure")
        with self.at("2026-04-01T03:40"):
            rooms.close_room(room_at(self.site), by=self.dee)
        with self.at("2026-03-12T15:00"):
            rooms.open_room(room_at(self.site), by=self.dee)
        with self.at("2026-03-12T19:00"):
            rooms.close_room(room_at(self.site), by=self.dee)

    def at(self, moment: str) -> Any:
        return clock.stand_at(datetime.fromisoformat(moment).replace(tzinfo=UTC))

    def visit(
        self,
        moment: str,
        who: Participant | None,
        *,
        minutes: int = 20,
        exit_kind: str = "normal",
        aftercare: bool = True,
        **told: Any,
    ) -> Visit:
        began = datetime.fromisoformat(moment).replace(tzinfo=UTC)
        with clock.stand_at(began):
            visit = arrived(self.dee, self.site, participant_id=who.pk if who else None, **told)
        with clock.stand_at(began + timedelta(minutes=5)):
            seat(visit, 1, by=self.dee)
        with clock.stand_at(began + timedelta(minutes=5 + minutes)):
            if aftercare:
                to_aftercare(visit, by=self.dee)
            leave(visit, exit_kind, by=self.dee)
        return fresh(visit)

    def overdose(self, moment: str, seconds: int | None, *kinds: str, **told: str) -> None:
        began = datetime.fromisoformat(moment).replace(tzinfo=UTC)
        with clock.stand_at(began + timedelta(minutes=9)):
            event = respond(self.dee, self.site, tap(uuid7(), "begin", at=began))
            for kind in kinds:
                assert seconds is not None
                respond(self.dee, self.site, tap(event.uid, kind=kind, at=began + timedelta(seconds=seconds)))
            event.refresh_from_db()
            tell_event(event, Account(**told), by=self.dee)


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path / "home"
    settings.KEYS = tmp_path / "keys"


@pytest.fixture
def told(dee: Actor, site: Site) -> Iterator[RoomsQuarter]:
    with clock.stand_at(datetime(2026, 6, 1, 12, tzinfo=UTC)):
        yield RoomsQuarter(dee, site)


def asked(dee: Actor, *codes: str, by: tuple[str, ...] = ()) -> dict[str, Answer]:
    """Ask for several indicators of the quarter at once."""
    about = {"first": date(2026, 1, 1), "last": date(2026, 3, 31), "by": by}
    return dict(
        zip(codes, answers(Question(organisation_id=dee.organisation_id, codes=codes, **about)), strict=True)
    )


def test_every_indicator_is_worked_by_hand() -> None:
    assert {one.code for one in INDICATORS} == set(EXAMPLES)


def test_worked_examples(told: RoomsQuarter, dee: Actor) -> None:
    found = asked(dee, *EXAMPLES)
    values = {code: (value_of(answer), answer.contacts_without_code) for code, answer in found.items()}
    assert values == {code: (pytest.approx(value), without) for code, (value, without) in EXAMPLES.items()}
    assert {answer.missing for answer in found.values()} == {()}
    assert list(differences(dee.organisation_id)) == []


def test_counts_add_up_over_months_and_people_do_not(told: RoomsQuarter, dee: Actor) -> None:
    additive = [one.code for one in INDICATORS if one.additive]
    for code, answer in asked(dee, *additive, by=("month",)).items():
        assert sum(value for _key, value in answer.rows) == EXAMPLES[code][0], code
    people = f"{P}.unique_people"
    by_month = dict(asked(dee, people, by=("month",))[people].rows)
    assert by_month == {("2026-01",): 2, ("2026-02",): 1, ("2026-03",): 2}
    assert sum(by_month.values()) > EXAMPLES[people][0]
    substances, events = f"{P}.substances", f"{P}.emergencies"
    by_word = dict(asked(dee, substances, by=("substance",))[substances].rows)
    assert by_word == {("heroin",): 1, ("cocaine",): 1, ("crack",): 1, ("fentanyl",): 1}
    assert dict(asked(dee, events, by=("what",))[events].rows)["opioid_od",] == 2


def test_database_groups_places_as_the_rule_does(dee: Actor, site: Site) -> None:
    for place in ("", *PlaceOtherwise.values):
        arrived(dee, site, place_otherwise=place)
    grouped = Visit.objects.of(dee).annotate(group=GROUP).values_list("place_otherwise", "group")
    assert dict(grouped) == {place: grouped_place(place) for place in ("", *PlaceOtherwise.values)}


def test_room_without_visits_divides_by_nothing(dee: Actor, site: Site) -> None:
    room_at(site)
    ratios = ("overdose_rate", "naloxone_share", "ems_rate", "utilisation", "mean_stay", "mean_wait")
    found = asked(dee, *(f"{P}.{code}" for code in ratios), f"{P}.median_seconds_to_action", f"{P}.visits")
    values = {code.partition(".")[2]: value_of(answer) for code, answer in found.items()}
    assert values.pop("visits") in (0, None)
    assert values == dict.fromkeys(values)


def test_month_ends_at_midnight_of_the_room(dee: Actor, site: Site) -> None:
    """New York: the last second of January is 04:59:59 UTC of the next day."""
    quarter = RoomsQuarter.__new__(RoomsQuarter)
    quarter.dee, quarter.site = dee, site
    one = participant(dee)
    with clock.stand_at(datetime(2026, 6, 1, 12, tzinfo=UTC)):
        for moment in ("2026-02-01T04:59:59", "2026-02-01T05:00:00", "2026-02-01T05:00:01"):
            quarter.visit(moment, one)
            quarter.overdose(moment, 0, "oxygen", kind="opioid_od")
        codes = (f"{P}.visits", f"{P}.overdoses", f"{P}.unique_people")
        by_month = {code: dict(answer.rows) for code, answer in asked(dee, *codes, by=("month",)).items()}
        whole = value_of(asked(dee, codes[2])[codes[2]])
    both = {("2026-01",): 1, ("2026-02",): 2}
    assert by_month == {codes[0]: both, codes[1]: both, codes[2]: {("2026-01",): 1, ("2026-02",): 1}}
    assert whole == 1  # one person: the months, added, would say two


def test_first_action_at_once_takes_no_seconds_and_counts(dee: Actor, site: Site) -> None:
    quarter = RoomsQuarter.__new__(RoomsQuarter)
    quarter.dee, quarter.site = dee, site
    room_at(site)
    with clock.stand_at(datetime(2026, 6, 1, 12, tzinfo=UTC)):
        for seconds in (0, 30):
            quarter.overdose("2026-02-03T15:00", seconds, "airway", kind="opioid_od")
        code = f"{P}.median_seconds_to_action"
        assert value_of(asked(dee, code)[code]) == 15
        quarter.overdose("2026-02-03T16:00", 5, "ems_arrived", kind="opioid_od")  # no action of anybody here
        assert value_of(asked(dee, code)[code]) == 15
