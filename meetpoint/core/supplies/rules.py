"""How stock is drawn, counted and judged: pure functions over plain values."""

import hashlib
import json
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from django.utils.translation import gettext as _

from meetpoint.core.supplies.models import MovementKind

MOST_UNITS = 1_000_000
"""More than this in one line is a slip of the finger (product choice)."""

EARLIEST_EXPIRY = date(2000, 1, 1)
LONGEST_SHELF_LIFE = timedelta(days=20 * 366)
"""No supply in use keeps longer; naloxone keeps 2 to 4 years (FDA, 17 January 2024)."""

USE_DAYS = 28
"""Days of use from which the days left are told: four whole weeks, so that weekdays weigh the same."""

SHORTEST_HISTORY = 7
FEWEST_HAND_OUTS = 3
SOON_DAYS = 7
"""Below these nothing is foretold; with SOON_DAYS left or fewer, stock is low (product choice)."""

EXPIRING_DAYS = 90


@dataclass(frozen=True, slots=True)
class Pile:
    """Some of one item at one site: of one lot, or without a lot (then it may be below nought)."""

    site_id: int
    item_id: int
    lot_id: int | None
    quantity: int
    number: str = ""
    expires_on: date | None = None
    quarantined: bool = False

    def is_expired(self, today: date) -> bool:
        return self.expires_on is not None and self.expires_on < today


@dataclass(frozen=True, slots=True)
class Line:
    """One ledger line about to be written: signed units of an item."""

    site_id: int
    item_id: int
    lot_id: int | None
    kind: MovementKind
    quantity: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """What somebody counted of one pile, and what the ledger said when they began (a shortfall: below 0).

    `changes` is what `queries.changes_at` said of the item at that moment: when it says more by now, somebody
    else wrote down the same shelf. None is for who did not look at the shelf before, and is not compared.
    """

    item_id: int
    lot_id: int | None
    counted: int
    seen: int
    changes: int | None = None


def fingerprint(*content: object) -> str:
    """Return 128 bits, in hex, that differ when any part of an action's content differs."""
    canonical = json.dumps(content, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()[:32]


def first_expired_first(piles: Iterable[Pile], today: date) -> list[Pile]:
    """Return what may be drawn, in order: the next to expire, then undated stock, then expired stock.

    Quarantined lots are left out. The same order as hand-outs are drawn in (`drawdown.py`).
    """
    usable = [pile for pile in piles if pile.quantity > 0 and not pile.quarantined]
    return sorted(
        usable, key=lambda pile: (pile.is_expired(today), pile.expires_on or date.max, pile.lot_id or 0)
    )


def take(piles: Iterable[Pile], wanted: int) -> list[tuple[Pile, int]]:
    """Return how much to take of each pile, in order, to reach `wanted`; less if there is not enough."""
    taken = []
    for pile in piles:
        amount = min(pile.quantity, wanted)
        if amount > 0:
            taken.append((pile, amount))
        wanted -= amount
    return taken


def problem_of_quantity(quantity: int) -> str:
    """Return what is wrong with a number of units, or an empty text."""
    if 1 <= quantity <= MOST_UNITS:
        return ""
    return _("Write a number from 1 to %(most)d.") % {"most": MOST_UNITS}


def problem_of_expiry(expires_on: date | None, today: date) -> str:
    """Return why a printed date cannot be, or an empty text. A date that has passed is possible."""
    if expires_on is None or EARLIEST_EXPIRY <= expires_on <= today + LONGEST_SHELF_LIFE:
        return ""
    return _("This date cannot be right. Read the date on the pack again.")


def lines_of_count(counts: Sequence[Count], piles: Sequence[Pile], site_id: int) -> list[Line]:
    """Return the ledger lines that make the ledger agree with a count.

    A difference is taken against what the counter saw, so that what was handed out meanwhile is not
    undone; no pile goes below nought. A shortfall that the counter saw is closed only as far as it is
    still open: somebody else may have settled it meanwhile. What a lot lacks first settles a shortfall of
    the same item: those units were handed out before anybody wrote them down. The rest is corrected as
    counted.
    """
    now = {(pile.item_id, pile.lot_id): pile.quantity for pile in piles}
    changes = _differences(counts, now)
    lines: list[Line] = []
    for item_id in sorted({item_id for item_id, _lot_id in changes}):
        of_item = {lot_id: change for (item, lot_id), change in changes.items() if item == item_id}
        lines += _lines_of_item(of_item, short=max(0, -now.get((item_id, None), 0)), place=(site_id, item_id))
    return lines


def _differences(
    counts: Sequence[Count], now: Mapping[tuple[int, int | None], int]
) -> dict[tuple[int, int | None], int]:
    changes = {}
    for count in counts:
        place = (count.item_id, count.lot_id)
        changes[place] = count.counted - max(count.seen, min(0, now.get(place, 0)))
    for item_id in {count.item_id for count in counts}:
        # The shelf was looked at: an open shortfall of the item is over, also when it had no row of its own.
        changes.setdefault((item_id, None), max(0, -now.get((item_id, None), 0)))
    return {
        (item_id, lot_id): max(change, -max(0, now.get((item_id, lot_id), 0)))
        for (item_id, lot_id), change in changes.items()
    }


def _lines_of_item(changes: Mapping[int | None, int], *, short: int, place: tuple[int, int]) -> list[Line]:
    left = dict(changes)
    to_settle = min(short, max(0, left.get(None, 0)))
    lines = []
    for lot_id in sorted(lot_id for lot_id, change in changes.items() if lot_id is not None and change < 0):
        moved = min(to_settle, -left[lot_id])
        if moved:
            lines += settle_lines(place, lot_id, moved)
            left[lot_id] += moved
            left[None] -= moved
            to_settle -= moved
    lines += [
        Line(*place, lot_id, MovementKind.COUNTED, change)
        for lot_id, change in sorted(left.items(), key=lambda pair: pair[0] or 0)
        if change
    ]
    return lines


def settle_lines(place: tuple[int, int], lot_id: int, quantity: int) -> list[Line]:
    """Return the two lines that move some units of a shortfall onto the lot they came from."""
    return [
        Line(*place, lot_id, MovementKind.SETTLED, -quantity),
        Line(*place, None, MovementKind.SETTLED, quantity),
    ]


def days_left(usable: int, *, used: int, over_days: int, hand_outs: int) -> int | None:
    """Return for how many whole days the usable units last at the recent pace; None when too little is known.

    `used` units went out in `over_days` days, in `hand_outs` hand-outs. Since `over_days` begins with the
    first hand-out within USE_DAYS, seldom-used items look scarcer than they are, never safer.
    """
    if over_days < SHORTEST_HISTORY or hand_outs < FEWEST_HAND_OUTS or used <= 0:
        return None
    return max(0, usable) * over_days // used


def is_low(usable: int, *, par: int | None, lasts: int | None) -> bool:
    """Tell whether a site needs more: below its par level, or out within SOON_DAYS at the recent pace."""
    return (par is not None and usable < par) or (lasts is not None and lasts <= SOON_DAYS)


class Describable(Protocol):
    """What `problems_of_item` looks at."""

    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def units_per_pack(self) -> int: ...
    @property
    def doses_per_unit(self) -> int: ...
    @property
    def syringes_per_unit(self) -> int: ...
    @property
    def presets(self) -> tuple[int, ...]: ...


MOST_PRESETS = 5
MOST_PER_UNIT = 1_000
MOST_PER_PACK = 10_000


def problems_of_item(item: Describable, *, kinds: Container[str]) -> dict[str, str]:
    """Return, by field, what is wrong with an item's details; empty when nothing is."""
    problems: dict[str, str] = {}
    if not item.name.strip():
        problems["name"] = _("Please fill this in.")
    if item.kind not in kinds:
        problems["kind"] = _("Choose one of the answers listed.")
    between = _("Write a number from %(low)d to %(high)d.")
    if not 1 <= item.units_per_pack <= MOST_PER_PACK:
        problems["units_per_pack"] = between % {"low": 1, "high": MOST_PER_PACK}
    for field, number in (
        ("doses_per_unit", item.doses_per_unit),
        ("syringes_per_unit", item.syringes_per_unit),
    ):
        if not 0 <= number <= MOST_PER_UNIT:
            problems[field] = between % {"low": 0, "high": MOST_PER_UNIT}
    if not 1 <= len(item.presets) <= MOST_PRESETS or not all(1 <= n <= MOST_PER_PACK for n in item.presets):
        problems["presets"] = _("Write up to five amounts with commas between them, such as 1, 10, 20.")
    return problems
