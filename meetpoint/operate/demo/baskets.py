"""What people take with them: believable amounts of each kind of supplies."""

from collections import defaultdict
from collections.abc import Mapping
from random import Random

from meetpoint.core.supplies.queries import ItemFacts

CHANCES: Mapping[str, float] = {
    "syringes": 0.82,
    "naloxone": 0.17,
    "test_strips": 0.26,
    "injection": 0.55,
    "smoking": 0.24,
    "sex": 0.10,
    "wound": 0.05,
    "disposal": 0.13,
    "hygiene": 0.12,
}
"""How often a contact includes each kind; figures of our own, shaped by what programmes publish as totals."""

_SYRINGES_LIGHT = (5, 10, 10, 10, 20, 20, 30, 40)
_SYRINGES_HEAVY = (40, 40, 60, 100, 100, 150, 200)
_OTHERS = {
    "naloxone": (1, 1, 1, 2, 2, 3),
    "test_strips": (2, 5, 5, 10),
    "injection": (5, 10, 10, 20),
    "disposal": (1,),
}


class Baskets:
    """Fills baskets from one organisation's catalogue."""

    def __init__(self, items: Mapping[int, ItemFacts], random: Random) -> None:
        self._random = random
        self._by_kind: dict[str, list[ItemFacts]] = defaultdict(list)
        for item in sorted(items.values(), key=lambda item: (not item.on_log, item.order, item.id)):
            self._by_kind[item.kind].append(item)

    def fill(self, *, heavy: bool, for_others: int) -> tuple[dict[int, int], dict[str, int]]:
        """Return quantities by item and, for the services' part of the story, by kind."""
        random = self._random
        items: dict[int, int] = {}
        kinds: dict[str, int] = {}
        for kind, chance in CHANCES.items():
            if kind in self._by_kind and random.random() < chance:
                quantity = self._quantity(kind, heavy) * (1 + (for_others if kind == "syringes" else 0))
                items[self._item(kind).id] = quantity
                kinds[kind] = quantity
        return items, kinds

    def _item(self, kind: str) -> ItemFacts:
        choices = self._by_kind[kind]
        place = min(int(self._random.expovariate(1.3)), len(choices) - 1)
        return choices[place]

    def _quantity(self, kind: str, heavy: bool) -> int:
        if kind == "syringes":
            return self._random.choice(_SYRINGES_HEAVY if heavy else _SYRINGES_LIGHT)
        return self._random.choice(_OTHERS.get(kind, (1, 2, 3)))
