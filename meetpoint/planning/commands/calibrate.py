"""`meetpoint plan calibrate`: what local counts say about a model's parameters."""

from __future__ import annotations

import csv
from argparse import SUPPRESS, ArgumentParser
from pathlib import Path

from meetpoint.planning.commands import Options, Result, lines
from meetpoint.planning.engine.calibration.answers import calibrate, values
from meetpoint.planning.engine.calibration.problem import Floats
from meetpoint.planning.engine.calibration.sampling import Effort
from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.engine.replays.ri_naloxone.inputs import read_inputs
from meetpoint.planning.engine.replays.ri_naloxone.learning import ri_problem


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the model, its files, and how long to sample."""
    models = parser.add_subparsers(dest="model", required=True, metavar="MODEL")
    model = models.add_parser("ri-naloxone", help="naloxone in Rhode Island, month by month")
    for name, meaning in FILES.items():
        model.add_argument(f"--{name}", type=Path, required=True, metavar=meaning[0], help=meaning[1])
    model.add_argument(
        "--set", type=int, default=1, metavar="N", help="the parameter set to begin from (default 1)"
    )
    model.add_argument(
        "--fit-years", type=int, default=0, metavar="K", help="learn from K years, predict the others"
    )
    model.add_argument("--no-walk", action="store_true", help="let supply risk change by fentanyl alone")
    model.add_argument("--draws", type=int, default=1000, metavar="D", help="posterior draws (default 1000)")
    model.add_argument(
        "--steps", type=int, default=600, metavar="N", help="steps of each walker (default 600)"
    )
    model.add_argument("--seed", type=int, default=1, metavar="S")
    model.add_argument("--save", type=Path, metavar="CSV", help="write the draws, one line each")
    # Here, too, so that it may stand at the end of the line.
    model.add_argument("--json", action="store_true", default=SUPPRESS, help="print JSON for a program")


FILES = {
    "classes": ("CSV", "people at risk by class"),
    "inputs": ("JSON", "kits, parameters, other deaths"),
    "priors": ("CSV", "name, value, low, high of each parameter that sources give"),
    "targets": ("CSV", "outcome, value: such as overdose deaths 2016, 290"),
}


def run(options: Options) -> Result:
    """Sample the posterior and check it."""
    inputs = read_inputs(options["classes"], options["inputs"])
    if not 0 <= options["fit_years"] <= len(inputs.years):
        raise PlanError(f"--fit-years is {options['fit_years']}; allowed is 0 (all) to {len(inputs.years)}.")
    problem = ri_problem(
        inputs,
        options["priors"],
        options["targets"],
        parameter_set=options["set"],
        fit_years=options["fit_years"],
        walk=not options["no_walk"],
    )
    effort = Effort(draws=options["draws"], steps=options["steps"], seed=options["seed"])
    if options["save"]:
        # Sampling takes minutes: a file that cannot be written is said before.
        _save(options["save"], {})
    answer, posterior = calibrate(problem, effort)
    if options["save"]:
        _save(options["save"], values(problem, posterior.draws))
    return {"model": options["model"], **answer}


def _save(path: Path, draws: dict[str, Floats]) -> None:
    try:
        with path.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream)
            writer.writerow(draws)
            writer.writerows(zip(*draws.values(), strict=True))
    except OSError as problem:
        raise PlanError(f"{path} cannot be written: {problem.strerror}.") from problem


def show(result: Result) -> str:
    """Return predictions beside what was observed, then the parameters, then what to be careful about."""
    targets = [
        [name, f"{each['observed']:g}", _interval(each), "inside" if each["covered"] else "outside"]
        for name, each in result["targets"].items()
    ]
    learned = [
        [name, _interval(each["prior"]), _interval(each["posterior"]), f"{each['overlap']:.2f}"]
        for name, each in result["parameters"].items()
    ]
    covered, engine = result["covered"], result["engine"]
    return "\n".join(
        [
            lines.table(["target", "observed", "predicted, 95 %", ""], targets),
            f"{covered['fitted']} of {covered['of']} inside.",
            "",
            lines.table(["parameter", "believed, 95 %", "learned, 95 %", "overlap"], learned),
            f"{engine['effective_draws']:,} independent draws, R-hat {engine['largest_r_hat']}",
            f"{engine['model_runs']:,} runs in {engine['seconds']} s",
            *result["warnings"],
        ]
    )


def _interval(quantiles: dict[str, float]) -> str:
    return f"{quantiles['p50']:.3g} ({quantiles['p2.5']:.3g} to {quantiles['p97.5']:.3g})"
