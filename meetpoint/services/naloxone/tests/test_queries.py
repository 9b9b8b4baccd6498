"""A participant's timeline, and naloxone that expires."""

from datetime import datetime, timedelta

from meetpoint.core.encounters.actions import void_encounter
from meetpoint.core.encounters.tests.factories import encounter, make_item, make_participant, put_in_stock
from meetpoint.lib import clock
from meetpoint.services.naloxone.queries import (
    expiring_naloxone,
    kits_expiring_soon,
    provision_timeline,
    reversal_timeline,
)
from meetpoint.services.naloxone.tests.factories import reported, yesterday


def later() -> datetime:
    return clock.now() + timedelta(hours=1)


def test_timeline_tells_what_was_said_newest_first(ana, site) -> None:
    person = make_participant(ana.organisation_id).pk
    for ago, said in ((3, {"supply": "first"}), (1, {"reason": "used", "training": "already"})):
        when = clock.now() - timedelta(days=ago)
        encounter(ana, site, participant_id=person, occurred_at=when, sections={"naloxone": said})
    entries = provision_timeline(ana, person, later(), 10)
    assert [entry.detail for entry in entries] == [
        "Refill · Used on someone · Training: Already knows how",
        "First kit",
    ]
    assert [entry.detail for entry in provision_timeline(ana, person, entries[0].at, 10)] == ["First kit"]
    assert len(provision_timeline(ana, person, later(), 1)) == 1


def test_timeline_leaves_out_voided_contacts_and_other_people(ana, site) -> None:
    person, other = make_participant(ana.organisation_id).pk, make_participant(ana.organisation_id).pk
    recorded = encounter(ana, site, participant_id=person, sections={"naloxone": {"supply": "first"}})
    encounter(ana, site, participant_id=other, sections={"naloxone": {"supply": "first"}})
    void_encounter(recorded.uid, reason="undo", by=ana)
    assert provision_timeline(ana, person, later(), 10) == []


def test_timeline_shows_reversals_only_to_whom_they_belong(ana, site) -> None:
    person = make_participant(ana.organisation_id).pk
    reported(ana, site, participant_id=person, outcome="survived", happened_month=yesterday().replace(day=1))
    reported(ana, site, outcome="died")
    (entry,) = reversal_timeline(ana, person, later(), 10)
    assert entry.detail.endswith("Survived")
    assert entry.at.date() == yesterday()
    assert reversal_timeline(ana, person, entry.at, 10) == []


def test_expiring_lists_naloxone_only_and_the_earliest_first(ana, site) -> None:
    kit = make_item(ana.organisation_id, "kit", "naloxone", unit="kit", doses_per_unit=2)
    syringe = make_item(ana.organisation_id, "syringe", "syringes")
    today = clock.now().date()
    put_in_stock(site, kit, 5, number="B", expires=today + timedelta(days=30))
    put_in_stock(site, syringe, 5, number="S", expires=today + timedelta(days=3))
    assert [entry.item.slug for entry in expiring_naloxone(ana)] == ["kit"]


def test_board_says_how_much_naloxone_expires(ana, site, van) -> None:
    kit = make_item(ana.organisation_id, "kit", "naloxone", unit="kit", doses_per_unit=2)
    today = clock.now().date()
    put_in_stock(site, kit, 5, number="B", expires=today + timedelta(days=30))
    (notice,) = kits_expiring_soon(ana, site.pk, today)
    assert notice.text == "5 naloxone items here expire soon or have expired."
    assert notice.urgency == "soon"
    assert kits_expiring_soon(ana, van.pk, today) == []


def test_board_presses_when_naloxone_has_expired(ana, site) -> None:
    kit = make_item(ana.organisation_id, "kit", "naloxone", unit="kit", doses_per_unit=2)
    put_in_stock(site, kit, 1, number="B", expires=clock.now().date() - timedelta(days=3))
    (notice,) = kits_expiring_soon(ana, site.pk, clock.now().date())
    assert (notice.urgency, notice.text) == ("now", "1 naloxone item here expires soon or has expired.")
