"""`meetpoint plan run SCENARIO.toml`: every scenario beside the baseline, by year, with intervals and
paired differences.
"""

from __future__ import annotations

import os
import time
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from meetpoint.planning.clusters import cluster
from meetpoint.planning.engine.ensembles.jobs import (
    ALONE_BELOW,
    BACKENDS,
    Ensemble,
    processes,
    run_ensemble,
)
from meetpoint.planning.engine.ensembles.store import Store
from meetpoint.planning.engine.outcomes.report import report
from meetpoint.planning.engine.scenarios.reading import read_scenario

SHOWN = ("overdoses", "overdose_deaths", "hiv_infections", "hcv_infections", "costs", "qalys")
SHOWN_AFTER_SECONDS = 2.0


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `plan run`."""
    parser.add_argument("scenario", type=Path, metavar="SCENARIO.toml", help="the scenario file")
    parser.add_argument("--seed", type=_whole(0), help="seed of parameters and chance (default: the file's)")
    parser.add_argument("--replicates", type=_whole(1), default=40, metavar="R", help="draws (default: 40)")
    parser.add_argument("--backend", choices=BACKENDS, default="cohort", help="default: cohort")
    parser.add_argument("--cluster", metavar="ADDR", help="run on a Dask cluster: its scheduler's address")
    parser.add_argument(
        "--processes", type=_whole(1), metavar="N", help="worker processes (default: one per core)"
    )
    parser.add_argument(
        "--resume", type=Path, metavar="FILE", help="keep finished runs here and go on from them"
    )


def _whole(least: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isdecimal() or int(text) < least or int(text) >= 2**63:
            raise ArgumentTypeError(f"{text!r} must be a whole number, {least} or more.")
        return int(text)

    return read


def run(options: dict[str, Any]) -> dict[str, Any]:
    """Run a scenario file and return the contract's JSON. Raises `PlanError` for a faulty file."""
    study = read_scenario(options["scenario"])
    seed = study.seed if options["seed"] is None else options["seed"]
    ensemble = Ensemble(
        study=replace(study, seed=seed),
        backend=options["backend"],
        replicates=options["replicates"],
        seed=seed,
    )
    began = time.perf_counter()
    store = Store(options["resume"]) if options["resume"] else None
    with _executor(options) as executor, _bar(options["json"]) as progress:
        results = run_ensemble(ensemble, executor=executor, store=store, progress=progress)
    return report(ensemble, results, seconds=time.perf_counter() - began)


@contextmanager
def _executor(options: dict[str, Any]) -> Iterator[Executor | None]:
    number = options["processes"] or os.cpu_count() or 1
    if options["cluster"]:
        with cluster(options["cluster"]) as executor:
            yield executor
    elif number == 1 or options["replicates"] < ALONE_BELOW:
        yield None
    else:
        with processes(number) as executor:
            yield executor


@contextmanager
def _bar(silent: bool) -> Iterator[Callable[[int, int], None]]:
    if silent:
        yield _unseen
        return
    from tqdm import tqdm  # noqa: PLC0415 - programs, who see no bar, need not wait for it

    with tqdm(desc="runs", delay=SHOWN_AFTER_SECONDS, disable=None, leave=False) as shown:

        def progress(done: int, total: int) -> None:
            shown.total = total
            shown.update(done - shown.n)

        yield progress


def _unseen(_done: int, _total: int) -> None:
    """Show nothing."""


def show(result: dict[str, Any]) -> str:
    """Return totals over all years, and what each scenario changes, in lines that people read."""
    lines = [f"{result['name']}: {result['years'][0]}–{result['years'][-1]}, all years together"]
    lines += ["", "baseline"]
    lines += [
        _line(name, result["totals"]["baseline"][name])
        for name in SHOWN
        if name in result["totals"]["baseline"]
    ]
    for scenario, differences in result["totals"]["differences"].items():
        lines += ["", f"{scenario}, beside the baseline"]
        lines += [_line(name, differences[name], signed=True) for name in SHOWN if name in differences]
        lines.append(f"  {result['words'][scenario]}")
    lines += ["", *result["notes"]]
    return "\n".join(lines)


def _line(name: str, found: dict[str, float], *, signed: bool = False) -> str:
    form = "+,.1f" if signed else ",.1f"
    interval = f"{format(found['p2.5'], form)} to {format(found['p97.5'], form)}"
    return f"  {name.replace('_', ' '):<18}{format(found['mean'], form):>16}   95 %: {interval}"
