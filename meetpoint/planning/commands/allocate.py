"""`meetpoint plan allocate`: the best split of kits over areas, or of a budget over services."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from meetpoint.planning.commands import Options, Result, lines
from meetpoint.planning.engine.allocation.answers import allocate
from meetpoint.planning.engine.allocation.uncertain import Effort


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the instance, what there is to split, and the least that everybody gets."""
    parser.add_argument(
        "instance", type=Path, metavar="INSTANCE.json", help="towns that share kits, or options"
    )
    amount = parser.add_mutually_exclusive_group()
    amount.add_argument("--budget", type=float, metavar="B", help="money for a portfolio")
    amount.add_argument("--kits", type=int, metavar="K", help="kits a year for towns (default: today's)")
    parser.add_argument(
        "--draws", type=int, default=200, metavar="D", help="draws of effects that have a range (default 200)"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="of these draws (default 1)")
    parser.add_argument(
        "--floor",
        default="0",
        metavar="F",
        help="the least for each: kits for a town (or 50%% of an even split per person), units of an option",
    )


def run(options: Options) -> Result:
    """Return the plan, its bound and gap, and simpler plans."""
    return allocate(
        options["instance"],
        budget=options["budget"],
        kits=options["kits"],
        floor=options["floor"],
        effort=Effort(draws=options["draws"], seed=options["seed"]),
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
            *(_uncertain(found) if (found := result.get("uncertainty")) else []),
        ]
    )


def _uncertain(found: Result) -> list[str]:
    rows = [
        [name, f"{units:,}", f"{chance:.0%}", f"{found['value_of_knowing'].get(name, 0.0):.2f}"]
        for (name, units), chance in zip(
            found["allocation"].items(), found["chance_in_the_best_plan"].values(), strict=True
        )
    ]
    regret, best = found["regret"], found["chance_that_it_is_best"]
    return [
        "",
        f"Over {found['draws']} draws of the effects, one plan for all of them:",
        lines.table(["option", "units", "in the best plan", "deaths saved by knowing"], rows),
        f"It is the best plan in {best:.0%} of draws; over all draws it costs {regret['mean']:.2f} deaths,",
        f"and {regret['p97.5']:.2f} or more in one draw of forty.",
    ]
