"""Naloxone of the room leaves the shelf: doses of the response log, kits that somebody takes along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit.actions import record
from meetpoint.core.encounters.actions import correct_encounter
from meetpoint.core.encounters.entry import NewEncounter
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.encounters.queries.contacts import lines_of
from meetpoint.core.encounters.queries.said import notes_of, sections_said
from meetpoint.core.modules.registry import registry
from meetpoint.core.supplies.actions.using import Used, put_back_used, use_stock
from meetpoint.core.supplies.models import MovementKind
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import DomainError, NotFound
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.supervised_consumption.models import (
    Event,
    NaloxoneRoute,
    ShelfDose,
    Step,
    StepKind,
    Visit,
)
from meetpoint.services.supervised_consumption.permissions import CHANGE
from meetpoint.services.supervised_consumption.queries.shelf import kit_items, only_item_here, shelf_of
from meetpoint.services.supervised_consumption.rules import Taken, taken_from


def say_shelf(items: Mapping[tuple[Decimal, str], int | None], *, by: Actor) -> None:
    """Say from which item each dose, by mg and route, is taken; None takes it back. Doses left out stay.

    Holds for what is tapped from now on. Raises NotAllowed, NotFound for what is no naloxone of the
    organisation, DomainError for a dose that cannot be.
    """
    by.require(CHANGE)
    known = {item.id for item in kit_items(by, kits=False)}
    if not {item_id for item_id in items.values() if item_id is not None} <= known:
        raise NotFound(_("This is not one of your naloxone items."))
    if any(not 0 < mg < 100 or route not in NaloxoneRoute.values for mg, route in items):
        raise DomainError(_("Choose one of the answers listed."))
    with transaction.atomic():
        for (mg, route), item_id in items.items():
            rows = ShelfDose.objects.of(by)
            if item_id is None:
                rows.filter(mg=mg, route=route).delete()
            else:
                rows.update_or_create(
                    organisation_id=by.organisation_id, mg=mg, route=route, defaults={"item_id": item_id}
                )
        record(by, "shelf.said", "item", sorted({one for one in items.values() if one is not None}))


def draw_doses(event: Event, by: Actor) -> None:
    """Take the event's doses off the shelf that have not been, and put back those that were slips.

    In the caller's transaction. Whatever is wrong with the stock, the log goes on: the dose then stays
    without a batch, and the report says so.
    """
    steps = Step.objects.of(by).filter(event=event, kind=StepKind.NALOXONE)
    for step in steps.order_by("at", "pk"):
        stands = step.undone_at is None and event.voided_at is None
        if step.drawn is not None and not stands:
            put_back(step, by)
        elif step.drawn is None and stands:
            _draw(step, event.site_id, by)


def put_back(step: Step, by: Actor) -> None:
    """Put back what was taken off the shelf for a dose, in the caller's transaction."""
    if step.drawn is not None:
        put_back_used(step.drawn, by=by)
        nothing = {"drawn": None, "item": None, "units": 0, "lacking": 0}
        Step.objects.of(by).filter(pk=step.pk).update(**nothing)


def _draw(step: Step, site_id: int, by: Actor) -> None:
    taken = _taken(step, site_id, by)
    if taken is None:
        return
    used = Used(site_id=site_id, item_id=taken.item_id, quantity=taken.units, at=step.at, lot_id=step.lot_id)
    try:
        with transaction.atomic():
            posted = use_stock(used, by=by)
    except DomainError:
        return
    lacking = -sum(line.quantity for line in posted.lines if line.kind == MovementKind.SHORTFALL)
    Step.objects.of(by).filter(pk=step.pk).update(
        drawn=posted.batch, item_id=taken.item_id, units=taken.units, lacking=lacking
    )


def _taken(step: Step, site_id: int, by: Actor) -> Taken | None:
    """Return what a dose is taken from: the item of its lot, what was said, or the only one here."""
    shelf = shelf_of(by)
    if step.lot is not None:
        of_item = [one for one in shelf if one.item_id == step.lot.item_id]
        found = taken_from(step.naloxone_mg, step.naloxone_route, of_item)
        return found or Taken(step.lot.item_id, 1)
    if shelf:
        return taken_from(step.naloxone_mg, step.naloxone_route, shelf)
    only = only_item_here(by, site_id)
    return Taken(only, 1) if only is not None else None


def hand_out_kits(visit: Visit, kits: Mapping[int, int], by: Actor) -> None:
    """Let the visit's contact say how many of each kit the person took along, in the caller's transaction.

    A contact is never edited: one with other numbers takes its place, with all else that it said, and the
    stock of both follows. Nothing happens when the numbers are as before. Whoever may record the visit may
    do this; of what is only carried along they are shown nothing. Raises DomainError for a number that
    cannot be, and what `correct_encounter` raises.
    """
    contact = Encounter.objects.of(by).get(pk=visit.encounter_id)
    before = {line.item_id: line.quantity for line in lines_of(by, [contact.pk]).get(contact.pk, [])}
    if all(before.get(item_id, 0) == quantity for item_id, quantity in kits.items()):
        return
    carrier = replace(by, permissions=frozenset(registry().permissions))
    correct_encounter(
        contact.uid,
        NewEncounter(
            uid=uuid7(),
            site_id=contact.site_id,
            occurred_at=contact.occurred_at,
            participant_id=contact.participant_id,
            items={item_id: quantity for item_id, quantity in {**before, **kits}.items() if quantity},
            sections=sections_said(carrier, [contact.pk]).get(contact.pk, {}),
            place_type=contact.place_type,
            for_others=contact.for_others,
            note=notes_of(carrier, [contact.pk]).get(contact.pk, ""),
        ),
        by=carrier,
    )
