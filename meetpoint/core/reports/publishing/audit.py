"""The audit: what each reader can work out of a table as it is to be published, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from meetpoint.core.reports.publishing.errors import PublishingError, unknown
from meetpoint.core.reports.publishing.frame import Flags, Frame
from meetpoint.core.reports.publishing.policies import Policy
from meetpoint.core.reports.publishing.ranges import Interval
from meetpoint.core.reports.publishing.readers import ANYONE, INFORMED, Reader, blind_readers, readers_of
from meetpoint.core.reports.publishing.releases import Ground
from meetpoint.core.reports.publishing.tables.given import Given

SHOWN, EXACT, CLOSE = "shown", "exact", "close"


@dataclass(frozen=True, slots=True)
class Exposure:
    """A cell that somebody learns: it is shown, or known exactly, or more closely than the policy allows."""

    cell: str
    reader: str
    how: str
    low: float
    high: float


@dataclass(frozen=True)
class Audit:
    """The intervals of the hidden cells for anyone and for somebody who knows the policy, and what is
    exposed.
    """

    intervals: Mapping[str, Mapping[str, Interval]]
    exposed: tuple[Exposure, ...]

    @property
    def is_safe(self) -> bool:
        """Say whether nothing is exposed."""
        return not self.exposed


def audit(given: Given, ground: Ground, policy: Policy, hidden: Flags) -> Audit:
    """Return what readers learn of a table in which `hidden` cells (of the ground) are not shown.

    Where we know no more than the readers do, a hidden cell counts as small when it may be.
    """
    frame = ground.frame
    shown = _shown(ground, policy, hidden)
    who = readers(given, ground, policy, hidden)
    intervals: dict[str, dict[str, Interval]] = {}
    exposed = list(shown)
    for reader in who:
        knowledge = reader.knowledge(frame, hidden)
        cells = np.flatnonzero(hidden) if reader.name in (ANYONE, INFORMED) else reader.targets
        found = {int(cell): knowledge.interval(int(cell)) for cell in cells}
        intervals[reader.name] = {ground.names[cell]: interval for cell, interval in found.items()}
        exposed += [
            _exposure(ground.names[cell], reader, found[cell])
            for cell in map(int, reader.targets)
            if cell in found
            and not reader.is_kept_from(found[cell])
            and (given.is_whole or _may_be_small(found[cell], policy))
        ]
    return Audit(intervals, tuple(exposed))


def readers(given: Given, ground: Ground, policy: Policy, hidden: Flags) -> list[Reader]:
    """Return whom a table must withstand."""
    if not given.is_whole:
        return blind_readers(ground.frame, policy, hidden)
    own = _own_cells(given, ground.frame)
    return readers_of(ground.frame, policy, must_hide(given, ground, policy), own)


def must_hide(given: Given, ground: Ground, policy: Policy) -> Flags:
    """Say which cells must be hidden: small ones, those wished, and sums that are never printed."""
    values = ground.frame.values[: ground.frame.cells]
    wished = np.append(given.wished, np.zeros(len(values) - len(given.wished), dtype=bool))
    return np.asarray(policy.is_small(np.rint(values).astype(np.int64)) | wished | ground.unprinted)


def _own_cells(given: Given, frame: Frame) -> dict[str, Flags]:
    if given.contributors is None:
        return {}
    dimensions = given.layout.dimensions
    names = [each.name for each in dimensions]
    if given.contributors not in names:
        told = unknown("dimension", given.contributors, names)
        raise PublishingError(f"Table {given.name!r}, contributors: {told}")
    number = names.index(given.contributors)
    return {
        label: np.array(
            [*(key[number] == place for key in given.layout.keys)]
            + [False] * (frame.cells - len(given.layout.keys))
        )
        for place, label in enumerate(dimensions[number].labels)
    }


def _shown(ground: Ground, policy: Policy, hidden: Flags) -> list[Exposure]:
    values = np.rint(ground.frame.values[: ground.frame.cells]).astype(np.int64)
    open_ones = np.flatnonzero(policy.is_small(values) & ~hidden & ~ground.unprinted)
    return [
        Exposure(ground.names[cell], ANYONE, SHOWN, float(values[cell]), float(values[cell]))
        for cell in open_ones
    ]


def _exposure(cell: str, reader: Reader, found: Interval) -> Exposure:
    how = EXACT if found.low == found.high else CLOSE
    return Exposure(cell, reader.name, how, found.low, found.high)


def _may_be_small(found: Interval, policy: Policy) -> bool:
    return found.low <= policy.small[1] and found.high >= policy.small[0]
