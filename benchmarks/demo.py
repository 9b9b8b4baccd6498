"""Claims: 20,000 demo encounters are made in under 30 s, a million in under 10 minutes.

The floor, in the same run: the rows of the finished database inserted again, table by table, by bare sqlite3.
"""

import json
import os
import sqlite3
import time

from benchmarks.installation import installation
from benchmarks.table import show

SIZES = [int(size) for size in os.environ.get("BENCH_DEMO", "20000,1000000").split(",")]


def main() -> None:
    """Make each demo on SQLite and copy its rows raw."""
    rows = []
    for size in SIZES:
        with installation() as made:
            seconds = json.loads(made.run("demo", "--encounters", str(size), "--json"))["seconds"]
            count, raw = copy_raw(str(made.home / "meetpoint.sqlite3"), str(made.home / "raw.sqlite3"))
        rows.append(
            [
                f"{size:,}",
                f"{seconds:.1f}",
                f"{size / seconds:,.0f}",
                f"{count:,}",
                f"{raw:.1f}",
                f"{seconds / raw:.1f}",
            ]
        )
    show(
        "Making history through the bulk door, SQLite",
        ["encounters", "seconds", "encounters/s", "rows in all", "seconds raw", "times raw"],
        rows,
    )


def copy_raw(source: str, target: str) -> tuple[int, float]:
    """Insert every row of a database into an empty copy by the bare driver; return rows and seconds."""
    connection = sqlite3.connect(target, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("ATTACH ? AS made", [source])
    schema = connection.execute(
        "SELECT type, name, sql FROM made.sqlite_master WHERE sql IS NOT NULL"
    ).fetchall()
    tables = [name for kind, name, _sql in schema if kind == "table" and not name.startswith("sqlite_")]
    for kind in ("table", "index"):
        for _kind, name, sql in (entry for entry in schema if entry[0] == kind):
            if not name.startswith("sqlite_"):
                connection.execute(sql)
    count, spent = 0, 0.0
    for table in tables:
        rows = connection.execute(f'SELECT * FROM made."{table}"').fetchall()
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            began = time.perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(f'INSERT INTO main."{table}" VALUES ({marks})', rows)
            connection.execute("COMMIT")
            spent += time.perf_counter() - began
            count += len(rows)
    connection.close()
    return count, spent


if __name__ == "__main__":
    main()
