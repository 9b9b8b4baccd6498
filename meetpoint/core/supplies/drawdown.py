"""Stock leaving with an encounter, first expired first out, and coming back when the encounter is voided.

Whatever changes balances locks those that are there by their id first, then adds what is new: two
transactions that meet wait for one another in one direction only.

A hand-out is never blocked: what the ledger cannot cover becomes a `shortfall` line without a lot, whose
balance goes below nought until a count or a settlement mends it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from meetpoint.core.supplies.models import Balance, Lot, Movement, MovementKind
from meetpoint.lib.rows import insert_rows

MOVEMENT = (
    "organisation_id",
    "site_id",
    "item_id",
    "lot_id",
    "kind",
    "quantity",
    "occurred_at",
    "encounter_id",
    "staff_id",
    "batch",
    "reason",
)
_BALANCE, _LOT, _MOVEMENT = Balance._meta.db_table, Lot._meta.db_table, Movement._meta.db_table
_FAR = date.max


@dataclass(frozen=True, slots=True)
class HandOut:
    """Some units of one item given at a site in an encounter; `replaces_id` is the one that this corrects."""

    encounter_id: int
    site_id: int
    item_id: int
    quantity: int
    occurred_at: datetime
    staff_id: int | None
    replaces_id: int | None = None


@dataclass(frozen=True, slots=True)
class Shortage:
    """How many units of a hand-out the ledger could not cover."""

    encounter_id: int
    item_id: int
    quantity: int


@dataclass(slots=True)
class _Pile:
    """One lot on the shelf, while a batch is being drawn down."""

    balance_id: int
    lot_id: int | None
    left: int
    expires_on: date
    is_aside: bool = False
    drawn: int = 0

    def take(self, wanted: int) -> int:
        """Take as many units as are wanted and there; return how many."""
        amount = min(self.left, wanted)
        self.left -= amount
        self.drawn += amount
        return amount


Shelves = dict[tuple[int, int], list[_Pile]]
Before = dict[tuple[int | None, int, int], list[tuple[int, int]]]
"""Lots and units that a corrected encounter had drawn, by encounter, site and item."""


def draw_down(organisation_id: int, hand_outs: Sequence[HandOut]) -> list[Shortage]:
    """Write the ledger lines and balances of a batch of hand-outs; must run inside a transaction.

    Lots that have not expired go first, the earliest expiry before the others; undated stock follows,
    then expired stock (expired naloxone is better than none). Quarantined lots are not drawn. A correction
    keeps the lots that the person got, also those set aside since: else no recall would find them.
    """
    if not hand_outs:
        return []
    before = _drawn_before(organisation_id, hand_outs)
    shelves = _shelves(organisation_id, hand_outs, before)
    rows: list[tuple[Any, ...]] = []
    shortages: list[Shortage] = []
    owed: dict[tuple[int, int], int] = defaultdict(int)
    for hand_out in hand_outs:
        place = (hand_out.site_id, hand_out.item_id)
        missing = hand_out.quantity
        piles = shelves.get(place, [])
        again = _take_again(piles, missing, before.get((hand_out.replaces_id, *place), []))
        missing_now = missing - sum(taken for _lot_id, taken in again)
        for lot_id, taken in [*again, *_take(piles, missing_now, hand_out.occurred_at.date())]:
            rows.append(_row(organisation_id, hand_out, lot_id, MovementKind.HANDED_OUT, taken))
            missing -= taken
        if missing:
            rows.append(_row(organisation_id, hand_out, None, MovementKind.SHORTFALL, missing))
            owed[place] -= missing
            shortages.append(Shortage(hand_out.encounter_id, hand_out.item_id, missing))
    insert_rows(Movement, MOVEMENT, rows)
    _lower_balances(shelves)
    change_unlotted(organisation_id, owed)
    return shortages


def take_back(
    organisation_id: int, encounter_ids: Sequence[int], *, at: datetime, staff_id: int | None
) -> None:
    """Answer every hand-out of these encounters with its opposite; must run inside a transaction."""
    rows: list[tuple[Any, ...]] = []
    lotted: dict[tuple[int, int, int], int] = defaultdict(int)
    unlotted: dict[tuple[int, int], int] = defaultdict(int)
    for site_id, item_id, lot_id, quantity, encounter_id in _drawn_by(organisation_id, encounter_ids):
        if lot_id is None:
            unlotted[site_id, item_id] -= quantity
        else:
            lotted[site_id, item_id, lot_id] -= quantity
        kind = MovementKind.TAKEN_BACK.value
        rows.append(
            (organisation_id, site_id, item_id, lot_id, kind, -quantity, at, encounter_id, staff_id, None, "")
        )
    lock_balances(organisation_id, [*lotted, *((*place, None) for place in unlotted)])
    insert_rows(Movement, MOVEMENT, rows)
    _raise_lotted(organisation_id, lotted)
    change_unlotted(organisation_id, unlotted)


def lock_balances(organisation_id: int, places: Collection[tuple[int, int, int | None]]) -> None:
    """Lock the balances of these (site, item, lot) that are there, by id, until the transaction ends."""
    if connection.vendor == "sqlite" or not places:
        return  # on SQLite the transaction itself holds the only write lock
    sites, items, lots = (set(column) for column in zip(*places, strict=True))
    of_lot = Q(lot_id__in=[lot for lot in lots if lot is not None]) | Q(lot=None)
    rows = Balance.objects.of(organisation_id).filter(of_lot, site_id__in=sites, item_id__in=items)
    list(rows.select_for_update().order_by("id").values_list("id"))


def change_unlotted(organisation_id: int, changes: dict[tuple[int, int], int]) -> None:
    """Add to the balances without a lot, by (site, item), making those that are not there yet."""
    rows = [
        (organisation_id, site, item, change) for (site, item), change in sorted(changes.items()) if change
    ]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {_BALANCE} (organisation_id, site_id, item_id, lot_id, quantity)"  # noqa: S608 - the model's own table
            " VALUES (%s, %s, %s, NULL, %s)"
            " ON CONFLICT (organisation_id, site_id, item_id) WHERE lot_id IS NULL"
            f" DO UPDATE SET quantity = {_BALANCE}.quantity + EXCLUDED.quantity",
            rows,
        )


def _drawn_before(organisation_id: int, hand_outs: Sequence[HandOut]) -> Before:
    """Return what the encounters that these correct had drawn; no query where none is corrected."""
    corrected = {hand_out.replaces_id for hand_out in hand_outs if hand_out.replaces_id is not None}
    before: Before = defaultdict(list)
    if corrected:
        drawn = Movement.objects.of(organisation_id).filter(
            encounter_id__in=corrected, kind=MovementKind.HANDED_OUT, lot__isnull=False
        )
        lines = drawn.order_by("id").values_list("encounter_id", "site_id", "item_id", "lot_id", "quantity")
        for encounter_id, site_id, item_id, lot_id, quantity in lines:
            assert lot_id is not None
            before[encounter_id, site_id, item_id].append((lot_id, -quantity))
    return before


def _shelves(organisation_id: int, hand_outs: Sequence[HandOut], before: Before) -> Shelves:
    again = sorted({lot_id for lines in before.values() for lot_id, _units in lines})
    or_again = f" OR quantity > 0 AND lot_id IN ({_marks(again)})" if again else ""
    sites = sorted({hand_out.site_id for hand_out in hand_outs})
    items = sorted({hand_out.item_id for hand_out in hand_outs})
    lock = "" if connection.vendor == "sqlite" else f" ORDER BY {_BALANCE}.id FOR UPDATE OF {_BALANCE}"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_BALANCE}.id, site_id, {_BALANCE}.item_id, lot_id, quantity, expires_on,"  # noqa: S608 - the models' own tables
            " quarantined_at IS NOT NULL"
            f" FROM {_BALANCE} LEFT JOIN {_LOT} ON {_LOT}.id = lot_id"
            f" WHERE {_BALANCE}.organisation_id = %s AND site_id IN ({_marks(sites)})"
            f" AND {_BALANCE}.item_id IN ({_marks(items)})"
            f" AND (lot_id IS NULL OR quantity > 0 AND quarantined_at IS NULL{or_again}){lock}",
            [organisation_id, *sites, *items, *again],
        )
        found = cursor.fetchall()
    shelves: Shelves = defaultdict(list)
    for balance_id, site_id, item_id, lot_id, quantity, expires_on, is_aside in found:
        if quantity <= 0:
            continue  # a shortfall is locked with the rest, since this hand-out may add to it
        shelves[site_id, item_id].append(
            _Pile(balance_id, lot_id, quantity, _as_date(expires_on), bool(is_aside))
        )
    for piles in shelves.values():
        piles.sort(key=lambda pile: (pile.expires_on, pile.balance_id))
    return shelves


def _take_again(piles: list[_Pile], wanted: int, lots: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Take from the same lots as before, at most as much of each."""
    by_lot = {pile.lot_id: pile for pile in piles}
    taken = []
    for lot_id, units in lots:
        amount = by_lot[lot_id].take(min(units, wanted)) if lot_id in by_lot else 0
        wanted -= amount
        if amount:
            taken.append((lot_id, amount))
    return taken


def _take(piles: list[_Pile], wanted: int, on: date) -> list[tuple[int | None, int]]:
    taken = []
    free = [pile for pile in piles if pile.left and not pile.is_aside]
    fresh = [pile for pile in free if pile.expires_on >= on]
    for pile in (fresh or free) if wanted else ():
        amount = pile.take(wanted)
        wanted -= amount
        taken.append((pile.lot_id, amount))
        if not wanted:
            return taken
    return taken + _take(piles, wanted, on) if fresh and wanted else taken


def _row(
    organisation_id: int, hand_out: HandOut, lot_id: int | None, kind: MovementKind, taken: int
) -> tuple[Any, ...]:
    return (
        organisation_id,
        hand_out.site_id,
        hand_out.item_id,
        lot_id,
        kind.value,
        -taken,
        hand_out.occurred_at,
        hand_out.encounter_id,
        hand_out.staff_id,
        None,
        "",
    )


def _lower_balances(shelves: Shelves) -> None:
    changes = [(pile.drawn, pile.balance_id) for piles in shelves.values() for pile in piles if pile.drawn]
    if changes:
        with connection.cursor() as cursor:
            cursor.executemany(f"UPDATE {_BALANCE} SET quantity = quantity - %s WHERE id = %s", changes)  # noqa: S608 - the model's own table


def _drawn_by(
    organisation_id: int, encounter_ids: Sequence[int]
) -> Iterable[tuple[int, int, int | None, int, int | None]]:
    kinds = (MovementKind.HANDED_OUT, MovementKind.SHORTFALL)
    drawn = Movement.objects.of(organisation_id).filter(encounter_id__in=encounter_ids, kind__in=kinds)
    return drawn.order_by("id").values_list("site_id", "item_id", "lot_id", "quantity", "encounter_id")


def _raise_lotted(organisation_id: int, changes: dict[tuple[int, int, int], int]) -> None:
    rows = [(change, organisation_id, *place) for place, change in sorted(changes.items())]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {_BALANCE} SET quantity = quantity + %s"  # noqa: S608 - the model's own table
                " WHERE organisation_id = %s AND site_id = %s AND item_id = %s AND lot_id = %s",
                rows,
            )


def _marks(values: Sequence[int | UUID]) -> str:
    return ", ".join(["%s"] * len(values))


def _as_date(value: date | str | None) -> date:
    if value is None:
        return _FAR
    return date.fromisoformat(value) if isinstance(value, str) else value
