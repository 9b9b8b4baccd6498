"""Which function runs which published figure. Another model joins by adding its own dictionary to
`RUNNERS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path

from meetpoint.planning.validation.targets import Target


class Verdict(StrEnum):
    """What came of a target."""

    HIT = "hit"
    MISS = "miss"
    CONTEXT = "context only"
    NOT_RUN = "not run yet"


@dataclass(frozen=True, kw_only=True)
class Result:
    """What the engine gave, how close it had to be, and what to say about it."""

    verdict: Verdict
    ours: str = ""
    tolerance: str = ""
    reason: str = ""


Runner = Callable[[Target, Path], Result]
"""Runs one target on the folder of shared files."""
Runners = dict[str, Runner]
"""Runners by target, by name or by a pattern such as `act_*`."""


def runner_for(target: Target, runners: Runners) -> Runner | None:
    """Return what runs a target: its own function, else the first pattern that fits."""
    if target.name in runners:
        return runners[target.name]
    return next((runners[pattern] for pattern in runners if fnmatchcase(target.name, pattern)), None)


def validate(targets: list[Target], runners: Runners, folder: Path) -> list[tuple[Target, Result]]:
    """Run every target that has a runner; the others are named as not run yet, never left out."""
    return [(target, _run(target, runners, folder)) for target in targets]


def _run(target: Target, runners: Runners, folder: Path) -> Result:
    runner = runner_for(target, runners)
    if runner is None:
        return Result(verdict=Verdict.NOT_RUN, reason="needs a model that is not connected yet")
    return runner(target, folder)


def within(
    target: Target, ours: float, *, absolute: float = 0.0, relative: float = 0.0, note: str = ""
) -> Result:
    """Compare a figure with the published one by an absolute or relative tolerance."""
    if target.value is None:
        return Result(
            verdict=Verdict.MISS, ours=shown(ours), reason="the table gives no value to compare with"
        )
    allowed = max(absolute, relative * abs(target.value))
    off = abs(ours - target.value)
    # Published figures are rounded; half a unit of their last digit is nobody's error.
    hit = off <= allowed + 1e-12
    tolerance = f"{100 * relative:g} %" if relative else f"±{absolute:g}"
    return Result(
        verdict=Verdict.HIT if hit else Verdict.MISS,
        ours=shown(ours),
        tolerance=tolerance,
        reason="; ".join(filter(None, ["" if hit else f"off by {off:.4g}", note])),
    )


def shown(value: float) -> str:
    """Return a figure as the page prints it."""
    return f"{value:,.2f}" if abs(value) >= 1000 else f"{value:.6g}"
