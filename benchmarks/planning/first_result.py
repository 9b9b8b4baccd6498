"""Claim: the first result within 1.5 s of start, with compiled code kept from an earlier start.

Processes of their own, each the best of several: `meetpoint plan run` with one draw, and with 40; beside them
a bare Python, numba's import, for which the plan once had to wait, and starsim's import, before which nothing
of that peer can run. Wall time, and processor time, which other work disturbs less.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

from benchmarks.table import show

PLACE = """
years = 5
[place]
people_at_risk = 12000
overdose_deaths_per_year = 120
[programmes.kits_community]
level = 4000
[[scenarios]]
name = "Twice the kits"
[scenarios.programmes.kits_community]
times = 2
"""
TURNS = 5


def main() -> None:
    """Start each several times, one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.toml"
        path.write_text(PLACE)
        plan = [sys.executable, "-m", "meetpoint", "plan", "run", str(path), "--json"]
        started = {
            "floor: Python that does nothing": [sys.executable, "-c", "pass"],
            "ours: one draw, baseline and scenario": [*plan, "--replicates", "1"],
            "ours: 40 draws, baseline and scenario": plan,
            "importing numba": [sys.executable, "-c", "import numba"],
        }
        if find_spec("starsim"):
            started["peer: importing starsim"] = [sys.executable, "-c", "import starsim"]
        else:
            print("starsim is not installed, so it is left out: uv pip install --group bench")
        found = {what: _best(command) for what, command in started.items()}
    ours = found["ours: one draw, baseline and scenario"][1]
    show(
        "First result after start",
        ["what", "seconds", "processor seconds", "times ours"],
        [[what, f"{wall:.2f}", f"{cpu:.2f}", f"{cpu / ours:.1f}"] for what, (wall, cpu) in found.items()],
    )


def _best(command: list[str]) -> tuple[float, float]:
    """Return the least wall and processor time of some turns; the first, which may compile, apart."""
    walls, cpus = [], []
    for turn in range(TURNS + 1):
        began, before = time.perf_counter(), os.times()
        subprocess.run(command, check=True, capture_output=True)
        after = os.times()
        if turn:
            walls.append(time.perf_counter() - began)
            used = after.children_user + after.children_system
            cpus.append(used - before.children_user - before.children_system)
    return min(walls), min(cpus)


if __name__ == "__main__":
    main()
