"""One person's thread: the entries of every source that the viewer may see, merged, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from meetpoint.core.consent.deciding.inside import Inside
from meetpoint.core.modules.pages import TimelineEntry, TimelineSource
from meetpoint.core.modules.registry import registry
from meetpoint.core.tenancy.actor import Actor

PAGE = 25


@dataclass(frozen=True, kw_only=True)
class TimelinePage:
    """Entries, newest first, and the moment before which the next page begins (None at the end)."""

    entries: tuple[TimelineEntry, ...]
    older_than: datetime | None


def sources_for(by: Actor) -> tuple[TimelineSource, ...]:
    """Return the timeline sources of every module whose permission the viewer holds."""
    return tuple(source for module in registry() for source in module.timeline if by.may(source.permission))


def timeline_page(view: Inside, ids: Sequence[int], before: datetime, *, limit: int = PAGE) -> TimelinePage:
    """Return what happened to one person before a moment; `ids` are their record and those joined into it.

    Of sites beyond the viewer's reach it tells what the person's consents open, without a way to the record.
    Each source is read once for each record, whatever the length of the history. A page ends between two
    moments, never among entries of one moment, so that the next page misses none: it may hold fewer
    than `limit` entries, or more where one moment alone has more.
    """
    found = [
        _within(view.by, entry)
        for source in sources_for(view.by)
        for pk in ids
        for entry in source.read(view.viewer(source.scopes), pk, before, limit + 1)
    ]
    newest = sorted(found, key=lambda entry: entry.at, reverse=True)
    end = _end(newest, limit)
    return TimelinePage(
        entries=tuple(islice(newest, end)),
        older_than=newest[end - 1].at if end < len(newest) else None,
    )


def _within(by: Actor, entry: TimelineEntry) -> TimelineEntry:
    if entry.site_id is None or by.reaches(entry.site_id):
        return entry
    return replace(entry, url="", icon="link", is_shared=True)


def _end(newest: Sequence[TimelineEntry], limit: int) -> int:
    """Return how many entries make a page: `limit`, moved off the middle of a moment."""
    if len(newest) <= limit:
        return len(newest)
    cut = newest[limit].at
    start_of_moment = next(index for index, entry in enumerate(newest) if entry.at == cut)
    if start_of_moment:
        return min(limit, start_of_moment)
    return sum(entry.at == cut for entry in newest)
