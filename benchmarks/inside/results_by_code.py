"""Prints what reading a result by its code takes: `python -m benchmarks.inside.results_by_code`.

The floor, in the same run: the page that asks for the code, which looks nothing up.
"""

import json
import time
from collections.abc import Callable

from django.conf import settings
from django.test import Client
from django.urls import reverse

from benchmarks.table import percentile
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.services.drug_checking import receipts
from meetpoint.services.drug_checking.models import Sample

ASKED = 200


def measure() -> dict[str, float]:
    """Give some of the imported samples a slip, release them, and read each result by its code."""
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    by = Actor.system(Organisation.objects.order_by("pk")[0].pk, "benchmark")
    samples = list(Sample.objects.of(by).order_by("lab_id")[:ASKED])
    for sample in samples:
        mark = receipts.mark_of(receipts.code_of(sample.uid))
        Sample.objects.of(by).filter(pk=sample.pk).update(receipt=mark, released_at=clock.now())
    browser, address = Client(SERVER_NAME="localhost"), reverse("drug_checking:result")
    codes = [receipts.code_of(sample.uid) for sample in samples]
    browser.post(address, {"code": codes[0]})
    floor = _times(lambda _code: browser.get(address).content, codes)
    told = _times(lambda code: browser.post(address, {"code": code}).content, codes)
    return {
        "floor_ms": percentile(floor, 0.5),
        "p50_ms": percentile(told, 0.5),
        "p95_ms": percentile(told, 0.95),
    }


def _times(ask: Callable[[str], bytes], codes: list[str]) -> list[float]:
    taken = []
    for code in codes:
        began = time.perf_counter()
        ask(code)
        taken.append((time.perf_counter() - began) * 1000)
    return taken


if __name__ == "__main__":
    print(json.dumps(measure()))
