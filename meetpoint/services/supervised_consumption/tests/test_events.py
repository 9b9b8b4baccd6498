"""The response log: taps in any order, twice, late, incomplete; what follows from them; clocks."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest

from meetpoint.core.people.tests.factories import participant
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict, DomainError, NotAllowed, NotFound
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.supervised_consumption.actions.reporting import (
    Account,
    note_reported,
    tell_event,
    void_event,
)
from meetpoint.services.supervised_consumption.actions.responding import Tap, take_taps
from meetpoint.services.supervised_consumption.models import Event, Room, Step, Visit
from meetpoint.services.supervised_consumption.options import DEATH_HOURS, DOSES, OVERDOSE_HOURS, doses_of
from meetpoint.services.supervised_consumption.privacy import PRIVACY
from meetpoint.services.supervised_consumption.tests.factories import (
    arrived,
    emergency,
    entered,
    fresh,
    respond,
    room_at,
    seated,
    tap,
)


def reversal(station: int = 1) -> tuple[list[Tap], dict[str, object]]:
    """A reversal as it was tapped, and what has to come of it."""
    event, began = uuid7(), clock.now() - timedelta(minutes=20)

    def at(seconds: int, type: str = "step", **more: object) -> Tap:
        return tap(event, type, at=began + timedelta(seconds=seconds), station=station, **more)

    slip = uuid7()
    taps = [
        at(0, "begin"),
        at(12, kind="stimulate"),
        at(20, kind="oxygen", oxygen_lpm=10),
        at(30, kind="naloxone", naloxone_mg=Decimal("4"), naloxone_route="IN"),
        at(40, kind="glucose", uid=slip),
        at(44, "undo", uid=slip),
        at(60, kind="ems_called"),
        at(200, kind="naloxone", naloxone_mg=Decimal("0.4"), naloxone_route="IM"),
        at(300, kind="breathing"),
        at(320, "end", outcome="resolved_on_site"),
    ]
    came = {
        "first_action_seconds": 12,
        "had_oxygen": True,
        "had_naloxone": True,
        "had_ems": True,
        "naloxone_mg": Decimal("4.4"),
        "outcome": "resolved_on_site",
        "recognised_at": began,
        "resolved_at": began + timedelta(seconds=320),
    }
    return taps, came


def told(event: Event, names: dict[str, object]) -> dict[str, object]:
    return {name: getattr(event, name) for name in names}


def test_taps_make_the_event(ana, site) -> None:
    visit = seated(ana, site, 1)
    taps, came = reversal()
    event = respond(ana, site, *taps)
    assert told(event, came) == came
    assert (event.visit_id, event.station_number) == (visit.pk, 1)
    assert Step.objects.of(ana).filter(undone_at=None).count() == 6


def test_taps_come_one_by_one_and_again_and_again(ana, site) -> None:
    taps, came = reversal()
    for one in taps:
        respond(ana, site, one)
        respond(ana, site, one)
    respond(ana, site, *taps)
    event = Event.objects.of(ana).get()
    assert told(event, came) == came
    assert Step.objects.of(ana).count() == 7


def test_order_does_not_matter_but_for_slips(ana, site) -> None:
    taps, came = reversal()
    taps = [one for one in taps if one.type not in ("undo",) and one.kind != "glucose"]
    Random(4).shuffle(taps)
    for one in taps:
        respond(ana, site, one)
    assert told(Event.objects.of(ana).get(), came) == came


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({"kind": "sang to them"}, ("other", None, "", None)),
        ({"kind": "naloxone", "naloxone_mg": Decimal(-1)}, ("naloxone", None, "", None)),
        (
            {"kind": "naloxone", "naloxone_mg": Decimal(500), "naloxone_route": "??"},
            ("naloxone", None, "", None),
        ),
        ({"kind": "oxygen", "oxygen_lpm": 999}, ("oxygen", None, "", None)),
        ({"kind": ""}, ("other", None, "", None)),
    ],
)
def test_no_tap_is_refused_for_what_it_says(ana, site, said, kept) -> None:
    event = respond(ana, site, tap(uuid7(), station=77, **said))
    step = Step.objects.of(ana).get(event=event)
    assert (step.kind, step.naloxone_mg, step.naloxone_route, step.oxygen_lpm) == kept
    assert event.visit_id is None


def test_dose_is_added_afterwards(ana, site) -> None:
    event, step = uuid7(), uuid7()
    respond(ana, site, tap(event, kind="naloxone", uid=step))
    respond(ana, site, tap(event, "amend", uid=step, naloxone_mg=Decimal("0.4"), naloxone_route="IM"))
    respond(ana, site, tap(event, "amend", uid=uuid7(), naloxone_mg=Decimal(4)))
    assert Event.objects.of(ana).get().naloxone_mg == Decimal("0.4")


def test_arrival_of_the_ambulance_is_no_first_action(ana, site) -> None:
    event = respond(ana, site, tap(uuid7(), kind="ems_arrived"))
    assert (event.first_action_at, event.first_action_seconds, event.had_ems) == (None, None, True)


def test_wrong_clock_of_a_device_is_put_right(ana, site) -> None:
    ahead = clock.now() + timedelta(hours=3)
    event = respond(ana, site, tap(uuid7(), "begin", at=ahead), sent_at=ahead + timedelta(seconds=60))
    assert abs(clock.now() - timedelta(seconds=60) - event.recognised_at) < timedelta(seconds=5)


def test_visit_can_be_named_and_boards_are_told_of_news_only(ana, site) -> None:
    waiting = arrived(ana, site)
    event = emergency(ana, site, visit=waiting.uid)
    assert (event.visit_id, event.station_number) == (waiting.pk, None)
    before = Room.objects.of(ana).get().version
    again = tap(event.uid, kind="stimulate")
    respond(ana, site, again)
    assert Room.objects.of(ana).get().version == before + 1
    respond(ana, site, again, tap(event.uid, "begin"))
    assert Room.objects.of(ana).get().version == before + 1


def test_only_those_who_may_respond(ana, ben, cai, site) -> None:
    room_at(site)
    for who, problem in ((ben, NotAllowed), (cai, NotFound)):
        with pytest.raises(problem):
            take_taps(site.pk, [tap(uuid7(), "begin")], clock.now(), by=who)


def test_no_clock_runs_until_its_place_entered_hours(ana, dee, site) -> None:
    event = emergency(ana, site)
    tell_event(event, Account(kind="opioid_od", outcome="resolved_on_site"), by=ana)
    event.refresh_from_db()
    assert (event.report_due_at, event.report_rule) == (None, "")
    entered(dee, OVERDOSE_HOURS, 48)
    entered(dee, DEATH_HOURS, 24)
    tell_event(event, Account(kind="opioid_od", outcome="resolved_on_site", account="Fast."), by=ana)
    event.refresh_from_db()
    assert event.report_due_at == event.recognised_at + timedelta(hours=48)
    assert event.report_rule == "48 h · Site protocol 3 · 2020-01-01"
    tell_event(event, Account(kind="opioid_od", outcome="death"), by=ana)
    event.refresh_from_db()
    assert event.report_due_at == event.recognised_at + timedelta(hours=24)
    with pytest.raises(NotAllowed):
        note_reported(event, by=ana)
    note_reported(event, by=dee)
    with pytest.raises(Conflict):
        note_reported(event, by=dee)


@pytest.mark.parametrize(
    "wrong", [{"kind": "flu"}, {"outcome": "fine"}, {"account": "x" * 4001}, {"account": "\x00"}]
)
def test_account_that_cannot_be_stored_is_refused(ana, site, wrong) -> None:
    with pytest.raises(DomainError):
        tell_event(emergency(ana, site), Account(**wrong), by=ana)


def test_slip_is_taken_out_once(ana, site) -> None:
    event = emergency(ana, site)
    void_event(event, by=ana)
    with pytest.raises(Conflict):
        void_event(event, by=ana)


def test_products_on_the_shelf_are_read_leniently(ana, site) -> None:
    assert doses_of(ana.organisation_id) == []
    entered(ana, DOSES, "4 IN; 0,4 mg im ; a lot")
    assert [dose.word for dose in doses_of(ana.organisation_id)] == ["4 IN", "0.4 IM"]
    assert [dose.label for dose in doses_of(ana.organisation_id)] == [
        "4 mg in the nose",
        "0.4 mg in a muscle",
    ]


def test_person_takes_everything_along_and_is_let_go_of(ana, site) -> None:
    somebody = participant(ana)
    visit = seated(
        ana, site, 1, participant_id=somebody.pk, substances=[("heroin", "inject")], alone="yes", alias="A"
    )
    taps, _came = reversal()
    event = respond(ana, site, *taps)
    tell_event(event, Account(account="Was pale."), by=ana)
    given = PRIVACY.export(ana, somebody.pk)
    assert [row["substance"] for row in given["room_substances"]] == ["heroin"]
    assert [row["kind"] for row in given["room_emergencies"]][:2] == ["stimulate", "oxygen"]
    PRIVACY.erase(ana, somebody.pk)
    left = fresh(visit)
    assert (left.alone, left.alias, left.substances.count()) == ("", None, 0)
    event.refresh_from_db()
    assert (event.visit_id, event.account, event.had_naloxone) == (None, None, True)


def test_words_go_after_their_days(ana, site) -> None:
    with clock.stand_at(clock.now() - timedelta(days=3)):
        arrived(ana, site, alias="Blue")
    with clock.stand_at(clock.now() - timedelta(days=400)):
        old = emergency(ana, site)
        tell_event(old, Account(account="Old."), by=ana)
    new = emergency(ana, site)
    tell_event(new, Account(account="New."), by=ana)
    arrived(ana, site, alias="Red")
    assert PRIVACY.retain(ana, clock.now().date()) == 2
    assert Event.objects.of(ana).exclude(account=None).get().pk == new.pk
    assert Visit.objects.of(ana).exclude(alias=None).count() == 1
