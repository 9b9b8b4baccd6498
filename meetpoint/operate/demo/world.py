"""What the demo's history happens to: the organisation with its ids, and draws that a seed repeats."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random
from uuid import UUID

from meetpoint.core.organisations.models import Organisation
from meetpoint.core.supplies.queries import ItemFacts
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.identifiers import uuid7
from meetpoint.operate.demo.story import SiteStory, StaffStory


@dataclass(frozen=True, kw_only=True)
class World:
    """The organisation, its sites by slug, and an actor for every member of staff."""

    organisation: Organisation
    site_ids: Mapping[str, int]
    staff: tuple[tuple[StaffStory, Actor], ...]
    items: Mapping[int, ItemFacts]

    @property
    def manager(self) -> Actor:
        """Return whoever orders and counts supplies."""
        return next(actor for story, actor in self.staff if story.role == "manager")

    def on_duty(self, site: SiteStory, turn: int) -> Actor:
        """Return who works a shift at a site, taking turns."""
        able = [
            actor
            for story, actor in self.staff
            if story.records and (not story.sites or site.slug in story.sites)
        ]
        return able[turn % len(able)]


def drawn_uid(random: Random, moment: datetime) -> UUID:
    """Return an identifier that the same seed makes again."""
    return uuid7(int(moment.timestamp() * 1000), entropy=random.randbytes(10))
