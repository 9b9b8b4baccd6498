"""Prints the seconds that a report takes: `python -m benchmarks.inside.reporting NAME FROM TO TURNS`."""

import json
import sys
import time
from datetime import date

from meetpoint.core.reports.template import templates

from meetpoint.core.encounters.models import DaySummed
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.reports.answering import answer_report
from meetpoint.core.reports.documents import as_json
from meetpoint.core.tenancy.actor import Actor


def measure(name: str, first: date, last: date, turns: int) -> dict[str, object]:
    """Return the seconds of one report with no day added up, and of many when they are."""
    organisation = Organisation.objects.order_by("pk")[0]
    actor = Actor.system(organisation.pk, "benchmark")

    def seconds() -> float:
        began = time.perf_counter()
        as_json(answer_report(actor, templates()[name], first, last))
        return time.perf_counter() - began

    DaySummed.objects.of(organisation.pk).filter(day__range=(first, last)).delete()
    return {"cold": seconds(), "warm": [seconds() for _turn in range(turns)]}


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], *map(date.fromisoformat, sys.argv[2:4]), int(sys.argv[4]))))
