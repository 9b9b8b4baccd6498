"""Measures taking in vends beside the same statements raw: `python -m benchmarks.inside.vends BATCH`."""

import resource
import sys
import time

from django.db import connection

from benchmarks.inside.saving import Transaction, _copy_database, _rate, _replay
from meetpoint.core.organisations.models import Organisation
from meetpoint.lib import clock
from meetpoint.services.vending.intake.envelope import Raw, topic_of
from meetpoint.services.vending.intake.taking import take_in
from meetpoint.services.vending.models import Machine

VENDS = 10_000


def measure(batch: int) -> None:
    """Print the raw rate, ours, their ratio, CPU milliseconds for each vend, and the most memory held."""
    batches = _batches(batch)
    for warm in batches[:2]:
        take_in(warm)
    before = _copy_database()
    script: list[Transaction] = []
    for messages in batches[2:6]:
        script.append(_written_by(messages))
    rest = batches[6:]
    cpu, began = time.process_time(), time.perf_counter()
    for messages in rest:
        take_in(messages)
    ours = len(rest) * batch / (time.perf_counter() - began)
    each = (time.process_time() - cpu) / (len(rest) * batch) * 1000
    raw = _rate(lambda: _replay(before, script)) * batch
    before.forget()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{raw:.0f} {ours:.0f} {ours / raw:.2f} {each:.2f} {peak:.0f}")


def _batches(batch: int) -> list[list[Raw]]:
    organisation = Organisation.objects.order_by("pk")[0]
    machines = list(Machine.objects.of(organisation.pk).filter(retired_at=None, device__contains="machine"))
    at, boot = clock.now().isoformat(), f"bench-{int(time.time())}"
    messages = []
    for seq in range(VENDS + 6 * batch):
        machine = machines[seq % len(machines)]
        said = f'"device":"{machine.device}","boot":"{boot}","seq":{seq // len(machines)},"ts":"{at}"'
        body = f'{{"v":1,{said},"sel":"A2","qty":1,"result":"dispensed","access":"open"}}'
        messages.append(Raw(topic_of(organisation.slug, machine.device, "vend"), body.encode()))
    return [messages[start : start + batch] for start in range(0, len(messages), batch)]


def _written_by(messages: list[Raw]) -> Transaction:
    written: Transaction = []

    def listen(execute, sql, params, many, context):  # type: ignore[no-untyped-def]  # as Django calls a wrapper
        if sql.split(None, 1)[0].upper() in {"INSERT", "UPDATE", "DELETE"}:
            written.append((sql, [list(row) for row in params] if many else list(params), many))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        take_in(messages)
    return written


if __name__ == "__main__":
    measure(int(sys.argv[1]))
