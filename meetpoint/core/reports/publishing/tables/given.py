"""A table as somebody hands it in, or as it was released before: counts where they are known, what is
hidden.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from meetpoint.core.reports.publishing.frame import Flags, Floats
from meetpoint.core.reports.publishing.tables.layout import Layout


@dataclass(frozen=True)
class Given:
    """One table. `counts` has one number for each cell of the layout, not-a-number where it is not known.

    `hidden` cells are not shown; `wished` ones are to be hidden whatever their count. `contributors` names
    the dimension whose labels each know their own cells. `earlier` are releases that readers have already.
    """

    name: str
    layout: Layout
    counts: Floats
    hidden: Flags
    wished: Flags
    policy: str | None = None
    contributors: str | None = None
    earlier: tuple[Given, ...] = field(default=())

    @property
    def is_whole(self) -> bool:
        """Say whether every inner cell's count is known to us."""
        return bool((self.counts[: self.layout.inner] >= 0).all())
