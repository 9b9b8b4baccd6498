"""Prints what building every fact took: `python -m benchmarks.inside.building_facts`."""

import json
import resource
import time

import pyarrow.parquet as pq

from meetpoint.core.facts.store.places import folder
from meetpoint.core.facts.store.refreshing import rebuild
from meetpoint.core.organisations.models import Organisation


def measure() -> dict[str, float]:
    """Build the facts of the first organisation and return seconds, memory and size."""
    organisation = Organisation.objects.order_by("pk")[0]
    began = time.perf_counter()
    made = rebuild(organisation.pk)
    seconds = time.perf_counter() - began
    files = [folder(organisation.pk) / name for name in made.files()]
    return {
        "seconds": seconds,
        "rows": sum(pq.read_metadata(file).num_rows for file in files),
        "parquet_mb": sum(file.stat().st_size for file in files) / 1e6,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


if __name__ == "__main__":
    print(json.dumps(measure()))
