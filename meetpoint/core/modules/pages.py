"""What a module declares for pages: places in the navigation, lines on a timeline, what needs somebody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from meetpoint.core.modules.fields import Words

if TYPE_CHECKING:
    from meetpoint.core.tenancy.actor import Actor


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line on a participant's timeline."""

    at: datetime
    title: Words
    detail: Words
    site_id: int | None
    url: str = ""
    icon: str = "dot"
    uid: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class TimelineSource:
    """Gives a participant's entries before a moment, newest first, at most `limit` of them.

    `read(actor, participant_id, before, limit)`; a viewer without `permission` never sees the source.
    """

    slug: str
    label: Words
    permission: str
    read: Callable[[Actor, int, datetime, int], Sequence[TimelineEntry]]


@dataclass(frozen=True, kw_only=True)
class Page:
    """A place in the staff navigation. `url_name` is reversed without arguments.

    `group` is main, more, services, numbers or settings; pages of the group `supplies` are listed on the page
    Supplies. Without one, a service's page is among the services and any other under "More".
    """

    label: Words
    url_name: str
    permission: str
    icon: str
    group: str = ""
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One sentence on the Today board, with a link to act on it."""

    text: Words
    url: str
    urgency: str = "note"  # note | soon | now
    icon: str = "bell"


@dataclass(frozen=True, kw_only=True)
class NoticeSource:
    """Says what needs somebody at a site today. `read(actor, site_id, today)`."""

    permission: str
    read: Callable[[Actor, int, date], Iterable[Notice]]
    order: int = 50
