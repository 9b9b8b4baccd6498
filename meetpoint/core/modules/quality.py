"""How a module declares a check of its records: what it finds, why that matters, where it is mended."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from meetpoint.core.modules.fields import Words

if TYPE_CHECKING:
    from meetpoint.core.tenancy.actor import Actor


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """Something that may be a mistake, in one sentence, with the page on which it is mended.

    `subject` names what was found, without personal data, and changes when it does: once somebody said that
    it looks right, the same subject is not shown again. `site_id` None is about the whole programme.
    """

    subject: str
    site_id: int | None
    day: date
    what: Words
    url: str


@dataclass(frozen=True, kw_only=True)
class QualityCheck:
    """A check of the records. `slug` is `<module>.<what_it_finds>`.

    `find(actor, first, last, site_ids)` gives what lies in these local dates, both included, at these sites,
    which are all in the actor's reach; the newest first, and as lazily as it can, since not all may be read.
    `why` says what goes wrong when nobody looks, and by which rule it is found, with the rule's source.
    """

    slug: str
    label: Words
    why: Words
    find: Callable[[Actor, date, date, Collection[int]], Iterable[Finding]]
    icon: str = "warning"
