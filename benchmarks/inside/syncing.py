"""Measures taking in a phone's queue beside the bulk door: `python -m benchmarks.inside.syncing`."""

import json
import time
from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from meetpoint.core.access.models import StaffMember
from meetpoint.core.encounters.actions import record_encounters
from meetpoint.core.encounters.entry import NewEncounter
from meetpoint.core.field.actions.devices import enrol_device
from meetpoint.core.field.actions.receiving import SealedEvent, receive
from meetpoint.core.field.models import Device
from meetpoint.core.field.reading import Clocks
from meetpoint.core.field.sealing import public_bytes, seal_for
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Site
from meetpoint.core.supplies.queries import catalogue
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7

EVENTS, AT_A_TIME = 1_000, 100


def measure() -> None:
    """Print the seconds of both, and their ratio."""
    member = StaffMember.objects.unscoped("benchmark").filter(role="worker").order_by("id").first()
    assert member is not None
    rights = registry().role_permissions["worker"]
    by = Actor(organisation_id=member.organisation_id, staff_id=member.pk, permissions=rights)
    site = Site.objects.of(by).order_by("id").first()
    assert site is not None
    items = dict.fromkeys([item.id for item in catalogue(by.organisation_id).values() if item.on_log][:3], 2)
    device = _phone(by)
    queue = [_event(device, number, site.pk, items) for number in range(EVENTS)]
    plain = [
        NewEncounter(uid=uuid7(), site_id=site.pk, occurred_at=clock.now(), items=items)
        for _n in range(EVENTS)
    ]
    now = clock.now()
    clocks = Clocks(sent_at=now, received_at=now, enrolled_at=device.enrolled_at)
    mark, began = "", time.perf_counter()
    for start in range(0, EVENTS, AT_A_TIME):
        taken = receive(device, queue[start : start + AT_A_TIME], clocks, mark=mark, by=by)
        assert all(answer.state == "taken" and not answer.review for answer in taken.answers)
        mark = taken.mark
    synced = time.perf_counter() - began
    door = _bulk(plain, by)
    print(f"{synced:.2f} {door:.2f} {synced / door:.2f}")


def _bulk(plain: Sequence[NewEncounter], by: Actor) -> float:
    began = time.perf_counter()
    for start in range(0, EVENTS, AT_A_TIME):
        record_encounters(plain[start : start + AT_A_TIME], by=by)
    return time.perf_counter() - began


def _phone(by: Actor) -> Device:
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    return enrol_device(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo), "Bench", by=by)


def _event(device: Device, number: int, site_id: int, items: dict[int, int]) -> SealedEvent:
    uid = uuid7()
    body = {"site": site_id, "items": {str(item): units for item, units in items.items()}}
    said = {"v": 1, "kind": "encounter", "made_at": clock.now().isoformat(), "body": body}
    public = public_bytes(device.organisation_id, 1)
    sealed = seal_for(public, 1, uid, device.uid, json.dumps(said).encode())
    return SealedEvent(uid=uid, sequence=number, generation=1, sealed=sealed)


if __name__ == "__main__":
    measure()
