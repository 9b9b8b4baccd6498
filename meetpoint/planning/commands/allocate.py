"""`meetpoint plan allocate`: the best split of kits over areas, or of a budget over services."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from meetpoint.planning.commands import Options, Result, lines
from meetpoint.planning.engine.allocation.answers import allocate


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the instance, what there is to split, and the least that everybody gets."""
    parser.add_argument(
        "instance", type=Path, metavar="INSTANCE.json", help="towns that share kits, or options"
    )
    amount = parser.add_mutually_exclusive_group()
    amount.add_argument("--budget", type=float, metavar="B", help="money for a portfolio")
    amount.add_argument("--kits", type=int, metavar="K", help="kits a year for towns (default: today's)")
    parser.add_argument(
        "--floor",
        default="0",
        metavar="F",
        help="the least for each: kits for a town (or 50%% of an even split per person), units of an option",
    )


def run(options: Options) -> Result:
    """Return the plan, its bound and gap, and simpler plans."""
    return allocate(
        options["instance"], budget=options["budget"], kits=options["kits"], floor=options["floor"]
    )


def show(result: Result) -> str:
    """Return the plans beside each other, then the best one."""
    plans = [
        [name.replace("_", " "), f"{deaths:,.2f}"]
        for name, deaths in result["plans"].items()
        if deaths is not None
    ]
    best = ["best", f"{result['objective']:,.2f}"]
    chosen = [[name, f"{number:,}"] for name, number in result["allocation"].items()]
    proof = f"gap {result['gap']:.2g}; {result['method']}"
    return "\n".join(
        [
            lines.table(["plan", "deaths"], [*plans, best]),
            f"Proven: no plan goes below {result['bound']:,.4f} ({proof}).",
            f"The floor costs {result['floor_price_deaths']:,.2f} deaths.",
            "",
            lines.table(["best plan", "units"], chosen),
        ]
    )
