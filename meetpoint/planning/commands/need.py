"""`meetpoint plan need`: kits for most witnessed overdoses, syringes per person who injects, treatment
beside WHO's bands.
"""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from typing import Any

from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.engine.needs import (
    BANDS_SOURCE,
    CURVES_SOURCE,
    SYRINGES,
    TARGET_SYRINGES,
    TARGET_TREATMENT,
    TREATMENT,
    band,
    curve,
    curves,
)


def _number(low: float, high: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            value = float(text.replace(",", ""))
        except ValueError:
            value = float("nan")
        if not low <= value <= high:
            raise ArgumentTypeError(f"{text!r} must be a number from {low:g} to {high:g}.")
        return value

    return read


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `plan need`."""
    people = _number(1, 1e10)
    count = _number(0, 1e10)
    parser.add_argument("--population", type=people, metavar="N", help="residents: for naloxone kits")
    parser.add_argument("--kits", type=count, metavar="N", help="community kits handed out in a year")
    parser.add_argument(
        "--state", metavar="NAME", help="a state with a published curve (default: all twelve)"
    )
    parser.add_argument(
        "--share", type=_number(0.01, 0.99), default=0.8, help="witnessed overdoses (default 0.8)"
    )
    parser.add_argument("--people-who-inject", type=people, metavar="N")
    parser.add_argument("--syringes", type=count, metavar="N", help="syringes handed out in a year")
    parser.add_argument("--people-with-opioid-use", type=people, metavar="N")
    parser.add_argument(
        "--in-treatment", type=count, metavar="N", help="people on methadone or buprenorphine"
    )


def run(options: dict[str, Any]) -> dict[str, Any]:
    """Return whatever the given numbers allow. Raises `PlanError` when they allow nothing."""
    found: dict[str, Any] = {}
    if options["population"]:
        found["naloxone"] = _naloxone(options)
    if options["people_who_inject"]:
        found["syringes"] = _syringes(options["people_who_inject"], options["syringes"])
    if options["people_with_opioid_use"]:
        found["treatment"] = _treatment(options["people_with_opioid_use"], options["in_treatment"])
    if not found:
        raise PlanError(
            "give --population, --people-who-inject or --people-with-opioid-use, or several of them."
        )
    return found


def _naloxone(options: dict[str, Any]) -> dict[str, Any]:
    population, share, kits = options["population"], options["share"], options["kits"]
    chosen = [curve(options["state"])] if options["state"] else list(curves().values())
    rows: list[dict[str, Any]] = [
        {
            "state": each.state,
            "supply_type": each.supply_type,
            "kits_needed": round(each.kits_for(share, population)),
            "share_now": None if kits is None else each.share_at(kits, population),
        }
        for each in chosen
    ]
    needed = [row["kits_needed"] for row in rows]
    return {
        "share": share,
        "kits_needed": {"low": min(needed), "high": max(needed)},
        "kits_now": kits,
        "by_curve": rows,
        "source": CURVES_SOURCE,
        "note": "The curves differ eleven-fold and predate today's supply: calibrate to your own reversals.",
    }


def _syringes(people: float, given: float | None) -> dict[str, Any]:
    each = None if given is None else given / people
    return {
        "per_person": each,
        "band": None if each is None else band(each, SYRINGES),
        "needed": {str(target): round(target * people) for target in TARGET_SYRINGES},
        "source": BANDS_SOURCE,
    }


def _treatment(people: float, treated: float | None) -> dict[str, Any]:
    share = None if treated is None else treated / people
    return {
        "coverage": share,
        "band": None if share is None else band(share, TREATMENT),
        "places_for_high_coverage": round(TARGET_TREATMENT * people),
        "source": BANDS_SOURCE,
    }


def show(result: dict[str, Any]) -> str:
    """Return the needs in lines that people read."""
    lines = []
    if "naloxone" in result:
        lines += _shown_naloxone(result["naloxone"])
    if syringes := result.get("syringes"):
        now = (
            ""
            if syringes["per_person"] is None
            else f"now {syringes['per_person']:.0f}, {syringes['band']}; "
        )
        goals = ", ".join(f"{int(goal)} each: {number:,}" for goal, number in syringes["needed"].items())
        lines.append(f"Syringes a year per person who injects: {now}for {goals}.")
    if treatment := result.get("treatment"):
        now = (
            "" if treatment["coverage"] is None else f"now {treatment['coverage']:.0%}, {treatment['band']}; "
        )
        lines.append(f"Agonist treatment: {now}{treatment['places_for_high_coverage']:,} places for 40 %.")
    return "\n".join(lines)


def _shown_naloxone(found: dict[str, Any]) -> list[str]:
    low, high = found["kits_needed"]["low"], found["kits_needed"]["high"]
    span = f"{low:,}" if low == high else f"{low:,} to {high:,}"
    lines = [f"Community naloxone kits a year for {found['share']:.0%} of witnessed overdoses: {span}."]
    for row in found["by_curve"]:
        now = "" if row["share_now"] is None else f"; now {row['share_now']:.0%}"
        lines.append(f"  curve of {row['state']} ({row['supply_type']}): {row['kits_needed']:,}{now}")
    return [*lines, f"  {found['note']}", f"  {found['source']}"]
