"""Levels, what expires, shortfalls, use by month, and the sentences on the Today board."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from meetpoint.core.organisations.models import Site
from meetpoint.core.supplies.actions import (
    Delivery,
    Draw,
    quarantine_lot,
    receive_stock,
    retire_item,
    set_par_level,
    transfer_stock,
)
from meetpoint.core.supplies.drawdown import HandOut, draw_down, take_back
from meetpoint.core.supplies.models import Item
from meetpoint.core.supplies.notices import notices
from meetpoint.core.supplies.queries import (
    expiring,
    handed_out_by_month,
    handed_out_of_lot,
    ledger,
    levels,
    levels_by_item,
    shortfalls,
)
from meetpoint.core.supplies.tests.factories import make_item, stock
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock

NOW = datetime(2026, 11, 22, 17, tzinfo=UTC)
TODAY, LATER = date(2026, 11, 22), date(2029, 6, 30)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def hand_out(
    by: Actor, site: Site, item: Item, quantity: int, *, days_ago: float = 0, encounter: int = 1
) -> None:
    out = HandOut(encounter, site.pk, item.pk, quantity, NOW - timedelta(days=days_ago), None)
    draw_down(by.organisation_id, [out])


def test_levels_tell_apart_what_is_usable(dee: Actor, site: Site) -> None:
    item = make_item(dee)
    hand_out(dee, site, item, 2)
    stock(dee, site.pk, item, 10, "fresh", LATER)
    stock(dee, site.pk, item, 4, "soon", TODAY + timedelta(days=90))
    stock(dee, site.pk, item, 3, "gone", TODAY - timedelta(days=1))
    quarantine_lot(stock(dee, site.pk, item, 7, "aside", LATER).pk, by=dee)
    (level,) = levels(dee)
    assert (level.on_hand, level.expiring, level.expired) == (17, 4, 3)
    assert (level.quarantined, level.shortfall, level.usable) == (7, 2, 12)


def test_levels_say_how_long_stock_lasts_at_the_recent_pace(dee: Actor, site: Site) -> None:
    item = make_item(dee)
    stock(dee, site.pk, item, 400, "A", LATER)
    for day in (30, 14, 10, 5, 1):
        hand_out(dee, site, item, 10, days_ago=day, encounter=day)
    (level,) = levels(dee)
    assert level.lasts == 350 * 14 // 40
    assert "Lasts about 122 days" in level.outlook


def test_levels_do_not_count_what_a_voided_encounter_gave_back(dee: Actor, site: Site) -> None:
    item = make_item(dee)
    stock(dee, site.pk, item, 400, "A", LATER)
    for day in (14, 10, 5, 1):
        hand_out(dee, site, item, 10, days_ago=day, encounter=day)
    take_back(dee.organisation_id, [1], at=NOW, staff_id=None)
    (level,) = levels(dee)
    assert (level.on_hand, level.lasts) == (370, 370 * 14 // 30)


def test_levels_with_little_use_say_so_and_do_not_guess(dee: Actor, site: Site) -> None:
    item = make_item(dee)
    stock(dee, site.pk, item, 40, "A", LATER)
    hand_out(dee, site, item, 39, days_ago=3)
    (level,) = levels(dee)
    assert level.lasts is None
    assert "Too little use is known yet" in level.outlook
    assert not level.is_low


def test_levels_leave_out_retired_items_of_which_nothing_is_left(dee: Actor, site: Site) -> None:
    gone, left = make_item(dee, "Gone"), make_item(dee, "Left")
    stock(dee, site.pk, left, 1)
    for item in (gone, left):
        retire_item(item.pk, by=dee)
    assert [level.item.id for level in levels(dee)] == [left.pk]


def test_levels_by_item_add_up_the_sites_in_reach(dee: Actor, site: Site, van: Site) -> None:
    item = make_item(dee)
    stock(dee, site.pk, item, 10, "A", LATER)
    transfer_stock(
        [Draw(item_id=item.pk, quantity=4, any_lot=True)],
        from_site_id=site.pk,
        to_site_id=van.pk,
        by=dee,
        batch=uuid4(),
    )
    set_par_level(site_id=van.pk, item_id=item.pk, quantity=5, by=dee)
    (row,) = levels_by_item(dee)
    assert row.on_hand == 10
    assert [level.place.name for level in row.low] == ["Van"]
    here = replace(dee, site_ids=frozenset({site.pk}))
    assert [row.on_hand for row in levels_by_item(here)] == [6]
    assert {line.site_id for line in ledger(here)} == {site.pk}


@pytest.mark.parametrize("items", [1, 3])
def test_levels_ask_the_database_as_often_for_one_item_as_for_three(
    dee: Actor,
    site: Site,
    items: int,
    django_assert_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    for number in range(items):
        stock(dee, site.pk, make_item(dee, f"Item {number}"), 5, "A", LATER)
    levels(dee)
    with django_assert_num_queries(5):
        assert len(levels(dee)) == items


def test_expiring_lists_the_earliest_first_and_leaves_out_what_is_far(
    dee: Actor, site: Site, van: Site
) -> None:
    item = make_item(dee)
    for days in (200, 30, -5):
        stock(dee, site.pk, item, 5, f"in {days}", TODAY + timedelta(days=days))
    stock(dee, site.pk, item, 5)
    assert [(entry.pile.number, entry.days) for entry in expiring(dee)] == [("in -5", -5), ("in 30", 30)]
    assert expiring(dee, site_id=van.pk) == []


def test_shortfalls_list_the_lots_that_could_settle_them(dee: Actor, site: Site) -> None:
    item = make_item(dee)
    hand_out(dee, site, item, 5)
    lot = stock(dee, site.pk, item, 9, "A", LATER)
    (short,) = shortfalls(dee)
    assert (short.units, [pile.lot_id for pile in short.lots]) == (5, [lot.pk])


def test_handed_out_by_month_uses_the_sites_own_calendar(dee: Actor, site: Site, van: Site) -> None:
    item = make_item(dee)
    # 03:30 UTC on the first of November is still the last evening of October in New York.
    last_evening = datetime(2026, 11, 1, 3, 30, tzinfo=UTC)
    draw_down(dee.organisation_id, [HandOut(1, site.pk, item.pk, 5, last_evening, None)])
    hand_out(dee, van, item, 7)
    zone = {"zone": "America/New_York", "today": TODAY, "months": 3}
    found = handed_out_by_month(dee, item.pk, **zone)
    assert [(month.month, month.units) for month in found] == [
        (date(2026, 9, 1), 0),
        (date(2026, 10, 1), 5),
        (date(2026, 11, 1), 7),
    ]
    assert [month.units for month in handed_out_by_month(dee, item.pk, site_id=van.pk, **zone)] == [0, 0, 7]
    here = replace(dee, site_ids=frozenset({site.pk}))
    assert [month.units for month in handed_out_by_month(here, item.pk, **zone)] == [0, 5, 0]


def test_voided_contact_is_left_out_of_its_own_month(dee: Actor, site: Site, van: Site) -> None:
    item = make_item(dee)
    stock(dee, site.pk, item, 100, "A", LATER)
    for days_ago, encounter in ((45, 1), (44, 2), (1, 3)):
        hand_out(dee, site, item, 100, days_ago=days_ago, encounter=encounter)
    take_back(dee.organisation_id, [1], at=NOW, staff_id=None)
    zone = {"zone": "America/New_York", "today": TODAY, "months": 2}
    for site_id, months in ((None, [100, 100]), (site.pk, [100, 100]), (van.pk, [0, 0])):
        found = handed_out_by_month(dee, item.pk, site_id=site_id, **zone)
        assert [month.units for month in found] == months


def test_levels_count_recent_use_in_full_when_an_old_contact_is_voided(dee: Actor, site: Site) -> None:
    item = make_item(dee)
    stock(dee, site.pk, item, 400, "A", LATER)
    for day in (40, 14, 10, 5):
        hand_out(dee, site, item, 10, days_ago=day, encounter=day)
    take_back(dee.organisation_id, [40], at=NOW, staff_id=None)
    (level,) = levels(dee)
    assert level.lasts == 370 * 14 // 30


def test_handed_out_of_lot_says_which_sites_a_recall_reaches(dee: Actor, site: Site, van: Site) -> None:
    item = make_item(dee)
    lot = stock(dee, site.pk, item, 9, "A", LATER)
    for encounter in (1, 2, 3):
        hand_out(dee, site, item, 2, encounter=encounter)
    take_back(dee.organisation_id, [3], at=NOW, staff_id=None)
    assert [(out.place.name, out.units, out.encounters) for out in handed_out_of_lot(dee, lot.pk)] == [
        ("Plaza", 4, 2)
    ]


def said(by: Actor, site: Site) -> list[tuple[str, str]]:
    return [(notice.urgency, notice.text) for notice in notices(by, site.pk, TODAY)]


def test_notices_say_what_is_low_with_the_scarcest_first(dee: Actor, site: Site) -> None:
    for number, left in enumerate((9, 0, 8, 7, 6, 5)):
        item = make_item(dee, f"Item {number}")
        set_par_level(site_id=site.pk, item_id=item.pk, quantity=10, by=dee)
        if left:
            stock(dee, site.pk, item, left, "A", LATER)
    assert said(dee, site) == [
        ("now", "Item 1: none left."),
        ("soon", "Item 5: 5 left of the 10 wanted here."),
        ("soon", "Item 4: 6 left of the 10 wanted here."),
        ("soon", "3 more items are running low."),
    ]


def test_notices_say_how_many_days_are_left(dee: Actor, site: Site) -> None:
    item = make_item(dee, "Foil")
    stock(dee, site.pk, item, 50, "A", LATER)
    for day in (14, 10, 5, 1):
        hand_out(dee, site, item, 10, days_ago=day, encounter=day)
    assert said(dee, site) == [("soon", "Foil: 10 left, for about 3 days.")]


def test_notices_say_what_expires_and_what_is_short(dee: Actor, site: Site) -> None:
    foil, spray = make_item(dee, "Foil"), make_item(dee, "Spray")
    hand_out(dee, site, foil, 5)
    stock(dee, site.pk, spray, 5, "S", TODAY + timedelta(days=20))
    stock(dee, site.pk, spray, 5, "T", TODAY + timedelta(days=25))
    stock(dee, site.pk, spray, 5, "U", TODAY - timedelta(days=20))
    assert said(dee, site) == [
        ("soon", "1 lot has expired: Spray."),
        ("note", "2 lots expire within 30 days, first Spray."),
        ("note", "More Foil went out than was recorded. Say which lot it came from."),
    ]


def test_notices_of_a_quiet_site_are_none(dee: Actor, site: Site) -> None:
    delivery = Delivery(site_id=site.pk, item_id=make_item(dee).pk, quantity=5)
    receive_stock([delivery], by=dee, batch=uuid4())
    assert said(dee, site) == []
