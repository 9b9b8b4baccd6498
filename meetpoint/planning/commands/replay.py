"""`meetpoint plan replay`: published models run from their rules and numbers."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser
from pathlib import Path

from meetpoint.planning.commands import Options, Result, lines
from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.engine.networks import coverage
from meetpoint.planning.engine.networks.network import read_networks
from meetpoint.planning.engine.replays.ri_naloxone.individuals import Draws
from meetpoint.planning.engine.replays.ri_naloxone.inputs import read_inputs
from meetpoint.planning.engine.replays.ri_naloxone.kits import kits_of
from meetpoint.planning.engine.replays.ri_naloxone.results import BACKENDS, Replay, replay

OF_INTEREST = "death"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare one part for each published model."""
    models = parser.add_subparsers(dest="model", required=True, metavar="MODEL")
    _ri_naloxone(models.add_parser("ri-naloxone", help="naloxone in Rhode Island, month by month"))
    _burnet_act(models.add_parser("burnet-act", help="discrete networks of the Australian Capital Territory"))


def _ri_naloxone(parser: ArgumentParser) -> None:
    parser.add_argument("--classes", type=Path, required=True, metavar="CSV", help="people at risk by class")
    parser.add_argument(
        "--inputs", type=Path, required=True, metavar="JSON", help="kits, parameters, other deaths"
    )
    parser.add_argument("--set", type=int, default=1, metavar="N", help="which parameter set (default 1)")
    parser.add_argument(
        "--kits-scale",
        type=float,
        default=1.0,
        metavar="X",
        help="times the kits given from the first year on",
    )
    parser.add_argument(
        "--start-kits-scale", type=float, default=1.0, metavar="X", help="times the stock at the start"
    )
    parser.add_argument(
        "--no-new-kits", action="store_true", help="only the stock at the start, nothing given after"
    )
    parser.add_argument("--backend", choices=BACKENDS, default="cohort")
    parser.add_argument(
        "--replicates", type=int, default=100, metavar="R", help="individual only (default 100)"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="individual only (default 1)")
    _json_after_the_model(parser)


def _burnet_act(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--network", type=Path, required=True, metavar="CSV", help="the networks' probabilities"
    )
    parser.add_argument(
        "--meta", type=Path, required=True, metavar="JSON", help="people by year, coverage, ramp"
    )
    parser.add_argument(
        "--raise",
        dest="raised",
        action="append",
        default=[],
        metavar="NODE[=LEVEL][,NODE…]",
        help="also run these interventions at most coverage together; may be given several times",
    )
    _json_after_the_model(parser)


def _json_after_the_model(parser: ArgumentParser) -> None:
    # `plan replay MODEL … --json` reads naturally; argparse would let the part's own default win otherwise.
    parser.add_argument("--json", action="store_true", default=SUPPRESS, help="print the result as JSON")


def run(options: Options) -> Result:
    """Run the model that is asked for."""
    return run_ri_naloxone(options) if options["model"] == "ri-naloxone" else run_burnet_act(options)


def run_ri_naloxone(options: Options) -> Result:
    """Return deaths, overdoses, visits and naloxone used by year."""
    for name in ("kits_scale", "start_kits_scale"):
        if not 0 <= options[name] <= 1e6:
            raise PlanError(f"--{name.replace('_', '-')} is {options[name]:g}; allowed is 0 to 1,000,000.")
    inputs = read_inputs(options["classes"], options["inputs"])
    scale = 0.0 if options["no_new_kits"] else options["kits_scale"]
    asked = Replay(
        inputs=inputs,
        parameters=inputs.parameters(options["set"]),
        kits=kits_of(inputs, scale=scale, start_scale=options["start_kits_scale"]),
    )
    draws = Draws(seed=options["seed"], replicates=options["replicates"])
    return {
        "model": "ri-naloxone",
        "set": options["set"],
        **replay(asked, backend=options["backend"], draws=draws),
    }


def run_burnet_act(options: Options) -> Result:
    """Return every outcome of every scenario, by year and in all."""
    study = coverage.read_study(read_networks(options["network"]), options["meta"])
    packages = [coverage.package(study, words) for words in options["raised"]]
    return {"model": "burnet-act", **coverage.run_study(study, [*coverage.standard(study), *packages])}


def show(result: Result) -> str:
    """Return a table for people."""
    return _show_years(result) if result["model"] == "ri-naloxone" else _show_scenarios(result)


def _show_years(result: Result) -> str:
    outcomes = ("overdoses", "deaths", "emergency_visits", "naloxone_used")
    rows = [
        [str(year), *(f"{result[name][number]:,.1f}" for name in outcomes)]
        for number, year in enumerate(result["years"])
    ]
    engine = result["engine"]
    foot = (
        f"{engine['backend']}, {engine['agents']:,} people, {engine['steps']} months, {engine['seconds']} s"
    )
    return lines.table(["year", *(name.replace("_", " ") for name in outcomes)], rows) + f"\n{foot}"


def _show_scenarios(result: Result) -> str:
    shown = [
        (network, node)
        for network, nodes in result["baseline"].items()
        for node in nodes
        if OF_INTEREST in node
    ]
    rows = [
        [name, *(f"{networks[network][node]['total']:,.2f}" for network, node in shown)]
        for name, networks in [("baseline", result["baseline"]), *result["scenarios"].items()]
    ]
    return lines.table(["scenario", *(node for _network, node in shown)], rows)
