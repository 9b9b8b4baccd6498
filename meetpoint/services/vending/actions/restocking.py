"""A visit at which a machine was refilled and counted: the slots' counts, and the ledger behind them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit.actions import record
from meetpoint.core.supplies import permissions as supplies
from meetpoint.core.supplies.actions.counting import count_stock
from meetpoint.core.supplies.actions.stock import Draw, transfer_stock
from meetpoint.core.supplies.queries.levels import piles_at
from meetpoint.core.supplies.queries.places import places_of
from meetpoint.core.supplies.rules import Count, Pile, first_expired_first, take
from meetpoint.core.tenancy.actor import EVERYTHING, Actor
from meetpoint.lib import clock, keys
from meetpoint.lib.errors import DomainError, NotFound
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.vending.intake.outages import reported_full, settle
from meetpoint.services.vending.models import Machine, RestockLine, RestockVisit, Slot
from meetpoint.services.vending.permissions import RESTOCK
from meetpoint.services.vending.queries.levels import levels_now, slots_in_use


@dataclass(frozen=True, kw_only=True, slots=True)
class Refill:
    """A visit. `now` is what was counted in each selection when it was full, `found` what was in it before;
    `source_id` the site whose shelf it came from, None where that is not known.
    """

    uid: UUID
    site_id: int
    occurred_at: datetime
    now: Mapping[str, int]
    found: Mapping[str, int]
    source_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Counted:
    """One slot at a visit."""

    slot: Slot
    expected: int | None
    found: int | None
    now: int

    @property
    def added(self) -> int:
        """What was put in: beyond what was found, or beyond what should have been there."""
        before = self.found if self.found is not None else max(0, self.expected or 0)
        return max(0, self.now - before)


def restock(refill: Refill, *, by: Actor) -> RestockVisit:
    """Store a visit; the same uid again changes nothing.

    What was put in moves from the source's shelf to the machine's, as far as it is on record there; then the
    machine's shelf is made to agree with what was counted. A visit is never refused for want of records: the
    machine was refilled all the same. Raises NotAllowed, NotFound for a site without a machine, DomainError
    for a selection that is not there and for nothing counted.
    """
    by.require(RESTOCK, site_id=refill.site_id)
    known = RestockVisit.objects.of(by).filter(uid=refill.uid).first()
    if known is not None:
        return known
    machine = Machine.objects.of(by).filter(site_id=refill.site_id, retired_at=None).first()
    if machine is None:
        raise NotFound(_("There is no machine at this site."))
    if refill.source_id is not None and refill.source_id not in places_of(by):
        raise NotFound(_("This site is not one of yours."))
    at = min(refill.occurred_at, clock.now())
    with transaction.atomic():
        Machine.objects.of(by).select_for_update().get(pk=machine.pk)
        counted = _counted(refill, machine, by)
        visit = _store(refill, at, counted, by)
        _keep_counts(counted, at, by)
        _keep_ledger(refill, machine, counted, by)
        fields = {"site": refill.site_id, "slots": len(counted)}
        record(by, "vending_machine.restocked", "vending_visit", [visit.pk], fields=fields)
    return visit


def _counted(refill: Refill, machine: Machine, by: Actor) -> list[_Counted]:
    slots = {slot.selection: slot for slot in slots_in_use(by, [machine.pk])}
    if unknown := sorted({*refill.now, *refill.found} - set(slots)):
        raise DomainError(
            _("This machine has no selection %(which)s. Open the form again: its slots were changed.")
            % {"which": ", ".join(unknown)}
        )
    if not refill.now:
        message = _("Write how many are in at least one slot now.")
        raise DomainError(message, fields={"now": message})
    expected = levels_now(by, slots.values())
    return [
        _Counted(slots[name], expected[slots[name].pk], refill.found.get(name), count)
        for name, count in refill.now.items()
    ]


def _store(refill: Refill, at: datetime, counted: Sequence[_Counted], by: Actor) -> RestockVisit:
    visit = RestockVisit.objects.create(
        organisation_id=by.organisation_id,
        uid=refill.uid,
        site_id=refill.site_id,
        source_id=refill.source_id,
        occurred_at=at,
        recorded_at=clock.now(),
        staff_id=by.staff_id,
    )
    RestockLine.objects.bulk_create(
        RestockLine(
            organisation_id=by.organisation_id,
            visit=visit,
            slot=each.slot,
            expected=each.expected,
            found=each.found,
            now=each.now,
        )
        for each in counted
    )
    return visit


def _keep_counts(counted: Sequence[_Counted], at: datetime, by: Actor) -> None:
    """Let levels begin anew at these counts; a visit that comes late never undoes a newer one."""
    for each in counted:
        if each.slot.counted_at is not None and each.slot.counted_at >= at:
            continue
        Slot.objects.of(by).filter(pk=each.slot.pk).update(counted=each.now, counted_at=at)
        each.slot.counted, each.slot.counted_at = each.now, at
        if each.now:
            reported_full(by, each.slot, at=at)
    settle(by, {each.slot.pk: each.slot for each in counted}, empty={}, at=at)


def _keep_ledger(refill: Refill, machine: Machine, counted: Sequence[_Counted], by: Actor) -> None:
    # Whoever may restock may do to these two shelves what restocking does to them.
    hand = _with(by, supplies.MOVE, supplies.COUNT)
    added: dict[int, int] = defaultdict(int)
    for each in counted:
        added[each.slot.item_id] += each.added
    if refill.source_id is not None and refill.source_id != machine.site_id:
        _bring(refill, added, hand)
    whole = _wholly_counted(machine, counted, by)
    if whole:
        _count(refill, whole, hand)


def _bring(refill: Refill, added: Mapping[int, int], hand: Actor) -> None:
    assert refill.source_id is not None
    there: dict[int, list[Pile]] = defaultdict(list)
    for pile in piles_at(hand, [refill.source_id], item_ids=list(added)):
        there[pile.item_id].append(pile)
    draws = []
    today = places_of(hand)[refill.source_id].today
    for item_id, units in added.items():
        usable = first_expired_first(there[item_id], today)
        reach = sum(amount for _pile, amount in take(usable, units))
        if reach:
            draws.append(Draw(item_id=item_id, quantity=reach, any_lot=True))
    if draws:
        transfer_stock(
            draws,
            from_site_id=refill.source_id,
            to_site_id=refill.site_id,
            by=hand,
            batch=_batch(refill.uid, "brought"),
        )


def _wholly_counted(machine: Machine, counted: Sequence[_Counted], by: Actor) -> dict[int, int]:
    """Return what the machine holds of each item of which every slot was counted."""
    named = {each.slot.pk for each in counted}
    left = {slot.item_id for slot in slots_in_use(by, [machine.pk]) if slot.pk not in named}
    held: dict[int, int] = defaultdict(int)
    for each in counted:
        if each.slot.item_id not in left:
            held[each.slot.item_id] += each.now
    return held


def _count(refill: Refill, held: Mapping[int, int], hand: Actor) -> None:
    piles: dict[int, list[Pile]] = defaultdict(list)
    for pile in piles_at(hand, [refill.site_id], item_ids=list(held)):
        piles[pile.item_id].append(pile)
    counts: list[Count] = []
    for item_id, units in held.items():
        counts += _counts_of(item_id, units, piles[item_id])
    count_stock(counts, site_id=refill.site_id, by=hand, batch=_batch(refill.uid, "counted"))


def _counts_of(item_id: int, units: int, piles: Sequence[Pile]) -> list[Count]:
    """Return counts that bring an item's shelf to a number: what is lacking went out, the oldest first; what
    is beyond has no lot that anybody knows.
    """
    standing = [pile for pile in piles if pile.quantity > 0]
    excess = sum(pile.quantity for pile in standing) - units
    counts = []
    unlotted = next((pile.quantity for pile in piles if pile.lot_id is None), 0)
    if excess <= 0:
        there = max(0, unlotted)
        return [Count(item_id=item_id, lot_id=None, counted=there - excess, seen=unlotted)]
    for pile in standing:
        gone = min(excess, pile.quantity)
        excess -= gone
        counts.append(
            Count(item_id=item_id, lot_id=pile.lot_id, counted=pile.quantity - gone, seen=pile.quantity)
        )
    return counts


def _batch(uid: UUID, what: str) -> UUID:
    made = keys.fingerprint(b"restock", uid.bytes, what)
    return uuid7(int.from_bytes(uid.bytes[:6]), entropy=made[:10])


def _with(by: Actor, *more: str) -> Actor:
    if by.permissions is EVERYTHING:
        return by
    return replace(by, permissions=by.permissions | set(more))
