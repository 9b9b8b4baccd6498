"""`meetpoint plan partners SCENARIO.toml`: HIV or hepatitis C along ties between people, in starsim."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.engine.scenarios.building import plans_of
from meetpoint.planning.engine.scenarios.reading import read_scenario
from meetpoint.planning.partners.spread import TIE_YEARS, Ties, spread

LEFT_OUT = (
    "Only those who inject at the start are followed: nobody joins them, overdoses are left out, and all "
    "numbers stand in the middle of their ranges. One run shows one course of chance; run several seeds."
)


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `plan partners`."""
    parser.add_argument("scenario", type=Path, metavar="SCENARIO.toml", help="the scenario file")
    parser.add_argument("--infection", required=True, metavar="NAME", help='"HIV" or "hepatitis C"')
    parser.add_argument(
        "--partners", type=float, required=True, metavar="N", help="whom a person shares with, on average"
    )
    parser.add_argument(
        "--tie-years", type=float, default=TIE_YEARS, metavar="Y", help=f"default {TIE_YEARS}"
    )
    parser.add_argument("--people", type=int, default=10_000, metavar="N", help="at most (default 10000)")
    parser.add_argument("--seed", type=int, default=1, help="seed of ties and chance (default 1)")


def run(options: dict[str, Any]) -> dict[str, Any]:
    """Return infections by year in the baseline and every scenario, with the same ties and luck.

    Raises `PlanError` for a faulty file, ties that are none, and where starsim is not installed.
    """
    if not (0 < options["partners"] <= 1000 and 0 < options["tie_years"] <= 100 and options["people"] > 1):
        raise PlanError("give --partners above 0 to 1000, --tie-years above 0 to 100, --people above 1.")
    study = read_scenario(options["scenario"])
    ties = Ties(partners=options["partners"], years=options["tie_years"])
    baseline, *others = plans_of(study)
    scales = baseline.filled(baseline.central()).scales
    began = time.perf_counter()
    found = {
        plan.name: spread(
            plan.structure,
            plan.filled(plan.central(), scales),
            options["infection"],
            ties,
            seed=options["seed"],
            most=options["people"],
        )
        for plan in (baseline, *others)
    }
    years = range(study.start, study.start + study.years)
    named = {
        plan: {
            name: dict(zip(map(str, years), values.tolist(), strict=True)) for name, values in each.items()
        }
        for plan, each in found.items()
    }
    return {
        "infection": options["infection"],
        "baseline": named.pop(baseline.name),
        "scenarios": named,
        "ties": {"partners": ties.partners, "years": ties.years},
        "engine": {"backend": "starsim", "seed": options["seed"], "seconds": time.perf_counter() - began},
        "notes": [LEFT_OUT],
    }


def show(result: dict[str, Any]) -> str:
    """Return sums over all years in lines that people read."""
    lines = [f"{result['infection']}, all years together"]
    for plan, outcomes in {"baseline": result["baseline"], **result["scenarios"]}.items():
        lines += ["", plan]
        lines += [
            f"  {name.replace('_', ' '):<18}{sum(years.values()):>12,.0f}" for name, years in outcomes.items()
        ]
    return "\n".join([*lines, "", *result["notes"]])
