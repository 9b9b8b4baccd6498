"""Targets of allocation: kits over Rhode Island's towns, and the portfolio with start-up costs."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from meetpoint.planning.engine.allocation.answers import allocate
from meetpoint.planning.validation.registry import Result, Runners, within
from meetpoint.planning.validation.targets import Target

KITS = 50_000


@cache
def _kits(folder: Path) -> dict[str, Any]:
    return allocate(folder / "allocation_ri.json", kits=KITS)


def kit_plan(target: Target, folder: Path) -> Result:
    """Compare the deaths of one plan within 10⁻⁴."""
    answer = _kits(folder)
    found = {
        "allocation_none": answer["plans"]["none"],
        "allocation_current": answer["plans"]["current"],
        "allocation_50000_per_person": answer["plans"]["per_person"],
        "allocation_50000": answer["real_valued"]["objective"],
        "allocation_50000_whole": answer["objective"],
    }[target.name]
    return within(target, found, absolute=1e-4)


def shadow_price(target: Target, folder: Path) -> Result:
    """Compare what one more kit averts within 1 %."""
    return within(target, _kits(folder)["averted_by_one_more_kit"], relative=0.01)


def portfolio(target: Target, folder: Path) -> Result:
    """Compare the least deaths of a budget within 10⁻⁶."""
    budget = float(target.name.removeprefix("portfolio_"))
    return within(
        target, allocate(folder / "portfolio_synthetic.json", budget=budget)["objective"], absolute=1e-6
    )


RUNNERS: Runners = {
    "allocation_50000_shadow": shadow_price,
    "allocation_*": kit_plan,
    "portfolio_*": portfolio,
}
