"""The demo's participants: some come every few days, most seldom, some stop coming, some lose their code."""

from bisect import bisect
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from meetpoint.core.people.models import Participant
from meetpoint.operate.demo.story import SITES, SiteStory

CONTACTS_PER_PERSON = 26
"""Mean coded contacts for each participant over three years, which makes the long tail look right."""

_HEAVY_SHARE = 0.12


@dataclass(slots=True)
class Regular:
    """Somebody who comes back under a code; `participant` is set at the first visit."""

    heavy: bool
    home: str
    first: date
    last: date
    weight: float
    participant: Participant | None = None


class Crowd:
    """Draws who comes through the door, by site and by month, in proportion to how often each comes."""

    def __init__(self, contacts: int, *, first: date, last: date, random: Random) -> None:
        self._random = random
        count = max(12, contacts // CONTACTS_PER_PERSON)
        self.regulars = [self._make(first, last) for _ in range(count)]
        self._draws: dict[tuple[str, int], tuple[list[Regular], list[float]]] = {}

    def visitor(self, site: SiteStory, day: date) -> Regular | None:
        """Return who comes to a site on a day; None while nobody of this site's regulars is around."""
        people, marks = self._around(site.slug, day)
        if not people:
            return None
        return people[bisect(marks, self._random.random() * marks[-1])]

    def _make(self, first: date, last: date) -> Regular:
        random = self._random
        span = (last - first).days
        begins = first + timedelta(days=int(span * random.random() ** 1.4) - 200)
        stays = int(random.expovariate(1 / 420)) + 14
        heavy = random.random() < _HEAVY_SHARE
        weight = random.uniform(6, 14) if heavy else random.expovariate(1.0) + 0.15
        home = random.choices(SITES, weights=[site.share for site in SITES])[0]
        return Regular(heavy, home.slug, begins, begins + timedelta(days=stays), weight)

    def _around(self, site: str, day: date) -> tuple[list[Regular], list[float]]:
        month = day.year * 12 + day.month
        if (site, month) not in self._draws:
            people = [r for r in self.regulars if r.first <= day <= r.last]
            weights = [r.weight * (1.0 if r.home == site else 0.12) for r in people]
            self._draws[site, month] = people, list(accumulate(weights))
        return self._draws[site, month]
