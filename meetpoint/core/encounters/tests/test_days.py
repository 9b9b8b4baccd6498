"""Tests of figures by day and month: kept sums must always equal a plain count."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.db import transaction

from meetpoint.core.encounters import figures, privacy
from meetpoint.core.encounters.actions import correct_encounter, record_encounter, void_encounter
from meetpoint.core.encounters.models import DaySummed, DayTotal, Encounter
from meetpoint.core.encounters.queries import add_up_past_days, by_month, days, figures_by_day
from meetpoint.core.encounters.storing import forget_days
from meetpoint.core.encounters.tests.factories import (
    days_ago,
    encounter,
    make_participant,
    new_encounter,
)
from meetpoint.core.modules.interface import DayFigure, Figure
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7

SLUGS = tuple(figure.slug for figure in figures.FIGURES)
Amounts = dict[str, list[tuple[int, date, int]]]


def today() -> date:
    return clock.now().date()


def read(by: Actor, first: date, last: date, site_ids: set[int] | None = None) -> Amounts:
    found = figures_by_day(by.organisation_id, SLUGS, first, last, site_ids)
    return {slug: [(a.site_id, a.day, a.amount) for a in amounts] for slug, amounts in found.items()}


def plain_count(by: Actor, first: date, last: date) -> Amounts:
    """Count in Python, row by row."""
    counted: dict[str, dict[tuple[date, int], int]] = {slug: {} for slug in SLUGS}
    for e in Encounter.objects.of(by).filter(voided_at=None, local_date__range=(first, last)):
        amounts = {
            "contacts": e.people,
            "contacts_with_code": e.people if e.participant_id else 0,
            "contacts_without_code": 0 if e.participant_id or e.count_only else e.people,
            "people_counted": e.people if e.count_only else 0,
            "people_collected_for": e.for_others,
        }
        for slug, amount in amounts.items():
            if amount:
                place = (e.local_date, e.site_id)
                counted[slug][place] = counted[slug].get(place, 0) + amount
    return {
        slug: [(site_id, day, amount) for (day, site_id), amount in sorted(sums.items())]
        for slug, sums in counted.items()
    }


@pytest.mark.parametrize("seed", range(3))
def test_kept_sums_equal_a_plain_count_after_random_changes(
    ana: Actor, site: Site, van: Site, seed: int
) -> None:
    random = Random(seed)
    people = [make_participant(ana.organisation_id).pk for _ in range(3)]
    first, last = today() - timedelta(days=70), today()
    for step in range(60):
        change(random, ana, [site, van], people)
        if step % 6 == 0:
            span = sorted(first + timedelta(days=random.randint(0, 70)) for _ in range(2))
            assert read(ana, *span) == plain_count(ana, *span)
    assert read(ana, first, last) == plain_count(ana, first, last)
    assert DaySummed.objects.of(ana).filter(done=True).count() == 69


def change(random: Random, by: Actor, sites: list[Site], people: list[int]) -> None:
    standing = list(Encounter.objects.of(by).filter(voided_at=None))
    new = new_encounter(
        random.choice(sites),
        occurred_at=min(
            days_ago(random.randint(0, 70)) - timedelta(hours=random.randint(0, 11)), clock.now()
        ),
        for_others=random.choice([0, 0, 3]),
        participant_id=random.choice([None, *people]),
    )
    what = random.choice(["late", "late", "count", "void", "correct", "erase"])
    if what == "void" and standing:
        void_encounter(random.choice(standing).uid, reason="mistake", by=by)
    elif what == "correct" and standing:
        correct_encounter(random.choice(standing).uid, new, by=by)
    elif what == "erase":
        privacy.erase(by, random.choice(people))
    elif what == "count":
        counted = new_encounter(new_site(new, sites), occurred_at=new.occurred_at, people=40, count_only=True)
        record_encounter(counted, by=by)
    else:
        record_encounter(new, by=by)


def new_site(new: object, sites: list[Site]) -> Site:
    return next(site for site in sites if site.pk == new.site_id)  # type: ignore[attr-defined]


def test_past_days_are_counted_once(ana: Actor, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    encounter(ana, site, occurred_at=days_ago(5))
    read(ana, today() - timedelta(days=9), today() - timedelta(days=2))
    monkeypatch.setattr(days, "_count_and_keep", lambda *_: pytest.fail("counted again"))
    found = read(ana, today() - timedelta(days=9), today() - timedelta(days=2))
    assert found["contacts"] == [(site.pk, days_ago(5).date(), 1)]


def test_young_days_are_not_kept(ana: Actor, site: Site) -> None:
    for back in (0, 1, 2):
        encounter(ana, site, occurred_at=min(days_ago(back), clock.now()))
    read(ana, today() - timedelta(days=2), today() + timedelta(days=1))
    assert [row.day for row in DaySummed.objects.of(ana)] == [today() - timedelta(days=2)]


def test_reading_kept_days_takes_one_query(
    ana: Actor, site: Site, django_assert_num_queries: Callable[[int], object]
) -> None:
    first, last = today() - timedelta(days=40), today() - timedelta(days=2)
    add_up_past_days(ana.organisation_id, first, last)
    with django_assert_num_queries(1):
        read(ana, first, last)


def test_days_are_counted_month_by_month(ana: Actor, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[date, date]] = []

    def by_day(_organisation_id: int, first: date, last: date) -> Iterable[DayFigure]:
        asked.append((first, last))
        return []

    watch = Figure(slug="contacts", label="", group="", definition="", by_day=by_day)
    monkeypatch.setitem(registry().figures, "contacts", watch)
    figures_by_day(ana.organisation_id, ["contacts"], date(2024, 1, 15), date(2024, 4, 2))
    assert asked == [
        (date(2024, 1, 15), date(2024, 1, 31)),
        (date(2024, 2, 1), date(2024, 2, 29)),
        (date(2024, 3, 1), date(2024, 3, 31)),
        (date(2024, 4, 1), date(2024, 4, 2)),
    ]


def test_entry_that_arrives_while_its_day_is_counted_is_not_lost(
    ana: Actor, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = days_ago(5)
    encounter(ana, site, occurred_at=day)
    truth = days._keep

    def late_entry_first(*given: object) -> None:
        encounter(ana, site, occurred_at=day)
        truth(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(days, "_keep", late_entry_first)
    read(ana, day.date(), day.date())
    assert not DayTotal.objects.of(ana).exists()
    monkeypatch.setattr(days, "_keep", truth)
    assert read(ana, day.date(), day.date())["contacts"] == [(site.pk, day.date(), 2)]


def test_two_readers_that_add_up_the_same_day_keep_it_once(
    ana: Actor, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = days_ago(5)
    encounter(ana, site, occurred_at=day)
    truth = days._keep

    def other_reader_first(*given: object) -> None:
        monkeypatch.setattr(days, "_keep", truth)
        assert read(ana, day.date(), day.date())["contacts"] == [(site.pk, day.date(), 1)]
        truth(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(days, "_keep", other_reader_first)
    assert read(ana, day.date(), day.date())["contacts"] == [(site.pk, day.date(), 1)]
    assert DayTotal.objects.of(ana).filter(figure="contacts").get().amount == 1


def test_day_whose_reader_died_is_added_up_by_the_next(
    ana: Actor, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = days_ago(5)
    encounter(ana, site, occurred_at=day)
    monkeypatch.setattr(days, "_keep", lambda *_: None)
    read(ana, day.date(), day.date())
    monkeypatch.undo()
    assert read(ana, day.date(), day.date())["contacts"] == [(site.pk, day.date(), 1)]
    assert DaySummed.objects.of(ana).get().done


def test_figure_of_a_new_service_is_added_up_for_days_already_kept(
    ana: Actor, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = days_ago(5).date()
    read(ana, day, day)
    added = Figure(
        slug="foot_care", label="", group="", definition="", by_day=lambda *_: [DayFigure(site.pk, day, 7)]
    )
    monkeypatch.setitem(registry().figures, "foot_care", added)
    monkeypatch.setattr(days, "_fingerprint", lambda: days.fingerprint_of(registry().figures))
    assert figures_by_day(ana.organisation_id, ["foot_care"], day, day) == {
        "foot_care": [DayFigure(site.pk, day, 7)]
    }
    assert DayTotal.objects.of(ana).get().amount == 7


def test_figures_can_be_read_for_some_sites(ana: Actor, site: Site, van: Site) -> None:
    day = days_ago(5)
    for place in (site, van):
        encounter(ana, place, occurred_at=day)
    assert read(ana, day.date(), day.date(), {van.pk})["contacts"] == [(van.pk, day.date(), 1)]


def test_figures_leave_other_organisations_out(ana: Actor, cai: Actor, site: Site, other_site: Site) -> None:
    day = days_ago(5)
    encounter(cai, other_site, occurred_at=day)
    assert read(ana, day.date(), day.date())["contacts"] == []
    assert DayTotal.objects.of(cai).count() == 0


def test_unknown_figure_is_an_error(ana: Actor) -> None:
    with pytest.raises(KeyError):
        figures_by_day(ana.organisation_id, ["astrology"], today(), today())


def test_months_are_summed_and_none_is_left_out(ana: Actor, site: Site, van: Site) -> None:
    for place, moment in ((site, (2025, 1, 31)), (van, (2025, 1, 2)), (site, (2025, 3, 1))):
        encounter(ana, place, occurred_at=days_ago(0).replace(year=moment[0], month=moment[1], day=moment[2]))
    sums = by_month(ana.organisation_id, ["contacts"], date(2025, 1, 1), date(2025, 4, 30))
    assert sums == {
        "contacts": {
            date(2025, 1, 1): 2,
            date(2025, 2, 1): 0,
            date(2025, 3, 1): 1,
            date(2025, 4, 1): 0,
        }
    }


@pytest.mark.parametrize(
    ("days", "hour", "is_forgotten"),
    [(0, 12, False), (1, 4, False), (1, 23, True), (2, 0, True), (9, 0, True)],
)
def test_days_are_forgotten_only_once_they_may_have_been_added_up(
    ana: Actor, days: int, hour: int, is_forgotten: bool
) -> None:
    day = date(2026, 3, 2)
    DaySummed.objects.of(ana).create(
        organisation_id=ana.organisation_id, day=day, figures="", claim=uuid7(), done=True
    )
    with transaction.atomic():
        moment = datetime(2026, 3, 2, hour, 30, tzinfo=UTC) + timedelta(days=days)
        forget_days(ana.organisation_id, {day}, now=moment)
    assert DaySummed.objects.of(ana).filter(day=day).exists() is not is_forgotten
