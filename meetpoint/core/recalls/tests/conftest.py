"""A lot that went everywhere: received, packed into kits, moved, handed out with and without a code."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.test import Client

from meetpoint.core.encounters.entry import Recorded
from meetpoint.core.encounters.tests.factories import encounter, make_participant
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.models import Participant
from meetpoint.core.supplies.actions import Draw, Packing, make_kits, set_kit_contents, transfer_stock
from meetpoint.core.supplies.models import Item, Lot
from meetpoint.core.supplies.tests.factories import make_item, stock
from meetpoint.core.tenancy.actor import Actor


@dataclass
class Story:
    """20 vials of lot 417063: 4 in two kits, 6 moved to the van, 2 of them handed out there.

    Kim got 3 at the plaza and one of the two kits.
    """

    vial: Item
    kit: Item
    lot: Lot
    kits: Lot
    kim: Participant
    coded: Recorded
    anonymous: Recorded


@pytest.fixture
def story(dee: Actor, site: Site, van: Site) -> Story:
    vial, kit = make_item(dee, "Naloxone vial"), make_item(dee, "Kit")
    set_kit_contents(kit.pk, {vial.pk: 2}, by=dee)
    lot = stock(dee, site.pk, vial, 20, lot="417063")
    assert lot is not None
    packing = Packing(site_id=site.pk, kit_id=kit.pk, quantity=2, lot_number="K-7")
    made = make_kits(packing, by=dee, batch=uuid4()).lines[-1]
    draw = Draw(item_id=vial.pk, quantity=6, lot_id=lot.pk)
    transfer_stock([draw], from_site_id=site.pk, to_site_id=van.pk, by=dee, batch=uuid4())
    kim = make_participant(dee.organisation_id)
    coded = encounter(dee, site, {vial: 3, kit: 1}, participant_id=kim.pk)
    anonymous = encounter(dee, van, {vial: 2})
    kits = Lot.objects.of(dee).get(pk=made.lot_id)
    return Story(vial, kit, lot, kits, kim, coded, anonymous)


@pytest.fixture
def dee_browser(sign_in: Callable[..., Client], dee_member: object) -> Client:
    return sign_in(None, dee_member)


@pytest.fixture
def ana_browser(sign_in: Callable[..., Client], ana_member: object) -> Client:
    return sign_in(None, ana_member)
