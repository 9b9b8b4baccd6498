"""Ready-made machines, messages and visits for tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from meetpoint.core.encounters.tests.factories import make_item
from meetpoint.core.organisations.actions import SiteDetails, add_site
from meetpoint.core.organisations.models import Organisation, SiteKind
from meetpoint.core.supplies.models import Item
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.vending.actions.machines import MachineDetails, Placed, add_machine, place_items
from meetpoint.services.vending.actions.restocking import Refill, restock
from meetpoint.services.vending.intake.envelope import Raw, topic_of
from meetpoint.services.vending.intake.taking import Taken, take_in
from meetpoint.services.vending.models import Machine, RestockVisit, Slot

BOOT = "01JQ7Z8Q2M"


def item(by: Actor, slug: str = "strips", **more: Any) -> Item:
    """Return an item of the catalogue, made when it is not there."""
    said = {"kind": "test_strips", **more}
    known = Item.objects.of(by).filter(slug=slug).first()
    return known or make_item(by.organisation_id, slug, **said)


def naloxone(by: Actor) -> Item:
    return item(by, "kit", kind="naloxone", name="Naloxone kit", unit="kit", doses_per_unit=2)


def machine(by: Actor, device: str = "east-01", **more: Any) -> Machine:
    """Return a machine at a site of its own, with strips in A1 and naloxone in A2."""
    system = Actor.system(by.organisation_id, "tests")
    site = add_site(
        SiteDetails(name=f"Machine {device}", slug=device, kind=SiteKind.VENDING, area="North"), by=system
    )
    added = add_machine(uuid7(), MachineDetails(site_id=site.pk, device=device, **more), by=system)
    place_items(
        added,
        [
            Placed(selection="A1", item_id=item(by).pk, capacity=24, minimum=6, sku="STRIP-5"),
            Placed(selection="A2", item_id=naloxone(by).pk, capacity=12, minimum=3),
        ],
        by=system,
    )
    long_ago = clock.now() - timedelta(days=60)
    Machine.objects.of(by).filter(pk=added.pk).update(added_at=long_ago)
    Slot.objects.of(by).filter(machine=added).update(since=long_ago)
    return Machine.objects.of(by).select_related("site").get(pk=added.pk)


def machine_called(device: str, by: Actor) -> Machine:
    """Return the machine of that name, made when it is not there."""
    return Machine.objects.of(by).filter(device=device).first() or machine(by, device)


def slot(of: Machine, selection: str = "A1") -> Slot:
    return Slot.objects.of(of.organisation_id).get(machine=of, selection=selection, until=None)


def filled(
    of: Machine, by: Actor, counts: Mapping[str, int], *, at: datetime | None = None, **more: Any
) -> RestockVisit:
    said = {"found": {}, **more}
    refill = Refill(uid=uuid7(), site_id=of.site_id, occurred_at=at or clock.now(), now=counts, **said)
    return restock(refill, by=by)


def said(of: Machine, seq: int, **body: Any) -> dict[str, Any]:
    """Return a message's envelope with its body."""
    at = body.pop("at", None) or clock.now()
    envelope = {"v": 1, "device": of.device, "boot": BOOT, "seq": seq, "ts": at.isoformat()}
    return {**envelope, **body}


def raw(of: Machine, kind: str, body: Mapping[str, Any] | bytes, *, retained: bool = False) -> Raw:
    organisation = Organisation.objects.get(pk=of.organisation_id)
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Raw(topic_of(organisation.slug, of.device, kind), content, retained)


def vend(of: Machine, seq: int, **more: Any) -> Raw:
    body = {"sel": "A1", "qty": 1, "result": "dispensed", "access": "open", **more}
    return raw(of, "vend", said(of, seq, **body))


def take(*messages: Raw) -> Taken:
    return take_in(messages)
