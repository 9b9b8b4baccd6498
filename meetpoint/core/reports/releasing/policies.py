"""The policies by which small counts are hidden, as pages need them: without what chooses the cells."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

from meetpoint.core.organisations.models import Organisation

LIBRARY = Path(__file__).parents[1] / "publishing" / "policies.toml"
WIDELY_FOLLOWED = "cms"


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy in its newest version."""

    name: str
    version: str
    title_en: str
    title_es: str
    small: tuple[int, int]
    url: str

    @property
    def title(self) -> str:
        """Return what the policy says in few words, in the reader's language."""
        return self.title_es if (get_language() or "en").startswith("es") else self.title_en

    @property
    def mark(self) -> str:
        return f"{self.name}@{self.version}"

    def is_small(self, value: float) -> bool:
        return self.small[0] <= value <= self.small[1]


@cache
def policies() -> Mapping[str, Policy]:
    """Return the newest version of each policy, by name."""
    listed = tomllib.loads(LIBRARY.read_text(encoding="utf-8"))["policy"]
    found: dict[str, Policy] = {}
    for one in sorted(listed, key=lambda each: each["version"]):
        low, high = one["small"]
        titles = (one["title"], one["title_es"])
        found[one["name"]] = Policy(one["name"], one["version"], *titles, (low, high), one["url"])
    return found


def policy_of(organisation: Organisation) -> Policy:
    """Return the policy of an organisation's place, or the one that is widely followed where it has none."""
    return policies().get(_PLACES.get(organisation.policy_pack, ""), policies()[WIDELY_FOLLOWED])


_PLACES = {"ca-on": "health-canada-scs"}
"""By policy pack; the packs of the United States follow the one that is widely followed."""
