"""What a participant's timeline shows of the service."""

from datetime import datetime, timedelta

from meetpoint.core.encounters.actions import void_encounter
from meetpoint.core.encounters.tests.factories import encounter, make_participant
from meetpoint.lib import clock
from meetpoint.services.syringe_services.queries.timeline import (
    TIMELINE,
    infection_tests,
    returns,
    vaccines,
    wound_care,
)

ALL = {
    "returns": {"counted": "12", "litres": "1"},
    "infections": {"hiv": "negative", "hcv": "reactive", "hcv_linked": "1", "hbv": "offered"},
    "vaccines": {"given": ("mpox", "tetanus")},
    "wounds": {"care": ("dressed",), "referral_suggested": True},
}


def later() -> datetime:
    return clock.now() + timedelta(hours=1)


def test_rows_of_one_contact_are_one_entry(ana, site) -> None:
    person = make_participant(ana.organisation_id).pk
    recorded = encounter(ana, site, participant_id=person, sections=ALL)
    details = [source.read(ana, person, later(), 5) for source in TIMELINE]
    assert [[entry.detail for entry in entries] for entries in details] == [
        ["12 syringes (Counted) · 100 syringes (By the container's volume)"],
        [
            "HIV: Negative · Hepatitis C: Reactive or positive, linked to care"
            " · Hepatitis B: Offered, not wanted today"
        ],
        ["Tetanus · Mpox"],
        ["Washed and dressed · Medical care suggested"],
    ]
    assert {entry.uid for entries in details for entry in entries} == {recorded.uid}


def test_newest_come_first_and_no_more_than_asked(ana, site) -> None:
    person = make_participant(ana.organisation_id).pk
    for days in (3, 1, 2):
        when = clock.now() - timedelta(days=days)
        encounter(
            ana, site, participant_id=person, occurred_at=when, sections={"returns": {"counted": str(days)}}
        )
    found = returns(ana, person, later(), 2)
    assert [entry.detail for entry in found] == ["1 syringe (Counted)", "2 syringes (Counted)"]
    assert [entry.detail for entry in returns(ana, person, found[1].at, 2)] == ["3 syringes (Counted)"]


def test_voided_contacts_and_other_people_are_left_out(ana, site) -> None:
    person, other = make_participant(ana.organisation_id).pk, make_participant(ana.organisation_id).pk
    recorded = encounter(ana, site, participant_id=person, sections=ALL)
    encounter(ana, site, participant_id=other, sections=ALL)
    void_encounter(recorded.uid, reason="undo", by=ana)
    for read in (returns, infection_tests, vaccines, wound_care):
        assert read(ana, person, later(), 5) == []


def test_results_stand_behind_their_own_permission() -> None:
    permissions = {source.slug: source.permission for source in TIMELINE}
    assert permissions["tests"] == "syringe_services:test:view"
