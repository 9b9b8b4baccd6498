"""Whom a table must withstand: what each reader knows beside what is shown, and what may not be worked
out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from meetpoint.core.reports.publishing.frame import Flags, Floats, Frame
from meetpoint.core.reports.publishing.policies import Policy
from meetpoint.core.reports.publishing.ranges import Interval, Knowledge

ANYONE, INFORMED = "anyone", "knows the policy"
FEW = 4
"""Below so many cells, looking at each is quicker than looking at all together."""


@dataclass(frozen=True)
class Reader:
    """Somebody who takes each hidden cell to lie between `low` and `high`, and from whom `targets` are kept.

    A target's interval must reach `reach` and span `width`.
    """

    name: str
    low: Floats
    high: Floats
    targets: npt.NDArray[np.int64]
    reach: int
    width: int

    def knowledge(self, frame: Frame, hidden: Flags) -> Knowledge:
        """Return what they can work out when these cells are hidden."""
        shown = frame.values[: frame.cells]
        low = np.where(hidden, self.low, shown)
        high = np.where(hidden, self.high, shown)
        return Knowledge(
            frame, np.append(low, frame.low[frame.cells :]), np.append(high, frame.high[frame.cells :])
        )

    def is_kept_from(self, found: Interval) -> bool:
        """Say whether an interval is as wide as it must be, by whole tables that were found."""
        return found.sure_high >= self.reach and found.sure_high - found.sure_low >= self.width

    def learns(self, knowledge: Knowledge) -> npt.NDArray[np.int64]:
        """Return the targets that are not proven to be kept from this reader."""
        chance = np.random.default_rng(0)
        left = self._open(knowledge)
        while len(pushed := left[knowledge.free[left]]) > FEW:
            up = chance.random(len(pushed)) < 0.5
            for one, other in ((pushed[up], pushed[~up]), (pushed[~up], pushed[up])):
                knowledge.push(one, other, to=np.maximum(self.reach, self.low + self.width))
            before, left = len(left), self._open(knowledge)
            if before - len(left) < FEW:
                break
        return np.array([cell for cell in left if not self._kept(knowledge, int(cell))], dtype=np.int64)

    def _kept(self, knowledge: Knowledge, cell: int) -> bool:
        return bool(knowledge.free[cell]) and self.is_kept_from(knowledge.interval(cell))

    def _open(self, knowledge: Knowledge) -> npt.NDArray[np.int64]:
        low, high = knowledge.seen_low[self.targets], knowledge.seen_high[self.targets]
        with np.errstate(invalid="ignore"):
            kept = (high >= self.reach) & (high - low >= self.width)
        return np.asarray(self.targets[~kept])


def readers_of(
    frame: Frame, policy: Policy, targets: Flags, own_cells: dict[str, Flags] | None = None
) -> list[Reader]:
    """Return the readers of a table whose counts are known to us.

    Anyone knows that counts are whole and not negative. Somebody who knows the policy is taken to know, too,
    which hidden cells are the small ones. `own_cells` are the cells that each contributor knows because they
    are its own.
    """
    values = frame.values[: frame.cells]
    kept = np.flatnonzero(targets)
    nothing, endless = np.zeros(frame.cells), np.full(frame.cells, np.inf)
    anyone = Reader(ANYONE, nothing, endless, kept, policy.reach, policy.width)
    contributors = [
        Reader(
            f"contributor {name}",
            np.where(own, values, nothing),
            np.where(own, values, endless),
            np.flatnonzero(targets & ~own),
            policy.reach,
            policy.width,
        )
        for name, own in (own_cells or {}).items()
    ]
    return [anyone, _informed(values, policy, kept), *contributors]


def _informed(values: Floats, policy: Policy, kept: npt.NDArray[np.int64]) -> Reader:
    least, most = policy.small
    small = (values >= least) & (values <= most)
    # A zero that was hidden though it might be shown is not foreseen: nothing is taken to be known of it.
    low = np.where(small, least, np.where(values == 0, 0, most + 1))
    high = np.where(small, most, np.inf)
    return Reader(INFORMED, low.astype(float), high, kept, least, policy.informed_values - 1)


def blind_readers(frame: Frame, policy: Policy, hidden: Flags) -> list[Reader]:
    """Return the readers of a table of which we know no more than they do: any hidden cell may be small."""
    nothing, endless = np.zeros(frame.cells), np.full(frame.cells, np.inf)
    kept = np.flatnonzero(hidden)
    least = np.full(frame.cells, float(policy.small[0]))
    return [
        Reader(ANYONE, nothing, endless, kept, policy.reach, policy.width),
        Reader(INFORMED, least, endless, kept, policy.small[0], policy.informed_values - 1),
    ]
