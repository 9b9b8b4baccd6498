"""Supplies that arrive, run short, expire and are counted while the demo's history goes by."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from meetpoint.core.encounters.entry import NewEncounter
from meetpoint.core.supplies.actions import Delivery, receive_stock
from meetpoint.lib import clock
from meetpoint.operate.demo.seasons import Shift
from meetpoint.operate.demo.story import TIME_ZONE
from meetpoint.operate.demo.world import World, drawn_uid

_EVERY_DAYS = 63
_DATED = {"naloxone": 900, "test_strips": 540, "wound": 700, "sex": 1200}
"""Days from arrival to the printed date, for the kinds that carry one."""


class Deliveries:
    """Orders what was used since the last delivery, sometimes too little and sometimes too late."""

    def __init__(self, world: World, random: Random) -> None:
        self._world, self._random = world, random
        self._used: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        self._next: dict[str, datetime] = {}
        self._count = 0

    def used(self, shift: Shift, batch: Iterable[NewEncounter]) -> None:
        """Remember what went out at a site."""
        used = self._used[shift.site.slug]
        for new in batch:
            for item_id, quantity in new.items.items():
                used[item_id] += quantity

    def after(self, shift: Shift) -> None:
        """Let a delivery arrive at the end of a shift, when one is due."""
        moment = datetime.combine(shift.day, time(8), ZoneInfo(TIME_ZONE)) + timedelta(days=1)
        due = self._next.setdefault(shift.site.slug, moment)
        if moment < due:
            return
        late = self._random.random() < 0.12
        self._next[shift.site.slug] = moment + timedelta(days=_EVERY_DAYS + (25 if late else 0))
        with clock.stand_at(moment):
            for item_id, used in self._used.pop(shift.site.slug, {}).items():
                self._deliver(shift, item_id, used, moment)

    def _deliver(self, shift: Shift, item_id: int, used: int, moment: datetime) -> None:
        item = self._world.items[item_id]
        first = moment == self._next[shift.site.slug] or used < 12
        wanted = int(used * (14 if first else self._random.uniform(0.85, 1.3))) + 10
        pack = max(1, item.units_per_pack)
        packs = -(-wanted // pack)
        shelf_life = _DATED.get(item.kind)
        self._count += 1
        delivery = Delivery(
            site_id=self._world.site_ids[shift.site.slug],
            item_id=item_id,
            packs=packs,
            lot_number=f"{item.slug[:3].upper()}{moment:%y%m}{self._count % 97:02d}" if shelf_life else "",
            expires_on=self._expiry(moment, shelf_life) if shelf_life else None,
        )
        receive_stock(delivery, by=self._world.manager, batch=drawn_uid(self._random, moment))

    def _expiry(self, moment: datetime, shelf_life: int):  # type: ignore[no-untyped-def]
        days = shelf_life if self._random.random() > 0.1 else shelf_life // 4
        return (moment + timedelta(days=days)).date().replace(day=28)
