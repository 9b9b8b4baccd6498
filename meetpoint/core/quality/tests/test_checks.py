"""What each check finds, what it lets be, and where it leads."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from meetpoint.core.encounters.actions import void_encounter
from meetpoint.core.encounters.tests.factories import encounter, make_item, make_participant
from meetpoint.core.organisations.actions import Ground, set_option
from meetpoint.core.organisations.models import Site
from meetpoint.core.quality.options import DOUBLE_MINUTES, SCORE, SILENT_TIMES
from meetpoint.core.quality.tests.conftest import NOON, TODAY, Find, require, usual_amounts
from meetpoint.core.recalls.tests.factories import recall
from meetpoint.core.tenancy.actor import Actor


def test_a_question_that_must_be_asked_and_was_not(find: Find, dee: Actor, site: Site) -> None:
    encounter(dee, site, occurred_at=NOON)
    assert find("missing_answers") == [], "no rule asks for anything"
    require(dee.organisation_id, "encounter.place_type")
    require(dee.organisation_id, "naloxone.supply")
    encounter(dee, site, occurred_at=NOON, place_type="street")
    encounter(dee, site, occurred_at=NOON, people=5, count_only=True)
    said = {"naloxone": {"training": "given"}}
    encounter(dee, site, occurred_at=NOON + timedelta(minutes=1), place_type="street", sections=said)
    naloxone, place = find("missing_answers")
    assert place.what == "Not asked: Kind of place of a contact."
    assert "First kit or refill" in naloxone.what
    assert (place.site_id, place.day) == (site.pk, TODAY)


def test_an_amount_far_from_the_sites_own(find: Find, dee: Actor, site: Site, van: Site) -> None:
    item = make_item(dee.organisation_id, "syringe")
    usual_amounts(dee, site, item)
    usual_amounts(dee, van, item, amount=1000)
    slip = encounter(dee, site, {item: 1000}, occurred_at=NOON)
    encounter(dee, site, {item: 1000}, occurred_at=NOON, people=90, count_only=True)
    (found,) = find("unlikely_amounts")
    assert found.what == "1,000 × Syringe; here it is usually 10."
    assert found.url == reverse("encounters:correct", args=[slip.uid])
    assert find("unlikely_amounts", sites=(van,)) == []
    set_option(SCORE, "40", Ground(source="Ours", effective_from=TODAY, verified_by="Dee"), by=dee)
    assert find("unlikely_amounts") == []


def test_an_amount_without_enough_beside_it_is_let_be(find: Find, dee: Actor, site: Site) -> None:
    item = make_item(dee.organisation_id, "syringe")
    usual_amounts(dee, site, item, entries=12)
    encounter(dee, site, {item: 1000}, occurred_at=NOON)
    assert find("unlikely_amounts") == []


def test_the_same_thing_recorded_twice(find: Find, dee: Actor, ana: Actor, site: Site, van: Site) -> None:
    item, other = make_item(dee.organisation_id, "syringe"), make_item(dee.organisation_id, "strip", "strips")
    first = encounter(dee, site, {item: 10}, occurred_at=NOON - timedelta(minutes=9))
    again = encounter(dee, site, {item: 10}, occurred_at=NOON - timedelta(minutes=8))
    (found,) = find("double_entries")
    assert found.what == "Recorded 1 minute after another with the same items."
    assert found.url == reverse("encounters:correct", args=[again.uid])
    person = make_participant(dee.organisation_id)
    unlike = (
        (ana, site, {item: 10}, {}),
        (dee, van, {item: 10}, {}),
        (dee, site, {item: 10, other: 1}, {}),
        (dee, site, {item: 10}, {"participant_id": person.pk}),
        (dee, site, {}, {}),
    )
    for by, where, items, more in unlike:
        encounter(by, where, items, occurred_at=NOON - timedelta(minutes=8), **more)
    encounter(dee, site, {item: 10}, occurred_at=NOON)
    assert len(find("double_entries")) == 1
    void_encounter(first.uid, reason="mistake", by=dee)
    assert find("double_entries") == []


def test_entries_of_an_import_are_no_doubles(find: Find, dee: Actor, site: Site) -> None:
    item = make_item(dee.organisation_id, "syringe")
    for _turn in range(2):
        encounter(replace(dee, staff_id=None), site, {item: 10}, occurred_at=NOON)
    assert find("double_entries") == []


def test_a_site_that_went_silent(find: Find, dee: Actor, site: Site, van: Site) -> None:
    for day in (4, 5, 6, 7, 8, 9, 10):
        encounter(dee, van, occurred_at=NOON - timedelta(days=7 * day))  # weekly, and four weeks silent
    for day in range(1, 12):
        encounter(dee, site, occurred_at=NOON - timedelta(days=day))
    (found,) = find("silent_sites")
    assert found.what == "Nothing was recorded for 28 days."
    assert found.url == reverse("web:settings:site", args=["van"])
    plain = replace(dee, permissions=frozenset())
    assert find("silent_sites", by=plain)[0].url == reverse("encounters:log")
    encounter(dee, van, occurred_at=NOON - timedelta(days=13))
    assert find("silent_sites") == []


def test_lots_that_nobody_recorded(find: Find, dee: Actor, site: Site, van: Site) -> None:
    item = make_item(dee.organisation_id, "syringe")
    encounter(dee, site, {item: 10}, occurred_at=NOON)
    assert [one.what for one in find("unknown_lots")] == ["10 × Syringe handed out from no lot on record."]
    assert find("unknown_lots", sites=(van,)) == []
    named = recall(dee)
    lots = [one for one in find("unknown_lots") if one.site_id is None]
    assert [one.url for one in lots] == [reverse("recalls:detail", args=[named.uid])]
    at_one = replace(dee, site_ids=frozenset({site.pk}))
    assert [one for one in find("unknown_lots", by=at_one) if one.site_id is None] == []


def test_naloxone_of_which_nothing_was_noted(find: Find, dee: Actor, site: Site) -> None:
    kit = make_item(dee.organisation_id, "kit", "naloxone", doses_per_unit=2)
    bare = encounter(dee, site, {kit: 1}, occurred_at=NOON)
    said = {"naloxone": {"supply": "first"}}
    encounter(dee, site, {kit: 1}, occurred_at=NOON, sections=said)
    encounter(dee, site, {kit: 9}, occurred_at=NOON, people=9, count_only=True)
    encounter(dee, site, occurred_at=NOON)
    (found,) = find("naloxone.kits_without_a_word")
    assert found.subject == str(bare.uid)
    only_reads = replace(dee, permissions=frozenset())
    assert find("naloxone.kits_without_a_word", by=only_reads)[0].url == reverse(
        "encounters:detail", args=[bare.uid]
    )


@pytest.mark.parametrize(
    ("name", "slug"),
    [(SCORE, "unlikely_amounts"), (DOUBLE_MINUTES, "double_entries"), (SILENT_TIMES, "silent_sites")],
)
def test_a_check_without_its_threshold_is_off(
    find: Find, dee: Actor, site: Site, monkeypatch: pytest.MonkeyPatch, name: str, slug: str
) -> None:
    module = {"unlikely_amounts": "amounts", "double_entries": "doubles", "silent_sites": "silence"}[slug]
    item = make_item(dee.organisation_id, "syringe")
    usual_amounts(dee, site, item)
    monkeypatch.setattr(f"meetpoint.core.quality.checks.{module}.option_value", lambda *_asked: None)
    assert find(slug) == []
