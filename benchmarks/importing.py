"""Claim: a log of 100,000 rows is imported in under 60 s on two cores, in under 500 MB.

The floor, in the same run: the rows of the finished database inserted again, table by table, by bare sqlite3.
"""

import csv
import json
import os
import random
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

from benchmarks.demo import copy_raw
from benchmarks.installation import Installation, installation
from benchmarks.table import show

ROWS = int(os.environ.get("BENCH_IMPORT", "100000"))
PEOPLE = int(os.environ.get("BENCH_IMPORT_PEOPLE", "1000"))
HEADER = [
    "date",
    "site",
    "code",
    "syringes out",
    "syringes in",
    "naloxone kits",
    "fentanyl strips",
    "collecting for",
    "notes",
]


def main() -> None:
    """Import a log without codes and one in which half of the rows bear one, into an empty organisation."""
    rows = []
    for people in (0, PEOPLE):
        with installation() as made:
            made.run("setup", "--org", "Bench", "--slug", "bench", "--admin", "dee@bench.example", "--json")
            file = made.home / "log.csv"
            _write(file, people)
            done, seconds, peak = _import(made, file)
            again, seconds_again, _peak = _import(made, file)
            assert (done["created"], again["unchanged"]) == (ROWS, ROWS)
            _count, raw = copy_raw(str(made.home / "meetpoint.sqlite3"), str(made.home / "raw.sqlite3"))
        rows.append([f"{people:,}", seconds, ROWS / seconds, peak, seconds_again, raw, seconds / raw])
    header = [
        "people with codes",
        "seconds",
        "rows/s",
        "peak MB",
        "seconds again",
        "seconds raw",
        "times raw",
    ]
    show(f"Importing a log of {ROWS:,} rows, SQLite", header, rows)


def _write(path: Path, people: int) -> None:
    random_ = random.Random(1)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(ROWS):
            day = date(2023, 1, 1) + timedelta(days=number * 1_000 // ROWS)
            code = f"C{random_.randrange(people):05}" if people and random_.random() < 0.5 else ""
            counts = [
                random_.randrange(60),
                random_.choice(["", 10]),
                random_.choice(["", 1]),
                random_.choice(["", 5]),
            ]
            others, note = random_.choice(["", 1, 2]), "asked about wounds" if random_.random() < 0.05 else ""
            writer.writerow([day, random_.choice(["Plaza", "Van", "Depot"]), code, *counts, others, note])


def _import(made: Installation, file: Path) -> tuple[dict[str, int], float, float]:
    command = [sys.executable, "-m", "meetpoint", "import", "encounters", str(file), "--org", "bench"]
    began = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--create-sites", "--json"], env=made.environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    said = process.stdout.read()
    _pid, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"The import failed: {said}")
    return json.loads(said), time.perf_counter() - began, usage.ru_maxrss / 1024


if __name__ == "__main__":
    main()
