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
    """One line on a participant's timeline; `is_shared` where only their consent shows it to this viewer."""

    at: datetime
    title: Words
    detail: Words
    site_id: int | None
    url: str = ""
    icon: str = "dot"
    uid: UUID | None = None
    is_shared: bool = False


@dataclass(frozen=True, kw_only=True)
class TimelineSource:
    """Gives a participant's entries before a moment, newest first, at most `limit` of them.

    `read(actor, participant_id, before, limit)`; a viewer without `permission` never sees the source.
    `scopes` are the kinds of information as a consent names them (`core.consent.deciding.facts.Scope`): a
    consent to share all of them between teams shows the viewer the entries of sites beyond their reach.
    """

    slug: str
    label: Words
    permission: str
    scopes: tuple[str, ...]
    read: Callable[[Actor, int, datetime, int], Sequence[TimelineEntry]]


@dataclass(frozen=True, kw_only=True)
class PersonPlace:
    """A place that leads on from a participant's page; `url_name` is reversed with their `uid`.

    `says(actor, ids)` may add a few words, such as what is next; `ids` are their record and those joined into
    it. It asks one query at most.
    """

    label: Words
    url_name: str
    permission: str
    icon: str
    order: int = 50
    says: Callable[[Actor, Sequence[int]], Words] | None = None


@dataclass(frozen=True, kw_only=True)
class Page:
    """A place in the staff navigation. `url_name` is reversed without arguments.

    `group` is main, more, care, services, numbers or settings; pages of the group `supplies` are listed on
    the page Supplies. Without one, a service's page is among the services and any other under "More".
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
