"""One recall that is over and one that was opened today, for the demo; both are made up."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Sum

from meetpoint.core.modules.interface import Demo
from meetpoint.core.recalls import actions, queries
from meetpoint.core.recalls.actions import Notice
from meetpoint.core.recalls.models import Advice, Outcome, Recall
from meetpoint.core.recalls.rules import Name
from meetpoint.core.supplies.actions import Delivery, Draw, Packing, make_kits, receive_stock, transfer_stock
from meetpoint.core.supplies.models import KitContent, Lot, Movement, MovementKind
from meetpoint.core.supplies.queries import ItemFacts, Place, catalogue, places_of
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7

_MOST_TOLD = 9
_OUTCOMES = (Outcome.TOLD, Outcome.BROUGHT_BACK, Outcome.BROUGHT_BACK, Outcome.USED, Outcome.GONE)
_KITS = 12


def after(actor: Actor, random: Random) -> None:
    """Recall a lot that was used up long ago, and some that are on the shelf and in kits now."""
    lots = _naloxone_lots(actor)
    over = lots.filter(left=0).order_by("-pk").first()
    if over is not None:
        _closed(actor, over, random)
    newest = list(lots.filter(left__gt=0).order_by("-pk")[:3])
    if newest:
        packed = _packed(actor, random)
        _open(actor, [*newest, *packed], random)


def _naloxone_lots(actor: Actor) -> "QuerySet[Any]":
    items = [item.id for item in catalogue(actor.organisation_id).values() if item.counts_as_naloxone]
    handed = Movement.objects.of(actor).filter(lot=OuterRef("pk"), kind=MovementKind.HANDED_OUT)
    lots = Lot.objects.of(actor).filter(Exists(handed), item_id__in=items)
    return lots.annotate(left=Sum("balances__quantity", default=0))


def _closed(actor: Actor, lot: Lot, random: Random) -> None:
    now = clock.now()
    opened = now - timedelta(days=120)
    with clock.stand_at(opened):
        notice = Notice(source="Maker", reference="Q-114", issued_on=(opened - timedelta(days=2)).date())
        recall = _opened(actor, notice, [lot], random)
    _tell_some(actor, recall, random, since=opened)
    with clock.stand_at(opened + timedelta(days=45)):
        actions.close_recall(recall.uid, by=actor)


def _open(actor: Actor, lots: Sequence[Lot], random: Random) -> None:
    notice = Notice(
        source="State health department",
        reference="2-081",
        issued_on=clock.now().date() - timedelta(days=1),
        problem="Some sprays may give less than a full dose.",
        problem_es="Algunos espráis pueden dar menos de una dosis completa.",
        advice=Advice.USE_IF_NEEDED,
    )
    recall = _opened(actor, notice, lots, random)
    _tell_some(actor, recall, random, since=clock.now() - timedelta(minutes=30))


def _opened(actor: Actor, notice: Notice, lots: Sequence[Lot], random: Random) -> Recall:
    return actions.open_recall(
        _drawn(random), notice, [Name(lot.number, None, lot.item_id) for lot in lots], by=actor
    )


def _tell_some(actor: Actor, recall: Recall, random: Random, *, since: datetime) -> None:
    lots, _packings = queries.lots_of_recall(actor, recall.pk)
    concerned = list(queries.people_concerned(actor, lots).order_by("pk")[: 3 * _MOST_TOLD])
    for turn, person in enumerate(random.sample(concerned, min(_MOST_TOLD, len(concerned) // 2))):
        with clock.stand_at(since + timedelta(minutes=2 * turn)):
            actions.tell_person(recall.uid, person, outcome=random.choice(_OUTCOMES), by=actor)


def _packed(actor: Actor, random: Random) -> list[Lot]:
    """Pack kits out of two lots of the same part, move some, and return the first of the two lots."""
    items = catalogue(actor.organisation_id)
    kit = next((item for item in items.values() if item.is_kit and item.counts_as_naloxone), None)
    places = [place for place in places_of(actor).values() if not place.closed]
    if kit is None or len(places) < 2:
        return []
    contents = dict(
        KitContent.objects.of(actor)
        .filter(kit_id=kit.id)
        .order_by("item_id")
        .values_list("item_id", "quantity")
    )
    main = next((pk for pk in contents if items[pk].counts_as_naloxone), None)
    if main is None:
        return []
    here, there = places[0], places[1]
    _deliver_parts(actor, here, contents, main=items[main], random=random)
    packing = Packing(
        site_id=here.id, kit_id=kit.id, quantity=_KITS, serial_from="K-1001", serial_to="K-1012"
    )
    make_kits(packing, by=actor, batch=_drawn(random))
    draw = Draw(item_id=kit.id, quantity=4, any_lot=True)
    transfer_stock([draw], from_site_id=here.id, to_site_id=there.id, by=actor, batch=_drawn(random))
    return list(Lot.objects.of(actor).filter(item_id=main, number="NS-4417-A"))


def _deliver_parts(
    actor: Actor, here: Place, contents: dict[int, int], *, main: ItemFacts, random: Random
) -> None:
    deliveries = [
        Delivery(site_id=here.id, item_id=pk, quantity=each * _KITS)
        for pk, each in contents.items()
        if pk != main.id
    ]
    half = contents[main.id] * _KITS // 2
    for number, days in (("NS-4417-A", 30), ("NS-4417-B", 31)):
        # So soon that these go into the kits before anything else that is here.
        deliveries.append(
            Delivery(
                site_id=here.id,
                item_id=main.id,
                quantity=half + 5,
                lot_number=number,
                expires_on=here.today + timedelta(days=days),
            )
        )
    receive_stock(deliveries, by=actor, batch=_drawn(random))


def _drawn(random: Random) -> UUID:
    return uuid7(int(clock.now().timestamp() * 1000), entropy=random.randbytes(10))


DEMO = Demo(after=after, order=90)
