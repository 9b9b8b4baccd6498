"""Supplies that arrive, run short, expire and are counted while the demo's history goes by."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from meetpoint.core.encounters.entry import NewEncounter
from meetpoint.core.supplies.actions import (
    Count,
    Delivery,
    Draw,
    count_stock,
    dispose_stock,
    receive_stock,
)
from meetpoint.core.supplies.models import Balance, DisposalReason
from meetpoint.core.supplies.rules import MOST_UNITS
from meetpoint.lib import clock
from meetpoint.operate.demo.seasons import Shift
from meetpoint.operate.demo.story import TIME_ZONE
from meetpoint.operate.demo.world import World, drawn_uid

_EVERY_DAYS = 63
_LATE = 0.12
_TIDY = 0.85
_LEFT_DAYS = 21
"""For so long after its printed date, what has expired is overlooked when a shelf is tidied."""
_SHELF_LIFE_DAYS = {"naloxone": 900, "test_strips": 540, "wound": 700, "sex": 1200}
"""Days from arrival to the printed date, for the kinds that carry one."""


class Deliveries:
    """Orders what was used since the last delivery, sometimes too little and sometimes too late."""

    def __init__(self, world: World, random: Random) -> None:
        self._world, self._random = world, random
        self._used: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        self._due: dict[str, date] = {}

    def used(self, shift: Shift, batch: Iterable[NewEncounter]) -> None:
        """Remember what went out at a site."""
        used = self._used[shift.site.slug]
        for new in batch:
            for item_id, quantity in new.items.items():
                used[item_id] += quantity

    def after(self, shift: Shift) -> None:
        """Let a delivery arrive the morning after a shift, when one is due."""
        slug, today = shift.site.slug, shift.day
        if today < self._due.get(slug, today):
            return
        first = slug not in self._due
        self._due[slug] = today + timedelta(days=_EVERY_DAYS + (25 if self._random.random() < _LATE else 0))
        moment = datetime.combine(today + timedelta(days=1), time(8), ZoneInfo(TIME_ZONE))
        with clock.stand_at(moment):
            if self._random.random() < _TIDY:
                self._dispose(self._world.site_ids[slug], moment)
            self._deliver(slug, moment, scale=40 if first else 1)
            if self._random.random() < 0.75:
                self._count(self._world.site_ids[slug], moment)

    def _deliver(self, slug: str, moment: datetime, *, scale: int) -> None:
        used = sorted(self._used.pop(slug, {}).items())
        deliveries = [
            delivery
            for item_id, amount in used
            for delivery in self._deliveries(slug, item_id, amount * scale, moment)
        ]
        if deliveries:
            receive_stock(deliveries, by=self._world.manager, batch=drawn_uid(self._random, moment))

    def _deliveries(self, slug: str, item_id: int, used: int, moment: datetime) -> list[Delivery]:
        item = self._world.items[item_id]
        pack = max(1, item.units_per_pack)
        packs = -(-(int(used * self._random.uniform(0.9, 1.35)) + 20) // pack)
        shelf_life = _SHELF_LIFE_DAYS.get(item.kind)
        lot = f"{item.slug[:3].upper()}{moment:%y%m}{slug[:2].upper()}" if shelf_life else ""
        expires_on = self._printed_date(moment, shelf_life) if shelf_life else None
        most = MOST_UNITS // pack
        return [
            Delivery(
                site_id=self._world.site_ids[slug],
                item_id=item_id,
                packs=min(most, packs - start),
                lot_number=lot,
                expires_on=expires_on,
            )
            for start in range(0, packs, most)
        ]

    def _dispose(self, site_id: int, moment: datetime) -> None:
        gone = Balance.objects.of(self._world.manager).filter(
            site_id=site_id, quantity__gt=0, lot__expires_on__lt=moment.date() - timedelta(days=_LEFT_DAYS)
        )
        draws = [
            Draw(item_id=item_id, lot_id=lot_id, quantity=quantity)
            for item_id, lot_id, quantity in gone.order_by("id").values_list("item_id", "lot_id", "quantity")
        ]
        if draws:
            dispose_stock(
                draws,
                site_id=site_id,
                reason=DisposalReason.EXPIRED,
                by=self._world.manager,
                batch=drawn_uid(self._random, moment),
            )

    def _count(self, site_id: int, moment: datetime) -> None:
        short = Balance.objects.of(self._world.manager).filter(site_id=site_id, lot=None, quantity__lt=0)
        counts = [Count(item_id, None, 0, seen) for item_id, seen in short.values_list("item_id", "quantity")]
        if counts:
            uid = drawn_uid(self._random, moment)
            count_stock(counts, site_id=site_id, by=self._world.manager, batch=uid)

    def _printed_date(self, moment: datetime, shelf_life: int) -> date:
        days = shelf_life if self._random.random() > 0.15 else shelf_life // 4
        return (moment + timedelta(days=days)).date().replace(day=28)
