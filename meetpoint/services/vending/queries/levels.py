"""What is in each slot, how long it lasts, and when somebody should come.

A level is what was counted at the last refill less what was handed out since. Where nobody counted yet, it is
what the machine last said less what was handed out since; where it never said anything, it is not known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet, Sum

from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.services.vending.models import Outage, Slot, Vend
from meetpoint.services.vending.rules import USE_DAYS, daily_rate, days_cover, fill_by, overlap

_COUNTED = Q(slot__counted_at__isnull=False, occurred_at__gt=F("slot__counted_at"))
_REPORTED = Q(slot__counted_at=None, slot__reported_at__isnull=False, occurred_at__gt=F("slot__reported_at"))
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class SlotLevel:
    """One slot as it stands. `level` None: not known; below 0: a count was wrong. `rate` is units a day."""

    slot: Slot
    level: int | None
    rate: float | None
    empty_since: datetime | None
    fill_by: datetime | None

    @property
    def days(self) -> float | None:
        """How many days the level lasts at the rate of the last four weeks."""
        return days_cover(self.level, self.rate)

    @property
    def whole_days(self) -> int | None:
        return None if self.days is None else int(self.days)

    @property
    def is_empty(self) -> bool:
        return self.empty_since is not None or self.level == 0

    @property
    def is_low(self) -> bool:
        return self.is_empty or (self.level is not None and self.level <= self.slot.minimum)

    @property
    def is_miscounted(self) -> bool:
        """Tell whether more was handed out than was ever counted into it."""
        return self.level is not None and self.level < 0

    @property
    def differs(self) -> bool:
        """Tell whether the machine's own word is another than ours."""
        slot = self.slot
        return (
            self.level is not None
            and slot.reported is not None
            and slot.reported_at is not None
            and slot.counted_at is not None
            and slot.reported_at > slot.counted_at
            and slot.reported != self.level
        )

    @property
    def room(self) -> int:
        """How many units fit in."""
        return self.slot.capacity - max(0, self.level or 0)


def slots_in_use(owner: Actor | int, machine_ids: Iterable[int]) -> QuerySet[Slot]:
    """Return what machines hold today, by selection, with the items."""
    rows = Slot.objects.of(owner).filter(machine_id__in=list(machine_ids), until=None)
    return rows.select_related("item").order_by("selection")


def levels_now(owner: Actor | int, slots: Iterable[Slot]) -> dict[int, int | None]:
    """Return the level of each slot by its id, in one query."""
    slots = list(slots)
    out = dict(
        Vend.objects.of(owner)
        .filter(_COUNTED | _REPORTED, slot_id__in=[slot.pk for slot in slots], quantity__gt=0)
        .filter(encounter__voided_at=None)
        .order_by()
        .values_list("slot_id")
        .annotate(units=Sum("quantity"))
    )
    levels: dict[int, int | None] = {}
    for slot in slots:
        base = slot.counted if slot.counted_at is not None else slot.reported
        levels[slot.pk] = None if base is None else base - out.get(slot.pk, 0)
    return levels


def slot_levels(owner: Actor | int, slots: Sequence[Slot]) -> list[SlotLevel]:
    """Return levels, rates and dates of slots, in their order, in three queries."""
    now = clock.now()
    since = now - timedelta(days=USE_DAYS)
    ids = [slot.pk for slot in slots]
    levels = levels_now(owner, slots)
    used = dict(
        Vend.objects.of(owner)
        .filter(slot_id__in=ids, occurred_at__gte=since, quantity__gt=0, encounter__voided_at=None)
        .order_by()
        .values_list("slot_id")
        .annotate(units=Sum("quantity"))
    )
    empty, open_since = _empty_days(owner, ids, since, now)
    return [_level(slot, levels[slot.pk], used.get(slot.pk, 0), empty, open_since, now) for slot in slots]


def _level(
    slot: Slot,
    level: int | None,
    used: int,
    empty: dict[int, float],
    open_since: dict[int, datetime],
    now: datetime,
) -> SlotLevel:
    days = min(float(USE_DAYS), (now - slot.since) / DAY)
    rate = daily_rate(used, days=days, days_empty=empty.get(slot.pk, 0.0))
    return SlotLevel(
        slot=slot,
        level=level,
        rate=rate,
        empty_since=open_since.get(slot.pk),
        fill_by=fill_by(level, slot.minimum, rate, now=now),
    )


def _empty_days(
    owner: Actor | int, ids: Sequence[int], since: datetime, now: datetime
) -> tuple[dict[int, float], dict[int, datetime]]:
    days: dict[int, float] = defaultdict(float)
    open_since: dict[int, datetime] = {}
    rows = Outage.objects.of(owner).filter(Q(ended_at=None) | Q(ended_at__gt=since), slot_id__in=ids)
    for slot_id, began, ended in rows.values_list("slot_id", "began_at", "ended_at"):
        assert slot_id is not None
        days[slot_id] += overlap(began, ended, first=since, last=now) / DAY
        if ended is None:
            open_since[slot_id] = began
    return days, open_since
