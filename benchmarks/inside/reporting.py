"""Prints what each shipped report takes: `python -m benchmarks.inside.reporting FROM TO TURNS`."""

import json
import sys
import time
from collections.abc import Callable
from datetime import date

import duckdb

from benchmarks.inside.reading_facts import watched
from meetpoint.core.facts.reading import duck
from meetpoint.core.facts.serving.here import ask_here
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.reports.answering.answer import answer_report
from meetpoint.core.reports.asking.library import shipped
from meetpoint.core.tenancy.actor import Actor


def seconds(work: Callable[[], object]) -> float:
    """Return the seconds that something takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def measure(name: str, first: date, last: date, turns: int) -> dict[str, object]:
    """Return the first answer, later ones, and DuckDB alone with the same statements, in turn."""
    actor = Actor.system(Organisation.objects.order_by("pk")[0].pk, "benchmark")

    def answer() -> object:
        return answer_report(actor, shipped()[name], first, last, ask=ask_here)

    cold = seconds(answer)
    statements, shown = watched(answer)
    bare = duckdb.connect(config={"threads": duck.THREADS})
    bare.execute("SET parquet_metadata_cache = true")
    for view, selected in shown.items():
        bare.execute(f'CREATE VIEW "{view}" AS {selected}')

    def raw() -> None:
        for sql in statements:
            bare.execute(sql).fetchall()

    raw()
    pairs = [(seconds(answer), seconds(raw)) for _turn in range(turns)]
    warm, floor = ([pair[place] for pair in pairs] for place in (0, 1))
    return {"cold": cold, "warm": warm, "raw": floor, "statements": len(statements)}


if __name__ == "__main__":
    days, times = [date.fromisoformat(said) for said in sys.argv[1:3]], int(sys.argv[3])
    print(json.dumps({name: measure(name, *days, times) for name in shipped()}))
