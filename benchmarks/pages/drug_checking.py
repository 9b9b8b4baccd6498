"""Claim: 20,000 samples are taken in within a minute, and a result is read within 50 ms.

The floors, in the same run: the rows of the finished database inserted again by bare sqlite3, and the page
that asks for the code, which looks nothing up.
"""

import csv
import json
import os
import random
import time
from datetime import date, timedelta
from pathlib import Path

from benchmarks.demo import copy_raw
from benchmarks.installation import installation
from benchmarks.table import show

SAMPLES = int(os.environ.get("BENCH_SAMPLES", "20000"))
FOUND = ("fentanyl", "4-ANPP", "xylazine", "cocaine", "methamphetamine", "heroin", "caffeine", "lidocaine")


def main() -> None:
    """Take in UNC's two files twice, into an organisation with one site, then read results by their code."""
    with installation() as made:
        made.run("setup", "--org", "Bench", "--slug", "bench", "--admin", "dee@bench.example", "--json")
        folder = made.home / "unc"
        folder.mkdir()
        _write(folder)
        command = ("drugcheck", "import", str(folder), "--layout", "unc", "--json")
        took = []
        for kind in ("added", "known"):
            began = time.perf_counter()
            told = json.loads(made.run(*command))
            took.append(time.perf_counter() - began)
            assert (told["samples"][kind], told["errors"]) == (SAMPLES, [])
        _count, raw = copy_raw(str(made.home / "meetpoint.sqlite3"), str(made.home / "raw.sqlite3"))
        read = json.loads(made.python("benchmarks.inside.results_by_code"))
    header = ["seconds", "samples/s", "seconds again", "seconds raw", "times raw"]
    row = [took[0], SAMPLES / took[0], took[1], raw, took[0] / raw]
    show(f"Taking in {SAMPLES:,} samples with their substances, SQLite", header, [row])
    header = ["page without a look-up, p50 ms", "result p50 ms", "result p95 ms", "times the page"]
    row = [read["floor_ms"], read["p50_ms"], read["p95_ms"], read["p50_ms"] / read["floor_ms"]]
    show("Reading a result by its code", header, [row])


def _write(folder: Path) -> None:
    random_ = random.Random(1)
    with (
        (folder / "analysis_dataset.csv").open("w", newline="") as samples,
        (folder / "lab_detail.csv").open("w", newline="") as substances,
    ):
        of_samples, of_substances = csv.writer(samples), csv.writer(substances)
        of_samples.writerow(
            [
                "sampleid",
                "county",
                "state",
                "date_collect",
                "sampletype",
                "expectedsubstance",
                "texture",
                "overdose",
            ]
        )
        of_substances.writerow(["sampleid", "substance", "abundance", "method", "date_complete"])
        for number in range(SAMPLES):
            day = date(2023, 1, 1) + timedelta(days=number * 700 // SAMPLES)
            of_samples.writerow(
                [
                    100_000 + number, random_.choice(["Kent County", "Pine County"]), "NC",
                    day.strftime("%d%b%Y"), "swab", random_.choice(FOUND[:6]), "powder", "unknown",
                ]
            )  # fmt: skip
            for name in random_.sample(FOUND, random_.randint(1, 5)):
                of_substances.writerow(
                    [100_000 + number, name, random_.choice(["", "trace"]), "GCMS", day.strftime("%d%b%Y")]
                )


if __name__ == "__main__":
    main()
