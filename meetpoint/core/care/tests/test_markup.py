"""A timeline's entries as markup: what came from a record is escaped."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from meetpoint.core.care.markup import entries_markup
from meetpoint.core.modules.pages import TimelineEntry

AT = datetime(2026, 3, 1, 15, 30, tzinfo=UTC)


def entry(**said: str) -> TimelineEntry:
    return TimelineEntry(**{"at": AT, "title": "Contact", "detail": "", "site_id": 3, **said})  # type: ignore[arg-type] # one dictionary for fields of several types


@pytest.mark.parametrize("name", ["title", "detail", "url"])
def test_words_from_a_record_are_escaped(name: str) -> None:
    markup = entries_markup([entry(**{name: '"><script>'})], {3: "Main"})
    assert "<script>" not in markup
    assert "&quot;&gt;&lt;script&gt;" in markup


def test_a_site_is_named_and_escaped() -> None:
    assert " · Main &amp; 5th" in entries_markup([entry()], {3: "Main & 5th"})
    assert " · " not in entries_markup([entry()], {})


def test_only_an_entry_with_a_page_is_a_link() -> None:
    assert "<a " not in entries_markup([entry()], {})
    assert '<a href="/x/">Contact</a>' in entries_markup([entry(url="/x/")], {})


def test_a_moment_is_said_by_the_clock_of_the_place() -> None:
    with timezone.override("America/New_York"):
        assert '<time datetime="2026-03-01T10:30:00-05:00">' in entries_markup([entry()], {})
