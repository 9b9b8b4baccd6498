"""Claims: a quarter's 20 indicators by month and site, people included, in under 1 s warm and 3 s cold.

And 20 times faster than the same SQL on the operational SQLite tables; one more encounter costs under
300 ms; memory under 1 GB; under half again of what DuckDB alone takes for the same files.

BENCH_FACT_ROWS says how many fact rows the demo is to make: 1,000,000, or ten times that on demand.
"""

import json
import os
import time

from benchmarks.installation import installation
from benchmarks.table import show

ROWS = int(os.environ.get("BENCH_FACT_ROWS", "1000000"))
ENCOUNTERS_PER_ROW = 0.236
"""A contact of the demo becomes some 4.2 fact rows: itself, what was handed out, returned, said, tested."""


def main() -> None:
    """Build the facts of a demo, then ask in a fresh process, as a command does, and again, as the worker."""
    with installation(encounters=round(ROWS * ENCOUNTERS_PER_ROW)) as made:
        built = json.loads(made.python("benchmarks.inside.building_facts"))
        began = time.perf_counter()
        cold = json.loads(made.python("benchmarks.inside.reading_facts", "once"))
        cold["seconds"] = time.perf_counter() - began
        found = json.loads(made.python("benchmarks.inside.reading_facts", "often"))
    warm, raw = found["warm_ms"], found["raw_ms"]
    show(
        f"A quarter, {found['indicators']} indicators by month and site, {built['rows']:,} fact rows",
        ["what", "ms", "beside"],
        [
            [
                "first answer of a fresh process, start of Python and Django included",
                cold["seconds"] * 1000,
                "",
            ],
            ["the same, once Django is there", cold["first_ms"], ""],
            ["warm, p50", warm, f"{warm / raw:.2f} × DuckDB alone"],
            ["warm, p95", found["warm_p95_ms"], ""],
            ["DuckDB alone, the same statements on the same files", raw, "floor"],
            [
                "the same SQL on the operational SQLite tables",
                found["sqlite_ms"],
                f"{found['sqlite_ms'] / warm:.0f} × warm",
            ],
            ["one encounter saved, then asked: more than unchanged, p50", found["fresh_ms"], ""],
            ["the same, p95", found["fresh_p95_ms"], ""],
        ],
    )
    show(
        "Size",
        ["what", "value"],
        [
            ["building everything, seconds", f"{built['seconds']:.1f}"],
            ["building everything, peak MB", f"{built['peak_mb']:.0f}"],
            ["Parquet, MB", f"{built['parquet_mb']:.0f}"],
            ["asking and refreshing, peak MB", f"{found['peak_mb']:.0f}"],
            ["files read of all files", f"{found['files_read']} of {found['files']}"],
        ],
    )


if __name__ == "__main__":
    main()
