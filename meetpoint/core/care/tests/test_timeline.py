"""One thread out of many sources: order, paging without gaps, permissions, and a constant number of reads."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetpoint.core.care import timeline
from meetpoint.core.care.tests.conftest import Contact
from meetpoint.core.care.timeline import sources_for, timeline_page
from meetpoint.core.consent.deciding.inside import Inside, inside
from meetpoint.core.consent.tests.factories import agreed
from meetpoint.core.modules.pages import TimelineEntry, TimelineSource
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.actions import merge_participants
from meetpoint.core.people.queries import joined_ids
from meetpoint.core.people.tests.factories import participant
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock

START = datetime(2026, 1, 1, tzinfo=UTC)
END = START + timedelta(days=365)
NOBODY = Actor(organisation_id=1, staff_id=1, permissions=frozenset({"x"}))


def source(name: str, minutes: Sequence[int]) -> TimelineSource:
    entries = [
        TimelineEntry(at=START + timedelta(minutes=minute), title=f"{name}{i}", detail="", site_id=None)
        for i, minute in enumerate(minutes)
    ]

    def read(_by: Actor, _participant: int, before: datetime, limit: int) -> list[TimelineEntry]:
        earlier = [entry for entry in entries if entry.at < before]
        return sorted(earlier, key=lambda entry: entry.at, reverse=True)[:limit]

    return TimelineSource(slug=name, label=name, permission="x", scopes=("attendance",), read=read)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 20), max_size=12), min_size=1, max_size=3),
    st.integers(13, 40),
)
def test_pages_show_every_entry_once_in_order(sources: list[list[int]], limit: int) -> None:
    """Also when many entries share a moment, if no source has more of one moment than a page holds."""
    given_sources = tuple(source(f"s{i}-", minutes) for i, minutes in enumerate(sources))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timeline, "sources_for", lambda _by: given_sources)
        seen, before = [], END
        while True:
            page = timeline_page(Inside(by=NOBODY), [1], before, limit=limit)
            seen += page.entries
            if page.older_than is None:
                break
            before = page.older_than
    titles = [entry.title for entry in seen]
    wanted = [f"s{i}-{j}" for i, minutes in enumerate(sources) for j in range(len(minutes))]
    assert sorted(titles) == sorted(wanted)
    assert [entry.at for entry in seen] == sorted((entry.at for entry in seen), reverse=True)


def test_page_ends_between_moments(monkeypatch: pytest.MonkeyPatch) -> None:
    two = (source("a", [1, 2, 3, 3, 3]), source("b", [2]))
    monkeypatch.setattr(timeline, "sources_for", lambda _by: two)
    first = timeline_page(Inside(by=NOBODY), [1], END, limit=4)
    assert [entry.title for entry in first.entries] == ["a2", "a3", "a4"]
    assert first.older_than == START + timedelta(minutes=3)


def test_moment_that_fills_a_page_is_shown_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "sources_for", lambda _by: (source("a", [5, 5]), source("b", [5, 1])))
    page = timeline_page(Inside(by=NOBODY), [1], END, limit=2)
    assert len(page.entries) == 3
    assert page.older_than == START + timedelta(minutes=5)


def test_source_without_permission_is_not_read(ana: Actor) -> None:
    assert "encounters" in {found.slug for found in sources_for(ana)}
    assert not sources_for(replace(ana, permissions=frozenset({"people:participant:view"})))


def test_joined_records_share_one_thread(dee: Actor, contact: Contact) -> None:
    kept, joined = participant(dee), participant(dee)
    merge_participants(by=dee, kept=kept, joined=joined)
    newer, older = contact(joined, hours=1), contact(kept, hours=2)
    page = timeline_page(Inside(by=dee), joined_ids(dee, kept), clock.now())
    assert [entry.uid for entry in page.entries] == [newer.uid, older.uid]


def test_number_of_reads_does_not_grow_with_the_history(ana: Actor, contact: Contact) -> None:
    person = participant(ana)

    def reads() -> int:
        with CaptureQueriesContext(connection) as run:
            timeline_page(Inside(by=ana), [person.pk], clock.now())
        return len(run)

    contact(person)
    with_one = reads()
    for hours in range(2, 32):
        contact(person, hours=hours)
    assert reads() == with_one


def test_contact_at_another_site_is_shown_only_with_their_consent(
    ana: Actor, van: Site, site: Site, contact: Contact
) -> None:
    person = participant(ana)
    contact(person, place=site)
    near = replace(ana, site_ids=frozenset({van.pk}))
    assert timeline_page(inside(near, [person.pk]), [person.pk], clock.now()).entries == ()
    agreed(person, ana, recipients=["Harbor Light"], scope=["attendance", "supplies"])
    (entry,) = timeline_page(inside(near, [person.pk]), [person.pk], clock.now()).entries
    assert entry.is_shared
    assert entry.url == ""
    assert entry.site_id == site.pk
